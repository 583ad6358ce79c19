"""An OPA bundle: the decision tables as data, and one fixed policy that reads them."""

from __future__ import annotations

import gzip
import io
import json
import math
import tarfile
from typing import Any

from knowledge.export.decisions import Cell, Model, Table, Words

POLICY = """# The one policy of every pack: it reads the tables of data.paripatra. Facts come as `input`, under
# the names that the rules declare. Ask for data.paripatra_policy.answer.
package paripatra_policy

import rego.v1

fact(name) := object.get(input, name, null)

written(value) := "" if value == null

written(value) := trim_space(value) if is_string(value)

folded(value) := replace(lower(written(value)), " ", "")

done contains lower(trim_space(name)) if some name in fact("completed")

made(s) := "" if {
	s.word
	written(fact(s.word)) == ""
}

made(s) := word if {
	s.word
	word := written(fact(s.word))
	word != ""
	word in s.among
}

made(s) := "other" if {
	s.word
	word := written(fact(s.word))
	word != ""
	not word in s.among
}

made(s) := "yes" if {
	s.yes_no
	fact(s.yes_no) == true
}

made(s) := "no" if {
	s.yes_no
	fact(s.yes_no) == false
}

made(s) := "" if {
	s.yes_no
	not is_boolean(fact(s.yes_no))
}

made(s) := "yes" if {
	s.flag
	fact(s.flag) == true
}

made(s) := "no" if {
	s.flag
	not fact(s.flag) == true
}

made(s) := fact(s.number) if {
	s.number
	is_number(fact(s.number))
}

made(s) := -1 if {
	s.number
	not is_number(fact(s.number))
}

made(s) := "" if {
	s.same
	some name in s.same
	folded(fact(name)) == ""
}

made(s) := "yes" if {
	s.same
	folded(fact(s.same[0])) != ""
	folded(fact(s.same[0])) == folded(fact(s.same[1]))
}

made(s) := "no" if {
	s.same
	folded(fact(s.same[0])) != ""
	folded(fact(s.same[1])) != ""
	folded(fact(s.same[0])) != folded(fact(s.same[1]))
}

made(s) := -1 if {
	s.of
	not is_array(fact(s.of))
}

made(s) := count([name | some name in s.count; lower(name) in done]) if {
	s.count
	is_array(fact(s.of))
}

made(s) := count([name | some name in s.missing; not lower(name) in done]) if {
	s.missing
	is_array(fact(s.of))
}

prepared[name] := value if {
	some name, source in data.paripatra.inputs
	value := made(source)
}

fits(cell, value) if value in cell["in"]

fits(cell, value) if {
	cell.span
	value >= object.get(cell.span, "from", value)
	value > object.get(cell.span, "above", value - 1)
	value <= object.get(cell.span, "to", value)
	value < object.get(cell.span, "below", value + 1)
}

hits(row, values) if {
	every name, cell in row.when { fits(cell, values[name]) }
}

tables[name] := row.then if {
	some name, table in data.paripatra.tables
	some row in table.rows
	hits(row, prepared)
}

statuses[name] := tables[name].status if some name, _ in tables

verdict := row.then.compliant if {
	some row in data.paripatra.verdict.rows
	hits(row, statuses)
}

answer := {
	"as_of": data.paripatra.as_of,
	"compliant": verdict,
	"duties": {data.paripatra.tables[name].title: out |
		some name, out in tables
		data.paripatra.tables[name].kind == "duty"
	},
	"lists": {data.paripatra.tables[name].title: out |
		some name, out in tables
		data.paripatra.tables[name].kind == "list"
	},
}
"""


def data_of(model: Model) -> dict[str, Any]:
    return {
        "as_of": model.as_of,
        "inputs": {i.name: i.source for i in model.inputs},
        "tables": {t.name: table_data(t) for t in model.tables if t.kind != "verdict"},
        "verdict": table_data(model.verdict),
    }


def table_data(table: Table) -> dict[str, Any]:
    names = [i.name for i in table.inputs]
    rows = [
        {
            "when": {n: cell_data(c) for n, c in zip(names, row.cells, strict=True) if c is not None},
            "then": dict(zip(table.outputs, row.outputs, strict=True)),
        }
        for row in table.rows
    ]
    return {"title": table.title, "kind": table.kind, "rows": rows}


def cell_data(cell: Cell) -> dict[str, Any]:
    if isinstance(cell, Words):
        return {"in": sorted(cell.any_of)}
    assert cell is not None
    span: dict[str, float] = {}
    if cell.low > -math.inf:
        span["from" if cell.low_in else "above"] = cell.low
    if cell.high < math.inf:
        span["to" if cell.high_in else "below"] = cell.high
    return {"span": span}


def bundle_bytes(model: Model) -> bytes:
    """``policy.tar.gz``: equal tables give equal bytes."""
    manifest = {"revision": f"as of {model.as_of}", "roots": ["paripatra", "paripatra_policy"]}
    files = {
        ".manifest": json.dumps(manifest).encode(),
        "data.json": json.dumps({"paripatra": data_of(model)}, ensure_ascii=False, sort_keys=True).encode("utf-8"),
        "policy.rego": POLICY.encode(),
    }
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=0)

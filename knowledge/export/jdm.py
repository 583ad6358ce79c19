"""The decision tables as a GoRules JSON Decision Model: facts in, status of each duty and the verdict out.

The first node prepares the facts in ZEN expressions. A prepared fact that is given already (under its own name) is
taken as it is: what ZEN cannot fold (numbers written in many ways, posts) is to be prepared before.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

from knowledge.export.decisions import Cell, Input, Model, Table, Words, variable
from knowledge.export.dmn import printable

DONE = "completed_names"


def jdm_bytes(model: Model) -> bytes:
    nodes: list[dict[str, Any]] = [{"id": "facts", "type": "inputNode", "name": "Facts", "content": {}}]
    nodes.append(preparing(model))
    nodes += [table_node(t) for t in model.tables]
    nodes.append({"id": "answer", "type": "outputNode", "name": "Answer", "content": {}})
    for n, node in enumerate(nodes):
        node["position"] = {"x": 120 + 260 * n, "y": 160}
    edges = [
        {"id": f"edge_{n}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]}
        for n, (a, b) in enumerate(pairwise(nodes))
    ]
    body = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8")


def preparing(model: Model) -> dict[str, Any]:
    steps = [{"id": "e_names", "key": DONE, "value": "map(completed ?? [], lower(trim(#)))"}]
    for i in model.inputs:
        steps.append({"id": f"e_{i.name}", "key": i.name, "value": expression(i)})
    content = {"expressions": steps, "passThrough": True, "inputField": None, "outputPath": None}
    return {
        "id": "prepare",
        "type": "expressionNode",
        "name": "Prepare the facts",
        "content": {**content, "executionMode": "single"},
    }


def expression(i: Input) -> str:
    s = i.source
    if "word" in s:
        fact, among = variable(s["word"]), ", ".join(literal(v) for v in s["among"])
        return f'trim({fact} ?? "") == "" ? "" : trim({fact}) in [{among}] ? trim({fact}) : "other"'
    if "yes_no" in s:
        return yes_no(variable(s["yes_no"]))
    if "flag" in s:
        fact = variable(s["flag"])
        return f'{fact} == true or {fact} == "yes" ? "yes" : "no"'
    if "number" in s:
        return f"{variable(s['number'])} ?? -1"
    if "same" in s:
        a, b = (f'lower(trim({variable(n)} ?? ""))' for n in s["same"])
        return f'{i.name} != null ? {i.name} : {a} == "" or {b} == "" ? "" : {a} == {b} ? "yes" : "no"'
    names = ", ".join(literal(n.strip().lower()) for n in s.get("count") or s.get("missing") or ())
    test = f"# in $.{DONE}" if "count" in s else f"not(# in $.{DONE})"
    number = f"count([{names}], {test})" if names else "0"
    return f"completed == null ? -1 : {number}"


def yes_no(fact: str) -> str:
    return f'{fact} == true or {fact} == "yes" ? "yes" : {fact} == false or {fact} == "no" ? "no" : ""'


def table_node(table: Table) -> dict[str, Any]:
    fields = [f"{i.name}.status" if "status" in i.source else i.name for i in table.inputs]
    content: dict[str, Any] = {
        "hitPolicy": "first",
        "inputs": [{"id": f"i{n}", "name": f, "field": f} for n, f in enumerate(fields)],
        "outputs": [{"id": f"o{n}", "name": o, "field": o} for n, o in enumerate(table.outputs)],
        "rules": [
            {"_id": f"{table.name}_{k}"}
            | {f"i{n}": cell_text(c) for n, c in enumerate(row.cells)}
            | {f"o{n}": literal(v) for n, v in enumerate(row.outputs)}
            for k, row in enumerate(table.rows)
        ],
        "passThrough": True,
        "inputField": None,
        "outputPath": table.name,
        "executionMode": "single",
    }
    return {"id": table.name, "type": "decisionTableNode", "name": printable(table.title), "content": content}


def cell_text(cell: Cell) -> str:
    """A unary test; "" is any value."""
    if cell is None:
        return ""
    if isinstance(cell, Words):
        return ", ".join(literal(w) for w in sorted(cell.any_of))
    low = "" if cell.low == -math.inf else f"{'>=' if cell.low_in else '>'} {cell.low:g}"
    high = "" if cell.high == math.inf else f"{'<=' if cell.high_in else '<'} {cell.high:g}"
    return " and ".join(p for p in (low, high) if p)


def literal(value: object) -> str:
    return json.dumps(printable(value) if isinstance(value, str) else value, ensure_ascii=False)

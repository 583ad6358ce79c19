"""The decision tables as DMN 1.3 XML. Each duty is a decision; "verdict" requires them all.

Cells are written so that FEEL reads them (and engines with a smaller expression language too): ``? in ("a","b")``,
``? > 9 and ? <= 16``. Inputs are the prepared facts of ``knowledge.export.decisions``.
"""

from __future__ import annotations

import json
import math
from typing import Any

from lxml import etree

from knowledge.export.decisions import Cell, Input, Model, Table, Words

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NAMESPACES: Any = {None: DMN}


def dmn_bytes(model: Model) -> bytes:
    root = etree.Element(
        tag("definitions"),
        nsmap=NAMESPACES,
        attrib={"id": "paripatra", "name": f"Rules as of {model.as_of}", "namespace": "urn:paripatra:decisions"},
    )
    for i in model.inputs:
        node = etree.SubElement(root, tag("inputData"), id=f"input_{i.name}", name=i.name)
        described(node, json.dumps(i.source, ensure_ascii=False, sort_keys=True))
        etree.SubElement(node, tag("variable"), id=f"var_{i.name}", name=i.name, typeRef=type_of(i))
    for table in model.tables:
        root.append(decision(table))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def decision(table: Table) -> etree._Element:
    node = etree.Element(tag("decision"), nsmap=NAMESPACES, attrib={"id": table.name, "name": printable(table.title)})
    # The order of these children is the schema's.
    etree.SubElement(node, tag("variable"), id=f"var_{table.name}", name=table.name, typeRef="string")
    for n, i in enumerate(table.inputs):
        need = etree.SubElement(node, tag("informationRequirement"), id=f"{table.name}_need{n}")
        what = ("requiredDecision", i.name) if "status" in i.source else ("requiredInput", f"input_{i.name}")
        etree.SubElement(need, tag(what[0]), href=f"#{what[1]}")
    body = etree.SubElement(node, tag("decisionTable"), id=f"{table.name}_table", hitPolicy="UNIQUE")
    for n, i in enumerate(table.inputs):
        column = etree.SubElement(body, tag("input"), id=f"{table.name}_in{n}", label=i.name)
        expression = etree.SubElement(column, tag("inputExpression"), id=f"{table.name}_ex{n}", typeRef=type_of(i))
        etree.SubElement(expression, tag("text")).text = i.name
    for n, name in enumerate(table.outputs):
        kind = "number" if isinstance(table.rows[0].outputs[n], int) else "string"
        etree.SubElement(body, tag("output"), id=f"{table.name}_out{n}", name=name, label=name, typeRef=kind)
    for k, row in enumerate(table.rows):
        rule = etree.SubElement(body, tag("rule"), id=f"{table.name}_r{k}")
        for n, cell in enumerate(row.cells):
            entry = etree.SubElement(rule, tag("inputEntry"), id=f"{table.name}_r{k}i{n}")
            etree.SubElement(entry, tag("text")).text = cell_text(cell)
        for n, value in enumerate(row.outputs):
            entry = etree.SubElement(rule, tag("outputEntry"), id=f"{table.name}_r{k}o{n}")
            etree.SubElement(entry, tag("text")).text = literal(value)
    return node


def cell_text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, Words):
        words = sorted(cell.any_of)
        return literal(words[0]) if len(words) == 1 else f"? in ({', '.join(literal(w) for w in words)})"
    if cell.low == cell.high:
        return f"? = {cell.low:g}" if cell.low_in is None else f"? >= {cell.low:g} and ? <= {cell.high:g}"
    low = "" if cell.low == -math.inf else f"? {'>=' if cell.low_in else '>'} {cell.low:g}"
    high = "" if cell.high == math.inf else f"? {'<=' if cell.high_in else '<'} {cell.high:g}"
    return " and ".join(p for p in (low, high) if p)


def literal(value: object) -> str:
    return json.dumps(printable(value) if isinstance(value, str) else value, ensure_ascii=False)


def printable(text: str) -> str:
    """Without what XML cannot hold, and without quotation marks that would end a literal."""
    return "".join(c for c in text if c >= " " or c in "\n\t").replace('"', "”").replace("\\", "/")


def type_of(i: Input) -> str:
    return "number" if i.values is None else "string"


def described(node: etree._Element, text: str) -> None:
    etree.SubElement(node, tag("description")).text = printable(text)


def tag(name: str) -> str:
    return f"{{{DMN}}}{name}"

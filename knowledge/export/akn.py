"""The papers that are held as one Akoma Ntoso 3.0 collection: a ``doc`` each, its paragraphs with the eId that effects
and texts name (``para_3__subpara_vii``), behind the eId of the component."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import regex
from lxml import etree

from knowledge.papers import PaperView
from knowledge.wording import LEVELS, Unit, stretches, units_of

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NAMESPACES: Any = {None: AKN}
NO_DATE = "0001-01-01"
"""Akoma Ntoso wants a date everywhere; this one says that the paper bears none."""


ELEMENTS = dict(zip(LEVELS, ("paragraph", "subparagraph", "point", "indent"), strict=True))


def akn_bytes(papers: Iterable[PaperView], names: Mapping[str, str], as_of: str, clean: Callable[[str], str]) -> bytes:
    """``names``: of the papers, by id; ``clean`` takes away what may not leave the register (addresses)."""
    root = etree.Element(tag("akomaNtoso"), nsmap=NAMESPACES)
    whole = etree.SubElement(root, tag("documentCollection"), name="circulars")
    meta(whole, "collection", "collection", as_of, None)
    body = etree.SubElement(whole, tag("collectionBody"))
    for n, paper in enumerate(papers, start=1):
        part = etree.SubElement(body, tag("component"), eId=f"component_{n}")
        document(part, f"component_{n}", paper, names[paper.id], clean)
    if not len(body):
        part = etree.SubElement(body, tag("component"), eId="component_1")
        empty = etree.SubElement(part, tag("doc"), name="empty")
        meta(empty, "empty", "empty", as_of, None)
        etree.SubElement(etree.SubElement(empty, tag("mainBody")), tag("p")).text = "No paper is held."
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def document(parent: etree._Element, prefix: str, paper: PaperView, name: str, clean: Callable[[str], str]) -> None:
    doc = etree.SubElement(parent, tag("doc"), name=paper.kind)
    day = paper.date if paper.date and len(paper.date) == 10 else NO_DATE
    meta(doc, name, paper.kind, day, clean(paper.reference_no) if paper.reference_no else None)
    body = etree.SubElement(doc, tag("mainBody"))
    units = units_of(paper)
    inner = [u for u in units if u.annexure is None]
    limits = stretches(paper)
    first = inner[0].start if inner else limits[0][1]
    behind = limits[1][0] if len(limits) > 1 else paper.item.end
    used: dict[str, int] = {}
    box_of(body, prefix, "head", paper.text[paper.item.start : first], clean)
    paragraphs(body, prefix, inner, used, clean)
    box_of(body, prefix, "close", paper.text[limits[0][1] : behind], clean)
    for annexure in dict.fromkeys(u.annexure for u in units if u.annexure is not None):
        eid = unique(safe_eid(f"{prefix}__att_{annexure}"), used)
        box = etree.SubElement(body, tag("hcontainer"), name="annexure", eId=eid)
        paragraphs(box, prefix, [u for u in units if u.annexure == annexure], used, clean)
    if not len(body):
        content(etree.SubElement(body, tag("hcontainer"), name="head", eId=f"{prefix}__head"), "")


def box_of(parent: etree._Element, prefix: str, name: str, text: str, clean: Callable[[str], str]) -> None:
    """What stands before the first paragraph and behind the last one."""
    if text.strip():
        box = etree.SubElement(parent, tag("hcontainer"), name=name, eId=f"{prefix}__{name}")
        content(box, clean(text))


def paragraphs(
    parent: etree._Element, prefix: str, units: Iterable[Unit], used: dict[str, int], clean: Callable[[str], str]
) -> None:
    """Units as elements in one another: a paragraph that has sub-paragraphs holds its own words as their intro."""
    open_: list[tuple[Unit, etree._Element]] = []
    for unit in units:
        while open_ and unit.path[: len(open_[-1][0].path)] != open_[-1][0].path:
            open_.pop()
        if open_ and unit.path == open_[-1][0].path:
            open_.pop()
        above = open_[-1][1] if open_ else parent
        if not unit.path:
            box = etree.SubElement(above, tag("hcontainer"), name="text", eId=unique(f"{prefix}__text", used))
            content(box, clean(unit.text))
            continue
        inside = above.find(tag("content"))
        if inside is not None:
            inside.tag = tag("intro")
        level = LEVELS[min(len(unit.path), len(LEVELS)) - 1]
        box = etree.SubElement(above, tag(ELEMENTS[level]), eId=unique(f"{prefix}__{safe_eid(unit.eid)}", used))
        etree.SubElement(box, tag("num")).text = printable(unit.path[-1])
        content(box, clean(unit.text))
        open_.append((unit, box))


def unique(name: str, used: dict[str, int]) -> str:
    """A list further down begins at 1 again: its eId says which one it is."""
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def safe_eid(name: str) -> str:
    return str(regex.sub(r"[^\p{L}\p{M}\p{N}_-]+", "-", name))


def content(parent: etree._Element, text: str) -> None:
    box = etree.SubElement(parent, tag("content"))
    # Paragraphs of a unit are on one line already; head and close keep their blocks.
    blocks = [" ".join(b.split()) for b in regex.split(r"\n\s*\n", text) if b.strip()]
    for block in blocks or [""]:
        etree.SubElement(box, tag("p")).text = printable(block)


def meta(parent: etree._Element, work: str, kind: str, day: str, number: str | None) -> None:
    box = etree.SubElement(parent, tag("meta"))
    ident = etree.SubElement(box, tag("identification"), source="#paripatra")
    iri = f"/akn/in/doc/{safe(kind)}/{day}/{safe(work)}"
    levels = (("FRBRWork", iri), ("FRBRExpression", f"{iri}/mul@{day}"), ("FRBRManifestation", f"{iri}/mul@{day}.akn"))
    for name, uri in levels:
        level = etree.SubElement(ident, tag(name))
        etree.SubElement(level, tag("FRBRthis"), value=f"{uri}/!main")
        etree.SubElement(level, tag("FRBRuri"), value=uri)
        etree.SubElement(
            level, tag("FRBRdate"), date=day, name="generation" if name == "FRBRManifestation" else "issued"
        )
        etree.SubElement(level, tag("FRBRauthor"), href="#issuer")
        if name == "FRBRWork":
            etree.SubElement(level, tag("FRBRcountry"), value="in")
            if number:
                etree.SubElement(level, tag("FRBRnumber"), value=printable(number))
        if name == "FRBRExpression":
            etree.SubElement(level, tag("FRBRlanguage"), language="mul")
    if parent.tag != tag("documentCollection"):
        return
    refs = etree.SubElement(box, tag("references"), source="#paripatra")
    for who, shown in (("paripatra", "Paripatra"), ("issuer", "The issuing office")):
        etree.SubElement(refs, tag("TLCOrganization"), eId=who, href=f"/ontology/organization/{who}", showAs=shown)


def safe(text: str) -> str:
    return regex.sub(r"[^A-Za-z0-9_-]+", "-", text) or "x"


def printable(text: str) -> str:
    return "".join(c for c in text if c >= " " and c not in "\ufffe\uffff" and not 0xD800 <= ord(c) <= 0xDFFF)


def tag(name: str) -> str:
    return f"{{{AKN}}}{name}"

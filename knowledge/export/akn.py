"""The papers that are held as one Akoma Ntoso 3.0 collection: a ``doc`` each, its numbered paragraphs with eId."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import regex
from lxml import etree

from knowledge.papers import PaperView, paragraph_key

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NAMESPACES: Any = {None: AKN}
NUMBERED = regex.compile(r"^[ \t]*(?P<num>\(?\p{N}{1,2}[.)])[ \t]+(?=\S)", regex.M)
NO_DATE = "0001-01-01"
"""Akoma Ntoso wants a date everywhere; this one says that the paper bears none."""


def akn_bytes(papers: Iterable[PaperView], as_of: str, clean: Callable[[str], str]) -> bytes:
    """``clean`` takes away what may not leave the register (addresses)."""
    root = etree.Element(tag("akomaNtoso"), nsmap=NAMESPACES)
    whole = etree.SubElement(root, tag("documentCollection"), name="circulars")
    meta(whole, "collection", "collection", as_of, None)
    body = etree.SubElement(whole, tag("collectionBody"))
    for n, paper in enumerate(papers, start=1):
        part = etree.SubElement(body, tag("component"), eId=f"component_{n}")
        document(part, f"component_{n}", paper, clean)
    if not len(body):
        part = etree.SubElement(body, tag("component"), eId="component_1")
        empty = etree.SubElement(part, tag("doc"), name="empty")
        meta(empty, "empty", "empty", as_of, None)
        etree.SubElement(etree.SubElement(empty, tag("mainBody")), tag("p")).text = "No paper is held."
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def document(parent: etree._Element, prefix: str, paper: PaperView, clean: Callable[[str], str]) -> None:
    doc = etree.SubElement(parent, tag("doc"), name=paper.kind)
    day = paper.date if paper.date and len(paper.date) == 10 else NO_DATE
    meta(doc, paper.id, paper.kind, day, clean(paper.reference_no) if paper.reference_no else None)
    body = etree.SubElement(doc, tag("mainBody"))
    text = clean(paper.own_text)
    marks = list(NUMBERED.finditer(text))
    head = text[: marks[0].start()] if marks else text
    if head.strip() or not marks:
        box = etree.SubElement(body, tag("hcontainer"), name="head", eId=f"{prefix}__hcontainer_1")
        content(box, head)
    used: dict[str, int] = {}
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        key = paragraph_key(mark["num"]).replace(".", "_") or "x"
        used[key] = used.get(key, 0) + 1
        # A list further down begins at 1 again: its eId says which one it is.
        name = f"{prefix}__para_{key}" + (f"-{used[key]}" if used[key] > 1 else "")
        box = etree.SubElement(body, tag("paragraph"), eId=name)
        etree.SubElement(box, tag("num")).text = mark["num"]
        content(box, text[mark.end() : end])


def content(parent: etree._Element, text: str) -> None:
    box = etree.SubElement(parent, tag("content"))
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

"""Whole invented papers in the styles of many offices (cases/papers.toml), each field as a clerk would enter it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import regex

from extract.record import Communication

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

PAPERS = [
    paper
    for file in sorted((Path(__file__).parent / "cases").glob("papers*.toml"))
    for paper in tomllib.loads(file.read_text("utf-8"))["paper"]
]


def plain(found: Communication, key: str) -> Any:
    value = getattr(found, key)
    if key == "signatories":
        return [[s.name or False, s.designation or False] for s in value]
    if key in ("addressees", "copy_to"):
        return [p.value for p in value]
    if key == "obligations":
        return [o.quote for o in value]
    if key == "cites":
        return [[c.reference_no or False, c.date or False, c.relation] for c in value]
    if key == "deadlines":
        return [d.date for d in value if d.date]
    if value is None:
        return False  # TOML has no null
    return value.value if hasattr(value, "value") else value


@pytest.mark.parametrize("paper", PAPERS, ids=[p["why"][:60] for p in PAPERS])
def test_paper(paper: dict[str, Any]) -> None:
    reading = read_text(paper["text"].lstrip("\n"))
    got = [
        {key: plain(c, key) for key in want} for c, want in zip(reading.communications, paper["expect"], strict=False)
    ]
    assert got == paper["expect"]
    assert len(reading.communications) == len(paper["expect"])


BARE = [paper for paper in PAPERS if not paper.get("laid_out")]


@pytest.mark.parametrize("paper", BARE, ids=[p["why"][:60] for p in BARE])
def test_paper_without_its_layout(paper: dict[str, Any]) -> None:
    """Recognisers lose blank lines and indentation: the same paper must be read from its words alone."""
    bare = regex.sub(r"(?m)^[ \t]+", "", regex.sub(r"\n\s*\n+", "\n", paper["text"].lstrip("\n")))
    reading = read_text(bare)
    got = [
        {key: plain(c, key) for key in want} for c, want in zip(reading.communications, paper["expect"], strict=False)
    ]
    assert got == paper["expect"]


def test_a_memo_number_under_a_second_letterhead_begins_a_paper() -> None:
    head = (
        "FISHERIES CORPORATION OF LAKELAND LIMITED\n(A Government Company incorporated under the Companies Act, 1956)\n"
    )
    letter = (
        "\nMemo No.{}/T/2010          Laketown, Dated: 12.05.2010\n\nTo\nThe Collector, Pondpur.\n\nSub: {}.\n\n"
        "Sir,\nI am directed to say that all of them shall be repaired before the monsoon begins.\n\n"
        "Yours faithfully,\n(A. B. Clerk)\nUnder Secretary\n\n"
    )
    reading = read_text(head + letter.format(668, "Ponds") + head + letter.format(670, "Wells"))
    keys = ("kind", "reference_no", "issuer", "subject")
    assert [[plain(c, key) for key in keys] for c in reading.communications] == [
        ["letter", "668/T/2010", "FISHERIES CORPORATION OF LAKELAND LIMITED", "Ponds."],
        ["letter", "670/T/2010", "FISHERIES CORPORATION OF LAKELAND LIMITED", "Wells."],
    ]


def test_a_marking_trail_below_a_long_letterhead_is_no_addressee() -> None:
    reading = read_text(
        "कार्यालय मुख्य अभियंता (तालाब)/OFFICE OF THE CHIEF ENGINEER OF PONDS (TRAINING), LAKELAND CENTRAL RANGE\n\n"
        "No. 12/P/2020          Laketown, Dated: 12.05.2020\n\nTo\n\tThe Managing Director, Pond Corporation\n\n"
        "Pl. examine\nPS to CMD  21/05\n\nSubject: Repair of ponds.\n\n"
        "All ponds shall be repaired by the contractors before the monsoon of this year.\n\n(A. B. Clerk)\nDirector\n"
    )
    assert [p.value for p in reading.communications[0].addressees] == ["The Managing Director, Pond Corporation"]


def test_the_recipient_between_a_notes_signatory_and_its_number() -> None:
    reading = read_text(
        "झील प्रदेश शासन\nमत्स्य विभाग\n\nविषय: तालाबों की सूची के संबंध में।\n\n"
        "प्रस्ताव पर सहमति प्रदान की गयी है। आपसे अनुरोध है कि तालाबों की सूची तत्काल उपलब्ध करायें।\n\n"
        "(आर0के0 लिपिक)\nनिदेशक (तालाब)\n\nजिला मत्स्य अधिकारी, तालनगर\n\n"
        "अशा. सं. 26/15/2017-ता.क.          दिनांक: 07/07/2017\n"
    )
    (note,) = reading.communications
    assert [p.value for p in note.addressees] == ["जिला मत्स्य अधिकारी, तालनगर"]
    assert plain(note, "signatories") == [["आर0के0 लिपिक", "निदेशक (तालाब)"]]
    assert plain(note, "reference_no") == "26/15/2017-ता.क."

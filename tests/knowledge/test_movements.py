"""Marking trails and stamps: the movement of a paper inside the office that had it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from prov.model import ProvDocument

from extract.record import Evidence, Marginalium, Reading, ReceiptMark
from knowledge import lineage_forms, queries
from knowledge.lineage import render_lineage
from knowledge.movements import posts_in, trail_of
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, part


def margin(*lines: str) -> list[Marginalium]:
    return [Marginalium(text=t, page=1, evidence=(at(n),)) for n, t in enumerate(lines)]


def at(place: int) -> Evidence:
    return Evidence(page=1, start=place, end=place + 1, quote="x")


LINES = [
    ("US", ["US"]),
    ("JS(E)/DS", ["JS(E)", "DS"]),
    ("PS/CS", ["PS/CS"]),
    ("Secy./CS", ["Secy./CS"]),
    ("Chief Secretary", ["Chief Secretary"]),
    ("Pl. put up, SO-II", ["SO-II"]),
    ("CS (Busy)", ["CS"]),
    ("उप सचिव", ["उप सचिव"]),
    ("निजी सचिव", ["निजी सचिव"]),
    ("R. Example", []),
    ("in respect of the officers of the DC office concerned", []),
    ("SPARROW", []),
]


@pytest.mark.parametrize(("line", "posts"), LINES)
def test_posts_in_a_margin(line: str, posts: list[str]) -> None:
    assert posts_in(line) == posts


def test_a_date_alone_belongs_to_the_post_before_it() -> None:
    found = trail_of(margin("JS → DS", "R. Example", "US(A)", "12.3.2024", "13/3/24", "SO 14.3.2024"))
    assert [(m.post, m.date) for m in found] == [
        ("JS", None), ("DS", None), ("US(A)", "2024-03-12"), ("SO", "2024-03-14")
    ]  # fmt: skip
    assert found[2].printed == "US(A) 12.3.2024"


def file() -> Reading:
    """A circular, marked and stamped by the office that sends it on with a letter in the same file."""
    reading = bundle(
        "file.txt",
        part("circular", "HB/1", "2024-04-05", "Wards shall be clean."),
        part("letter", "DH/5", "2024-04-20", "A copy is forwarded.", issuer="DISTRICT HOSPITAL | OFFICE",
             cites=[cite("HB/1", "2024-04-05", "forwards", "circular")]),
    )  # fmt: skip
    stamp = ReceiptMark(office="District Hospital", diary_no="77", date="2024-04-08", doubtful=False, page=1,
                        evidence=(at(2),))  # fmt: skip
    trail = tuple(margin("CS", "PS/CS 9.4.2024", "SO 12.4.2024"))
    return reading.model_copy(update={"receipt_marks": (stamp,), "marginalia": trail})


def test_the_trail_stands_in_the_lineage_in_every_form(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        circular, letter = r.add(file()).works
        moved = queries.movements(r, circular)
        assert [(s.office, s.arrived, s.left, s.days, s.inferred) for s in moved if s.marking] == [
            ("DISTRICT HOSPITAL, OFFICE: CS", "2024-04-08", "2024-04-09", 1, True),
            ("DISTRICT HOSPITAL, OFFICE: PS/CS", "2024-04-09", "2024-04-12", 3, True),
            ("DISTRICT HOSPITAL, OFFICE: SO", "2024-04-12", "2024-04-20", 8, True),
        ]
        (stamped,) = [s for s in moved if s.stamp]
        assert (stamped.arrived, stamped.left, stamped.days, stamped.inferred) == (
            "2024-04-08",
            "2024-04-20",
            12,
            False,
        )
        assert {s.by for s in moved} == {circular}
        answer = queries.lineage(r, letter)
        assert answer.movements == tuple(moved)
    said = render_lineage(answer)
    assert "in the offices" in said
    assert "marked “PS/CS 9.4.2024”" in said
    document = ProvDocument.deserialize(content=lineage_forms.prov(answer), format="json")
    kinds = [type(x).__name__ for x in document.get_records()]
    assert (kinds.count("ProvActivity"), kinds.count("ProvUsage")) == (len(moved), len(moved))
    svg = ElementTree.fromstring(lineage_forms.svg(answer))
    drawn = " ".join(t.text or "" for t in svg.iter("{http://www.w3.org/2000/svg}text"))
    assert "marked CS → PS/CS → SO" in drawn
    assert "receipt 77 of 2024-04-08" in drawn
    assert json.loads(lineage_forms.jsonld(answer))["@graph"]

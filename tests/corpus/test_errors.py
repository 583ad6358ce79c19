"""The error browser: each fault stands beside what the gold says and where it is printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus import errors
from corpus.errors import Row

TEXT = (
    "No. A-1/2024\nDated 07.05.2024\nTo\nThe Registrar, <Samples>\n"
    "The Head of Examples\n(A. Specimen)\nSection Officer\n"
)
GOLD: dict[str, Any] = {
    "communications": [
        {
            "kind": "letter",
            "language": "en",
            "reference_no": "A-1/2024",
            "date": "2024-05-07",
            "subject": None,
            "addressees": ["The Registrar, <Samples>", "The Head of Examples"],
            "copy_to": [],
            "signatories": [{"name": "A. Specimen", "designation": "Section Officer"}],
        }
    ]
}


def field(value: str, sure: float = 0.9) -> dict[str, Any]:
    start = max(TEXT.find(value), 0)
    return {"value": value, "confidence": sure, "evidence": [{"page": 1, "start": start, "end": start + len(value)}]}


def reading(**changed: Any) -> dict[str, Any]:
    one = {
        "kind": "letter", "start": 0, "end": len(TEXT), "reference_no": field("A-1/2024"), "date": field("2024-05-07"),
        "addressees": [field("The Registrar, <Samples>"), field("The Head of Examples")],
        "signatories": [{**field("A. Specimen"), "name": "A. Specimen", "designation": "Section Officer"}],
    }  # fmt: skip
    page = {"number": 1, "start": 0, "end": len(TEXT), "origin": "transcript"}
    return {"text": TEXT, "pages": [page], "communications": [{**one, **changed}]}


def rows(read: dict[str, Any], none_counts: bool = False) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for paper in errors.compared("a.txt", read, GOLD, none_counts).papers:
        for r in paper.rows:
            out.setdefault(r.field, []).append(r)
    return out


def test_a_right_reading_has_no_fault() -> None:
    assert {r.verdict for found in rows(reading()).values() for r in found} == {"right"}


def test_a_wrong_value_stands_beside_the_gold_and_its_words() -> None:
    [wrong] = rows(reading(date=field("2024-07-05", 0.4)))["date"]
    assert (wrong.verdict, wrong.gold, wrong.found, wrong.confidence) == ("wrong", "2024-05-07", "2024-07-05", 0.4)


def test_a_missing_value_is_looked_up_in_the_text() -> None:
    found = rows(reading(addressees=[field("The Registrar, <Samples>")]))["addressees"]
    missing = next(r for r in found if r.verdict == "missing")
    assert missing.span and TEXT[slice(*missing.span)] == "The Head of Examples"
    assert missing.page == 1


def test_what_the_gold_does_not_have_counts_where_it_is_exact() -> None:
    odd = reading(subject=field("Invented"), copy_to=[field("Guard file")])
    assert [r.verdict for r in rows(odd)["subject"]] == ["unjudged"]
    assert [r.verdict for r in rows(odd, none_counts=True)["subject"]] == ["extra"]
    assert [r.verdict for r in rows(odd, none_counts=True)["copy_to"]] == ["extra"]


def test_a_part_of_the_gold_stands_beside_it() -> None:
    found = rows(reading(addressees=[field("The Regist"), field("The Head of Examples")]))["addressees"]
    found = [r for r in found if r.verdict != "right"]
    assert [(r.gold, r.found) for r in found if r.verdict == "wrong"] == [("The Registrar, <Samples>", "The Regist")]


@pytest.mark.parametrize("communications", [[], [{"kind": "email", "start": 0, "end": 5}]])
def test_communications_without_a_partner_are_told_of(communications: list[Any]) -> None:
    found = rows({**reading(), "communications": communications})
    assert {"missing"} <= {r.verdict for r in found["communications"]}


def test_the_page_stands_alone_and_nothing_in_a_paper_is_markup(tmp_path: Path) -> None:
    file = errors.compared("<b>.txt", reading(addressees=[field("<script>alert(1)</script>")]), GOLD)
    page = errors.page([file])
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "&lt;b&gt;.txt" in page
    assert not re.search(r"\b(?:src|href)\s*=|url\(|@import|https?://", page)
    assert "<mark>The Registrar, &lt;Samples&gt;</mark>" in page


def test_marks_that_turn_a_line_round_are_shown_as_signs() -> None:
    assert errors.visible("a\u202eb\x00c\n") == "a\ufffdb\ufffdc\n"


def test_the_command_writes_a_report_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "read").mkdir()
    (tmp_path / "read" / "a.json").write_text("{", encoding="utf-8")
    out = tmp_path / "report.html"
    assert errors.main(["--gold", str(tmp_path), "--readings", str(tmp_path / "read"), "--out", str(out)]) == 0
    assert "Not read:" in out.read_text(encoding="utf-8")
    assert errors.main(["--gold", str(tmp_path / "read"), "--out", str(out), str(tmp_path / "unknown.txt")]) == 2

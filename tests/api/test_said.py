"""The program's own sentences in Hindi: every entry of the catalogue matches its example, and none is left out."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import regex

import api
from api.web import said as catalogue
from api.web.said import entries, fact, known, said
from extract.record import RelationWord
from knowledge.limits import due_of

ROOT = Path(api.__file__).parent.parent
SAMPLES = {
    "day": "2031-03-12", "n": "12", "paper": "A/1 of 2031-03-12", "said": "beginning of the file", "name": "'service'",
    "relation": "forwards", "duty": "must", "unit": "3 months", "month": "March", "kindword": "letter",
}  # fmt: skip


def filled(example: str) -> str:
    return catalogue.PLACE.sub(lambda m: SAMPLES.get(m[1], "xyz"), example)


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.example[:40])
def test_every_entry_matches_its_example(entry: Any) -> None:
    shown = said("hi", filled(entry.example))
    assert entry.shape.fullmatch(filled(entry.example))
    assert regex.search(r"\p{Devanagari}", shown), entry.example
    assert "{" not in shown
    assert said("en", entry.example) == entry.example


def made_by(*files: str) -> set[str]:
    """Every sentence that a call or a return in these files makes, with samples for what changes."""
    found = set()
    for name in files:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_reason_for_a_cut_has_hindi_words() -> None:
    reasons = {s for s in made_by("extract/segment.py") if regex.search(r"\b(?:begins?|stands?|below|repeats)\b", s)}
    reasons = {s for s in reasons if regex.fullmatch("[a-z][^.\n]+", s) and " " in s}
    assert len(reasons) >= 12
    assert {r for r in reasons if not known(r)} == set()
    assert known("beginning of the file")


@pytest.mark.parametrize(
    ("rule", "issued"),
    [
        ("within 3 months", "2031-01-31"),
        ("within a month of issue", "2031-01-31"),
        ("within 7 working days", "2031-01-31"),
        ("within 48 hours", "2031-01-31"),
        ("within 10 days of receipt", "2031-01-31"),
        ("within 10 days", None),
        ("by the 15th of every month", "2031-01-31"),
        ("by the 31st of every quarter", "2031-01-31"),
        ("every month", "2031-01-31"),
        ("31 जनवरी तक", "2031-01-31"),
        ("by 31 January every year", "2031-01-31"),
        ("by 31 January every year", None),
        ("10 दिन के भीतर", "2031-01-31"),
    ],
)
def test_how_a_day_was_computed_is_told_in_hindi(rule: str, issued: str | None) -> None:
    due = due_of(rule, issued)
    assert due is not None
    shown = said("hi", f"“{rule}”: {due.why}")
    assert regex.search("[A-Za-z]", shown.replace(rule, "")) is None, shown


def test_papers_kinds_and_facts_are_named_in_hindi() -> None:
    assert said("hi", "office memorandum of unknown date") == "कार्यालय ज्ञापन, दिनांक अज्ञात"
    assert said("hi", "प.10(4)/2024 of 2031-03-12, paragraph 3") == "प.10(4)/2024, 2031-03-12, अनुच्छेद 3"
    assert said("hi", "letter (not held)") == "पत्र (उपलब्ध नहीं)"
    assert fact("hi", "years_of_service") == "सेवा के वर्ष"
    assert fact("hi", "examination_passed") == "परीक्षा उत्तीर्ण"
    assert fact("en", "years_of_service") == "years of service"
    assert fact("hi", "some_portal_email") == "some portal ईमेल"


@pytest.mark.parametrize("relation", RelationWord.__args__)
def test_a_paper_that_does_something_to_a_younger_one(relation: str) -> None:
    shown = said("hi", f"A/1 of 2031-01-01 {relation} B/2 of 2031-02-01, which is younger than itself.")
    assert shown.startswith("A/1, 2031-01-01 अपने से बाद के पत्र B/2, 2031-02-01 ")
    assert relation not in shown


def test_sentences_inside_sentences() -> None:
    assert said("hi", "1 of 4 done, 2 required (decided by A/1 of 2031-01-01, paragraph 2); was due 2031-02-01") == (
        "4 में से 1 पूरे, 2 आवश्यक (A/1, 2031-01-01, अनुच्छेद 2 के अनुसार); नियत दिनांक 2031-02-01 बीत चुका"
    )
    assert said("hi", "complete what is prescribed for नर्सों: A; B (mandatory)") == (
        "नर्सों के लिए जो निर्धारित है वह पूरा करें: A; B (अनिवार्य)"
    )


def test_print_and_words_that_nobody_knows_stay_as_they_are() -> None:
    for print_ in ("Every officer shall file the return by 31.07.2025.", "", "\n", "{paper}", "a of b", "x" * 20_000):
        assert said("hi", print_) == print_
        assert not known(print_)


def test_long_print_is_looked_through_at_once() -> None:
    text = "12/3 of 2025-05-01 and “to” “,” paragraph (x): of 2025-01-01; " * 200
    assert said("hi", text) == text

"""Two copies of a work: what is inserted, deleted, changed, and what a recogniser only misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.record import Reading
from knowledge.diff import diff_copies, differences
from knowledge.store import Register
from tests.knowledge.papers import nurses

Told = list[tuple[str, str, str, bool]]


def told(left: str, right: str) -> Told:
    return [(p.op, p.left, p.right, p.slip) for p in differences(left, right) if p.op != "same"]


CASES: list[tuple[str, str, str, Told]] = [
    ("equal", "All nurses shall attend.", "All nurses shall attend.", []),
    ("case, spacing and punctuation", "All  nurses, shall attend", "ALL nurses shall\nattend.", []),
    ("inserted", "All nurses shall attend", "All staff nurses shall attend", [("inserted", "", "staff", False)]),
    ("deleted", "All staff nurses shall attend", "All nurses shall attend", [("deleted", "staff", "", False)]),
    ("another figure is never a slip", "by 30.09.2024 at the latest", "by 30.06.2024 at the latest",
     [("changed", "30.09.2024", "30.06.2024", False)]),
    ("another word", "the Board shall decide", "the Director shall decide", [("changed", "Board", "Director", False)]),
    ("look-alikes", "AIS-III of 10 nurses", "AlS-Ill of 1O nurses", [
        ("changed", "AIS-III", "AlS-Ill", True), ("changed", "10", "1O", True)]),
    ("a letter lost", "complete the assessment now", "complete the assesment now",
     [("changed", "assessment", "assesment", True)]),
    ("words run together", "shall be sent now", "shallbe sent now", []),
    ("digits of another script", "धारा 12 के अधीन", "धारा १२ के अधीन", []),
    ("Hindi, a word changed", "आवेदन 15 दिन पूर्व प्रस्तुत करेंगे।", "आवेदन 30 दिन पूर्व प्रस्तुत करेंगे।",
     [("changed", "15", "30", False)]),
    ("Hindi, a matra misread", "समस्त विभागाध्यक्ष सूचित करें", "समस्त विभागाध्यक्षा सूचित करें",
     [("changed", "विभागाध्यक्ष", "विभागाध्यक्षा", True)]),
    ("a chance word inside a change", "one two of three four end", "nine ten of eleven twelve end",
     [("changed", "one two of three four", "nine ten of eleven twelve", False)]),
    ("nothing left", "", "Every word is new", [("inserted", "", "Every word is new", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_words_are_marked(left: str, right: str, expected: Told) -> None:
    assert told(left, right) == expected


def test_both_texts_can_be_put_together_again() -> None:
    left, right = "one two three  four\nfive", "zero one three four six five"
    pieces = differences(left, right)
    assert " ".join(p.left for p in pieces if p.left).split() == left.split()
    assert " ".join(p.right for p in pieces if p.right).split() == right.split()


def scan() -> Reading:
    """The same circular as a recogniser read it from a worse copy."""
    held = nurses()
    text = held.text.replace("skills examination", "ski1ls examinatlon").replace("notice board", "notice-board")
    source = held.source.model_copy(update={"name": "scan.pdf", "sha256": "a" * 64})
    return held.model_copy(update={"source": source, "text": text})


def test_the_copies_of_a_work(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        work = r.add(nurses()).works[0]
        assert diff_copies(r, work) == []
        assert r.add(scan()).works == (work,)
        (found,) = diff_copies(r, work)
        assert {found.left.name, found.right.name} == {"nurses.txt", "scan.pdf"}
        assert found.slips == 1
        assert (found.deleted, found.inserted) == (0, 0)
        assert 0.9 < found.likeness < 1
        (other,) = diff_copies(r, work, left="scan.pdf", right="nurses.txt")
        assert "ski1ls" in " ".join(p.left for p in other.pieces if p.op == "changed")
        with pytest.raises(ValueError, match="no copy in else"):
            diff_copies(r, work, left="else.pdf")
        with pytest.raises(LookupError, match="wnothing"):
            diff_copies(r, "wnothing")


def test_very_long_copies_are_compared_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.diff.MOST_PAIRS", 4)
    assert told("All nurses shall attend", "All staff nurses shall attend") == [("inserted", "", "staff", False)]

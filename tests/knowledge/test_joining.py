"""A person joins works and takes them apart; what was decided survives re-reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.record import Reading
from knowledge import queries
from knowledge.store import Register
from tests.knowledge.papers import cite, duty, nurses, paper


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path) as r:
        yield r


def misread() -> Reading:
    """The nurses' circular, one digit of its number misread by a recogniser."""
    quote = "Every nurse must pass the skills examination by 31.12.2024."
    return paper("circular", "HB/TRG/2024/178", "2024-04-05", quote,
                 subject="Trainings for nurses of the Board's hospitals",
                 obligations=[duty("Every nurse", "must", "3", quote)])  # fmt: skip


def citing(number: str) -> Reading:
    return paper("letter", "DH/9", "2024-06-01", f"Circular {number} dated 05.04.2024 is referred to.",
                 cites=[cite(number, "2024-04-05", "refers", "circular")])  # fmt: skip


def again(reading: Reading) -> Reading:
    return reading.model_copy(update={"pipeline_version": "later"})


def test_near_numbers_are_candidates_and_are_not_joined(register: Register) -> None:
    a, b = (register.add(x).works[0] for x in (nurses(), misread()))
    (found,) = queries.candidates(register)
    assert {found.one, found.other} == {a, b}
    assert found.confidence < 1
    assert any("numbers differ in little" in reason for reason in found.reasons)
    assert len(queries.works(register)) == 2


def test_papers_of_one_day_and_number_series_are_no_candidates(register: Register) -> None:
    register.add(nurses())
    register.add(paper("circular", "HB/TRG/2024/119", "2024-04-05", "Another matter.", subject="Uniforms of drivers"))
    assert queries.candidates(register) == []


def test_a_join_survives_rereading_and_leaves_a_redirect(register: Register) -> None:
    a, b = (register.add(x).works[0] for x in (nurses(), misread()))
    letter = register.add(citing("HB/TRG/2024/178")).works[0]
    assert register.join(a, b, "the same paper, a 1 was read as a 7") == a
    assert queries.show(register, b).work.id == a
    assert len(queries.show(register, a).copies) == 2
    assert [(e.source, e.target) for e in queries.relations(register)] == [(letter, a)]
    register.add(again(misread()))
    register.add(again(nurses()))
    assert {w.id for w in queries.works(register)} == {a, letter}
    register.add(again(citing("HB/TRG/2024/178")))
    assert [(e.source, e.target) for e in queries.relations(register)] == [(letter, a)]
    assert queries.candidates(register) == []


def test_a_missing_paper_is_recognised_by_a_person(register: Register) -> None:
    held = register.add(nurses()).works[0]
    register.add(citing("HB/TRG/2024/11B"))
    (absent,) = queries.missing(register)
    register.join(held, absent.id, "typing error in the citation")
    assert queries.missing(register) == []
    register.add(again(citing("HB/TRG/2024/11B")))
    assert queries.missing(register) == []


def test_a_split_survives_rereading(register: Register) -> None:
    second = nurses()
    copy = second.model_copy(update={"source": second.source.model_copy(
        update={"name": "copy.txt", "sha256": "f" * 64})})  # fmt: skip
    work = register.add(nurses()).works[0]
    assert register.add(copy).works == (work,)
    made = register.split(work, "copy.txt", "another paper under the same number")
    assert made != work
    assert [c.name for c in queries.show(register, made).copies] == ["copy.txt"]
    register.add(again(copy))
    register.add(again(nurses()))
    assert [c.name for c in queries.show(register, made).copies] == ["copy.txt"]
    assert [c.name for c in queries.show(register, work).copies] == ["nurses.txt"]
    assert queries.candidates(register) == []


def test_what_cannot_be_joined_or_split_is_said(register: Register) -> None:
    work = register.add(nurses()).works[0]
    with pytest.raises(ValueError, match="same work"):
        register.join(work, work, "x")
    with pytest.raises(LookupError, match="wnothing"):
        register.join(work, "wnothing", "x")
    with pytest.raises(ValueError, match="reason"):
        register.join(work, work, " ")
    with pytest.raises(ValueError, match="alone"):
        register.split(work, "nurses.txt", "x")
    with pytest.raises(ValueError, match="no copy"):
        register.split(work, "else.txt", "x")


def with_doubted_tail(body: str) -> Reading:
    """A letter of whose number the recogniser doubts the end; the same file may print the whole number elsewhere."""
    reading = paper("letter", "55/07/2024-PlS-III", "2024-06-02", body, subject="Uniforms")
    (item,) = reading.communications
    assert item.reference_no is not None
    doubted = item.reference_no.model_copy(
        update={"value": "55/07/2024-PlS-", "incomplete": True, "candidates": ("55/07/2024-PlS-III",)}
    )
    return reading.model_copy(update={"communications": (item.model_copy(update={"reference_no": doubted}),)})


def test_a_doubted_tail_is_believed_where_the_file_prints_the_number_again(register: Register) -> None:
    register.add(with_doubted_tail("With reference to No. 55/07/2024-PIS-III dated 01.06.2024, uniforms are blue."))
    assert [w.reference_no for w in queries.works(register)] == ["55/07/2024-PIS-III"]


def test_a_doubted_tail_stays_open_where_nothing_supports_it(register: Register) -> None:
    register.add(with_doubted_tail("Uniforms are blue."))
    assert [w.reference_no for w in queries.works(register)] == ["55/07/2024-PlS-"]


NOISE = [
    ("a lost slash", "HB/TRG/2024118", True, None),
    ("a blank in a part", "HB/TRG/ 2024/118", True, None),
    ("small l for 1", "HB/TRG/2024/l18", True, None),
    ("a wrong digit", "HB/TRG/2024/113", False, "numbers differ in little"),
    ("a lost end", "HB/TRG/20", False, "beginning of the other"),
    ("another number", "HB/STORES/9", False, None),
]


@pytest.mark.parametrize(("number", "joined", "reason"), [n[1:] for n in NOISE], ids=[n[0] for n in NOISE])
def test_noise_in_a_number(register: Register, number: str, joined: bool, reason: str | None) -> None:
    """Date, office and subject agree: marks and look-alikes join; figures are left to a person."""
    one = register.add(nurses()).works[0]
    copy = paper("circular", number, "2024-04-05", "Another copy.",
                 subject="Trainings for nurses of the Board's hospitals \u2013 reg.")  # fmt: skip
    assert (register.add(copy).works[0] == one) is joined
    said = [r for c in queries.candidates(register) for r in c.reasons]
    assert any(reason in r for r in said) if reason else said == []

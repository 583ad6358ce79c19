"""What holds for every Reading, and what the five circulars must show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.handwriting import Penned, printed_part
from extract.record import Evidence, Field, Reading
from ingest.document import Span

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

CIRCULARS = sorted((Path(__file__).parents[2] / "corpus" / "circulars").glob("*.txt"))


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return {path.stem[:3]: read_text(path.read_text("utf-8")) for path in CIRCULARS}


def evidences(value: Any) -> Iterator[Evidence]:
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from evidences(one)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from evidences(getattr(value, name))


def test_evidence_quotes_the_text_where_it_says(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        found = list(evidences(reading.communications)) + list(evidences(reading.receipt_marks))
        assert found
        for one in found:
            assert reading.text[one.start : one.end] == one.quote
            assert one.start < one.end, one


def test_communications_are_in_order_and_hold_what_they_say(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        ends = 0
        for one in reading.communications:
            assert ends <= one.start < one.end
            ends = one.end
            assert one.cut_reason
            for field in (one.subject, one.sender):
                assert field is None or all(one.start <= e.start and e.end <= one.end for e in field.evidence)


def test_the_json_reads_back(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        assert Reading.model_validate_json(reading.to_json()) == reading


def test_invented_text_reaches_nothing(readings: dict[str, Reading]) -> None:
    reading = readings["001"]
    tail = reading.communications[-1]
    assert tail.kind == "unreadable"
    assert tail.subject is None and not tail.obligations and not tail.cites
    (problem,) = [p for p in reading.problems if p.code == "invented_text"]
    assert problem.start == tail.start and problem.next_step
    assert all(e.end <= tail.start for c in reading.communications[:-1] for e in evidences(c))


def test_a_stamp_later_than_everything_else_is_doubtful(readings: dict[str, Reading]) -> None:
    (mark,) = readings["001"].receipt_marks
    assert mark.doubtful and "2026-03-06" in mark.candidates
    assert "doubtful_date" in {p.code for p in readings["001"].problems}
    (sound,) = readings["000"].receipt_marks
    assert sound.date == "2026-03-05" and not sound.doubtful


def test_the_day_of_a_month_comes_from_the_signature(readings: dict[str, Reading]) -> None:
    memo = readings["000"].communications[0]
    assert memo.date is not None and memo.date.value == "2026-03-03" and memo.date_basis == "digital_signature"
    assert len(memo.date.evidence) == 2


def test_no_address_in_any_problem(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        assert not any("@" in p.message or "@" in p.next_step for p in reading.problems)


NUMBER = "/40/2020/135/ 18x4"


def number(value: str, printed: str | None = None) -> Field:
    return Field(value=value, printed=printed, confidence=0.97, evidence=(Evidence(start=10, end=10 + len(value)),))


@pytest.mark.parametrize(
    ("value", "doubted", "stem", "incomplete"),
    [
        (NUMBER, [(24, 28)], "/40/2020/135/", True),  # the last word was written with a pen
        (NUMBER, [], NUMBER, None),  # nothing is in doubt
        (NUMBER, [(40, 44)], NUMBER, None),  # what is in doubt stands elsewhere
        ("Admn/2016-17/61Db~6l", [(10, 30)], "Admn/2016-17/", True),  # one word: up to its last slash
        ("18x4", [(10, 14)], "18x4", None),  # no stem is left: the value stays, barely believed
    ],
)
def test_printed_part(value: str, doubted: list[tuple[int, int]], stem: str, incomplete: bool | None) -> None:
    found = printed_part(number(value), [Penned(Span(a, b), 0.2) for a, b in doubted])
    assert (found.value, found.incomplete) == (stem, incomplete)
    assert found.evidence[0].start == 10 and found.evidence[0].end <= 10 + len(value)
    if incomplete:
        assert found.candidates == (value,)


def test_an_empty_page_has_no_communication() -> None:
    assert read_text("  \n\n .  \n").communications[0].kind == "other"


def test_a_value_that_is_not_printed_is_not_there() -> None:
    (only,) = read_text("Please send the file back.\n").communications
    assert only.reference_no is None and only.date is None and only.issuer is None and only.subject is None

"""What a pen wrote into dates and numbers: taken as doubtful, told as such, and left out where it cannot be."""

from __future__ import annotations

import pytest

from extract.handwriting import Penned, dated_by_hand
from extract.pipeline import read_document
from extract.record import Evidence, Field, Reading
from ingest.document import Area, BBox, Document, Page, SourceFile, Span, Word

LETTER = "No. 4/2024/{number}\nDated {date}\n\nTo\nThe Registrar\n\nSubject: Returns.\n\nReturns shall be filed.\n"


def read(
    number: str = "17",
    date: str = "02.05.2024",
    *,
    pen: str = "",
    sure: float = 0.6,
    others: tuple[str, ...] = (),
    kind: str = "handwriting",
) -> Reading:
    """The letter with the word ``pen`` written by hand."""
    text = LETTER.format(number=number, date=date)
    at = text.index(pen, text.index(date) if pen in date else 0)
    word = Word(Span(at, at + len(pen)), BBox(300, 100, 360, 112), sure, others)
    area = Area(kind, BBox(298, 98, 362, 114), pen, sure, "")  # type: ignore[arg-type]
    page = Page(1, Span(0, len(text)), "ocr", 0.9, "good", 595.0, 842.0, (word,), areas=(area,))
    return read_document(Document(SourceFile("a.pdf", "0" * 64, "application/pdf", b""), text, (page,)))


def codes(reading: Reading) -> set[str]:
    return {p.code for p in reading.problems}


def test_a_day_written_into_a_printed_month_is_a_doubtful_date() -> None:
    reading = read(date="the 24 May, 2024", pen="24")
    date = reading.communications[0].date
    assert date is not None
    assert date.value == "2024-05-24"
    assert date.confidence <= 0.5
    (problem,) = [p for p in reading.problems if p.code == "date_by_hand"]
    assert problem.start is not None and problem.end is not None
    assert reading.text[problem.start : problem.end] == "24 May, 2024"


def test_what_the_pen_may_have_meant_as_well_is_a_candidate() -> None:
    date = read(date="the 24 May, 2024", pen="24", others=("2\\)", "29", "2411")).communications[0].date
    assert date is not None
    assert date.candidates == ("2024-05-24", "2024-05-29")


def test_a_printed_date_stays_as_sure_as_it_was() -> None:
    reading = read(date="the 24 May, 2024", pen="24", kind="stamp")
    date = reading.communications[0].date
    assert date is not None and date.confidence > 0.6
    assert "date_by_hand" not in codes(reading)


def test_a_whole_date_by_pen_counts_where_its_year_is_printed() -> None:
    date = read(date="20-04-24", pen="20-04-24").communications[0].date
    assert date is not None and date.value == "2024-04-20"


def test_a_whole_date_by_pen_of_another_year_is_no_date() -> None:
    reading = read(date="20-04-29", pen="20-04-29")
    assert reading.communications[0].date is None
    assert reading.communications[0].date_basis is None
    assert "undated" in codes(reading)


@pytest.mark.parametrize(("sure", "value", "incomplete"), [(0.6, "4/2024/", True), (0.7, "4/2024/1275", None)])
def test_a_tail_by_pen_is_the_number_s_only_where_it_is_read_surely(
    sure: float, value: str, incomplete: bool | None
) -> None:
    number = read(number="1275", pen="1275", sure=sure).communications[0].reference_no
    assert number is not None
    assert (number.value, number.incomplete) == (value, incomplete)
    if incomplete:
        assert number.candidates == ("4/2024/1275",)


@pytest.mark.parametrize("number", [" |%SS", " 17"])
def test_a_number_that_ends_in_a_slash_before_a_pen_is_not_whole(number: str) -> None:
    read_number = read(number=number, pen=number.strip(), sure=0.2).communications[0].reference_no
    assert read_number is not None
    assert (read_number.value, read_number.incomplete) == ("4/2024/", True)


def test_an_inherited_date_is_as_doubtful_as_the_one_above() -> None:
    at = Evidence(start=0, end=5)
    above = Evidence(start=20, end=30)
    inherited = Field(value="2024-05-24", confidence=0.8, evidence=(at, above))
    seen = dated_by_hand(inherited, [Penned(Span(20, 22), 0.6)], "x" * 40, Span(0, 10))
    assert seen is not None and seen.confidence < 0.5
    assert dated_by_hand(inherited, [Penned(Span(32, 34), 0.6)], "x" * 40, Span(0, 10)) == inherited


def test_a_tail_that_begins_with_a_slash_is_left_out_whole() -> None:
    read_number = read(number="Adm /6G35O-61", pen="/6G35O-61", sure=0.2).communications[0].reference_no
    assert read_number is not None
    assert (read_number.value, read_number.incomplete) == ("4/2024/Adm /", True)


@pytest.mark.parametrize(
    ("number", "pen", "candidates"),
    [("Adm /6G3-61", "/6G3-61", ("4/2024/Adm /6G3-61", "4/2024/Adm /673-61")), (" |%SS", "|%SS", ("4/2024/673-61",))],
)
def test_what_a_tail_may_say_is_a_candidate(number: str, pen: str, candidates: tuple[str, ...]) -> None:
    found = read(number=number, pen=pen, sure=0.2, others=("rubbish", "/673-61", "7")).communications[0].reference_no
    assert found is not None and found.incomplete
    assert found.candidates == candidates


@pytest.mark.parametrize(
    ("sure", "other", "value", "incomplete"),
    [
        (0.6, "4/2024/41732-38", "4/2024/", True),  # two readings, other figures, neither sure
        (0.6, "4/2024/4173338", "4/2024/41733-38", None),  # the same figures
        (0.6, "4/2024/417", "4/2024/41733-38", None),  # a part of the word
        (0.9, "4/2024/41732-38", "4/2024/41733-38", None),
    ],
)
def test_a_number_half_sure_is_open_from_where_another_reading_has_other_figures(
    sure: float, other: str, value: str, incomplete: bool | None
) -> None:
    number = read(
        number="41733-38", pen="4/2024/41733-38", sure=sure, others=(other,), kind="stamp"
    ).communications[0].reference_no  # fmt: skip
    assert number is not None
    assert (number.value, number.incomplete) == (value, incomplete)
    if incomplete:
        assert number.candidates[0] == "4/2024/41733-38"


@pytest.mark.parametrize(("sure", "name"), [(0.3, None), (0.6, "Kumar")])
def test_a_name_of_which_every_word_is_doubted_is_a_signature(sure: float, name: str | None) -> None:
    text = (
        "No. 4/2024/17\nDated 02.05.2024\n\nSubject: Returns.\n\nReturns shall be filed.\n\n(Kumar)\nJoint Secretary\n"
    )
    at = text.index("(Kumar)")
    word = Word(Span(at, at + 7), BBox(300, 100, 360, 112), sure)
    page = Page(1, Span(0, len(text)), "ocr", 0.9, "good", 595.0, 842.0, (word,))
    reading = read_document(Document(SourceFile("a.pdf", "0" * 64, "application/pdf", b""), text, (page,)))
    (signed,) = reading.communications[0].signatories
    assert (signed.name, signed.designation) == (name, "Joint Secretary")


@pytest.mark.parametrize(("sure", "least", "most"), [(0.6, 0.2, 0.4), (0.7, 0.5, 0.65)])
def test_a_date_by_pen_is_as_doubtful_as_the_pen(sure: float, least: float, most: float) -> None:
    reading = read(date="the 24 May, 2024", pen="24", sure=sure)
    date = reading.communications[0].date
    assert date is not None and least < date.confidence < most
    assert "date_by_hand" in codes(reading)  # the eye is drawn to it all the same

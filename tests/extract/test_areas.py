"""What stands beside or over the print is told with its place; the text stays as it is printed."""

from __future__ import annotations

import pytest

from extract.pipeline import read_document
from extract.record import Reading
from ingest.document import Area, AreaKind, BBox, Document, Page, SourceFile, Span, Word

TEXT = "No. 4/2024\nDated 02.05.2024\n\nTo\nThe Registrar\n\nSubject: Returns.\n\nReturns shall be filed.\n"
DATE = TEXT.index("02.05.2024")


def with_area(kind: AreaKind, box: BBox) -> Reading:
    date = Word(Span(DATE, DATE + 10), BBox(300, 100, 360, 112), 0.5)
    area = Area(kind, box, "3", 0.7, "two inks")
    page = Page(1, Span(0, len(TEXT)), "ocr", 0.9, "good", 595.0, 842.0, (date,), areas=(area,))
    return read_document(Document(SourceFile("a.pdf", "0" * 64, "application/pdf", b""), TEXT, (page,)))


def test_an_area_is_handed_on() -> None:
    (area,) = with_area("handwriting", BBox(10, 20, 30, 40)).pages[0].areas
    assert (area.kind, area.bbox, area.text, area.confidence, area.why) == (
        "handwriting", (10, 20, 30, 40), "3", 0.7, "two inks",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code"), [("struck", "struck_by_hand"), ("overwritten", "overwritten"), ("ticked_box", "ticked_box")]
)
def test_what_is_written_over_is_a_problem_where_it_stands(kind: AreaKind, code: str) -> None:
    reading = with_area(kind, BBox(295, 98, 365, 115))
    (problem,) = [p for p in reading.problems if p.code == code]
    assert (problem.page, problem.start, problem.end) == (1, DATE, DATE + 10)
    assert reading.text == TEXT
    assert reading.communications[0].date is not None


def test_a_box_beside_the_words_is_told_by_its_page_alone() -> None:
    (problem,) = [p for p in with_area("ticked_box", BBox(10, 500, 20, 510)).problems if p.code == "ticked_box"]
    assert (problem.page, problem.start, problem.end) == (1, None, None)


@pytest.mark.parametrize("kind", ["handwriting", "signature", "stamp", "seal", "empty_box"])
def test_what_covers_nothing_is_no_problem(kind: AreaKind) -> None:
    codes = {p.code for p in with_area(kind, BBox(295, 98, 365, 115)).problems}
    assert not codes & {"struck_by_hand", "overwritten", "ticked_box"}

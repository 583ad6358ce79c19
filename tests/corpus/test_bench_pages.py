"""The measure of typeset pages: rows and cells are counted one by one, a stamp's own words are nobody's error."""

import pytest

from corpus.bench_pages import main, page_text, rows_read, table_counts
from corpus.pages.truth import TrueLine, TruePage, TrueWord
from ingest.document import Area, AreaKind, BBox, Document, Page, SourceFile, Span, Word

TRUE = [["S.No.", "Name", "Date"], ["1.", "Stores", "01.02.2020"], ["2.", "Audit Party", "03.02.2020"]]


def test_the_same_table_has_all_rows_and_cells() -> None:
    assert table_counts(TRUE, TRUE) == (3, 9, [])


def test_a_wrong_cell_costs_one_cell_and_a_lost_row_costs_a_row() -> None:
    rows, cells, wrong = table_counts(TRUE, [TRUE[0], ["1.", "Stores", "07.02.2020"], TRUE[2]])
    assert (rows, cells) == (3, 8)
    assert wrong == ["01.02.2020 → 07.02.2020"]
    assert table_counts(TRUE, [TRUE[0], TRUE[2]])[:2] == (2, 6)


def test_cells_glued_together_are_no_row() -> None:
    rows, cells, _ = table_counts(TRUE, [TRUE[0], ["1. Stores", "01.02.2020"], TRUE[2]])
    assert (rows, cells) == (2, 7)


def test_rows_in_the_wrong_order_are_not_both_found() -> None:
    assert table_counts(TRUE, [TRUE[0], TRUE[2], TRUE[1]])[0] < 3


def test_white_space_inside_a_cell_does_not_count() -> None:
    assert table_counts(TRUE, [TRUE[0], TRUE[1], ["2.", "Audit  Party", "03.02. 2020"]])[1] == 9


def test_rows_are_lines_with_tabs() -> None:
    assert rows_read("By order\n1.\tStores\t\t5\nprose\n") == [["1.", "Stores", "5"]]


def test_words_of_a_stamp_are_left_out_where_they_cover_no_word_of_the_letter() -> None:
    text = "kept RECEIVED under"
    places = ((0, 4, 10), (5, 13, 100), (14, 19, 150))
    words = tuple(Word(Span(a, b), BBox(x, 10, x + 40, 20), 0.9) for a, b, x in places)
    page = Page(1, Span(0, len(text)), "ocr", 0.9, "good", 200, 200, words)
    document = Document(SourceFile("a.png", "0" * 64, "image/png", b""), text, (page,))
    under = TrueWord("under", (300, 20, 380, 40))  # the image has two pixels to a point
    truth = TruePage(
        400, 400, (TrueLine("kept under", (TrueWord("kept", (20, 20, 100, 40)), under)),), (), ((190, 0, 400, 60),)
    )
    assert page_text(document, page, truth).split() == ["kept", "under"]


@pytest.mark.parametrize(
    ("kind", "stamp_at", "kept"),
    [("stamp", 190, "kept under"), ("handwriting", 190, "kept under RECEIVED"), ("stamp", 600, "kept under RECEIVED")],
)
def test_words_told_of_a_stamp_are_left_out_though_they_cover_words_of_the_letter(
    kind: AreaKind, stamp_at: int, kept: str
) -> None:
    """Not where no stamp is, nor words of the letter that are the same."""
    text = "kept under RECEIVED"
    places = ((0, 4, 10), (5, 10, 150), (11, 19, 150))
    words = tuple(Word(Span(a, b), BBox(x, 10, x + 40, 20), 0.9) for a, b, x in places)
    area = Area(kind, BBox(100, 0, 200, 30), "RECEIVED")
    page = Page(1, Span(0, len(text)), "ocr", 0.9, "good", 200, 200, words, areas=(area,))
    document = Document(SourceFile("a.png", "0" * 64, "image/png", b""), text, (page,))
    letter = (TrueWord("kept", (20, 20, 100, 40)), TrueWord("under", (300, 20, 380, 40)))
    truth = TruePage(400, 400, (TrueLine("kept under", letter),), (), ((stamp_at, 0, stamp_at + 210, 60),))
    assert page_text(document, page, truth).split() == kept.split()


def test_a_bench_without_time_says_what_it_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kinds", "clean", "--contents", "letter", "--languages", "en", "--minutes", "0"]) == 0
    assert "stopped: 0 of 1 samples read" in capsys.readouterr().out
    assert main(["--kinds", "crumpled"]) == 2

"""Two columns of running text are read one after the other; nothing else is taken for two columns."""

from __future__ import annotations

import pytest

from ingest.columns import find_columns, in_order
from ingest.document import BBox
from ingest.layout import PlacedWord, compose

LINE = 60.0
LETTER = 20.0


def row(text: str, x: float, y: float, end: float | None = None) -> list[PlacedWord]:
    """Words from ``x`` on; spread to ``end`` where it is given, as justified lines are."""
    words = text.split()
    widths = [len(w) * LETTER for w in words]
    gap = 16.0 if end is None or len(words) < 2 else (end - x - sum(widths)) / (len(words) - 1)
    out = []
    for word, width in zip(words, widths, strict=True):
        out.append(PlacedWord(word, BBox(x, y, x + width, y + 36)))
        x += width + gap
    return out


def bilingual(rows: int = 12) -> list[PlacedWord]:
    words = row("Ministry of Letters and Papers", 700, 100) + row("General order number seven", 720, 160)
    for n in range(rows):
        words += row("सब विभागों को सूचित किया जाता है", 200, 300 + n * LINE, 1150)
        words += row("all offices are herewith informed that", 1300, 310 + n * LINE, 2250)
    return words + row("By order of the Under Secretary to the State", 800, 400 + rows * LINE)


def text_of(words: list[PlacedWord]) -> tuple[str, bool]:
    lines, side_by_side = in_order(words, [])
    return " ".join(compose(lines)[0].split()), side_by_side


def test_head_left_right_foot() -> None:
    text, side_by_side = text_of(bilingual())
    assert side_by_side
    order = [text.index("General order"), text.index("सब विभागों"), text.index("all offices"), text.index("By order")]
    assert order == sorted(order)
    assert text.rindex("सब विभागों") < text.index("all offices")


def test_a_short_last_line_belongs_to_its_column() -> None:
    words = bilingual() + row("लागू होगा", 200, 300 + 12 * LINE)
    text, side_by_side = text_of(words)
    assert side_by_side
    assert text.index("लागू होगा") < text.index("all offices")


def letter() -> list[PlacedWord]:
    words = row("No. 7/2024", 200, 100) + row("Dated 3 May 2024", 1700, 100)
    for n in range(20):
        words += row(
            "all offices are herewith informed that the returns which fall due in May", 200, 300 + n * LINE, 2250
        )
    return words


def letterhead() -> list[PlacedWord]:
    words = letter()
    for n in range(5):
        words += row("Directorate of Letters", 200, -300 + n * LINE) + row(
            "Third Floor New Block", 1600, -300 + n * LINE
        )
    return words


def table_without_rules() -> list[PlacedWord]:
    words = []
    for n in range(14):
        words += row(f"{n + 1}. The Deputy Director", 200, 300 + n * LINE) + row(f"Room {n}", 1400, 300 + n * LINE)
        words += row("0123-456789", 1900, 300 + n * LINE)
    return words


def names_and_posts() -> list[PlacedWord]:
    words = []
    for n in range(14):
        words += row("Shri Anand Kumar", 200, 300 + n * LINE) + row(
            "Under Secretary" + " (Accounts)" * (n % 3), 1300, 300 + n * LINE
        )
    return words


def beside(lines: int, apart: float = 1.0) -> list[PlacedWord]:
    """A few lines of text at the left of a long column."""
    words = []
    for n in range(lines):
        words += row("सब विभागों को सूचित किया जाता है", 200, 300 + n * apart * LINE, 1150)
    for n in range(24):
        words += row("all offices are herewith informed that", 1300, 310 + n * LINE, 2250)
    return words


@pytest.mark.parametrize("lines", [4, 6, 12])
def test_a_short_column_beside_a_long_one(lines: int) -> None:
    text, side_by_side = text_of(beside(lines))
    assert side_by_side
    assert text.rindex("सब विभागों") < text.index("all offices")


def labels_of_paragraphs() -> list[PlacedWord]:
    return beside(5, apart=4.0)


def three_lines_beside_many() -> list[PlacedWord]:
    return beside(3)


ONE_COLUMN = [letter, letterhead, table_without_rules, names_and_posts, labels_of_paragraphs, three_lines_beside_many]


@pytest.mark.parametrize("page", ONE_COLUMN)
def test_one_column_stays_one(page: object) -> None:
    assert callable(page)
    assert find_columns(page()) is None


def test_a_ruled_table_is_not_two_columns() -> None:
    words = bilingual()
    assert find_columns(words, [BBox(150, 250, 2300, 1100)]) is None

"""Rows of stars and short rules set as underscores are known by their shape; words, underlines and tables stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.document import Area, BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.prepare import DARK, Gray
from ingest.separators import _follows, with_separators

DPI = 200
ABOVE = PlacedWord("Abstract", BBox(200.0, 100.0, 330.0, 128.0), 0.95)
BELOW = PlacedWord("Orders of the Government", BBox(200.0, 600.0, 1000.0, 628.0), 0.95)
READ = ["Abstract", "Orders of the Government"]


def page(text: str = "", rule: tuple[int, int, int] | None = None) -> tuple[Gray, BBox]:
    """A picture with this text on a line of its own, or with a rule (left, right, height); and the box of the text."""
    picture = Image.new("L", (1200, 900), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(34)
    box = draw.textbbox((400, 300), text or "x", font=font)
    if text:
        draw.text((400, 300), text, fill=0, font=font)
    if rule is not None:
        draw.rectangle((rule[0], rule[2], rule[1], rule[2] + 1), fill=0)
    return np.asarray(picture), BBox(box[0] - 3.0, box[1] - 3.0, box[2] + 3.0, box[3] + 3.0)


def texts(
    image: Gray, words: Sequence[PlacedWord], areas: Sequence[Area] = (), tables: Sequence[BBox] = ()
) -> list[str]:
    ink = connected((image < DARK).astype(np.uint8))
    return [w.text for w in with_separators(image, ink, words, areas, tables, DPI)]


@pytest.mark.parametrize("stars", ["***", "*****", "*  *  *"])
def test_stars_that_were_read_as_letters_are_stars(stars: str) -> None:
    image, box = page(stars)
    assert texts(image, [ABOVE, PlacedWord("2K ok", box, 0.5)]) == ["Abstract", stars.replace("  ", " ")]


def test_what_was_read_from_stars_is_kept_beside_them() -> None:
    image, box = page("***")
    read = with_separators(
        image, connected((image < DARK).astype(np.uint8)), [PlacedWord("KKK", box, 0.5)], [], [], DPI
    )
    assert read[0].alternatives == ("KKK",)
    assert box.x0 <= read[0].bbox.x0 < read[0].bbox.x1 <= box.x1


@pytest.mark.parametrize("word", ["ORDER", "xxx", "ooo", "+++", "=====", "No.4", "-3-", "mmm"])
def test_words_and_other_signs_stay_as_they_were_read(word: str) -> None:
    image, box = page(word)
    assert texts(image, [ABOVE, PlacedWord(word, box, 0.9)]) == ["Abstract", word]


def test_black_squares_are_no_stars() -> None:
    image = page()[0].copy()
    for left in (400, 440, 480):
        image[300:316, left : left + 16] = 0
    box = BBox(395.0, 295.0, 500.0, 320.0)
    assert texts(image, [ABOVE, PlacedWord("mmm", box, 0.9)]) == ["Abstract", "mmm"]


def test_a_short_rule_on_a_line_of_its_own_is_underscores() -> None:
    image, _ = page(rule=(500, 700, 400))
    assert texts(image, [ABOVE, BELOW]) == [*READ, "_" * 10]


def test_underlines_long_rules_two_rules_and_those_of_tables_and_signatures_are_none() -> None:
    image, _ = page(rule=(200, 330, 132))
    assert texts(image, [ABOVE, BELOW]) == READ, "it underlines the word"
    image, _ = page(rule=(100, 1100, 400))
    assert texts(image, [ABOVE, BELOW]) == READ, "it parts a letterhead"
    image, _ = page(rule=(500, 700, 400))
    around = BBox(450.0, 350.0, 750.0, 450.0)
    assert texts(image, [ABOVE, BELOW], tables=[around]) == READ
    assert texts(image, [ABOVE, BELOW], areas=[Area("signature", around, "", 0.5, "strokes")]) == READ
    twice = np.minimum(image, np.roll(image, 250, axis=1))
    assert texts(twice, [ABOVE, BELOW]) == READ, "a form with two blanks, or the head of a list"


def test_a_rule_in_a_line_of_words_is_a_blank_to_fill_in_and_stays_out() -> None:
    image, _ = page(rule=(500, 700, 400))
    assert texts(image, [ABOVE, BELOW, PlacedWord("Dated", BBox(400.0, 378.0, 480.0, 402.0), 0.9)]) == [
        "Abstract",
        "Dated",
        READ[1],
    ]


def test_lines_at_the_edge_of_the_paper_are_none() -> None:
    image, _ = page(rule=(900, 1000, 890))
    assert texts(image, [ABOVE, BELOW]) == READ


def test_a_page_without_words_has_no_separators() -> None:
    image, _ = page(rule=(500, 700, 400))
    assert texts(image, []) == []


FORWARDED = [ABOVE, PlacedWord("Forwarded", BBox(400.0, 300.0, 560.0, 330.0), 0.95), BELOW]


def dashes(lefts: Sequence[int], y: int = 316, wide: int = 8) -> Gray:
    picture = Image.new("L", (1200, 900), 255)
    for x in lefts:
        ImageDraw.Draw(picture).rectangle((x, y, x + wide - 1, y + 2), fill=0)
    return np.asarray(picture)


def test_dashes_beside_words_are_words_of_as_many() -> None:
    row = [*range(280, 280 + 10 * 11, 11), *range(575, 575 + 9 * 11, 11)]
    assert texts(dashes(row), FORWARDED) == [*(w.text for w in FORWARDED), "-" * 10, "-" * 9]


def test_two_rows_of_dashes_over_each_other_are_signs_of_equality() -> None:
    row = range(300, 300 + 5 * 11, 11)
    assert texts(np.minimum(dashes(row, y=312), dashes(row, y=318)), FORWARDED)[-1] == "====="


@pytest.mark.parametrize(
    "image",
    [
        dashes(range(345, 345 + 4 * 11, 11)),  # too few
        dashes(range(575, 575 + 41 * 11, 11)),  # too many
        dashes(range(280, 280 + 10 * 11, 11), y=450),  # beside no word
        dashes(range(410, 410 + 10 * 11, 11)),  # in a word's place
        dashes([320, 329, 338, 355, 364, 381]),  # uneven: a broken rule
        dashes(range(270, 270 + 6 * 20, 20)),  # far from each other
        dashes(range(100, 100 + 60 * 5, 5), wide=4),  # a dotted line
    ],
)
def test_other_rows_of_flat_ink_are_no_dashes(image: Gray) -> None:
    assert texts(image, FORWARDED) == [w.text for w in FORWARDED]


def test_a_page_of_specks_is_not_sought_through_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat specks: each was compared with all rows begun before it, on a worn page for minutes."""
    compared = [0]

    def counted(last: Sequence[int], part: Sequence[int]) -> bool:
        compared[0] += 1
        return _follows(last, part)

    monkeypatch.setattr("ingest.separators._follows", counted)
    specks, count = np.full((900, 1200), 255, np.uint8), 4000
    for n in range(count):
        x, y = 10 + n * 7919 % 1170, 10 + n * 104_729 % 880
        specks[y : y + 2, x : x + 6] = 0
    texts(specks, FORWARDED)
    assert 0 < compared[0] < 5 * count


def test_dashes_in_a_table_are_its_rules() -> None:
    row = dashes(range(280, 280 + 10 * 11, 11))
    assert texts(row, FORWARDED, tables=[BBox(100.0, 200.0, 1000.0, 500.0)]) == [w.text for w in FORWARDED]

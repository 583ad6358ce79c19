"""Specks of copies go; what is as small as they are and print stays."""

import numpy as np
import pytest

from ingest.prepare import SPECKLED, Gray, prepare, without_specks


def copied_letters(dot: int, rng: np.random.Generator, above: int = 8) -> Gray:
    """Lines of letters, each with a dot of ``dot`` pixels a side over it, on paper full of specks of 2 by 2 pixels.

    The dots begin ``above`` their letters.
    """
    page = np.full((1500, 1500), 255, np.uint8)
    for y, x in rng.integers(5, 1490, (2500, 2)):
        page[y : y + 2, x : x + 2] = 0
    for top in range(150, 1400, 150):
        for x in range(150, 1350, 60):
            page[top - 20 : top + 34, x - 4 : x + 34] = 255
            page[top : top + 30, x : x + 30] = 0
            page[top - above : top - above + dot, x + 12 : x + 12 + dot] = 0
    return page


def dots_left(page: Gray, dot: int, above: int = 8) -> float:
    return float(np.mean([page[top - above : top - above + dot, x + 12 : x + 12 + dot].max() == 0
                          for top in range(150, 1400, 150) for x in range(150, 1350, 60)]))  # fmt: skip


def test_dots_of_letters_of_a_size_that_specks_do_not_have_stay() -> None:
    page = copied_letters(3, np.random.default_rng(3))
    clean, speckled = without_specks(page)
    assert speckled
    assert dots_left(page, 3) == dots_left(clean, 3) == 1.0
    assert (clean[:120] == 255).all()
    assert (clean[190:270, 1400:] == 255).all()


def test_parts_beside_letters_that_are_no_more_than_specks_would_be_go() -> None:
    page = copied_letters(3, np.random.default_rng(3))
    for x in range(150, 1350, 240):  # five at letters; a hundred lie so near to letters elsewhere
        page[290:292, x + 3 : x + 5] = 0
    clean, _ = without_specks(page)
    assert all((clean[290:292, x + 3 : x + 5] == 255).all() for x in range(150, 1350, 240))


def test_worn_dots_stay_that_stand_as_high_over_letters_as_an_anusvara() -> None:
    """Thin Hindi fonts set it a third of a letter above the head line, further off than any other mark."""
    clean, speckled = without_specks(copied_letters(3, np.random.default_rng(3), above=15))
    assert speckled
    assert dots_left(clean, 3, above=15) == 1.0
    assert (clean[:120] == 255).all()


def test_one_odd_part_high_over_a_letter_is_no_dot() -> None:
    page = copied_letters(3, np.random.default_rng(3))
    page[135:138, 160:163] = 0
    clean, _ = without_specks(page)
    assert (clean[135:138, 160:163] == 255).all()


@pytest.mark.parametrize("rules", [3, 9])
def test_a_thin_rule_in_crumbs_makes_no_page_of_specks(rules: int) -> None:
    """Rules of half a point come out of a scanner neither black nor white, and fall to crumbs."""
    rng = np.random.default_rng(4)
    page = np.full((3300, 2400), 255, np.uint8)
    for top in range(300, 2900, 60):
        for x in range(300, 2100, 40):
            page[top : top + 25, x : x + 20] = 0
            page[top - 6 : top - 3, x + 8 : x + 11] = 0
    for row in range(rules):
        y = 1000 + 150 * row
        page[y - 12 : y + 12] = 255
        page[y, 250:2150] = np.where(rng.random(1900) < 0.35, 100, 150)
    ready = prepare(page)
    assert SPECKLED not in ready.notes
    assert (ready.image == page).all()

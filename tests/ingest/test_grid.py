"""Ruled tables on page images: cells, faded rules, and frames that are no tables."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.document import BBox
from ingest.grid import find_grid, settled
from ingest.layout import PlacedWord, compose, with_tables
from ingest.prepare import Gray

COLUMNS, ROWS = (200, 500, 1200, 1600), (300, 380, 460, 540)


def ruled(faded: tuple[int, int, int] | None = None) -> Gray:
    """Three columns, three rows; ``faded`` is (y, from x, to x) of a rule that the copier lost."""
    page = Image.new("L", (1800, 900), 255)
    draw = ImageDraw.Draw(page)
    for y in ROWS:
        draw.line((COLUMNS[0], y, COLUMNS[-1], y), 0, 3)
    for x in COLUMNS:
        draw.line((x, ROWS[0], x, ROWS[-1]), 0, 3)
    if faded:
        y, x0, x1 = faded
        draw.rectangle((x0, y - 2, x1, y + 2), fill=255)
    return np.asarray(page)


def word(text: str, x: float, y: float) -> PlacedWord:
    return PlacedWord(text, BBox(x, y, x + 15 * len(text), y + 25))


def test_cells_and_the_image_without_rules() -> None:
    grid = find_grid(ruled(), 300)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    first = table[0][0]
    assert first is not None
    assert abs(first.x0 - 200) < 6
    assert abs(first.bottom - 380) < 6
    assert (grid.cleared < 128).sum() < 0.02 * (ruled() < 128).sum()


def test_a_rule_broken_by_the_copier_is_joined() -> None:
    (table,) = find_grid(ruled((380, 700, 760)), 300).tables
    assert [len(row) for row in table] == [3, 3, 3]


def test_the_head_line_of_a_long_word_at_a_rule_is_no_rule() -> None:
    """Bold heads of narrow columns: head line and stems from one rule over the next, and a double rule below them."""
    image = Image.fromarray(ruled())
    draw = ImageDraw.Draw(image)
    draw.rectangle((506, 320, 760, 325), fill=0)
    draw.rectangle((490, 320, 506, 325), fill=0)
    for x in range(512, 760, 24):
        draw.rectangle((x, 325, x + 5, 350), fill=0)
    draw.line((COLUMNS[0], ROWS[-1] + 5, COLUMNS[-1], ROWS[-1] + 5), 0, 3)
    grid = find_grid(np.asarray(image), 300)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    assert (grid.cleared[320:326, 512:760] < 128).mean() > 0.95
    assert (grid.cleared[ROWS[-1] - 1 : ROWS[-1] + 8, COLUMNS[0] : COLUMNS[-1]] < 128).mean() < 0.05


def test_letters_as_tall_as_a_stroke_that_touch_the_rule_above_them_stay() -> None:
    """Hindi in large print: the stems of ि and ी are a fifth of an inch, and their arcs touch the rule; in two rows
    below each other the stems are one stroke across it. They were painted over, and «समिति» was read as «समेते»."""
    image = Image.fromarray(ruled())
    draw = ImageDraw.Draw(image)
    letters = Image.new("L", image.size, 255)
    for row, columns in ((ROWS[0], (560, 620, 690)), (ROWS[1], (560, 900))):
        for pen in (draw, ImageDraw.Draw(letters)):
            pen.rectangle((520, row + 22, 1000, row + 26), fill=0)
            for x in range(530, 1000, 30):
                pen.rectangle((x, row + 26, x + 5, row + 50), fill=0)
            for x in columns:
                pen.rectangle((x, row + 4, x + 5, row + 66), fill=0)
                pen.arc((x, row + 1, x + 34, row + 40), 180, 340, fill=0, width=4)
    grid = find_grid(np.asarray(image), 300)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    drawn = np.asarray(letters) < 128
    assert (grid.cleared[drawn] < 128).mean() > 0.97
    assert (grid.cleared[~drawn] < 128).sum() < 0.02 * (ruled() < 128).sum()


def test_a_rule_of_one_row_is_one_though_letters_stand_beside_it() -> None:
    """A cell that is parted in one row alone: what goes from rule to rule is no stem."""
    image = Image.fromarray(ruled())
    draw = ImageDraw.Draw(image)
    draw.line((850, ROWS[1], 850, ROWS[2]), 0, 3)
    draw.rectangle((830, 400, 849, 405), fill=0)
    (table,) = find_grid(np.asarray(image), 300).tables
    assert [len(row) for row in table] == [3, 4, 3]


def dashed(upright: bool = True) -> Gray:
    """The table as copiers leave hairlines: dashes of a fifth of an inch at most, with letters in the cells."""
    page = Image.new("L", (1800, 900), 255)
    draw = ImageDraw.Draw(page)
    for n, y in enumerate(ROWS):
        for x in range(COLUMNS[0] + 7 * n, COLUMNS[-1], 70):
            draw.line((x, y, x + 35, y), 0, 2)
    for n, x in enumerate(COLUMNS):
        for y in range(ROWS[0] + 3 * n, ROWS[-1], 22):
            if upright:
                draw.line((x, y, x, y + 11), 0, 2)
        for y in ROWS[:-1]:  # head line and stems, at one place in every row
            draw.line((x + 40, y + 25, x + 140, y + 25), 0, 4)
            for stem in range(x + 50, x + 140, 22):
                draw.line((stem, y + 25, stem, y + 58), 0, 4)
    return np.asarray(page)


def test_rules_in_dashes_make_cells_on_a_worn_page() -> None:
    grid = find_grid(dashed(), 300, worn=True)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    first = table[0][0]
    assert first is not None
    assert abs(first.x0 - 200) < 8
    assert abs(first.bottom - 380) < 8
    assert (grid.cleared[378:383, 200:1600] < 128).sum() == 0
    assert (grid.cleared[320:360, 230:350] == dashed()[320:360, 230:350]).all()


def test_of_a_worn_table_the_columns_in_dashes_are_found_beside_whole_ones() -> None:
    page = dashed().copy()
    page[:, 490:] = np.minimum(page[:, 490:], ruled()[:, 490:])  # of the first column there are dashes alone
    (table,) = find_grid(page, 300, worn=True).tables
    assert [len(row) for row in table] == [3, 3, 3]


def test_a_column_of_brackets_is_no_rule() -> None:
    page = dashed().copy()
    for y in ROWS[:-1]:
        page[y + 14 : y + 62, 224:227] = 0
    grid = find_grid(page, 300, worn=True)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    assert (grid.cleared[320:360, 224:227] == 0).all()


def test_a_column_of_dandas_on_the_rules_below_them_is_no_rule() -> None:
    page = dashed().copy()
    for y in ROWS[1:]:
        page[y - 50 : y - 8, 1000:1003] = 0
    (table,) = find_grid(page, 300, worn=True).tables
    assert [len(row) for row in table] == [3, 3, 3]


def test_an_outer_rule_of_which_nothing_is_left_stands_where_the_others_end() -> None:
    page = dashed().copy()
    page[ROWS[0] + 3 : ROWS[-1] - 3, 1590:1610] = 255
    (table,) = find_grid(page, 300, worn=True).tables
    assert [len(row) for row in table] == [3, 3, 3]


def test_no_outer_rule_is_put_through_a_line_of_text() -> None:
    """Stems of a line above the table stand in line with its upright rules, whose end they seem to be."""
    page = dashed().copy()
    for x in COLUMNS[:3]:
        page[205:245, x - 1 : x + 2] = 0
    for x in range(COLUMNS[0] + 18, COLUMNS[-1], 28):
        if all(abs(x + 6 - column) > 16 for column in COLUMNS):
            page[205:245, x : x + 12] = 0
    grid = find_grid(page, 300, worn=True)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    assert (grid.cleared[200:250] == page[200:250]).all()


def test_the_few_dashes_of_a_faint_rule_count_in_a_table_that_is_known() -> None:
    page = dashed().copy()
    for y in range(ROWS[0] + 20, ROWS[-1] - 3, 40):  # of the second upright rule an eighth is left
        page[y : y + 30, 490:510] = 255
    page[367:372, 499:501] = 0
    (table,) = find_grid(page, 300, worn=True).tables
    assert [len(row) for row in table] == [3, 3, 3]


def test_stems_and_head_lines_are_no_rules() -> None:
    assert find_grid(dashed(upright=False), 300, worn=True).tables == ()


def test_a_sound_page_is_not_searched_for_dashes() -> None:
    assert find_grid(dashed(), 300).tables == ()


def faint(level: int) -> Gray:
    """The table with rules of hardly more than a trace of grey, and lines of dark letters in it."""
    rng = np.random.default_rng(3)
    page = np.where(ruled() < 128, level + rng.integers(-6, 7, (900, 1800)), 255).clip(0, 255).astype(np.uint8)
    for top in (320, 400, 480):
        for x in range(210, 460, 24):
            page[top : top + 30, x : x + 5] = 20
            page[top + 25 : top + 30, x : x + 20] = 20
    return page


def test_rules_of_which_a_trace_is_left_make_cells() -> None:
    """Smoothing the grain of a photo paled them; the feet of letters, which stand in line as well, are no rules."""
    page = faint(240)
    grid = find_grid(page, 300)
    (table,) = grid.tables
    assert [len(row) for row in table] == [3, 3, 3]
    assert (grid.cleared[300:540, 195:480] < 128).sum() == (page[300:540, 195:480] < 128).sum()


def test_a_trace_of_rules_on_grey_paper_is_the_papers() -> None:
    assert find_grid(np.minimum(faint(240), 246), 300).tables == ()


def row_of(columns: tuple[int, ...], high: int) -> Gray:
    page = Image.new("L", (1800, 900), 255)
    draw = ImageDraw.Draw(page)
    for y in (300, 300 + high):
        draw.line((columns[0], y, columns[-1], y), 0, 3)
    for x in columns:
        draw.line((x, 300, x, 300 + high), 0, 3)
    return np.asarray(page)


def test_the_last_row_of_a_table_alone_on_its_page_is_a_row() -> None:
    (table,) = find_grid(row_of(COLUMNS, 80), 300).tables
    assert [len(row) for row in table] == [3]


def test_other_frames_in_a_row_are_no_table() -> None:
    figures = tuple(range(200, 1601, 100))  # a box for each figure of a number
    for columns, high in ((COLUMNS, 250), ((200, 900, 1600), 80), (figures, 80), ((200, 300, 400, 500), 80)):
        assert find_grid(row_of(columns, high), 300).tables == (), columns


def test_what_is_no_table_stays_on_the_page() -> None:
    page = Image.new("L", (1800, 900), 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 100, 1700, 800), outline=0, width=3)  # a frame around the letter
    draw.line((200, 500, 900, 500), 0, 3)  # an underline
    draw.rectangle((1200, 200, 1240, 240), outline=0, width=3)  # a box to tick
    grid = find_grid(np.asarray(page), 300)
    assert grid.tables == ()
    assert grid.cleared is not None
    assert (grid.cleared == np.asarray(page)).all()


def test_blank_and_black_pages() -> None:
    for tone in (0, 255):
        assert find_grid(np.full((400, 300), tone, np.uint8), 300).tables == ()


def test_rows_of_cells_glued_by_a_faded_rule_are_told_apart() -> None:
    (table,) = find_grid(ruled((380, 1202, 1598)), 300).tables
    words = [
        word("1.", 220, 320), word("Conduct", 520, 320), word("Mandatory", 1220, 320),
        word("2.", 220, 400), word("Office", 520, 400), word("Optional", 1220, 400),
    ]  # fmt: skip
    text, _ = compose(with_tables(words, [settled(table, words)]))
    assert text.replace("\n\n", "\n") == "1.\tConduct\tMandatory\n2.\tOffice\tOptional"


@pytest.mark.parametrize("falls", [(27, 20, 18, 18), (11, 2, 0, 0)])
def test_cells_of_a_row_whose_rules_fall_are_one_row(falls: tuple[int, ...]) -> None:
    """A photo's table, as its flattened picture has it: each cell begins a little higher than the one before it."""
    table = [
        [BBox(100 * n, top + fall, 100 * n + 90, top + fall + 60) for n, fall in enumerate(falls)] for top in (0, 64)
    ]
    assert [len(row) for row in settled([[*row] for row in table], [], 200)] == [4, 4]


def test_a_cell_printed_over_two_rows_stays_whole() -> None:
    (table,) = find_grid(ruled((380, 1202, 1598)), 300).tables
    words = [word("1.", 220, 320), word("2.", 220, 400), word("both", 1220, 330), word("rows", 1300, 330)]
    text, _ = compose(with_tables(words, [settled(table, words)]))
    assert "both rows" in text
    assert text.splitlines()[0] == "1.\tboth rows"


def test_header_cells_that_a_faded_rule_glues_are_cut_as_the_rows_below() -> None:
    below = [BBox(x, 140, x + 190, 180) for x in (0, 200, 400, 600)]
    header = [BBox(0, 100, 190, 138), BBox(200, 100, 590, 138)]  # two cells in one, and one that is lost
    words = [
        PlacedWord(text, BBox(x, 105, x + 80, 125))
        for text, x in (("Office", 40), ("Telephone", 250), ("Appeal", 450), ("Number", 650))
    ]
    first = settled([[*header], [*below]], words)[0]
    assert [(c.x0, c.x1) for c in first if c] == [(0, 190), (200, 400), (400, 590), (600, 790)]


def test_a_header_over_two_columns_stays_whole() -> None:
    below = [BBox(x, 140, x + 190, 180) for x in (0, 200, 400)]
    header = [BBox(0, 100, 190, 138), BBox(200, 100, 590, 138)]
    words = [
        PlacedWord(t, BBox(x, 105, x + 80, 125)) for t, x in (("Office", 40), ("Sanctioned", 308), ("amount", 402))
    ]
    assert [(c.x0, c.x1) for c in settled([[*header], [*below]], words)[0] if c] == [(0, 190), (200, 590)]
    one = [PlacedWord("Period", BBox(350, 105, 440, 125))]
    assert len(settled([[*header], [*below]], one)[0]) == 2
    assert len(settled([[header[0]], [*below[:2]]], [])[0]) == 1  # an empty place is no cell

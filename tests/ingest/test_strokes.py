"""Pen strokes through print go and the print stays; where none is told from it they go between the lines alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.prepare import DARK, Gray, Prepared
from ingest.regions import find_regions
from ingest.strokes import without_strokes
from ingest.unmarked import Floats, Tones
from tests.ingest.test_regions import Sheet

PALE = 80


def page(ink: int | None) -> tuple[Sheet, Gray]:
    """A scan of ten lines, a stroke of that grey level through two of them."""
    sheet = Sheet()
    sheet.lines()
    drawn = np.full(sheet.gray.shape, 255, np.uint8)
    if ink is not None:
        ways = np.array([(500, 500), (560, 420), (610, 560), (660, 480), (720, 600), (800, 490), (840, 580)], np.int32)
        cv2.polylines(drawn, [ways], False, ink, 5, cv2.LINE_AA)
    black = 40 + sheet.gray.astype(np.float32) * (200 / 255)
    print_ = cv2.GaussianBlur(np.minimum(black, 40 + drawn.astype(np.float32) * (200 / 255)), (0, 0), 0.8)
    return sheet, np.clip(print_, 0, 255).astype(np.uint8)


def all_print(image: Gray, place: tuple[slice, slice], levels: Tones, dpi: int) -> Floats:
    """What the network says where it sees no mark."""
    return np.ones(image[place].shape, np.float32)


def test_a_pale_stroke_goes_and_the_print_below_it_stays() -> None:
    sheet, plain = page(None)
    _, crossed = page(PALE)
    ready, away = without_strokes(Prepared(crossed), 300)
    assert away is not None and ready.notes == ("1 pen stroke taken out of the print",)
    before = ((crossed < DARK) & (plain >= DARK)).sum()
    assert ((ready.image < DARK) & (plain >= DARK)).sum() < 0.2 * before
    assert ((ready.image >= DARK) & (plain < DARK)).sum() < 0.1 * before
    _, areas = find_regions(ready.image, None, sheet.words, [], 300, strokes=away)
    assert {a.kind for a in areas} <= {"signature", "handwriting"}  # print parts it into two
    assert 490 < min(a.bbox.x0 for a in areas) < 520 and 800 < max(a.bbox.x1 for a in areas) < 860


def test_a_stroke_is_found_below_many_words_of_large_print() -> None:
    _, crossed = page(PALE)
    words = crossed.copy()
    for number in range(14):
        x, y = 40 + 190 * (number % 7), 90 + 100 * (number // 7)
        cv2.polylines(words, [np.array([(x, y), (x + 150, y), (x + 150, y + 66), (x + 90, y)], np.int32)], False, 40, 4)
    _, alone = without_strokes(Prepared(crossed), 300)
    _, away = without_strokes(Prepared(words), 300)
    assert alone is not None and away is not None and np.array_equal(away[300:], alone[300:])


def test_a_stroke_as_dark_as_print_goes_by_its_shape() -> None:
    _, plain = page(None)
    _, crossed = page(0)
    ready, away = without_strokes(Prepared(crossed), 300)
    assert away is not None and ready.notes == ("1 pen stroke taken out of the print",)
    before = ((crossed < DARK) & (plain >= DARK)).sum()
    assert ((ready.image < DARK) & (plain >= DARK)).sum() < 0.05 * before
    assert ((ready.image >= DARK) & (plain < DARK)).sum() < 0.2 * before


def test_a_stroke_that_is_not_told_from_print_is_cut_off_between_the_lines_and_still_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.strokes.print_share", all_print)
    sheet, plain = page(None)
    _, crossed = page(0)
    ready, away = without_strokes(Prepared(crossed), 300)
    assert away is not None and ready.notes == ("1 pen stroke taken out of the print",)
    lines = (plain < DARK).any(axis=1)
    rows = 400 + np.flatnonzero(~lines[400:620])
    assert (crossed[rows] < DARK).sum() > 500 and (ready.image[rows] < DARK).sum() < 0.05 * (crossed[rows] < DARK).sum()
    # On the lines the stroke cannot be told from the letters, and no letter goes with it.
    assert ((ready.image >= DARK) & (plain < DARK)).sum() == 0
    _, areas = find_regions(ready.image, None, sheet.words, [], 300, strokes=away)
    assert {a.kind for a in areas} <= {"signature", "handwriting"}


def test_the_rest_of_a_stroke_that_is_cut_off_beside_the_last_word_of_a_paragraph_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.strokes.print_share", all_print)
    sheet = Sheet()
    sheet.lines(300, 3)
    sheet.print("of the year", 200, 560)
    sheet.lines(720, 3)
    drawn = sheet.gray
    ways = np.array([(790, 450), (830, 510), (860, 560), (900, 540), (930, 570), (960, 620)], np.int32)
    cv2.polylines(drawn, [ways], False, 0, 5, cv2.LINE_AA)
    ready, away = without_strokes(Prepared(drawn), 300)
    assert away is not None
    assert (drawn[490:640, 780:] < DARK).sum() > 500 and (ready.image[490:640, 780:] < DARK).sum() == 0


def test_a_stroke_through_words_that_all_hang_on_it_goes_and_they_stay() -> None:
    """The two lines of a signature, each word joined by its head line: nothing else stands beside the stroke."""
    sheet = Sheet()
    sheet.lines(300, 3)
    plain = sheet.gray.copy()
    for x, y, word in ((1130, 900, "HTHTHT"), (1120, 970, "(HTHTH"), (1300, 970, "THTHTH)")):
        (wide, high), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 3)
        cv2.putText(plain, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 3)
        cv2.line(plain, (x, y - high + 6), (x + wide, y - high + 6), 0, 3)
    crossed = plain.copy()
    ways = [(1060, 945), (1090, 1010), (1150, 985), (1170, 920), (1200, 840), (1290, 850), (1340, 920), (1350, 1000)]
    cv2.polylines(crossed, [np.array(ways, np.int32)], False, 0, 5, cv2.LINE_AA)
    plain, crossed = (cv2.GaussianBlur(40 + page * np.float32(200 / 255), (0, 0), 1).astype(np.uint8)
                      for page in (plain, crossed))  # fmt: skip
    ready, away = without_strokes(Prepared(crossed), 300)
    assert away is not None and ready.notes == ("1 pen stroke taken out of the print",)
    before = ((crossed < DARK) & (plain >= DARK)).sum()
    assert ((ready.image < DARK) & (plain >= DARK)).sum() < 0.1 * before
    words = (plain[850:1010] < DARK).sum()
    assert ((ready.image >= DARK) & (plain < DARK))[850:1010].sum() < 0.1 * words


def test_a_signature_that_outweighs_the_name_that_hangs_on_it_is_not_parted_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def name_alone(image: Gray, place: tuple[slice, slice], levels: Tones, dpi: int) -> Floats:
        share = np.zeros(image.shape, np.float32)
        share[940:] = 1
        return np.asarray(share[place])

    monkeypatch.setattr("ingest.strokes.print_share", name_alone)
    sheet = Sheet()
    sheet.lines(300, 3)
    page = sheet.gray
    cv2.putText(page, "HTHTHT", (1130, 970), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 3)
    cv2.line(page, (1130, 950), (1250, 950), 0, 3)
    zigzag = [(1040 + 30 * n, 760 if n % 2 else 900) for n in range(10)]
    cv2.polylines(page, [np.array([*zigzag, (1300, 800), (1170, 960)], np.int32)], False, 0, 5, cv2.LINE_AA)
    assert without_strokes(Prepared(page), 300)[1] is None


def test_what_is_read_in_the_scraps_of_a_stroke_is_no_text() -> None:
    sheet = Sheet()
    sheet.lines(300, 3)
    sheet.lines(780, 3)
    right = round(max(w.bbox.x1 for w in sheet.words))
    drawn = sheet.gray
    ways = [(right - 20, 450), (right + 60, 560), (right + 160, 690), (right + 150, 746), (right + 260, 754),
            (right + 150, 766), (right + 260, 774), (right + 150, 782)]  # fmt: skip
    cv2.polylines(drawn, [np.array(ways, np.int32)], False, 0, 5, cv2.LINE_AA)
    ready, strokes = without_strokes(Prepared(drawn), 300)
    assert strokes is not None
    scrap = PlacedWord("hs", BBox(right + 140, 744, right + 265, 785), 0.3)
    assert (ready.image[744:785, right + 140 :] < DARK).any() and not (ready.image[560:690] < DARK).any()
    far = PlacedWord("hs", BBox(1500, 2000, 1530, 2030), 0.3)
    words, areas = find_regions(ready.image, None, [*sheet.words, scrap, far], [], 300, strokes=strokes)
    assert scrap not in words and far in words
    assert len(areas) == 1 and areas[0].kind in ("signature", "handwriting")


def test_signs_that_touch_the_next_line_seals_and_rules_are_not_cut_off() -> None:
    signs = Sheet()
    signs.lines()
    tailed = signs.gray
    for y in (310, 390, 470):  # a letter's tail that reaches the line below
        cv2.line(tailed, (620, y), (612, y + 46), 0, 4)
    assert without_strokes(Prepared(tailed), 300)[1] is None
    seal = signs.gray
    cv2.circle(seal, (1500, 1500), 180, 0, 5)
    cv2.ellipse(seal, (1500, 1500), (180, 180), 0, 20, 40, 255, 7)  # a gap
    for n in range(3):
        cv2.putText(seal, "SEEN", (1330, 1460 + 60 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3)
    assert without_strokes(Prepared(seal), 300)[1] is None
    ruled = signs.gray
    for x in (180, 400):
        cv2.line(ruled, (x, 250), (x, 560), 0, 4)
    for y in (250, 330, 410, 490, 560):
        cv2.line(ruled, (180, y), (400, y), 0, 4)
    cv2.line(ruled, (205, 285), (185, 285), 0, 4)
    assert without_strokes(Prepared(ruled), 300)[1] is None


def test_a_pale_stroke_that_touches_no_print_stays() -> None:
    sheet, plain = page(None)
    ways = np.array([(500, 1500), (560, 1420), (610, 1560), (660, 1480), (720, 1600)], np.int32)
    cv2.polylines(plain, [ways], False, 100, 5)
    assert without_strokes(Prepared(plain), 300)[1] is None
    assert len(find_regions(plain, None, sheet.words, [], 300)[1]) == 1


def test_the_worn_rules_of_a_table_and_the_words_of_a_large_heading_are_no_strokes() -> None:
    sheet = Sheet()
    sheet.lines(300, 2)
    page = sheet.gray
    cv2.putText(page, "Directorate of Returns", (200, 620), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 4, 0, 6)
    noise = np.random.default_rng(3)
    for n in range(4):
        cv2.putText(page, "Optional", (240, 810 + 110 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3)
        for x in range(200, 900, 4):  # a rule as a copier leaves it
            y = 730 + 110 * n + int(noise.integers(-1, 2))
            page[y : y + 4, x : x + 4] = 0
    for y in range(730, 1060, 4):
        x = 660 + int(noise.integers(-1, 2))
        page[y : y + 4, x : x + 4] = 0
    assert without_strokes(Prepared(page), 300)[1] is None


def test_the_network_is_not_asked_about_a_signature_that_touches_the_name_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> Floats:
        raise AssertionError("asked")

    monkeypatch.setattr("ingest.strokes.print_share", refuse)
    sheet = Sheet()
    sheet.lines(300, 3)
    sheet.print("(A. Kumar) Director", 1100, 900)
    drawn = sheet.gray
    ways = np.array([(1200, 760), (1240, 700), (1290, 800), (1330, 720), (1380, 880), (1440, 760)], np.int32)
    cv2.polylines(drawn, [ways], False, 0, 5, cv2.LINE_AA)
    without_strokes(Prepared(drawn), 300)

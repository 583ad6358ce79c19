"""Pale pen strokes through black print go, the print below stays, and the stroke is still told."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.ink import connected
from ingest.prepare import DARK, Gray, Prepared
from ingest.regions import find_regions
from ingest.strokes import without_strokes
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


def test_a_stroke_as_dark_as_print_stays() -> None:
    _, crossed = page(0)
    ready, away = without_strokes(Prepared(crossed), 300)
    assert away is None
    assert ready.image is crossed and ready.notes == ()
    assert ready.ink is not None and len(ready.ink) == len(connected((crossed < DARK).astype(np.uint8)))


def test_a_pale_stroke_that_touches_no_print_stays() -> None:
    sheet, plain = page(None)
    ways = np.array([(500, 1500), (560, 1420), (610, 1560), (660, 1480), (720, 1600)], np.int32)
    cv2.polylines(plain, [ways], False, 100, 5)
    assert without_strokes(Prepared(plain), 300)[1] is None
    assert len(find_regions(plain, None, sheet.words, [], 300)[1]) == 1

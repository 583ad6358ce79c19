"""Outlines of stamps that run through print are found by their shape and taken out; print has none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.document import Area, BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.outline import Outline, freed, outlines, without
from ingest.prepare import DARK, Gray, Prepared
from ingest.regions import find_regions, stamps_apart
from tests.ingest.engines import Says
from tests.ingest.test_regions import Sheet, scribble


@pytest.fixture
def sheet() -> Sheet:
    made = Sheet()
    made.lines()
    return made


def found_on(page: Gray) -> list[Outline]:
    return outlines(page, connected((page < DARK).astype(np.uint8)), 300)


def ring(page: Gray, whole: float = 1.0, middle: tuple[int, int] = (700, 620)) -> None:
    """Two circles; of each ``whole`` is there, in four arcs."""
    for radius, wide in ((200, 5), (136, 3)):
        for part in range(4):
            cv2.ellipse(page, middle, (radius, radius), 0, 90 * part, 90 * (part + whole), 40, wide)


def frame(page: Gray) -> None:
    corners = cv2.boxPoints(((900.0, 600.0), (560.0, 270.0), 9.0)).astype(np.int32)
    cv2.polylines(page, [corners], True, 40, 4)


def test_a_ring_through_lines_of_print_goes_and_the_print_stays(sheet: Sheet) -> None:
    plain, page = sheet.gray, sheet.gray
    ring(page)
    found = found_on(page)
    assert [(o.shape, len(o.ways)) for o in found] == [("ring", 2)]
    assert found[0].box.as_list() == pytest.approx([500, 420, 900, 820], abs=6)
    clean = without(page, found, 300)
    assert ((clean < DARK) != (plain < DARK)).sum() < 0.35 * ((page < DARK) != (plain < DARK)).sum()


def test_a_frame_askew_through_lines_of_print_goes(sheet: Sheet) -> None:
    plain, page = sheet.gray, sheet.gray
    frame(page)
    found = found_on(page)
    assert [o.shape for o in found] == ["frame"]
    clean = without(page, found, 300)
    assert ((clean < DARK) != (plain < DARK)).sum() < 0.25 * ((page < DARK) != (plain < DARK)).sum()


def test_a_ring_in_pieces_is_found(sheet: Sheet) -> None:
    page = sheet.gray
    ring(page, 0.85, (1400, 1500))
    ready, found = freed(Prepared(page), 300)
    assert [o.box.as_list() for o in found] == [pytest.approx([1200, 1300, 1600, 1700], abs=6)]
    assert (ready.image[1250:1750] < DARK).sum() < 0.2 * (page[1250:1750] < DARK).sum()


def test_a_ring_of_which_half_is_missing_is_none(sheet: Sheet) -> None:
    page = sheet.gray
    ring(page, 0.5, (1400, 1500))
    assert found_on(page) == []


def test_print_tables_and_signatures_have_no_outline(sheet: Sheet) -> None:
    scribble(sheet, 1200, 1400)
    page = sheet.gray
    for x in (200, 700, 1300):
        cv2.line(page, (x, 1700), (x, 2100), 0, 4)
    for y in range(1700, 2101, 100):
        cv2.line(page, (200, y), (1300, y), 0, 4)
    assert found_on(page) == []


def test_a_ring_beside_the_print_is_left_as_it_is(sheet: Sheet) -> None:
    page = sheet.gray
    cv2.circle(page, (1500, 1500), 180, 0, 5)
    ready, found = freed(Prepared(page), 300)
    assert found == []
    assert ready.image is page


def test_the_letters_words_under_a_black_stamp_stay_in_the_letter(sheet: Sheet) -> None:
    page = sheet.gray
    ring(page)
    ready, found = freed(Prepared(page), 300)
    assert ready.notes == ("1 outline of stamps taken out of the print",)
    own = PlacedWord("ENTERED", BBox(600, 580, 800, 606), 0.6)
    placed, areas = find_regions(ready.image, None, [*sheet.words, own], [], 300, None, found)
    assert [(a.kind, a.why) for a in areas] == [("stamp", "a black ring over print")]
    rest, _, areas = stamps_apart(ready.image, None, placed, areas, Says(()), 300, "eng")
    assert [w.text for w in rest] == [w.text for w in sheet.words]
    assert [(a.kind, a.text) for a in areas] == [("stamp", "ENTERED")]
    assert isinstance(areas[0], Area)


def test_print_below_a_lifted_stroke_is_no_handwriting(sheet: Sheet) -> None:
    page, colour = sheet.gray, np.zeros(sheet.gray.shape, np.uint8)
    word = sheet.words[10].bbox
    colour[int(word.top) - 10 : int(word.bottom) + 10, int(word.x0) : int(word.x1)] = (
        page[int(word.top) - 10 : int(word.bottom) + 10, int(word.x0) : int(word.x1)] > 200
    )
    words, areas = find_regions(page, colour, sheet.words, [], 300)
    assert areas == []
    assert words == sheet.words

"""Outlines of stamps that run through print are found by their shape and taken out; print has none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ingest.document import Area, BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.ocr import OcrPage
from ingest.outline import Outline, _same_stamp, freed, outlines, without
from ingest.prepare import DARK, Gray, Prepared, prepare
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


def ring(page: Gray, whole: float = 1.0, middle: tuple[int, int] = (700, 620), ink: int = 40) -> None:
    """Two circles; of each ``whole`` is there, in four arcs."""
    for radius, wide in ((200, 5), (136, 3)):
        for part in range(4):
            cv2.ellipse(page, middle, (radius, radius), 0, 90 * part, 90 * (part + whole), ink, wide)


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


def test_a_frame_of_which_one_side_is_in_pieces_is_found(sheet: Sheet) -> None:
    """Rules of a table that cross a side are taken out before lines are sought, and the side with them."""
    page = sheet.gray
    frame(page)
    corners = cv2.boxPoints(((900.0, 600.0), (560.0, 270.0), 9.0))
    whole = found_on(page)[0].box.as_list()
    side = min(range(4), key=lambda n: -(corners[n][0] + corners[n - 1][0]))  # the right one
    a, b = corners[side - 1], corners[side]
    for part in (0.22, 0.5, 0.78):
        x, y = (a + part * (b - a)).astype(int)
        page[y - 11 : y + 12, x - 14 : x + 15] = 255
    found = found_on(page)
    assert [o.shape for o in found] == ["frame"]
    assert found[0].box.as_list() == pytest.approx(whole, abs=6)


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


def test_a_ring_that_one_figure_touches_from_outside_is_taken_out(sheet: Sheet) -> None:
    plain = sheet.gray
    cv2.putText(plain, "06.06.19", (1655, 1520), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3)
    page = plain.copy()
    cv2.circle(page, (1481, 1500), 180, 40, 5)
    ready, found = freed(Prepared(page), 300)
    assert [o.shape for o in found] == ["ring"]
    assert differs(ready.image, plain) < 0.2 * differs(page, plain)


def test_print_in_the_box_of_a_stamp_askew_is_not_its_text(sheet: Sheet) -> None:
    class Looks(Says):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            seen.append(np.asarray(image))
            return super().read(image, dpi, languages, psm)

    seen: list[Gray] = []
    page = sheet.gray
    cv2.polylines(page, [cv2.boxPoints(((900.0, 1600.0), (560.0, 270.0), 9.0)).astype(np.int32)], True, 40, 4)
    cv2.putText(page, "crossed", (530, 1650), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3)
    cv2.putText(page, "MMM", (1090, 1470), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)  # in the corner of the box
    ready, found = freed(Prepared(page), 300)
    assert [o.shape for o in found] == ["frame"] and found[0].box.x1 > 1180
    placed, areas = find_regions(ready.image, None, sheet.words, [], 300, None, found)
    stamps_apart(ready.image, None, placed, areas, Looks(()), 300, "eng", found)
    assert len(seen) == 1 and (seen[0][:, 520:] < DARK).sum() == 0


def test_what_is_made_of_a_stamp_and_the_print_below_it_is_no_text_of_the_stamp(sheet: Sheet) -> None:
    page = sheet.gray
    ring(page, ink=0)
    ready, found = freed(Prepared(page), 300)
    mixed = PlacedWord("Rav/at,", BBox(600, 580, 800, 606), 0.38)
    placed, areas = find_regions(ready.image, None, [*sheet.words, mixed], [], 300, None, found)
    rest, lines, areas = stamps_apart(ready.image, None, placed, areas, Says(("Diarv",), 0.6), 300, "eng", found)
    assert [w.text for w in rest] == [w.text for w in sheet.words]
    assert (lines, areas[0].text) == ([], "")


def test_the_letters_words_under_a_black_stamp_stay_in_the_letter(sheet: Sheet) -> None:
    page = sheet.gray
    ring(page, ink=0)
    ready, found = freed(Prepared(page), 300)
    assert ready.notes[0] == "1 outline of stamps taken out of the print"
    found = [replace(found[0], own=None)]  # as where its letters are not told from print
    own = PlacedWord("ENTERED", BBox(600, 580, 800, 606), 0.6)
    placed, areas = find_regions(ready.image, None, [*sheet.words, own], [], 300, None, found)
    assert [(a.kind, a.why) for a in areas] == [("stamp", "a black ring over print")]
    rest, _, areas = stamps_apart(ready.image, None, placed, areas, Says(()), 300, "eng", found)
    assert [w.text for w in rest] == [w.text for w in sheet.words]
    assert [(a.kind, a.text) for a in areas] == [("stamp", "ENTERED")]
    assert isinstance(areas[0], Area)


def stamped(plain: Gray, degrees: float, ink: int, said: str = "Diary No. 4711") -> Gray:
    """A framed stamp over print, in ink that darkens what is below, scanned a little soft."""
    stamp = np.full_like(plain, 255)
    cv2.rectangle(stamp, (620, 480), (1180, 740), ink, 5)
    for n in range(2):
        cv2.putText(stamp, said, (650, 570 + 110 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.7, ink, 4)
    turn = cv2.getRotationMatrix2D((900, 610), degrees, 1)
    turned = cv2.warpAffine(stamp, turn, (plain.shape[1], plain.shape[0]), flags=cv2.INTER_CUBIC, borderValue=255)
    both = np.minimum(plain.astype(int) * turned // 255, 255).astype(np.uint8)
    return soft(both)


def soft(page: Gray) -> Gray:
    grain = np.random.default_rng(3).normal(0, 5, page.shape)
    return np.clip(cv2.GaussianBlur(page, (0, 0), 0.9) * 0.8 + 35 + grain, 0, 255).astype(np.uint8)


def differs(one: Gray, other: Gray) -> int:
    return int(((one < DARK) != (other < DARK)).sum())


@pytest.mark.parametrize("degrees", [9.0, 0.4])
def test_the_letters_of_a_paler_stamp_go_and_the_print_below_stays(sheet: Sheet, degrees: float) -> None:
    plain, page = soft(sheet.gray), stamped(sheet.gray, degrees, 60)
    ready, found = freed(Prepared(page), 300)
    assert [o.shape for o in found] == ["frame"]
    assert "letters of 1 stamp told from print" in ready.notes
    assert differs(ready.image, plain) < 0.18 * differs(page, plain)
    # The stamp's own picture lacks the print and holds the stamp.
    own = found[0].own
    assert own is not None
    assert 0.6 < (own < DARK).sum() / differs(page, plain) < 1.1


def test_a_stamp_as_dark_as_the_print_loses_its_frame_and_most_of_its_letters(sheet: Sheet) -> None:
    plain, page = soft(sheet.gray), stamped(sheet.gray, 9.0, 0)
    ready, found = freed(Prepared(page), 300)
    assert len(found) == 1 and found[0].own is not None
    assert differs(ready.image, plain) < 0.6 * differs(page, plain)


def test_a_pale_emblem_beside_the_print_is_left_as_it_is(sheet: Sheet) -> None:
    cv2.circle(sheet.rgb, (1500, 1500), 180, (60, 60, 60), 5)
    for n in range(6):  # strokes that meet are darker where they do
        cv2.line(sheet.rgb, (1400, 1400 + 40 * n), (1600, 1440 + 30 * n), (60, 60, 60), 5)
        cv2.circle(sheet.rgb, (1400 + 40 * n, 1500), 4, (0, 0, 0), -1)
    page = soft(sheet.gray)
    ready, found = freed(Prepared(page), 300)
    assert found == []
    assert ready.image is page


def test_a_level_frame_as_dark_as_the_print_is_print(sheet: Sheet) -> None:
    page = stamped(sheet.gray, 0.4, 0)
    ready, found = freed(Prepared(page), 300)
    assert found == []
    assert ready.image is page


def test_a_level_frame_over_print_too_thin_to_outlast_its_cut_goes_where_the_network_sees_a_mark() -> None:
    page = cv2.imread(str(Path(__file__).with_name("marks") / "level_frame_over_thin_hindi.jpg"), cv2.IMREAD_GRAYSCALE)
    ready, (outline,) = freed(prepare(np.asarray(page, np.uint8), 300), 300)
    assert outline.level and outline.own is not None
    name, number = (slice(380, 450), slice(240, 420)), (slice(330, 380), slice(50, 320))
    before, after = ((image < DARK) for image in (page, ready.image))
    assert after[number].sum() < 0.1 * before[number].sum()
    assert 0.5 * before[name].sum() < after[name].sum() < 0.85 * before[name].sum()


def test_print_in_a_grey_box_is_no_stamp(sheet: Sheet) -> None:
    cv2.rectangle(sheet.rgb, (620, 480), (1180, 740), (90, 90, 90), 5)
    page = soft(sheet.gray)
    ready, found = freed(Prepared(page), 300)
    assert found == []
    assert ready.image is page


def test_print_that_is_as_thin_and_pale_as_the_stamp_is_not_parted_from_it() -> None:
    faint = Sheet()
    for n in range(10):
        at = (200, 300 + 80 * n)
        cv2.putText(faint.rgb, "all offices shall send", at, cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 2)
    cv2.putText(faint.rgb, "SUBJECT", (500, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 5)
    _, found = freed(Prepared(stamped(faint.gray, 9.0, 60)), 300)
    assert all(o.own is None for o in found)


def test_a_parted_stamp_is_read_from_its_own_picture_and_the_print_below_is_the_letters(sheet: Sheet) -> None:
    ready, found = freed(Prepared(stamped(sheet.gray, 9.0, 60)), 300)
    speck = PlacedWord("'-", BBox(700, 650, 720, 660), 0.4)
    alone = PlacedWord("Circular", BBox(800, 600, 950, 640), 0.9)
    placed, areas = find_regions(ready.image, None, [*sheet.words, speck, alone], [], 300, None, found)
    rest, lines, areas = stamps_apart(ready.image, None, placed, areas, Says(("Diary No. 4711",)), 300, "eng", found)
    assert [w.text for w in rest] == [*(w.text for w in sheet.words), "Circular"]
    # What is read below a stamp is less sure than what is read beside it.
    assert {w.confidence for w in rest if found[0].holds(w.bbox)} == {0.85}
    assert {w.confidence for w in rest if not found[0].holds(w.bbox)} == {0.96}
    assert [w.text for line in lines for w in line.words] == ["Diary", "No.", "4711"]


@pytest.mark.parametrize(("read", "stays"), [("सादर", True), ("office.", True), ("te", False), ("437", False)])
def test_a_doubted_word_of_three_letters_below_a_parted_stamp_is_the_letters(
    sheet: Sheet, read: str, stays: bool
) -> None:
    ready, found = freed(Prepared(stamped(sheet.gray, 9.0, 60)), 300)
    doubted = PlacedWord(read, BBox(800, 600, 900, 640), 0.25)
    placed, areas = find_regions(ready.image, None, [*sheet.words, doubted], [], 300, None, found)
    rest, _, _ = stamps_apart(ready.image, None, placed, areas, Says(("Diary No. 4711",)), 300, "eng", found)
    assert [w.confidence for w in rest if w.text == read] == ([0.125] if stays else [])


def test_print_below_a_lifted_stroke_is_no_handwriting(sheet: Sheet) -> None:
    page, colour = sheet.gray, np.zeros(sheet.gray.shape, np.uint8)
    word = sheet.words[10].bbox
    colour[int(word.top) - 10 : int(word.bottom) + 10, int(word.x0) : int(word.x1)] = (
        page[int(word.top) - 10 : int(word.bottom) + 10, int(word.x0) : int(word.x1)] > 200
    )
    words, areas = find_regions(page, colour, sheet.words, [], 300)
    assert areas == []
    assert words == sheet.words


def square(*sides: float, shape: str = "frame", level: bool = True) -> Outline:
    left, top, right, bottom = sides
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return Outline("ring" if shape == "ring" else "frame", (corners,), 5.0, level=level)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (square(250, 50, 500, 300, shape="ring"), False),  # a ring across a corner: two stamps on each other
        (square(250, 50, 500, 300), True),
        (square(120, 120, 180, 180, shape="ring"), True),  # a ring in a frame, or a frame in a ring
        (square(0, 0, 600, 600, shape="ring"), True),
        (square(400, 400, 500, 500), False),
    ],
)
def test_which_level_frames_are_stamps_of_their_own(other: Outline, same: bool) -> None:
    assert _same_stamp(square(100, 100, 300, 200), other) is same

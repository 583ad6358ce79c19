"""What stands beside the print is found, and print that is only print is left alone. Pages are drawn here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ingest.cache import OcrCache
from ingest.colour import _levels, _tint, coloured_ink, lifted, sheet_in_colour, sheet_of
from ingest.document import Area, BBox
from ingest.layout import PlacedLine, PlacedWord
from ingest.names import names_below
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.options import ReadOptions
from ingest.prepare import Gray
from ingest.regions import find_regions, stamps_apart
from ingest.scan import ScanReader
from tests.ingest.engines import Says

BLUE = (40, 60, 190)
LIGHT_BLUE = (110, 120, 190)
BLACK = (0, 0, 0)


class Sheet:
    """A page at 300 dpi on which words are printed and remembered."""

    def __init__(self) -> None:
        self.rgb = np.full((2200, 2000, 3), 255, np.uint8)
        self.words: list[PlacedWord] = []

    def print(self, text: str, x: int, y: int, sure: float = 0.96, ink: tuple[int, int, int] = BLACK) -> None:
        for word in text.split():
            (width, height), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 1.4, 3)
            cv2.putText(self.rgb, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.4, ink, 3)
            self.words.append(PlacedWord(word, BBox(x, y - height, x + width, y + 4), sure))
            x += width + 24

    def lines(self, first: int = 300, count: int = 10) -> None:
        for n in range(count):
            self.print("all offices shall send their returns in May", 200, first + 80 * n)

    @property
    def gray(self) -> Gray:
        return cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]

    def regions(self) -> tuple[list[PlacedWord], list[Area]]:
        return find_regions(self.gray, coloured_ink(self.rgb), self.words, [], 300)


@pytest.fixture
def sheet() -> Sheet:
    made = Sheet()
    made.lines()
    return made


def scribble(sheet: Sheet, x: int, y: int, ink: tuple[int, int, int] = BLACK, width: int = 5) -> None:
    steps = np.linspace(0, 7 * np.pi, 300)
    points = np.stack([x + 14 * steps, y + 65 * np.sin(steps) + 15 * np.sin(2.3 * steps)], axis=1)
    cv2.polylines(sheet.rgb, [points.astype(np.int32)], False, ink, width)


def test_print_alone_has_no_regions(sheet: Sheet) -> None:
    words, areas = sheet.regions()
    assert areas == []
    assert words == sheet.words


def test_a_pen_in_another_colour_wrote_the_tail_of_the_number(sheet: Sheet) -> None:
    sheet.print("No. 14/2020/", 200, 150)
    sheet.print("503", 560, 150, 0.91, BLUE)
    words, areas = sheet.regions()
    assert [(a.kind, a.text) for a in areas] == [("handwriting", "503")]
    assert next(w for w in words if w.text == "503").confidence < 0.5
    assert next(w for w in words if w.text == "14/2020/").confidence > 0.9


def test_a_letterhead_in_colour_is_no_handwriting(sheet: Sheet) -> None:
    sheet.print("Directorate of Returns Third Floor", 200, 150, 0.95, BLUE)
    words, areas = sheet.regions()
    assert areas == []
    assert words == sheet.words


def test_a_coloured_stroke_over_print_is_lifted_and_a_coloured_letterhead_stays(sheet: Sheet) -> None:
    sheet.print("Directorate of Returns", 200, 150, 0.95, BLUE)
    plain = sheet.gray
    scribble(sheet, 400, 460, BLUE)
    colour = coloured_ink(sheet.rgb)
    assert colour is not None
    freed, any_lifted = lifted(sheet.gray, colour, 300)
    assert any_lifted
    wrong = (freed < 128) != (plain < 128)
    assert wrong.mean() < 0.0006
    assert ((freed < 200) & (plain < 200))[100:160].sum() > 0.95 * (plain < 200)[100:160].sum()


def test_tinted_paper_is_no_coloured_ink() -> None:
    assert coloured_ink(Image.new("RGB", (400, 400), (250, 248, 240))) is None
    sheet = Sheet()
    sheet.print("Directorate of Returns Third Floor", 200, 150, ink=BLUE)
    assert coloured_ink(Image.fromarray(sheet.rgb)) is not None


def test_a_page_drawn_in_colour_is_the_same_sheet_as_its_picture() -> None:
    drawn = Sheet()
    drawn.print("Directorate of Returns Third Floor", 200, 150, ink=BLUE)
    read, seen = sheet_in_colour(np.ascontiguousarray(drawn.rgb[:, :, ::-1])), sheet_of(Image.fromarray(drawn.rgb))
    assert read is not None and read.colour is not None and seen.colour is not None
    assert np.array_equal(read.gray, seen.gray)
    assert np.array_equal(read.gray, np.asarray(Image.fromarray(drawn.rgb).convert("L")))
    assert np.array_equal(read.colour, seen.colour)
    assert sheet_in_colour(np.full((400, 400, 3), 240, np.uint8)) is None


def test_a_signature_stands_above_its_name(sheet: Sheet) -> None:
    scribble(sheet, 1200, 1300)
    sheet.print("(A. Kumar)", 1250, 1420)
    _, areas = sheet.regions()
    assert [a.kind for a in areas] == ["signature"]
    assert areas[0].bbox.top < 1260
    assert areas[0].bbox.bottom > 1340


def test_what_was_made_of_pen_strokes_is_no_text(sheet: Sheet) -> None:
    scribble(sheet, 1200, 1300)
    sheet.words.append(PlacedWord("Gnl", BBox(1200, 1240, 1500, 1370), 0.2))
    sheet.print("(A. Kumar)", 1250, 1420)
    words, areas = sheet.regions()
    assert "Gnl" not in [w.text for w in words]
    assert areas[0].text == "Gnl"


@pytest.mark.parametrize(("sure", "over", "stays"), [(0.64, 1.0, False), (0.64, 0.4, True), (0.8, 1.0, True)])
def test_a_word_that_is_all_of_a_stroke_goes_even_if_less_doubted(
    sheet: Sheet, sure: float, over: float, stays: bool
) -> None:
    scribble(sheet, 1200, 1300)
    sheet.words.append(PlacedWord("77", BBox(1198, 1220, 1198 + 312 * over, 1380), sure))
    words, _ = sheet.regions()
    assert ("77" in [w.text for w in words]) is stays


def test_a_word_of_a_printed_line_stays_however_a_stroke_runs_over_it(sheet: Sheet) -> None:
    sheet.print("(Anand", 1080, 1420)
    scribble(sheet, 1260, 1390)
    sheet.words.append(PlacedWord("ihr", BBox(1262, 1330, 1420, 1450), 0.2))
    words, areas = sheet.regions()
    assert "ihr" in [w.text for w in words]
    assert len(areas) == 1


def test_a_round_seal_and_a_receipt_stamp(sheet: Sheet) -> None:
    cv2.circle(sheet.rgb, (1600, 1500), 150, BLACK, 5)
    sheet.print("SEAL", 1540, 1510, 0.8)
    corners = cv2.boxPoints(((600.0, 1500.0), (560.0, 260.0), 7.0)).astype(np.int32)
    cv2.polylines(sheet.rgb, [corners], True, BLACK, 5)
    sheet.print("Received", 480, 1480, 0.8)
    sheet.print("12.06.2024", 480, 1550, 0.8)
    _, areas = sheet.regions()
    assert {(a.kind, a.why) for a in areas} == {("seal", "a black ring"), ("stamp", "a black frame")}
    stamp = next(a for a in areas if a.kind == "stamp")
    assert stamp.text == "Received\n12.06.2024"


def test_a_framed_notice_without_figures_is_no_stamp(sheet: Sheet) -> None:
    cv2.rectangle(sheet.rgb, (500, 1400), (900, 1560), BLACK, 4)
    sheet.print("URGENT", 560, 1500)
    _, areas = sheet.regions()
    assert areas == []


def test_a_struck_word_is_kept_and_doubted(sheet: Sheet) -> None:
    sheet.print("the withdrawn sentence ends", 200, 1300)
    struck = next(w for w in sheet.words if w.text == "withdrawn")
    middle = int((struck.bbox.top + struck.bbox.bottom) / 2)
    cv2.line(sheet.rgb, (int(struck.bbox.x0) - 14, middle), (int(struck.bbox.x1) + 14, middle), BLACK, 3)
    words, areas = sheet.regions()
    assert [(a.kind, a.text) for a in areas] == [("struck", "withdrawn")]
    assert next(w for w in words if w.text == "withdrawn").confidence <= 0.4


def test_an_underlined_word_is_not_struck(sheet: Sheet) -> None:
    sheet.print("the underlined sentence ends", 200, 1300)
    word = next(w for w in sheet.words if w.text == "underlined")
    cv2.line(sheet.rgb, (int(word.bbox.x0) - 14, 1314), (int(word.bbox.x1) + 14, 1314), BLACK, 3)
    assert sheet.regions()[1] == []


@pytest.mark.parametrize(("tick", "kind"), [(True, "ticked_box"), (False, "empty_box")])
def test_boxes_to_tick(sheet: Sheet, tick: bool, kind: str) -> None:
    cv2.rectangle(sheet.rgb, (200, 1270), (240, 1310), BLACK, 3)
    if tick:
        cv2.polylines(sheet.rgb, [np.array([(208, 1288), (218, 1300), (232, 1280)])], False, BLACK, 4)
    sheet.print("permanent post", 280, 1308)
    _, areas = sheet.regions()
    assert [a.kind for a in areas] == [kind]


class Lines(Says):
    """Reads every single line as a name."""

    def read_strips(self, images: object, dpi: int, languages: str) -> list[OcrPage]:
        assert isinstance(images, list)
        words = (OcrWord("(Anand", (10, 40, 150, 80), 0.9), OcrWord("Kumar)", (170, 40, 330, 80), 0.9))
        return [OcrPage((OcrLine(words, 1, 1),), image.width, image.height) for image in images]


def test_a_name_under_a_signature_is_read_again_from_its_line(sheet: Sheet) -> None:
    scribble(sheet, 1200, 1340)
    sheet.words.append(PlacedWord("eKu", BBox(1260, 1395, 1400, 1425), 0.3))
    sheet.print("Joint Secretary (Returns)", 1230, 1490)
    words, areas = sheet.regions()
    lines = [PlacedLine((w,)) for w in words[:6]]
    lines = [PlacedLine(tuple(words[n * 8 : n * 8 + 8])) for n in range(10)]
    rest = words[80:]
    lines += [PlacedLine((w,)) for w in rest if w.text == "eKu"]
    lines.append(PlacedLine(tuple(w for w in rest if w.text != "eKu")))
    out = names_below(sheet.gray, lines, areas, Lines(), 300, "Devanagari+eng")
    texts = [" ".join(w.text for w in line.words) for line in out]
    assert texts[-2:] == ["(Anand Kumar)", "Joint Secretary (Returns)"]
    assert "eKu" not in texts
    assert all(w.confidence <= 0.7 for w in out[-2].words)


def test_regions_come_back_from_the_cache(sheet: Sheet, tmp_path: object) -> None:
    from pathlib import Path

    sheet.print("No. 14/2020/", 200, 150)
    sheet.print("503", 560, 150, 0.91, BLUE)

    class Known(Says):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            lines = tuple(
                OcrLine((OcrWord(w.text, tuple(int(v) for v in w.bbox.as_list()), w.confidence),), 1, 1)  # type: ignore[arg-type]
                for w in sheet.words
            )
            return OcrPage(lines, image.width, image.height)

    reader = ScanReader(Known(), ReadOptions(ocr_languages="eng"), OcrCache(Path(str(tmp_path))))
    first = reader.read(sheet_of(Image.fromarray(sheet.rgb)), 72 / 300)
    again = reader.read(sheet_of(Image.fromarray(sheet.rgb)), 72 / 300)
    assert [a.kind for a in first.areas] == ["handwriting"]
    assert again.areas == first.areas
    box = first.areas[0].bbox
    assert 560 * 0.24 - 2 < box.x0 < box.x1 < 700 * 0.24


class Stamp(Says):
    """Reads a cut-out as what a receipt stamp says."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        lines = [("Diary", "No.", "4711"), ("12.06.2024",)]
        return OcrPage(
            tuple(
                OcrLine(tuple(OcrWord(t, (60 + 90 * n, 60 + 60 * k, 140 + 90 * n, 100 + 60 * k), 0.9)
                              for n, t in enumerate(words)), 1, 1)
                for k, words in enumerate(lines)
            ),
            image.width,
            image.height,
        )  # fmt: skip


def test_a_stamp_is_read_apart_and_its_date_is_not_in_the_letters_lines(sheet: Sheet) -> None:
    corners = cv2.boxPoints(((600.0, 1500.0), (560.0, 260.0), 7.0)).astype(np.int32)
    cv2.polylines(sheet.rgb, [corners], True, BLACK, 5)
    sheet.print("Diarv", 480, 1480, 0.4)
    sheet.print("12.O6.2O24", 480, 1550, 0.4)
    words, areas = sheet.regions()
    rest, lines, found = stamps_apart(sheet.gray, None, words, areas, Stamp(), 300, "eng")
    assert [w.text for w in rest] == [w.text for w in sheet.words[:-2]]
    assert [" ".join(w.text for w in line.words) for line in lines] == ["Diary No. 4711", "12.06.2024"]
    assert found[0].text == "Diary No. 4711\n12.06.2024"
    assert all(found[0].bbox.x0 - 40 < w.bbox.x0 < found[0].bbox.x1 for line in lines for w in line.words)


@pytest.mark.parametrize(
    ("said", "sure", "told"), [("Sl had,", 0.53, False), ("SEEN ॥", 0.8, True), ("No. 47 ie", 0.4, True)]
)
def test_what_is_but_guessed_in_a_stamp_is_no_line_unless_a_number(
    sheet: Sheet, said: str, sure: float, told: bool
) -> None:
    stamp = Area("stamp", BBox(400, 1400, 900, 1600), "", 0.5, "a coloured ring")
    sheet.print(said, 480, 1500, sure)
    _, lines, found = stamps_apart(sheet.gray, None, sheet.words, [stamp], Says([]), 300, "eng")
    assert bool(lines) is told
    assert found[0].text == said, "the clerk is shown it"


def test_print_below_a_pale_thin_stamp_is_read_through_it(sheet: Sheet) -> None:
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    corners = cv2.boxPoints(((700.0, 520.0), (620.0, 260.0), 8.0)).astype(np.int32)
    cv2.polylines(ink, [corners], True, (60, 130, 90), 4)
    for n, said in enumerate(("RECEIVED", "Diary No. 512", "Date 12.06.2024")):
        cv2.putText(ink, said, (440, 440 + 80 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (60, 130, 90), 4)
    sheet.rgb[:] = cv2.GaussianBlur((sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8), (0, 0), 1.2)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    before = ((seen.gray < 150) != (plain < 150))[360:700].mean()
    freed, any_lifted = lifted(seen.gray, seen.colour, 300, seen.light)
    assert any_lifted
    after = ((freed < 150) != (plain < 150))[360:700].mean()
    assert after < 0.25 * before


def test_a_stamp_whose_outline_is_broken_by_print_goes_with_the_letters_that_touch_none(sheet: Sheet) -> None:
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    cv2.circle(ink, (700, 560), 150, (60, 130, 90), 4)
    cv2.putText(ink, "SEEN", (650, 502), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (60, 130, 90), 3)  # between two lines
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    colour = seen.colour.copy()
    colour[cv2.dilate((plain < 150).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 0  # packed coarsely
    pale = np.s_[484:500, 640:770]
    assert colour[pale].any() and (seen.gray[pale] < 150).any()
    freed, any_lifted = lifted(seen.gray, colour, 300, seen.light)
    assert any_lifted
    assert (freed[pale] > 200).all()
    assert ((freed < 150) == (plain < 150)).mean() > 0.999


def test_a_stamp_whose_colour_is_left_in_pieces_is_lifted_whole(sheet: Sheet) -> None:
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    corners = cv2.boxPoints(((700.0, 540.0), (560.0, 260.0), 8.0)).astype(np.int32)
    cv2.polylines(ink, [corners], True, (60, 130, 90), 4)
    for n in range(3):
        cv2.putText(ink, "SEEN 12 MAY", (500, 480 + 80 * n), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (60, 130, 90), 3)
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    colour = seen.colour.copy()
    for n in range(0, 2000, 40):  # squares of packing that lost their colour
        colour[n : n + 7] = 0
        colour[:, n : n + 7] = 0
    freed, any_lifted = lifted(seen.gray, colour, 300, seen.light)
    assert any_lifted
    before = ((seen.gray < 150) != (plain < 150)).sum()
    assert ((freed < 150) != (plain < 150)).sum() < 0.15 * before


def test_a_stamp_goes_with_its_frame_where_print_lies_below_its_letters_alone() -> None:
    """No print below its letters stands on its own, and with a pen beside it it is larger than a stamp."""
    sheet = Sheet()
    sheet.print("Dated Lakeside", 700, 520)
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    corners = cv2.boxPoints(((700.0, 540.0), (620.0, 300.0), 12.0)).astype(np.int32)
    cv2.polylines(ink, [corners], True, (110, 60, 150), 4)
    for n, said in enumerate(("ENTERED", "No. 512")):
        cv2.putText(ink, said, (480, 480 + 130 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (110, 60, 150), 3)
    cv2.polylines(ink, [np.array([(560, 690), (600, 1100), (540, 1500)], np.int32)], False, (40, 70, 170), 6)
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    colour = seen.colour.copy()
    colour[cv2.dilate((plain < 150).astype(np.uint8), np.ones((19, 19), np.uint8)) > 0] = 0  # packed coarsely
    colour[:460, 500:540] = 0
    letters = np.s_[560:640, 470:680]
    assert (seen.gray[letters] < 150).any()
    freed, any_lifted = lifted(seen.gray, colour, 300, seen.light)
    assert any_lifted
    assert (freed[letters] > 200).all()
    assert ((freed < 150) == (plain < 150)).mean() > 0.999


def test_an_inner_ring_whose_colour_was_packed_away_goes_with_its_stamp(sheet: Sheet) -> None:
    """A thin ring that runs through print keeps a tint that is not coloured enough to be seen alone."""
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    cv2.circle(ink, (700, 560), 150, (60, 130, 90), 4)
    cv2.circle(ink, (700, 560), 95, (98, 124, 109), 3)
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    ring = np.zeros(plain.shape, np.uint8)
    cv2.circle(ring, (700, 560), 95, 1, 3)
    assert not seen.colour[ring > 0].mean() > 0.5, "it is not seen as coloured ink"
    freed, any_lifted = lifted(seen.gray, seen.colour, 300, seen.light)
    assert any_lifted
    before = ((seen.gray < 150) != (plain < 150))[ring > 0].sum()
    assert ((freed < 150) != (plain < 150))[ring > 0].sum() < 0.1 * before
    assert (freed[(plain < 60) & (ring == 0)] < 150).mean() > 0.98, "print stays"


def test_a_dark_pen_goes_whole_beside_a_paler_stamp(sheet: Sheet) -> None:
    """Each ink is as dark as it is: the core of a green pen is no print because the page's stamp is a pale violet."""
    plain = sheet.gray
    ink = np.full_like(sheet.rgb, 255)
    for radius in (70, 105, 150):
        cv2.circle(ink, (700, 560), radius, (140, 90, 190), 14)
    path = np.array([(1100, 440), (1160, 520), (1220, 440), (1270, 560), (1330, 470)], np.int32)
    cv2.polylines(ink, [path], False, (30, 110, 65), 8)
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    freed, any_lifted = lifted(seen.gray, seen.colour, 300, seen.light)
    assert any_lifted
    pen = np.s_[420:580, 1080:1350]
    assert (freed[pen][plain[pen] > 200] > 180).all()
    assert (freed[plain < 60] < 150).mean() > 0.98, "print stays"


def touching_stamps(second: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Print under a blue stamp with a frame and a round one of the ink ``second`` that lies over its corner."""
    rgb, marks = np.full((700, 1000, 3), 235, np.uint8), np.full((700, 1000, 3), 255, np.uint8)
    for y in (180, 280, 380, 480):
        cv2.putText(rgb, "16.5.2025  1,64,488.00", (150, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (40, 40, 40), 3)
    cv2.rectangle(marks, (120, 130), (480, 330), LIGHT_BLUE, 4)
    for n, text in enumerate(("RECEIVED", "Diary No. 3262")):
        cv2.putText(marks, text, (150, 200 + 80 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.2, LIGHT_BLUE, 4)
    for radius in (100, 150):
        cv2.circle(marks, (560, 360), radius, second, 4)
    cv2.putText(marks, "04 DEC", (490, 345), cv2.FONT_HERSHEY_SIMPLEX, 1.1, second, 4)
    cv2.putText(marks, "DIARISED", (480, 425), cv2.FONT_HERSHEY_SIMPLEX, 0.9, second, 4)
    return np.minimum(rgb, marks)


@pytest.mark.parametrize(("second", "darker"), [((80, 112, 85), True), (LIGHT_BLUE, False)])
def test_each_of_two_stamps_that_touch_goes_by_its_own_ink(second: tuple[int, int, int], darker: bool) -> None:
    seen = sheet_of(Image.fromarray(touching_stamps(second)))
    assert seen.colour is not None
    assert seen.light is not None
    level = _levels(seen.light, _tint(seen.gray, seen.light), seen.colour, seen.colour, 200).astype(int)
    frame, ring = (level[place][seen.colour[place] > 0] for place in (np.s_[128:136, 130:400], np.s_[400:505, 600:720]))
    assert len(frame) > 1000
    assert len(ring) > 500
    assert (ring.max() < frame.min() - 40) == darker


def test_tinted_figures_beside_a_pens_stroke_over_print_stay(sheet: Sheet) -> None:
    """What has a tint goes with stamps alone: a pen writes a date beside the stroke that runs over print."""
    ink = np.full_like(sheet.rgb, 255)
    cv2.line(ink, (400, 400), (480, 640), BLUE, 5)
    cv2.putText(ink, "08/06/2031", (420, 1500), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (98, 124, 109), 4)
    cv2.line(ink, (380, 1520), (400, 640), BLUE, 5)
    sheet.rgb[:] = (sheet.rgb.astype(np.uint16) * ink // 255).astype(np.uint8)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    freed, any_lifted = lifted(seen.gray, seen.colour, 300, seen.light)
    assert any_lifted
    date = np.s_[1440:1515, 425:800]
    assert (seen.gray[date] < 150).sum() > 2000
    assert (freed[date] < 150).sum() > 0.95 * (seen.gray[date] < 150).sum()


def test_a_coloured_letterhead_with_black_print_on_it_is_no_stamp(sheet: Sheet) -> None:
    for n in range(3):
        sheet.print("Directorate of Forests", 300, 1500 + 80 * n, ink=(60, 130, 90))
        for k in range(3):  # small black print that touches the coloured letters
            sheet.print("l", 340 + 150 * k, 1495 + 80 * n)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    assert not lifted(seen.gray, seen.colour, 300, seen.light)[1]


def test_a_pen_close_beside_print_is_lifted_and_still_told(sheet: Sheet) -> None:
    plain = sheet.gray
    right = max(w.bbox.x1 for w in sheet.words)
    scribble(sheet, round(right) + 20, 640, BLUE)
    scribble(sheet, 600, 1600, BLUE)  # far from print
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    freed, any_lifted = lifted(seen.gray, seen.colour, 300, seen.light)
    assert any_lifted
    assert (freed[:1000] < 150).sum() < 1.01 * (plain[:1000] < 150).sum()
    assert (freed[1500:] < 150).sum() == (seen.gray[1500:] < 150).sum()
    _, areas = find_regions(freed, seen.colour, sheet.words, [], 300)
    assert [a.kind for a in areas] == ["signature", "handwriting"]
    assert areas[0].bbox.x0 > right and areas[1].bbox.top > 1500


def test_the_coloured_edges_of_black_letters_are_no_coloured_ink(sheet: Sheet) -> None:
    """The channels of a scanner that do not quite meet."""
    scribble(sheet, 1200, 1500, BLUE)
    stroke = coloured_ink(sheet.rgb)
    soft = np.asarray(cv2.GaussianBlur(sheet.rgb, (0, 0), 1.2), np.uint8)
    lower = np.roll(soft[..., 2], 1, axis=0)
    soft[:1200, :, 2] = (0.2 * soft[:1200, :, 2] + 0.8 * lower[:1200]).astype(np.uint8)
    spread = (soft.max(axis=2) - soft.min(axis=2))[:1200]
    assert (spread > 22).mean() > 0.004
    edged = coloured_ink(soft)
    assert stroke is not None and edged is not None
    assert edged[:1200].sum() < 0.1 * (spread > 22).sum()
    assert edged[1300:].sum() > 0.8 * stroke[1300:].sum()


def test_the_dark_drawing_of_an_emblem_is_no_print_below_ink(sheet: Sheet) -> None:
    """A coloured stroke over the black core of a ring stays; over printed lines the same is lifted."""

    def emblem(x: int, y: int) -> None:
        cv2.circle(sheet.rgb, (x, y), 170, BLUE, 12)
        for n in range(5):
            cv2.rectangle(sheet.rgb, (x - 40, y - 30 + 14 * n), (x - 10 + 8 * n, y - 22 + 14 * n), BLACK, -1)
        cv2.line(sheet.rgb, (x - 46, y - 40), (x - 24, y + 40), BLUE, 8)

    emblem(700, 1500)
    seen = sheet_of(Image.fromarray(sheet.rgb))
    assert seen.colour is not None
    assert not lifted(seen.gray, seen.colour, 300, seen.light)[1]
    emblem(700, 700)
    over = sheet_of(Image.fromarray(sheet.rgb))
    assert over.colour is not None
    assert lifted(over.gray, over.colour, 300, over.light)[1]

"""The resolution at which a page is read: a picture's own where that will do, and the same findings at any."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from ingest.alone import cells_alone
from ingest.cells import read_again
from ingest.document import BBox
from ingest.grid import find_grid, settled
from ingest.latin import read_latin
from ingest.layout import PlacedWord
from ingest.load import load
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.options import ReadOptions
from ingest.prepare import Gray
from ingest.regions import struck_words
from ingest.resolution import enlarged, pixels, reads_as_it_is, square
from ingest.route import head_line_share
from ingest.tess_server import ONE_BLOCK
from tests.ingest.engines import Says
from tests.ingest.papers import png, saved, source

A6 = (297.6, 421.2)
A4 = (595.44, 842.04)
ONE = ReadOptions(jobs=1)


@dataclass
class Sees(Says):
    """Keeps what it is shown."""

    pages: list[tuple[tuple[int, int], int]] = field(default_factory=list)
    shown: list[Gray] = field(default_factory=list)

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        if psm == ONE_BLOCK:  # a line that was left out
            return OcrPage((), image.width, image.height)
        self.pages.append((image.size, dpi))
        self.shown.append(np.asarray(image))
        return super().read(image, dpi, languages, psm)


def scan(dpi: float, paper: tuple[float, float] = A6) -> Image.Image:
    """A page with print that is level and clean, so that nothing is done to it before it is read."""
    page = Image.new("L", (round(paper[0] * dpi / 72), round(paper[1] * dpi / 72)), 255)
    draw = ImageDraw.Draw(page)
    for row in range(10):
        for column in range(20):
            x, y = (0.4 + column / 6) * dpi, (0.6 + row / 2) * dpi
            draw.rectangle((x, y, x + dpi / 10, y + dpi / 10), fill=0)
    return page


def placed(
    picture: Image.Image, box: tuple[float, float] = A6, matrix: str = "", rotate: int = 0, text: str = ""
) -> bytes:
    """A PDF of one page that shows the picture by ``matrix`` (all of the page) and draws ``text`` over it."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=box)
    page = pdf.pages[0]
    stream = pikepdf.Stream(pdf, picture.tobytes())
    stream.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=picture.width, Height=picture.height,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )
    )  # fmt: skip
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im=stream), Font=pikepdf.Dictionary(F=pdf.make_indirect(font))
    )
    shown = f"q {matrix or f'{box[0]} 0 0 {box[1]} 0 0'} cm /Im Do Q {text}"
    page.Contents = pikepdf.Stream(pdf, shown.encode())
    if rotate:
        page.Rotate = rotate
    return saved(pdf)


@pytest.mark.parametrize(
    ("dpi", "as_it_is"),
    [(72, False), (150, False), (179, False), (180, True), (200, True), (300, True), (315, True), (400, False)],
)
def test_which_pictures_are_read_as_they_are(dpi: float, as_it_is: bool) -> None:
    assert reads_as_it_is(dpi, 300) is as_it_is


def test_who_asks_for_less_gets_less() -> None:
    assert reads_as_it_is(150, 150)
    assert not reads_as_it_is(200, 150)


@pytest.mark.parametrize("dpi", [200, 240, 300])
def test_a_scan_is_read_with_its_own_pixels(dpi: int) -> None:
    engine, picture = Sees(), scan(dpi)
    page = load(source("a.pdf", placed(picture)), ONE, engine=engine).pages[0]
    assert engine.pages == [(picture.size, dpi)]
    assert (engine.shown[0] == np.asarray(picture)).all()
    assert (page.width, page.height) == pytest.approx(A6, abs=0.01)
    assert page.words[0].bbox.x0 == pytest.approx(100 * 72 / dpi, abs=0.05)  # the engine reads at pixel 100


@pytest.mark.parametrize("dpi", [100, 150, 400])
def test_coarse_and_fine_scans_are_drawn_at_300(dpi: int) -> None:
    engine = Sees()
    page = load(source("a.pdf", placed(scan(dpi))), ONE, engine=engine).pages[0]
    assert engine.pages == [((1241, 1756), 300)]
    assert page.words[0].bbox.x0 == pytest.approx(24, abs=0.05)


def test_a_picture_that_lies_on_its_side_and_a_page_that_is_turned() -> None:
    upright = scan(200)
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    matrix = f"0 {-A6[1]} {A6[0]} 0 0 {A6[1]}"  # a quarter clockwise
    for data in (placed(lying, matrix=matrix), placed(lying, A6[::-1], rotate=90)):
        engine = Sees()
        load(source("a.pdf", data), ONE, engine=engine)
        assert engine.pages == [(upright.size, 200)]
        assert (engine.shown[0] != np.asarray(upright)).mean() < 0.001


def test_print_drawn_over_the_picture_wants_more_than_the_picture_and_hidden_text_does_not() -> None:
    for mode, dpi in ((0, 300), (3, 200)):
        engine = Sees()
        text = f"BT {mode} Tr /F 10 Tf 72 20 Td (x) Tj ET"
        load(source("a.pdf", placed(scan(200), text=text)), ONE, engine=engine)
        assert [seen[1] for seen in engine.pages] == [dpi]


def test_a_picture_of_half_the_page_says_nothing() -> None:
    engine = Sees()
    half = placed(scan(200), matrix=f"{A6[0] * 0.7} 0 0 {A6[1] * 0.7} 0 0")
    load(source("a.pdf", half), ONE, engine=engine)
    assert [dpi for _, dpi in engine.pages] == [300]


def test_a_page_box_in_pixels_goes_by_the_paper() -> None:
    engine, picture = Sees(), scan(200, A4)
    page = load(source("a.pdf", placed(picture, (1654.0, 2339.0))), ONE, engine=engine).pages[0]
    assert engine.pages == [((1654, 2339), 200)]
    assert page.words[0].bbox.x0 == pytest.approx(100, abs=0.05)  # in points of that box


def test_image_files_go_by_the_same_rule() -> None:
    for dpi, read_at in ((200, 200), (150, 300)):
        engine = Sees()
        load(source("a.png", png(scan(dpi, A4), dpi=(dpi, dpi))), ONE, engine=engine)
        assert [seen[1] for seen in engine.pages] == [read_at]


# ------------------------------------------------------------------------------- the same findings at 200 and at 300


def at(page: Gray, dpi: int) -> Gray:
    """A page drawn for 300 dpi, at ``dpi``."""
    factor = dpi / 300
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def test_lengths_and_kernels() -> None:
    assert [pixels(8, dpi) for dpi in (300, 200, 20)] == [8, 5, 1]
    assert [square(15, dpi).shape for dpi in (300, 200, 100, 10)] == [(15, 15), (11, 11), (5, 5), (3, 3)]


def test_head_lines_are_known_at_any_resolution() -> None:
    """Letters without strokes up or down are 21 pixels tall at 300 dpi: at 200 they must not fall out of sight."""
    page = np.full((800, 1200), 255, np.uint8)
    for n, x in enumerate(range(100, 1100, 30)):
        page[290 if n % 8 == 0 else 300 : 321, x : x + 14] = 0
    for x in (100, 500, 900):  # parts that touch
        page[400:430, x : x + 80] = 0
    shares = [head_line_share(at(page, dpi), dpi) for dpi in (300, 200)]
    assert shares[1] == pytest.approx(shares[0], abs=0.03)


def table(rules_at: Sequence[int], lost: bool = False) -> Gray:
    page = Image.new("L", (1800, 900), 255)
    draw = ImageDraw.Draw(page)
    for y in rules_at:
        draw.line((200, y, 1600, y), 0, 3)
    for x in (200, 500, 1200, 1600):
        draw.line((x, rules_at[0], x, rules_at[-1]), 0, 3)
    if lost:  # the rule below the first row, in the last column
        draw.rectangle((1202, rules_at[1] - 2, 1598, rules_at[1] + 2), fill=255)
    return np.asarray(page)


@pytest.mark.parametrize("dpi", [200, 240, 300])
def test_tables_have_the_same_cells(dpi: int) -> None:
    (found,) = find_grid(at(table((300, 345, 390, 435)), dpi), dpi).tables
    assert [len(row) for row in found] == [3, 3, 3]
    cell = found[1][1]
    assert cell is not None
    assert [v * 300 / dpi for v in cell.as_list()] == pytest.approx([500, 345, 1200, 390], abs=6)


@pytest.mark.parametrize("dpi", [200, 300])
def test_low_rows_glued_by_a_faded_rule_are_told_apart(dpi: int) -> None:
    factor = dpi / 300
    (found,) = find_grid(at(table((300, 340, 380, 420), lost=True), dpi), dpi).tables
    words = [
        PlacedWord(text, BBox(*(v * factor for v in (x, y, x + 60, y + 22))))
        for text, x, y in (("1.", 220, 308), ("2.", 220, 348), ("may", 1220, 308), ("must", 1220, 348))
    ]
    assert [len(row) for row in settled(found, words, dpi)] == [3, 3, 3]


@dataclass
class Strips(Says):
    """Reads each strip as ``answer``, over all of it but 12 pixels, and keeps its size and resolution."""

    answer: str = ""
    strips: list[tuple[int, int, int]] = field(default_factory=list)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.strips += [(*image.size, dpi) for image in images]
        words = [OcrWord(self.answer, (12, 12, image.width - 12, image.height - 12), 0.9) for image in images]
        return [OcrPage((OcrLine((word,), 1, 1),), im.width, im.height) for im, word in zip(images, words, strict=True)]


def test_pieces_are_enlarged_to_300_dpi_and_never_made_smaller() -> None:
    part = np.full((40, 60), 255, np.uint8)
    assert enlarged(part, 200)[0].shape == (60, 90)
    assert enlarged(part, 200)[1] == 1.5
    for dpi in (300, 400):
        assert enlarged(part, dpi)[0] is part


@pytest.mark.parametrize("dpi", [200, 300])
def test_cells_read_alone_are_shown_at_300_and_their_words_lie_in_place(dpi: int) -> None:
    page = np.full((300, 600), 255, np.uint8)
    for x in range(60, 300, 36):
        page[60:98, x : x + 24] = 0
    factor = dpi / 300
    cell, said = BBox(*(factor * v for v in (30, 30, 570, 210))), BBox(*(factor * v for v in (60, 60, 300, 98)))
    engine = Strips(answer="Roy")
    words, changed = cells_alone([PlacedWord("Rov", said, 0.5)], [[[cell]]], at(page, dpi), dpi, engine, "eng")
    assert ([w.text for w in words], changed) == (["Roy"], 1)
    assert words[0].bbox.as_list() == pytest.approx(said.as_list(), abs=5)
    assert all(abs(wide - 270) < 10 and shown_at == 300 for wide, _, shown_at in engine.strips)


@pytest.mark.parametrize("dpi", [200, 300])
def test_cells_of_another_form_are_shown_at_300_and_half_as_large_again(dpi: int) -> None:
    page, factor = np.full((700, 900), 255, np.uint8), dpi / 300

    def box(*sides: float) -> BBox:
        return BBox(*(factor * v for v in sides))

    words, rows = [], []
    for n, row in enumerate((("No.", "Item"), ("1.", "Oath"), ("2.", "Hall"), ("A.", "Fire"))):
        top = 100 * n + 60
        for x, text in zip((60, 300), row, strict=True):
            page[top : top + 30, x : x + 20 * len(text)] = 0
            words.append(PlacedWord(text, box(x, top, x + 20 * len(text), top + 30)))
        rows.append([box(30, top - 30, 280, top + 70), box(280, top - 30, 800, top + 70)])
    engine = Strips(answer="3.")
    read = {w.text: w for w in read_again(words, [rows], at(page, dpi), dpi, engine, "eng")}
    assert {shown_at for *_, shown_at in engine.strips} == {300, 450}
    assert read["3."].bbox.as_list() == pytest.approx(box(60, 360, 100, 390).as_list(), abs=6)


@pytest.mark.parametrize("dpi", [200, 300])
def test_lines_read_again_have_as_much_paper_around_them(dpi: int) -> None:
    factor = dpi / 300

    class Doubts(Strips):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            boxes = [
                (round(90 * factor), round(y * factor), round(690 * factor), round((y + 30) * factor))
                for y in (60, 120)
            ]
            lines = [OcrLine((OcrWord("word", b, sure),), 1, 1) for b, sure in zip(boxes, (0.9, 0.4), strict=True)]
            return OcrPage(tuple(lines), image.width, image.height)

    engine = Doubts(answer="word")
    read_latin(engine, Image.new("L", (round(900 * factor), round(300 * factor)), 255), dpi, "Devanagari+eng", 4)
    ((wide, high, _),) = engine.strips
    assert (wide / factor, high / factor) == pytest.approx((616, 38), abs=3)


@pytest.mark.parametrize("dpi", [200, 300])
def test_a_line_through_a_word_is_one_line(dpi: int) -> None:
    """Bars of letters at two heights fill a band that is thicker than a pen's line, and no thinner one."""
    factor = dpi / 300
    word = PlacedWord("MEMO", BBox(*(factor * v for v in (100, 100, 280, 160))), 0.9)
    for apart, struck in ((6, False), (0, True)):
        page = np.full((260, 400), 255, np.uint8)
        for n, x in enumerate(range(70, 330, 12)):
            y = 128 + apart * (n % 2)
            page[y : y + 2, x : x + 12] = 0
        words, areas = struck_words(at(page, dpi), [word], [], dpi)
        assert (bool(areas), words[0].confidence < 0.5) == (struck, struck)

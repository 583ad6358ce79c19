"""A page that lies on its side is found out also where the little that was read of it looks sure."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.cache import OcrCache
from ingest.colour import sheet_of
from ingest.ocr import OcrLine, OcrPage, OcrWord, Orientation
from ingest.options import ReadOptions
from ingest.scan import ScanReader
from ingest.tess_server import ONE_BLOCK
from tests.ingest.engines import Says


class Sideways(Says):
    """Reads two sure words from a tall page of lines that run down, and many from the page turned."""

    asked = 0

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        rows = (np.asarray(image.convert("L")) < 128).any(axis=1)
        if rows.mean() > 0.8:  # lines that run down fill every row
            return OcrPage((OcrLine((OcrWord("an", (0, 0, 60, 30), 0.9),), 1, 1),), image.width, image.height)
        return super().read(image, dpi, languages, psm)

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        self.asked += 1
        return Orientation(1, 9.0)


def page(lines: Sequence[int], wide: int = 18) -> Image.Image:
    """A page whose print runs down in columns at ``lines``; narrow letters are Latin."""
    image = Image.new("L", (1200, 1600), 255)
    for x in lines:
        for y in range(60 + x % 7, 1540, 16):  # letters with paper between them: no ink crosses them out
            ImageDraw.Draw(image).rectangle((x, y, x + wide, y + 9), outline=0, width=2)
    return image


def test_two_sure_words_on_a_full_page_are_not_believed() -> None:
    engine = Sideways(["Government of the State", "Office Memorandum", "All offices shall send their returns"])
    reader = ScanReader(engine, ReadOptions(), OcrCache(None))
    draft = reader.read(sheet_of(page(range(100, 1100, 60))), 72 / 150)
    assert "Office Memorandum" in draft.text
    assert "page turned by 90 degrees" in draft.notes
    assert engine.asked == 1


class WrongAboutTheHead(Sideways):
    """Says of a page on its side which way its foot is, and is sure; on its head it reads rubbish that it doubts."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        if psm == ONE_BLOCK:  # a line that was left out
            return OcrPage((), image.width, image.height)
        columns = np.flatnonzero((np.asarray(image.convert("L")) < 128).any(axis=0))
        on_its_head = columns.min() > image.width - 1 - columns.max()  # more white before the lines than behind
        self.lines = ["wnpuBJoWaJN", "puas |jeys"] if on_its_head else ["Office Memorandum", "All offices shall send"]
        self.confidence = 0.3 if on_its_head else 0.9
        return super().read(image, dpi, languages, psm)


def test_a_page_that_was_turned_onto_its_head_and_is_doubted_is_turned_round() -> None:
    lying = page(range(100, 1100, 60))
    for turned in (lying, lying.rotate(180)):
        reader = ScanReader(WrongAboutTheHead(["-"]), ReadOptions(), OcrCache(None))
        draft = reader.read(sheet_of(turned), 72 / 150)
        assert "Office Memorandum" in draft.text
        assert any(note.startswith("page turned by") for note in draft.notes)


def test_a_page_that_was_read_is_not_asked_about() -> None:
    engine = Sideways(["Government of the State " * 3] * 20)
    upright = page(range(100, 1100, 60)).rotate(90, expand=True)
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(upright), 72 / 150)
    assert draft.text.count("Government") == 60
    assert engine.asked == 0


class OnItsHead(Says):
    """Its English model doubts what lies on its head; with the other model it is as sure of rubbish as of print."""

    asked = 0
    sure_of_turn = 9.0

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        rows = np.flatnonzero((np.asarray(image.convert("L")) < 128).any(axis=1))
        upright = rows.min() < image.height - 1 - rows.max()  # less white above than below
        self.lines = (
            ["Office Memorandum", "All offices shall send"] if upright else ["wnpuBJoWaJN", "puas |jeys sadiyjo"]
        )
        self.confidence = 0.9 if upright else 0.7 if "+" in languages else 0.3
        return super().read(image, dpi, languages, psm)

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        self.asked += 1
        return Orientation(2, self.sure_of_turn)


@pytest.mark.parametrize("sure", [9.0, 0.9])
def test_a_page_on_its_head_that_both_models_are_sure_of_is_turned(sure: float) -> None:
    upright = page(range(100, 700, 60)).rotate(-90, expand=True)
    engine = OnItsHead()
    engine.sure_of_turn = sure
    reader = ScanReader(engine, ReadOptions(), OcrCache(None))
    assert "Office Memorandum" in reader.read(sheet_of(upright), 72 / 150).text
    assert engine.asked == 0
    assert "Office Memorandum" in reader.read(sheet_of(upright.rotate(180)), 72 / 150).text


class DoubtsAddresses(OnItsHead):
    """Its English model doubts every line of an upright page too: there stand mail addresses."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        read = super().read(image, dpi, languages, psm)
        if self.confidence != 0.9:
            return read
        self.lines = ["one.desk@office.example, two.desk@office.example", "three.desk@office.example"]
        self.confidence = 0.9 if "+" in languages else 0.3
        return Says.read(self, image, dpi, languages, psm)

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        self.asked += 1
        return None


def test_a_list_of_addresses_is_not_read_on_its_head_as_well() -> None:
    upright = page(range(100, 700, 60)).rotate(-90, expand=True)
    engine = DoubtsAddresses()
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(upright), 72 / 150)
    assert "two.desk@office.example" in draft.text
    assert engine.asked == 0


@pytest.mark.parametrize(("dpi", "shown"), [(150, 150), (200, 200), (300, 150)])
def test_which_way_is_up_is_asked_of_a_picture_that_is_large_enough(dpi: int, shown: int) -> None:
    class Asked(Sideways):
        sizes: Sequence[tuple[int, int, int]] = ()

        def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
            self.sizes = (*self.sizes, (*image.size, dpi))
            return super().orientation(image, dpi)

    engine = Asked(["Office Memorandum", "All offices shall send their returns"])
    sheet = sheet_of(page(range(100, 1100, 60)).resize((1200 * dpi // 150, 1600 * dpi // 150)))
    assert "Office Memorandum" in ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet, 72 / dpi).text
    assert [size[2] for size in engine.sizes] == [shown] and min(engine.sizes[0][:2]) >= 1100 * shown / 150


class Mute(Sideways):
    """Never says which way is up."""

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        self.asked += 1
        return None


def test_a_few_lines_that_run_down_are_turned_though_the_engine_cannot_say_which_way() -> None:
    engine = Mute(["Government of the State", "Office Memorandum", "All offices shall send their returns"])
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(page(range(100, 1100, 60))), 72 / 150)
    assert "Office Memorandum" in draft.text
    assert any(note.startswith("page turned by") for note in draft.notes)


class MuteInDoubt(Mute):
    """As well, and its English model doubts the little that it reads of a page on its side."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        read = super().read(image, dpi, languages, psm)
        if "+" in languages or len(read.lines) > 1:
            return read
        return OcrPage((OcrLine((OcrWord("an", (0, 0, 60, 30), 0.3),), 1, 1),), image.width, image.height)


def test_a_few_lines_that_run_down_and_are_doubted_are_set_level_not_on_their_head() -> None:
    engine = MuteInDoubt(["Government of the State", "Office Memorandum", "All offices shall send their returns"])
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(
        sheet_of(page(range(100, 1100, 60), wide=12)), 72 / 150
    )
    assert "Office Memorandum" in draft.text
    assert any(note in draft.notes for note in ("page turned by 90 degrees", "page turned by 270 degrees"))


class MuchInDoubt(Mute):
    """Reads rubbish that it doubts, and much of it, from a page on its side."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        read = super().read(image, dpi, languages, psm)
        if len(read.lines) > 1:
            return read
        words = [OcrWord("jee8", (100, y, 1000, y + 40), 0.6) for y in range(100, 1500, 60)]
        return OcrPage(tuple(OcrLine((word,), 1, 1) for word in words), image.width, image.height)


def test_much_rubbish_of_a_page_whose_lines_run_down_is_not_believed() -> None:
    engine = MuchInDoubt(["Government of the State " * 9, "Office Memorandum " * 9, "All offices shall send " * 9] * 5)
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(page(range(100, 1100, 60))), 72 / 150)
    assert "Office Memorandum" in draft.text
    assert any(note in draft.notes for note in ("page turned by 90 degrees", "page turned by 270 degrees"))


class RubbishOnItsHead(OnItsHead):
    """Doubts what it reads of a page on its head by every model, and cannot say which way is up: little print."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        read = super().read(image, dpi, languages, psm)
        return read if self.confidence == 0.9 else super().read(image, dpi, "eng", psm)

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        self.asked += 1
        return None


def test_a_doubted_page_without_a_direction_is_tried_on_its_head() -> None:
    engine = RubbishOnItsHead()
    upright = page(range(100, 700, 60), wide=30).rotate(-90, expand=True)
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(upright.rotate(180)), 72 / 150)
    assert "Office Memorandum" in draft.text
    assert "page turned by 180 degrees" in draft.notes


def test_a_drawing_without_a_direction_is_read_as_it_lies() -> None:
    engine = Mute([])
    drawing = Image.new("L", (1200, 1600), 255)
    for n in range(40):
        ImageDraw.Draw(drawing).ellipse((100 + 25 * n, 200 + 30 * n, 140 + 25 * n, 240 + 30 * n), outline=0, width=3)
    draft = ScanReader(engine, ReadOptions(), OcrCache(None)).read(sheet_of(drawing), 72 / 150)
    assert draft.text == ""
    assert engine.calls == 1


class UpsideDown(Mute):
    """Reads a lone line rightly where its last letter, which is taller, stands at the right."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        dark = np.argwhere(np.asarray(image.convert("L")) < 128)
        tall = dark[dark[:, 0] < dark[:, 0].min() + 10]  # rows that the taller letter alone reaches
        right = image.width > image.height and tall[:, 1].mean() > image.width / 2
        text, sure = ("(Controlling Officer)", 0.9) if right else ("6uijjo4juo)", 0.3)
        return OcrPage((OcrLine((OcrWord(text, (20, 20, 300, 60), sure),), 1, 1),), image.width, image.height)


def test_a_few_words_alone_are_read_the_way_they_stand() -> None:
    line = Image.new("L", (1200, 1600), 255)
    for x in range(300, 800, 20):
        ImageDraw.Draw(line).rectangle((x, 200 if x < 780 else 180, x + 10, 230), fill=0)
    reader = ScanReader(UpsideDown(), ReadOptions(ocr_languages="eng"), OcrCache(None))
    assert reader.read(sheet_of(line), 72 / 150).text == "(Controlling Officer)"
    draft = reader.read(sheet_of(line.rotate(180)), 72 / 150)
    assert draft.text == "(Controlling Officer)"
    assert "page turned by 180 degrees" in draft.notes

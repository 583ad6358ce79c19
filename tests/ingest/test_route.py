"""Two models on one page: who may overrule whom."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.prepare import Gray, beside_paper, prepare, turn, without_specks
from ingest.route import head_line_share, read_page
from tests.ingest.engines import Says


def hindi_like() -> Gray:
    """Bars as wide as words: what head lines look like to the measure."""
    page = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(page)
    for row in range(8):
        for column in range(5):
            draw.rectangle((100 + 200 * column, 100 + 80 * row, 220 + 200 * column, 140 + 80 * row), fill=0)
    return np.asarray(page)


class Two(Says):
    """Says one line for the page and one for each Latin run."""

    def __init__(self, page: Sequence[tuple[str, float]], run: Sequence[tuple[str, float]]) -> None:
        super().__init__()
        self.page, self.run, self.strips = page, run, 0

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        assert languages == "Devanagari"
        return OcrPage((_line(self.page),), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        if languages == "hin":  # words in doubt: nothing is read there
            return [OcrPage((), i.width, i.height) for i in images]
        assert languages == "eng"
        self.strips += len(images)
        return [OcrPage((_line(self.run),) if self.run else (), i.width, i.height) for i in images]


def _line(words: Sequence[tuple[str, float]], top: int = 100) -> OcrLine:
    return OcrLine(
        tuple(OcrWord(t, (100 + 200 * n, top, 220 + 200 * n, top + 40), c) for n, (t, c) in enumerate(words)), 1, 1
    )


@pytest.mark.parametrize(
    ("why", "page", "run", "text"),
    [
        ("a Latin word the page model cannot read", [("पोर्टल", 0.9), ("1607", 0.6)], [("iGOT", 0.9)], "पोर्टल iGOT"),
        ("a much less sure second reading", [("API", 0.9)], [("AP1", 0.7)], "API"),
        ("a Devanagari word is never overruled", [("हेतु", 0.2)], [("eg", 0.9)], "हेतु"),
        ("sure Devanagari digits stay as printed", [("२०१९", 0.9)], [("2028", 0.95)], "२०१९"),
        ("unsure figures of a Devanagari date", [("०८.०७.२०३६", 0.1)], [("oF ,0\\9 209%", 0.5)], "०८.०७.२०३६"),
        ("nor of two side by side", [("०८.०७.२०३६", 0.6), ("०३.०१.२०३७", 0.0)], [("0C.09.", 0.7), ("2036", 0.7)],
         "०८.०७.२०३६ ०३.०१.२०३७"),
        ("a sign that was not printed", [("75,161", 0.72)], [("#£75,161", 0.72)], "75,161"),
        ("a sign that both saw", [("#75", 0.5)], [("#75/A", 0.9)], "#75/A"),
        ("the point of a list's number stays", [("3.", 0.96), ("वर्तमान", 0.96)], [("3", 0.96)], "3. वर्तमान"),
        ("nor is one a Latin letter", [("५", 0.5)], [("y", 0.9)], "५"),
        ("a numeral of a list", [("पत्र", 0.9), ("४.", 0.5)], [("iv.", 0.9)], "पत्र iv."),
        ("and so does its bracket", [("(2)", 0.96), ("वर्तमान", 0.96)], [("(2", 0.96)], "(2) वर्तमान"),
        ("a digit lost on a tie", [("3986", 0.96)], [("398", 0.92)], "3986"),
        ("a piece cut through its first figure", [("419/SO", 0.8)], [("19/SO", 0.9)], "419/SO"),
        ("a figure of a run that the page's model read more surely", [("Rate", 0.7), ("1500", 0.96)],
         [("Rate", 0.96), ("1400", 0.95)], "Rate 1500"),
        ("a digit changed by a surer reading", [("3454", 0.8)], [("9454", 0.96)], "9454"),
        ("long dashes between digits are hyphens", [("05222610143", 0.3)], [("0522—2610143", 0.9)], "0522-2610143"),
        ("bars of a table are no words", [("900", 0.8)], [("|", 0.6), ("900", 0.9)], "900"),
        ("bars and stops of a list are Roman figures", [("॥।.", 0.6), ("पत्र", 0.9)], [("Ill.", 0.5)], "III. पत्र"),
        ("a full stop alone stays one", [("॥", 0.6), ("पत्र", 0.9)], [("Il", 0.9)], "॥ पत्र"),
        ("nothing read", [("900", 0.8)], [], "900"),
        ("the sign before is not read twice", [("वि./", 0.9), ("27", 0.1)], [("/27", 0.9)], "वि./ 27"),
    ],
)  # fmt: skip
def test_who_may_overrule(why: str, page: list[tuple[str, float]], run: list[tuple[str, float]], text: str) -> None:
    read, notes = read_page(Two(page, run), hindi_like(), 300, "Devanagari+eng")
    assert " ".join(w.text for line in read.lines for w in line.words) == text, why
    assert "Hindi print" in notes[0]


class Listed(Says):
    """A list whose figures the page's model doubts and the English model mistakes for its own."""

    said, says = ("१)", "२)", "३)", "४)"), ("9)", "2)", "3)", "8)")

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        lines = [
            OcrLine((OcrWord(text, (100, y, 130, y + 40), 0.3), OcrWord("कार्य", (200, y, 320, y + 40), 0.96)), 1, 1)
            for y, text in zip(range(100, 420, 80), self.said, strict=True)
        ]
        return OcrPage(tuple(lines), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        says = self.says if languages == "eng" else ("",) * len(images)
        return [
            OcrPage((OcrLine((OcrWord(text, (8, 5, 38, 45), 0.9),), 1, 1),) if text else (), i.width, i.height)
            for i, text in zip(images, says, strict=True)
        ]


def test_numbers_of_a_list_are_read_by_the_model_to_which_they_count() -> None:
    page, _ = read_page(Listed(), hindi_like(), 300, "eng+Devanagari")
    assert [line.words[0].text for line in page.lines] == ["१)", "२)", "३)", "४)"]


@pytest.mark.parametrize(
    ("why", "behind", "text"), [("a figure", 40, "2012"), ("a speck", 6, "201"), ("white", 0, "201")]
)
def test_a_piece_cut_before_its_last_figure(why: str, behind: int, text: str) -> None:
    """The recogniser's word ended before its last figure, and the English model, shown no more, was sure of the rest.
    Where nothing is printed behind the word, the last figure was none."""
    image = hindi_like().copy()
    image[95:150, 90:295] = 255
    image[100:140, 100:220:2] = 0
    image[100 : 100 + behind, 235:255] = 0
    read, _ = read_page(Two([("2012", 0.95)], [("201", 0.96)]), image, 300, "Devanagari+eng")
    assert [w.text for line in read.lines for w in line.words] == [text], why


def test_the_less_sure_reading_of_a_number_is_kept_beside_it() -> None:
    page, run = [("Rate", 0.7), ("1500", 0.96)], [("Rate", 0.96), ("1400", 0.95)]
    read, _ = read_page(Two(page, run), hindi_like(), 300, "Devanagari+eng")
    assert read.lines[0].words[1].alternatives == ("1400",)


def test_words_of_a_strip_lie_on_the_page() -> None:
    read, _ = read_page(Two([("1607", 0.5)], [("iGOT", 0.9)]), hindi_like(), 300, "Devanagari+eng")
    (word,) = read.lines[0].words
    # The fake reads at x 100 of the strip, and the strip begins 8 pixels before the word's own 100.
    assert word.box[:2] == (192, 195)


class Doubts(Says):
    """Doubts the first of six words of each line, and reads it rightly in thicker strokes, as the other model does."""

    def __init__(self, sure: float) -> None:
        super().__init__()
        self.sure, self.asked = sure, list[str]()

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        self.asked.append(languages)
        words = [("कायालय", self.sure), *[("पत्र", 0.96)] * 5]
        lines = [_line(words, 100 + 80 * n) for n in range(4)]
        return OcrPage(tuple(lines), 1400, 800)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        if images and min(image.width for image in images) > 1000:  # lines, not words
            self.asked += [f"{languages}, {len(images)} lines"]
        words = (OcrWord("कार्यालय", (30, 20, 150, 60), 0.9),)
        return [OcrPage((OcrLine(words, 1, 1),) if i.width > 1000 else (), i.width, i.height) for i in images]


def test_of_a_page_in_doubt_the_doubtful_lines_are_read_twice_more() -> None:
    engine = Doubts(0.8)
    read, notes = read_page(engine, hindi_like(), 300, "Devanagari+eng")
    assert engine.asked == ["Devanagari", "Devanagari, 4 lines", "Devanagari_worn, 4 lines"]
    assert [line.words[0].text for line in read.lines] == ["कार्यालय"] * 4
    assert any("thicker strokes" in note for note in notes)


def test_a_sound_page_is_read_once() -> None:
    engine = Doubts(0.93)
    read, _ = read_page(engine, hindi_like(), 300, "Devanagari+eng")
    assert engine.asked == ["Devanagari"]
    assert [line.words[0].text for line in read.lines] == ["कायालय"] * 4


def test_cells_at_two_heights_are_not_shown_together() -> None:
    class Row(Two):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            words = (OcrWord("rate", (100, 120, 220, 160), 0.9), OcrWord("Revised", (300, 95, 420, 130), 0.9))
            return OcrPage((OcrLine(words, 1, 1),), image.width, image.height)

    engine = Row([], [("rate", 0.5)])
    read_page(engine, hindi_like(), 300, "Devanagari+eng")
    assert engine.strips == 2


def test_latin_print_is_read_once() -> None:
    page = Image.new("L", (1200, 800), 255)
    draw = ImageDraw.Draw(page)
    for column in range(40):
        draw.rectangle((100 + 25 * column, 100, 112 + 25 * column, 130), fill=0)
    assert head_line_share(np.asarray(page)) < 0.15 < head_line_share(hindi_like())
    engine = Says(["Sir,", "|", "| am directed"])
    read, notes = read_page(engine, np.asarray(page), 300, "Devanagari+eng")
    assert [" ".join(w.text for w in line.words) for line in read.lines] == ["Sir,", "I am directed"]
    assert (engine.calls, notes) == (1, ("Latin print",))


def test_specks_go_and_dots_of_letters_stay() -> None:
    rng = np.random.default_rng(1)
    page = np.full((800, 1200), 255, np.uint8)
    for x in range(100, 1100, 60):
        page[300:330, x : x + 20] = 0
        page[290:294, x + 8 : x + 12] = 0  # a dot over the letter
    page[288:290, 330:332] = 0  # a speck beside a letter
    for y, x in rng.integers(20, 780, (900, 2)):
        if not 270 < y < 350:
            page[y : y + 2, x : x + 2] = 0
    clean, speckled = without_specks(page)
    assert speckled
    assert (clean[290:294] == 0).sum() == (page[290:294] == 0).sum()
    assert (clean[:270] == 0).sum() == 0
    assert (clean[286:292, 328:334] == 0).sum() == 0
    assert "specks removed" in prepare(page).notes


def test_thin_specks_everywhere_go_and_those_at_letters_stay() -> None:
    rng = np.random.default_rng(1)
    page = np.full((1800, 2400), 255, np.uint8)
    for x in range(300, 2100, 60):
        page[900:930, x : x + 20] = 0
    page[894:896, 310:312] = 0  # the dot of a letter, as small as a speck
    for tile_y in range(0, 1800, 150):
        for tile_x in range(0, 2400, 150):
            for dy, dx in rng.integers(10, 140, (3, 2)):
                if not 860 < tile_y + dy < 960:
                    page[tile_y + dy : tile_y + dy + 2, tile_x + dx : tile_x + dx + 2] = 0
    clean, speckled = without_specks(page)
    assert speckled
    assert (clean[:860] == 0).sum() == 0
    assert (clean[894:896, 310:312] == 0).all()


def test_a_halftone_in_one_place_is_not_a_speckled_page() -> None:
    page = np.full((1800, 2400), 255, np.uint8)
    for y in range(200, 600, 24):
        for x in range(200, 600, 24):
            page[y : y + 2, x : x + 2] = 0
    page[900:930, 300:2100:60] = 0
    clean, speckled = without_specks(page)
    assert not speckled
    assert (clean == page).all()


def thinly_specked(faint: bool) -> Gray:
    """Six specks to a square inch, a dot at a letter; or print so faint that only pieces of it are black."""
    rng = np.random.default_rng(4)
    page = np.full((1800, 2400), 255, np.uint8)
    for x in range(300, 2100, 60):
        page[900:930, x : x + 20] = 0
    page[894:896, 310:312] = 0
    for y, x in rng.integers(20, 1780, (300, 2)) * (1, 1.3):
        around = page[int(y) - 25 : int(y) + 28, int(x) - 25 : int(x) + 28]
        if faint:
            around[:] = 190
        elif (around == 0).any():
            continue
        page[int(y) : int(y) + 3, int(x) : int(x) + 2] = 0
    return page


def test_few_specks_far_from_all_print_go() -> None:
    page = thinly_specked(faint=False)
    ready = prepare(page)
    assert "specks removed" in ready.notes
    assert (ready.image[:860] == 0).sum() == 0
    assert (ready.image[894:930, 300:2090] == page[894:930, 300:2090]).all()


def test_pieces_of_faint_print_are_no_specks() -> None:
    page = thinly_specked(faint=True)
    ready = prepare(page)
    assert "specks removed" not in ready.notes
    assert (ready.image == page).all()


def test_a_picture_of_dots_is_left_alone_by_the_whole_preparation() -> None:
    page = np.full((1800, 2400), 255, np.uint8)
    page[200:600:24, 200:600:24] = 0
    page[200:602:24, 201:602:24] = 0
    page[900:930, 300:2100:60] = 0
    assert prepare(page).notes == ()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_boxes_find_their_way_back_from_a_turned_page(quarters: int) -> None:
    page = np.full((300, 200), 255, np.uint8)
    page[40:60, 20:90] = 0
    turned = turn(page, quarters)
    rows, columns = np.nonzero(turned.image < 128)
    box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert turned.box_back(box) == pytest.approx((20, 40, 90, 60))


def test_numbers_keep_what_the_other_model_read() -> None:
    engine = Two([("पत्र", 0.9), ("12/3/2037", 0.6)], [("12/3/2031", 0.9)])
    page, _ = read_page(engine, hindi_like(), 300, "Devanagari+eng")
    (word,) = [w for line in page.lines for w in line.words if w.text[0] == "1"]
    assert (word.text, word.alternatives) == ("12/3/2031", ("12/3/2037",))
    engine = Two([("पत्र", 0.9), ("12/3/2037", 0.9)], [("12/3/2031", 0.6)])
    page, _ = read_page(engine, hindi_like(), 300, "Devanagari+eng")
    (word,) = [w for line in page.lines for w in line.words if w.text[0] == "1"]
    assert (word.text, word.alternatives) == ("12/3/2037", ("12/3/2031",))


def on_grainy_paper(cell: int) -> Gray:
    """Bars of print on paper lit from one side, with grain of so many pixels at 300 dpi."""
    page, rng = hindi_like().astype(np.float32), np.random.default_rng(4)
    high, wide = page.shape
    spots = rng.normal(0, 14, (high // cell + 1, wide // cell + 1)).astype(np.float32)
    grain = np.repeat(np.repeat(spots, cell, axis=0), cell, axis=1)[:high, :wide]
    light = np.linspace(0.62, 1.0, wide)[None]
    return np.clip((page * 0.8 + 30 + grain) * light, 0, 255).astype(np.uint8)


def test_coarse_grain_of_paper_is_smoothed_and_a_cameras_noise_is_left() -> None:
    """A typescript copied at 100 dpi has grain as coarse as its letters' strokes; noise of single pixels is none."""
    coarse, fine = on_grainy_paper(5), on_grainy_paper(1)
    ready = prepare(coarse)
    assert "grain of the paper smoothed" in ready.notes
    paper = hindi_like() > 200
    assert ready.image[paper].astype(float).std() < 0.5 * coarse[paper].astype(float).std()
    assert "uneven background divided out" in prepare(fine).notes
    assert "grain of the paper smoothed" not in prepare(fine).notes


def photo(desk: int) -> Gray:
    """Lines of print on unevenly lit paper that lies askew on a desk of one tone."""
    picture = Image.new("L", (900, 1200), desk)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(90, 70), (820, 100), (800, 1120), (70, 1090)], fill=235)
    for y in range(200, 1000, 40):
        draw.rectangle((180, y, 700, y + 8), fill=20)
    light = np.linspace(1.0, 0.6, 1200)[:, None]
    return np.asarray(np.asarray(picture) * light, np.uint8)


def test_the_desk_beside_the_paper_is_left_out() -> None:
    page = photo(60)
    desk = beside_paper(page)
    assert desk is not None
    assert desk[:40].all()
    assert desk[:, :40].all()
    assert not desk[180:1020, 160:720].any()
    ready = prepare(page)
    assert "what lies beside the paper left out" in ready.notes
    assert (ready.image[100:1100, 10:60] > 200).all()


def test_a_photo_is_flattened_and_boxes_find_their_way_back() -> None:
    page = photo(60)
    ready = prepare(page)
    assert "paper flattened" in ready.notes
    dark = ready.image[:, ready.image.shape[1] // 4 : -(ready.image.shape[1] // 4)] < 110
    rows = np.nonzero(dark.any(axis=1))[0]
    top, bottom = int(rows.min()), int(rows.max())
    back = ready.box_back((ready.image.shape[1] / 2 - 5, top, ready.image.shape[1] / 2 + 5, bottom))
    assert back[1] == pytest.approx(200, abs=25)  # the lines of the photo run from 200 to 968
    assert back[3] == pytest.approx(968, abs=25)
    points = {prepare(page).box_back((x, y, x, y))[:2] for x in (0, 400) for y in (0, 500)}
    assert len(points) == 4


def test_paper_that_fills_the_picture_is_left_whole() -> None:
    assert beside_paper(photo(235)) is None
    assert beside_paper(np.full((900, 700), 200, np.uint8)) is None
    framed = Image.new("L", (900, 1200), 235)
    ImageDraw.Draw(framed).rectangle((80, 80, 820, 1120), outline=0, width=4)  # a frame printed on the page
    assert beside_paper(np.asarray(framed)) is None

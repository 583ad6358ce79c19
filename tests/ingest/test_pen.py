"""A pen's figures among print become words, and print that was only doubted stays as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import cv2
import numpy as np
import pytest

from ingest.colour import coloured_ink
from ingest.digits import MOST_SURE, Written
from ingest.document import Area, BBox
from ingest.layout import PlacedWord
from ingest.pen import BY_DOTS, BY_DOUBT, BY_STANCE, Inks, inks_of, read_pen
from ingest.prepare import Gray
from ingest.regions import PEN_CONFIDENCE, find_regions

BLUE = (40, 60, 190)
BLACK = (0, 0, 0)
PEN = cv2.FONT_HERSHEY_SIMPLEX
PRINT = cv2.FONT_HERSHEY_TRIPLEX


class Sheet:
    """A page at 300 dpi with lines of print."""

    def __init__(self) -> None:
        self.rgb = np.full((1600, 2000, 3), 255, np.uint8)
        self.words: list[PlacedWord] = []
        for n in range(6):
            self.print("all offices shall send their returns in May 2024", 150, 700 + 90 * n)

    def print(self, text: str, x: int, y: int, sure: float = 0.96) -> int:
        """Sets the words and says where the next may stand."""
        for word in text.split():
            (width, height), _ = cv2.getTextSize(word, PRINT, 1.3, 2)
            cv2.putText(self.rgb, word, (x, y), PRINT, 1.3, BLACK, 2)
            self.words.append(PlacedWord(word, BBox(x, y - height, x + width, y + 4), sure))
            x += width + 26
        return x

    def pen(
        self,
        figures: str,
        read: str,
        x: int,
        y: int,
        ink: tuple[int, int, int],
        sure: float = 0.4,
        falls: Sequence[int] = (),
    ) -> int:
        """Writes ``figures``, which the recogniser took for ``read``; each ``falls`` so many pixels below the line."""
        start, line = x, y
        for sign, fall in zip_longest(figures, falls, fillvalue=0):
            y = line + int(fall)
            sign = str(sign)
            if sign == "/":
                cv2.line(self.rgb, (x, y + 12), (x + 18, y - 58), ink, 4)
                x += 26
            else:
                (width, _), _ = cv2.getTextSize(sign, PEN, 1.7, 4)
                cv2.putText(self.rgb, sign, (x, y), PEN, 1.7, ink, 4)
                x += width + 8
        self.words.append(PlacedWord(read, BBox(start, line - 40, x - 6, line + 4 + max(falls, default=0)), sure))
        return x + 26

    @property
    def gray(self) -> Gray:
        return cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]

    def inks(self) -> Inks | None:
        colour = coloured_ink(self.rgb)
        return None if colour is None else inks_of(self.gray, colour)

    def read(self) -> tuple[list[PlacedWord], list[Area]]:
        inks = self.inks()
        words, areas = find_regions(self.gray, None if inks is None else inks.colour, self.words, [], 300)
        return read_pen(self.gray, inks, words, areas)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


def texts(words: list[PlacedWord]) -> list[str]:
    return [w.text for w in words]


def test_a_day_in_black_among_print(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", "2\\)", x, 300, BLACK)
    sheet.print("May, 2024", x, 300)
    words, areas = sheet.read()
    day = next(w for w in words if w.text == "24")
    assert day.confidence <= MOST_SURE
    assert day.alternatives[0] == "2\\)"
    (area,) = areas
    assert (area.kind, area.text, area.bbox) == ("handwriting", "24", day.bbox)
    assert len(words) == len(sheet.words)


def test_a_date_in_a_colour_behind_print(sheet: Sheet) -> None:
    x = sheet.print("Returns of the office. Dated:", 150, 300)
    sheet.pen("28/11/24", "2g|Ul2y", x, 300, BLUE)
    words, areas = sheet.read()
    assert "28/11/24" in texts(words)
    assert [a.text for a in areas] == ["28/11/24"]


def test_a_tail_glued_to_the_printed_number(sheet: Sheet) -> None:
    x = sheet.print("Number of file", 150, 300)
    end = sheet.print("12/2024/", x, 300) - 22
    sheet.words.pop()
    sheet.pen("503", "S0%", end, 300, BLUE)
    tail = sheet.words.pop()
    sheet.words.append(PlacedWord("12/2024/S0%", BBox(x, 262, tail.bbox.x1, 304), 0.44))
    words, areas = sheet.read()
    assert texts(words)[-2:] == ["12/2024/", "503"]
    assert [a.text for a in areas] == ["503"]
    assert words[-2].bbox.x1 <= words[-1].bbox.x0


def test_what_is_not_sure_stays_as_it_was(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    steps = np.linspace(0, 5 * np.pi, 200)
    points = np.stack([x + 8 * steps, 285 + 22 * np.sin(steps) + 6 * np.sin(2.3 * steps)], axis=1)
    cv2.polylines(sheet.rgb, [points.astype(np.int32)], False, BLACK, 4)
    sheet.words.append(PlacedWord("~%", BBox(x, 260, x + 126, 312), 0.3))
    sheet.print("May, 2024", x + 160, 300)
    words, areas = sheet.read()
    assert texts(words) == texts(sheet.words)
    assert areas == []


@pytest.mark.parametrize("read", ["2024", "of", "।", "24/", "अब", "हैं।"])
def test_print_that_was_doubted_is_left_alone(sheet: Sheet, read: str) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", read, x, 300, BLACK)
    sheet.print("May, 2024", x, 300)
    assert texts(sheet.read()[0]) == texts(sheet.words)


@pytest.mark.parametrize(("read", "figures"), [("COVID", False), ("Covid", False), ("२/4", True)])
def test_a_doubted_word_beside_figures_is_no_row_of_figures(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch, read: str, figures: bool
) -> None:
    """Of a doubted «/ COVID 19/2020 /» a pen's 191120201 was made."""
    monkeypatch.setattr("ingest.pen.read_figures", lambda *_, **__: [Written("191120201", 0.99)])
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", read, x, 300, BLACK)
    x = sheet.pen("19", "19/20%", x, 300, BLACK)
    sheet.print("May, 2024", x, 300)
    words, _ = sheet.read()
    assert (read not in texts(words)) is figures


def test_one_stroke_is_no_figure(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("1", "&", x, 300, BLACK)
    sheet.print("May, 2024", x, 300)
    assert texts(sheet.read()[0]) == texts(sheet.words)


def test_a_sound_word_is_never_read_again(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", "2\\)", x, 300, BLACK, sure=0.9)
    sheet.print("May, 2024", x, 300)
    assert texts(sheet.read()[0]) == texts(sheet.words)


def test_a_page_of_few_words_is_left_alone(sheet: Sheet) -> None:
    words = [PlacedWord("2\\)", BBox(10, 10, 60, 60), 0.3)]
    assert read_pen(sheet.gray, None, words, []) == (words, [])


def test_inks_move_together() -> None:
    mask = np.eye(3, dtype=np.uint8)
    moved = Inks(mask, 1 - mask).moved(np.fliplr)
    assert (moved.colour == np.fliplr(mask)).all()
    assert (moved.strokes == 1 - np.fliplr(mask)).all()


def test_what_is_half_sure_is_an_alternative(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pen.TAKEN_FROM", 0.99)
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", "2\\)", x, 300, BLACK)
    sheet.print("May, 2024", x, 300)
    words, areas = sheet.read()
    assert texts(words) == texts(sheet.words)
    assert next(w for w in words if w.text == "2\\)").alternatives[0] == "24"
    assert areas == []


def test_a_day_written_on_dots_of_which_only_one_dot_was_seen(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    first = x + 24
    end = sheet.pen("8", "x", first + 40, 300, BLACK) + 10
    sheet.words.pop()
    for dot in (first, first + 14, end, end + 14):
        cv2.circle(sheet.rgb, (dot, 298), 3, BLACK, -1)
    sheet.words.append(PlacedWord(".", BBox(first - 3, 294, first + 4, 302), 0.34))
    sheet.print("May, 2024", end + 40, 300)
    words, areas = sheet.read()
    assert [(a.kind, a.text) for a in areas] == [("handwriting", "8")]
    assert texts(words)[-4:] == ["the", "8", "May,", "2024"]
    day = next(w for w in words if w.text == "8")
    assert day.bbox.x1 - day.bbox.x0 > 60  # no wide gap beside it


def test_dots_left_for_a_day_stay_dots(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    for dot in range(x, x + 120, 14):
        cv2.circle(sheet.rgb, (dot, 298), 3, BLACK, -1)
    sheet.words.append(PlacedWord("....", BBox(x, 294, x + 116, 302), 0.34))
    sheet.print("May, 2024", x + 140, 300)
    words, areas = sheet.read()
    assert areas == []
    assert texts(words) == texts(sheet.words)


def test_figures_that_stand_uneven_are_a_pens_however_sure_the_recogniser_is(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", "25", x, 300, BLACK, sure=0.95, falls=(0, 14))
    sheet.print("May, 2024", x, 300)
    words, areas = sheet.read()
    assert [(a.text, a.why) for a in areas] == [("24", BY_STANCE)]
    assert texts(words)[-4:] == ["the", "24", "May,", "2024"]
    assert next(w for w in words if w.text == "24").alternatives[0] == "25"


def test_figures_of_hindi_print_among_european_ones_are_looked_at_as_well(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    x = sheet.pen("24", "२५", x, 300, BLACK, sure=0.9, falls=(0, 14))
    sheet.print("May, 2024", x, 300)
    assert "24" in texts(sheet.read()[0])


def test_uneven_figures_that_cannot_be_read_are_a_pens_all_the_same(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pen.TAKEN_FROM", 1.1)
    x = sheet.print("Number 12/2024/", 150, 300) - 22
    sheet.pen("503", "602", x, 300, BLACK, sure=0.93, falls=(6, -8, 8))
    words, areas = sheet.read()
    assert texts(words) == texts(sheet.words)
    assert [(w.text, w.confidence) for w in words if w.confidence < 0.9] == [("602", PEN_CONFIDENCE)]
    assert [(a.text, a.why) for a in areas] == [("602", BY_STANCE)]


def test_a_sound_figure_on_dots_between_words_is_a_pens(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    dots = [x + 4, x + 20]
    end = sheet.pen("8", "5", x + 42, 300, BLACK, sure=0.9) - 8
    for dot in (*dots, end, end + 16):
        cv2.circle(sheet.rgb, (dot, 298), 3, BLACK, -1)
    sheet.print("May, 2024", end + 42, 300)
    words, areas = sheet.read()
    assert [(a.text, a.why) for a in areas] == [("8", BY_DOTS)]
    assert texts(words)[-4:] == ["the", "8", "May,", "2024"]


def test_a_figure_on_dots_that_the_recogniser_left_out(sheet: Sheet) -> None:
    x = sheet.print("Dated the", 150, 300)
    end = sheet.pen("8", "", x + 42, 300, BLACK) - 8
    sheet.words.pop()
    for dot in (x + 4, x + 20, end, end + 16):
        cv2.circle(sheet.rgb, (dot, 298), 3, BLACK, -1)
    sheet.print("May, 2024", end + 42, 300)
    assert "8" in texts(sheet.read()[0])


def test_a_printed_date_between_words_stands_on_no_dots(sheet: Sheet) -> None:
    x = sheet.print("letter dated the", 150, 300)
    x = sheet.print("04.07.2025", x + 20, 300)
    sheet.print("about boats", x + 20, 300)
    words, areas = sheet.read()
    assert (texts(words), areas) == (texts(sheet.words), [])


def half_sure(readings: list[list[Written]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are read as ``readings`` says, run by run."""
    left = iter(readings)
    monkeypatch.setattr("ingest.pen.read_figures", lambda *_, **__: next(left))


def test_a_number_written_twice_is_surer(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    for y in (300, 500):
        x = sheet.print("Number of the file 12/2024/", 150, y)
        sheet.pen("503", "/S0%" if y == 300 else "5 0>", x, y, BLUE)
    half_sure([[Written("503", 0.46), Written("563", 0.26)], [Written("503", 0.33), Written("508", 0.2)]], monkeypatch)
    words, areas = sheet.read()
    assert [w.text for w in words if w.confidence <= MOST_SURE] == ["/503", "503"]
    assert [a.text for a in areas] == ["/503", "503"]


def test_a_number_and_the_next_are_not_held_for_one(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    for y in (300, 500):
        x = sheet.print("Number of the file 12/2024/", 150, y)
        sheet.pen("503", "S0%", x, y, BLUE)
    half_sure([[Written("504", 0.46), Written("503", 0.2)], [Written("503", 0.33), Written("504", 0.2)]], monkeypatch)
    assert texts(sheet.read()[0]) == texts(sheet.words)


def test_a_doubted_row_that_is_likelier_another_is_relied_on_in_no_reading(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = sheet.print("Number of the file 12/2024", 150, 300)
    sheet.pen("6350-61", "/6252-6|", x, 300, BLACK, sure=0.6)
    half_sure([[Written("/6350-61", 0.45)]], monkeypatch)
    words, areas = sheet.read()
    assert texts(words) == texts(sheet.words)
    assert (words[-1].confidence, words[-1].alternatives) == (PEN_CONFIDENCE, ("/6350-61",))
    assert [(a.text, a.why) for a in areas] == [("/6252-6|", BY_DOUBT)]


def test_a_doubted_row_that_is_likeliest_itself_stays(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    x = sheet.print("Number of the file 12/2024", 150, 300)
    sheet.pen("6350-61", "/6350-6|1", x, 300, BLACK, sure=0.6)
    half_sure([[Written("/6350-61", 0.45)]], monkeypatch)
    assert sheet.read()[1] == []


def test_a_date_is_of_a_printed_year_whoever_doubts_that(sheet: Sheet) -> None:
    sheet.words = [PlacedWord(w.text, w.bbox, 0.5 if w.text == "2024" else w.confidence) for w in sheet.words]
    x = sheet.print("Returns of the office. Dated:", 150, 300)
    sheet.pen("28/11/24", "2g|Ul2y", x, 300, BLUE)
    assert "28/11/24" in texts(sheet.read()[0])


def test_a_slash_that_nobody_read_leads_the_tail(sheet: Sheet) -> None:
    x = sheet.print("Number of file 12/2024", 150, 300)
    cv2.line(sheet.rgb, (x - 18, 310), (x + 2, 258), BLACK, 4)
    sheet.pen("503", "S03", x + 16, 300, BLUE)
    assert texts(sheet.read()[0])[-2:] == ["12/2024", "/503"]


def test_a_tail_without_a_slash_has_none(sheet: Sheet) -> None:
    x = sheet.print("Number of file 12/2024", 150, 300)
    sheet.pen("503", "S03", x, 300, BLUE)
    assert texts(sheet.read()[0])[-2:] == ["12/2024", "503"]


def test_a_neighbours_ink_beside_print_is_no_figure_more(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    x = sheet.print("Number of file", 150, 300)
    x = sheet.pen("2020", "2020", x, 300, BLACK, sure=0.8, falls=(0, 12, 12, 0))
    sheet.print("sent", x, 300)
    half_sure([[Written("20201", 0.62)]], monkeypatch)
    words, areas = sheet.read()
    assert (texts(words), areas) == (texts(sheet.words), [])

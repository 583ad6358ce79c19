"""Typeset pages: the truth lies where the ink is, whatever was done to the page; the same seed gives the same page."""

import json
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from corpus.generate.parts import Lang
from corpus.pages import fonts
from corpus.pages.command import main
from corpus.pages.contents import blocks
from corpus.pages.degrade import KINDS, Kind
from corpus.pages.fonts import DEVANAGARI, LATIN, Face, FontsMissing, available
from corpus.pages.sample import Plan, Sample, sample
from corpus.pages.truth import Box, TruePage
from corpus.pages.typeset import Columns, Setter, Style, Table, Text


@pytest.fixture(autouse=True)
def _fonts() -> None:
    for names in (DEVANAGARI, LATIN):
        try:
            available(names, "held-out")
        except FontsMissing as missing:
            pytest.skip(str(missing))


def made(kind: Kind, content: str = "ruled", lang: Lang = "en") -> Sample:
    return sample(Plan(11, 3, kind, lang, content))  # type: ignore[arg-type]


def darkness(image: np.ndarray, box: Box) -> float:
    """How much darker the box's dark end is than its light end: print or bare paper."""
    x0, y0, x1, y1 = (round(v) for v in box)
    part = image[max(0, y0) : y1, max(0, x0) : x1]
    return float(np.percentile(part, 97) - np.percentile(part, 4)) if part.size else 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_lies_on_ink(kind: Kind) -> None:
    for image, truth in made(kind).pages:
        gray = np.asarray(image.convert("L"))
        words = [w for line in truth.lines for w in line.words]
        assert len(words) > 30
        inked = [darkness(gray, w.box) > 50 for w in words if len(w.text) > 1]
        assert sum(inked) > 0.98 * len(inked)


@pytest.mark.parametrize("kind", ["office", "phone", "rotated"])
def test_a_box_moved_elsewhere_lies_on_less_ink(kind: Kind) -> None:
    """The test above can fail: half a line lower there is paper between the lines."""
    image, truth = made(kind, "letter").pages[0]
    gray = np.asarray(image.convert("L")).astype(float)
    words = [w for line in truth.lines for w in line.words if len(w.text) > 3]

    def mean(shift: float) -> float:
        total = 0.0
        for w in words:
            x0, y0, x1, y1 = w.box
            across = x1 - x0 > y1 - y0
            high = (y1 - y0) if across else (x1 - x0)
            dx, dy = (0.0, shift * high) if across else (shift * high, 0.0)
            part = gray[round(max(0, y0 + dy)) : round(y1 + dy), round(max(0, x0 + dx)) : round(x1 + dx)]
            total += float(part.mean()) if part.size else 255.0
        return total / len(words)

    assert mean(0.0) < min(mean(0.6), mean(-0.6))


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again = made("photocopy"), made("photocopy")
    assert first.pages[0][0].tobytes() == again.pages[0][0].tobytes()
    assert first.truth() == again.truth()
    assert first.pages[0][1].text != sample(Plan(12, 3, "photocopy", "en", "ruled")).pages[0][1].text


def test_cells_hold_their_words_and_rows_their_cells() -> None:
    _, truth = made("clean").pages[0]
    (table,) = truth.tables
    assert table.ruled
    inside = 0
    for row in table.rows:
        for cell in row:
            held = [
                w.text
                for line in truth.lines
                for w in line.words
                if cell.box[0] <= w.box[0] and w.box[2] <= cell.box[2] + 1 and cell.box[1] <= w.box[1] < cell.box[3]
            ]
            assert sorted(held) == sorted(cell.text.split())
            inside += len(held)
    assert inside > 20


def test_a_table_over_a_page_end_goes_on() -> None:
    done = made("clean", "over_pages")
    (first,), (second,) = (truth.tables for _, truth in done.pages)
    assert not first.continues
    assert second.continues
    rows = [row for table in (first, second) for row in table.rows[table.header_rows :]]
    assert len(rows) >= 20
    assert [int("".join(c for c in row[0].text if c.isdigit())) for row in rows] == list(range(1, len(rows) + 1))


def style() -> Style:
    return Style(available(DEVANAGARI, "all")[0], available(LATIN, "all")[0], 11, 150)


def test_columns_are_read_left_first_and_paragraphs_break_where_they_are_printed() -> None:
    left, right = Text(("one two three " * 12,)), Text(("आठ नौ दस " * 12,))
    ((_, truth),) = Setter(style()).set([Columns((left,), (right,))])
    middle = truth.width / 2
    sides = [line.words[-1].box[2] < middle for line in truth.lines]
    assert sides == sorted(sides, reverse=True)
    assert len(set(sides)) == 2
    assert " ".join(truth.text.split()) == " ".join((*left.pieces[0].split(), *right.pieces[0].split()))


def test_a_word_wider_than_its_cell_is_broken_and_nothing_is_lost() -> None:
    long = "abcdefghij" * 20
    ((_, truth),) = Setter(style()).set([Table((("No.", "Name"), ("1.", long)), True)])
    assert truth.tables[0].rows[1][1].text.replace(" ", "") == long
    assert all(w.box[0] >= 0 and w.box[2] <= truth.width for line in truth.lines for w in line.words)


def test_hindi_is_shaped() -> None:
    """The short i stands before its consonant and a conjunct is narrower than its letters."""
    face = Face(available(DEVANAGARI, "all")[0], available(LATIN, "all")[0], 40)
    assert face.width("क्ष") < 0.9 * (face.width("क") + face.width("ष"))


def test_missing_fonts_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", dict)
    with pytest.raises(FontsMissing, match=r"apt-get install .*fonts-lohit-deva"):
        available(DEVANAGARI, "tuning")


def test_every_language_and_content_has_blocks() -> None:
    for lang in get_args(Lang):
        for content in ("letter", "columns", "ruled", "unruled", "over_pages"):
            assert blocks(5, 1, content, lang, "tuning")  # type: ignore[arg-type]


def test_command_writes_image_text_and_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["--seed", "3", "--kinds", "fax", "--contents", "unruled", "--languages", "hi", "--out", str(tmp_path)])
        == 0
    )
    (image,) = tmp_path.glob("*.tif")
    said = json.loads(image.with_suffix(".json").read_text(encoding="utf-8"))
    assert said["plan"]["kind"] == "fax"
    assert said["pages"][0]["tables"][0]["ruled"] is False
    assert image.with_suffix(".txt").read_text(encoding="utf-8").count("\t") > 8
    assert main(["--kinds", "crumpled", "--out", str(tmp_path)]) == 2
    assert "crumpled" in capsys.readouterr().err


def test_marks_are_not_text() -> None:
    _, truth = made("stamp", "letter").pages[0]
    assert truth.stamps
    assert truth.strokes
    assert "Diary No." not in truth.text


def test_moving_a_page_moves_everything() -> None:
    _, truth = made("stamp").pages[0]
    moved = truth.moved(lambda points: points + 100.0, truth.width + 100, truth.height + 100)
    assert isinstance(moved, TruePage)
    for before, after in zip(truth.tables[0].rows[0], moved.tables[0].rows[0], strict=True):
        assert after.box == tuple(v + 100.0 for v in before.box)
    assert moved.stamps[0] == tuple(v + 100.0 for v in truth.stamps[0])

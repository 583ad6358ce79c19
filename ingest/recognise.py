"""What stands on a page image: prepared, turned upright, read, its tables, marks and columns told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import regex
from PIL import Image

from ingest.alone import cells_alone
from ingest.capitals import with_capitals
from ingest.cells import read_again, with_unruled
from ingest.colour import LIFTED, lifted
from ingest.columns import in_order
from ingest.document import BBox
from ingest.grid import find_grid, settled
from ingest.ink import connected
from ingest.latin import READ_BY_BOTH
from ingest.layout import PlacedLine, PlacedWord, Recognised, all_moved
from ingest.leftout import left_out
from ingest.names import names_below
from ingest.ocr import OcrEngine, OcrWord
from ingest.outline import freed as without_outlines
from ingest.overrules import within_cells
from ingest.pen import Inks, inks_of, read_pen
from ingest.prepare import DARK, SPECKLED, Gray, on_its_side, prepare, turn
from ingest.regions import find_regions, stamps_apart
from ingest.separators import with_separators
from ingest.sides import read_by_sides
from ingest.specks import without_specks_read
from ingest.strokes import without_strokes
from ingest.tall import without_tall
from ingest.tight import on_ink

_LITTLE = 0.05  # of the page's area
_DARK = 128
_TURNED_BELOW = 0.65
_DUST = 0.3  # signs alone below this confidence: 13 of 108 were printed, the rest was dust and pen strokes
_DUST_ON_SPECKLED = 0.6
_SPECK_INCH = 0.0175  # as the dot of a full stop; every other sign that stands alone is larger
_FLAT_INCH, _DOUBTED = 0.036, 0.7  # letters of six points are no lower; of 15,444 words 23 were, none of them printed
_STRETCHED, _FEW_LETTERS, _UNSURE = 1.8, 2, 0.5  # heights that a sign is wide: of 15,444 words 24 so, none printed
_MEANING = regex.compile(r"[\p{L}\p{N}।॥]")
_MAIL = regex.compile(r"[\w.-]{2,}@[\w-]+(?:\.[\w-]{2,})+")
_MAILS_LEAST = 3
_SURE_OF_TURN = 2.0
_ENOUGH_DPI = 150  # to see which way is up
_LEAST_COVERED = 0.2  # of the ink: read pages cover four times theirs, photos on a dark desk 0.4, a lost page 0.01


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Reads page images with one engine and the models of ``languages``. Raises what the engine raises."""

    engine: OcrEngine
    languages: str

    def read(self, gray: Any, dpi: int, colour: Gray | None = None, light: Gray | None = None) -> Recognised:
        """``colour`` is 1 where the page's ink is coloured, ``light`` the brightest channel of each pixel."""
        self.engine.probe(self.languages)  # says which model is missing, and by what name it is installed
        if colour is not None:
            inks = inks_of(gray, colour)
            gray, freed = lifted(gray, colour, dpi, light)
            del colour, light  # each as large as the page
            lines, areas, steps = self._oriented(gray, dpi, inks, freed)
            return lines, areas, (LIFTED, *steps) if freed else steps
        return self._oriented(gray, dpi, None)

    def _oriented(self, gray: Any, dpi: int, inks: Inks | None, freed: bool = False) -> Recognised:
        """``freed``: coloured ink was lifted off the print."""
        alone = _few_words(gray, dpi)
        if alone is not None:
            left, top, right, bottom = alone
            inner = inks.moved(lambda mask: mask[top:bottom, left:right]) if inks is not None else None
            part = gray[top:bottom, left:right]
            read = self._upright(part, dpi, inner, freed)
            if _confidence(read[0]) < _TURNED_BELOW:  # too little print to be asked which way is up
                read = self._best_turned(read, part, dpi, inner, (1, 2, 3), freed)
            lines, areas, steps = read
            return all_moved(lines, areas, _shift(left, top), ("a few words alone, read apart", *steps))
        lines, areas, steps = self._upright(gray, dpi, inks, freed)
        believed = _confidence(lines) >= _TURNED_BELOW and (READ_BY_BOTH not in steps or _makes_sense(lines))
        if believed and _covered(lines) > _LEAST_COVERED * _ink(gray):
            return lines, areas, steps
        # Reading a turned page gives rubbish at low confidence, or two words where the ink is that of a full page; or
        # the English model doubts the lines of a page on its head, and both models together are surer of them than
        # they may be. Asking for the orientation costs a third of a second, so it is asked only then.
        quarters = self._quarter_turns(gray, dpi)
        tried: tuple[int, ...] = (quarters or 0,)
        if not quarters:
            if _covered(lines) <= _LEAST_COVERED * _ink(gray) and on_its_side(gray):
                tried = (1, 3)  # too little print to say which way is up: a few rows of a table
            elif READ_BY_BOTH in steps or (lines and quarters is None and _confidence(lines) < _TURNED_BELOW):
                # Of a page on its head the engine may be unsure, or of one on its side: read every way it shows.
                tried = (1, 3, 2) if quarters is None and on_its_side(gray) else (2,)
            else:
                return lines, areas, steps
        read = self._best_turned((lines, areas, steps), gray, dpi, inks, tried, freed)
        if quarters and _confidence(read[0]) < _TURNED_BELOW:  # the engine may be sure and wrong about head and foot
            read = self._best_turned(read, gray, dpi, inks, ((quarters + 2) % 4,), freed)
        return read

    def _best_turned(
        self, read: Recognised, gray: Any, dpi: int, inks: Inks | None, tried: Sequence[int], freed: bool
    ) -> Recognised:
        """``read``, or what more is read of the picture turned clockwise by one of the quarters ``tried``."""
        best = read
        for quarters in tried:
            turned = turn(gray, quarters)
            aside = _turned(inks, quarters) if inks is not None else None
            again, found, more = self._upright(turned.image, dpi, aside, freed)
            if _weight(again) > _weight(best[0]):
                note = f"page turned by {90 * quarters} degrees"
                best = all_moved(again, found, turned.box_back, (note, *more))
        return best

    def _quarter_turns(self, gray: Any, dpi: int) -> int | None:
        """Quarter turns clockwise that set the page upright; None where the engine does not know."""
        # Half the size is enough at 300 dpi, and faster; at 100 dpi the engine guesses. A Hindi page that lies on its
        # side gets no answer at all: it is turned once and asked about again.
        less = max(1, dpi // _ENOUGH_DPI)
        for first in (0, 1):
            image = Image.fromarray(turn(gray, first).image)
            said = self.engine.orientation(image.resize((image.width // less, image.height // less)), dpi // less)
            if said is not None and said.confidence >= _SURE_OF_TURN:
                return (first + said.quarter_turns) % 4
        return None

    def _upright(self, gray: Any, dpi: int, inks: Inks | None, freed: bool) -> Recognised:
        ready, outlines = without_outlines(prepare(gray, dpi), dpi)
        ready, strokes = without_strokes(ready, dpi)
        ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))  # wanted again when the page has been read
        ready = replace(ready, ink=None)
        marked = (
            freed or bool(outlines) or strokes is not None
        )  # what goes with a mark breaks the rules that it crossed
        grid = find_grid(ready.image, dpi, worn=marked or SPECKLED in ready.notes)
        page, notes = read_by_sides(
            self.engine, grid.cleared, dpi, self.languages, SPECKLED in ready.notes, _frames(grid.tables)
        )
        placed = [
            PlacedWord(w.text, BBox(*map(float, w.box)), w.confidence, alternatives=w.alternatives)
            for line in page.lines
            for w in line.words
            if not _is_dust(w, dpi, SPECKLED in ready.notes)
        ]
        placed = on_ink(grid.cleared, placed)
        if SPECKLED in ready.notes:
            placed = without_specks_read(placed, ink)
        placed = without_tall(placed)
        tables = [settled(rows, placed, dpi) for rows in grid.tables]
        placed = within_cells(placed, tables, grid.cleared, dpi, self.engine, self.languages)
        if tables:
            notes = (*notes, f"{len(tables)} ruled table{'s' if len(tables) > 1 else ''}")
        if SPECKLED in ready.notes:
            placed, changed = cells_alone(placed, tables, grid.cleared, dpi, self.engine, self.languages)
            notes = (*notes, f"{changed} cells read alone") if changed else notes
        tables = with_unruled(placed, tables)
        placed = read_again(placed, tables, grid.cleared, dpi, self.engine, self.languages)
        placed = with_capitals(grid.cleared, placed)
        inks = inks.moved(ready.along) if inks is not None else None
        colour = inks.colour if inks is not None else None
        models = self.languages
        more = left_out(ready.image, ink, placed, (), self.engine, dpi, models, head_lines=True)
        placed, areas = find_regions(
            ready.image, colour, [*placed, *more], _frames(tables), dpi, ink, outlines, strokes
        )
        placed, areas = read_pen(ready.image, inks, placed, areas)
        placed, stamped, areas = stamps_apart(ready.image, colour, placed, areas, self.engine, dpi, models, outlines)
        later = left_out(ready.image, ink, placed, areas, self.engine, dpi, models)
        placed, more = [*placed, *later], [*more, *later]
        if more:
            notes = (*notes, f"{len(more)} words of lines that the page's first division left out")
        placed = with_separators(ready.image, ink, placed, areas, _frames(tables), dpi)
        lines, side_by_side = in_order(placed, tables)
        if side_by_side:
            notes = (*notes, "two columns")
        lines = [*names_below(grid.cleared, lines, areas, self.engine, dpi, models), *stamped]
        return all_moved(lines, areas, ready.box_back, (*ready.notes, *notes))


def _makes_sense(lines: Sequence[PlacedLine]) -> bool:
    """Whether the words are such as no page on its head yields: common ones, or mail addresses.

    The English model doubts each line of a list of addresses: a word that it does not know is a word in doubt.
    """
    from ingest.gate import COMMON_LEAST, PROOF_WORDS_LEAST, common_share  # here: few pages ask, and it loads slowly

    text = " ".join(word.text for line in lines for word in line.words)
    share, words = common_share(text)
    return (words >= PROOF_WORDS_LEAST and share >= COMMON_LEAST) or len(_MAIL.findall(text)) >= _MAILS_LEAST


def _turned(inks: Inks, quarters: int) -> Inks:
    return inks.moved(lambda mask: turn(mask, quarters).image)


def _is_dust(word: OcrWord, dpi: int, speckled: bool) -> bool:
    """Signs alone in doubt, those no larger than a full stop, and words in doubt too low or too wide for letters."""
    left, top, right, bottom = word.box
    high = bottom - top
    if letters := len(_MEANING.findall(word.text)):
        wide = letters <= _FEW_LETTERS and right - left > _STRETCHED * high * len(word.text)
        return (high < _FLAT_INCH * dpi and word.confidence < _DOUBTED) or (wide and word.confidence < _UNSURE)
    if max(right - left, high) <= _SPECK_INCH * dpi:
        return True
    return word.confidence < (_DUST_ON_SPECKLED if speckled else _DUST)


def _few_words(gray: Any, dpi: int) -> tuple[int, int, int, int] | None:
    """The box (pixels, with a margin) of a page's print where that is a line or two on an empty page, else None.

    Recognisers take a lone line on a large page for dust, or the page for one that lies on its side.
    """
    dark = gray < _DARK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return None
    margin = dpi // 6
    left, top = max(0, int(columns.min()) - margin), max(0, int(rows.min()) - margin)
    right, bottom = min(gray.shape[1], int(columns.max()) + margin), min(gray.shape[0], int(rows.max()) + margin)
    if (right - left) * (bottom - top) > _LITTLE * gray.size or bottom - top > dpi * 1.5:
        return None
    return left, top, right, bottom


def _shift(left: int, top: int) -> Any:
    return lambda box: (box[0] + left, box[1] + top, box[2] + left, box[3] + top)


def _frames(tables: Sequence[Sequence[Sequence[BBox | None]]]) -> list[BBox]:
    """The rectangle around each table."""
    out = []
    for table in tables:
        cells = [cell for row in table for cell in row if cell]
        if cells:
            out.append(
                BBox(
                    min(c.x0 for c in cells), min(c.top for c in cells),
                    max(c.x1 for c in cells), max(c.bottom for c in cells),
                )
            )  # fmt: skip
    return out


def _covered(lines: list[PlacedLine]) -> float:
    """Pixels inside the boxes of words: letters cover a fourth of theirs."""
    return sum((w.bbox.x1 - w.bbox.x0) * (w.bbox.bottom - w.bbox.top) for line in lines for w in line.words)


def _ink(gray: Any) -> float:
    return float((gray < _DARK).sum())


def _weight(lines: list[PlacedLine]) -> float:
    """Characters, each by its confidence."""
    return sum(len(w.text) * w.confidence for line in lines for w in line.words)


def _confidence(lines: list[PlacedLine]) -> float:
    words = [w for line in lines for w in line.words]
    weight = sum(len(w.text) for w in words)
    return sum(len(w.text) * w.confidence for w in words) / weight if weight else 0.0

"""Lines of print that the recogniser's division of the page left out: the ink that no word covers is divided anew.

Most ink without a word is no print: strokes of a pen, seals, the dots of form lines. So a line is taken as a whole or
not at all: enough letters side by side, and read with confidence over all of them (docs/ocr.md, Second readings).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import regex
from numpy.typing import NDArray
from PIL import Image

from ingest.document import Area, BBox
from ingest.hindi import common
from ingest.ink import Ink
from ingest.layout import PlacedWord
from ingest.ocr import PAGE_MODEL, RUN_MODEL, OcrEngine, OcrPage, mean_confidence
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.tess_server import ONE_BLOCK

_TALL = (0.04, 0.3)  # inch: letters of 7 points without ascenders, head-line words of 20 points
_WIDEST = 2.0  # inch: a head-line word; wider are rules
_FULL = 0.12  # of its box is ink; less is a pen's line
_NEAR = 0.22  # inch from letter to letter of a line
_LEAST_WIDE = 0.4  # inch
_LEAST_PARTS, _LEAST_HINDI_PARTS = 6, 2
_HEAD_LINE = 1.2  # times as wide as tall: letters joined by a head line
_JOINED = 0.6  # of a line's print is such
_AROUND = 6  # pixels at 300 dpi: what a word's box covers beyond itself
_MARGIN = 15  # pixels at 300 dpi
_SURE_LINE, _SURE_WORD = 0.7, 0.5
_LEAST_LETTERS = 8
_MOST = 12  # lines a page
_SOUND_PAGE = 0.6  # a page read worse lies on its side, or nothing on it is to be trusted
_COARSE = 4
_LOW_WORD, _HIGH_WORD = 0.95, 1.6  # of the height of the page's words
_APART, _NEXT = 0.12, 1.0  # of that height: from the words beside it
_ON_LINE = 0.6
_SURE_ALONE, _LEAST_SIGNS = 0.75, 2
_LOW_LINE = 0.65  # of that height: a line of one word, without what stands apart above and below it
_LEAST_ONE_WIDE = 0.3  # inch
_PARTS_OF_ONE = 3
_FAR = 2.0  # of that height: nearer words are on its line
_ABOVE, _BEHIND = 0.35, 1.2  # of that height: small signs above and below it, and behind
_SURE_LINE_OF_ONE, _LEAST_OF_ONE = 0.85, 4

_BARE = regex.compile(r"[^\p{L}\p{M}]+$")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_DEVANAGARI = regex.compile("[\u0900-\u097f]")


def left_out(
    image: Gray,
    ink: Ink,
    words: Sequence[PlacedWord],
    areas: Sequence[Area],
    engine: OcrEngine,
    dpi: int,
    models: str,
    *,
    head_lines: bool = False,
) -> list[PlacedWord]:
    """The words of the lines on ``image`` that neither ``words`` nor ``areas`` cover; none where all is covered.

    ``ink`` is what is dark on the image; ``head_lines``: only lines of words under a head line, which are taller than
    lines of Latin print and may be taken for strokes of a pen. Raises what the engine raises.
    """
    if mean_confidence(words) < _SOUND_PAGE:
        return []
    hindi = sum(bool(_DEVANAGARI.search(w.text)) for w in words) > 0.5 * len(words)
    held = [*(w.bbox for w in words), *(a.bbox for a in areas)]
    parts = _uncovered(ink, held, dpi)
    found = [(box, joined) for box, joined in _lines(parts, hindi, dpi) if joined or not head_lines]
    out: list[PlacedWord] = []
    for model in (PAGE_MODEL, RUN_MODEL):
        boxes = [box for box, joined in found if (PAGE_MODEL if hindi or joined else RUN_MODEL) == model]
        strips = [Image.fromarray(_cut(image, box, held, dpi)) for box in boxes]
        if strips:
            read = _read(engine, strips, dpi, model if model in models.split("+") else models)
            out += [word for box, page in zip(boxes, read, strict=True) for word in _taken(page, box, dpi)]
    if hindi and not head_lines and PAGE_MODEL in models.split("+"):
        out += _short_words(image, parts, [*words, *out], held, engine, dpi)
    return out


def _short_words(
    image: Gray,
    parts: NDArray[np.int32],
    words: Sequence[PlacedWord],
    held: Sequence[BBox],
    engine: OcrEngine,
    dpi: int,
) -> list[PlacedWord]:
    """Hindi words that stand alone in a line of others, as the last of a sentence may, and were left out of it; and
    such as are a line by themselves (प्रतिलिपि :-).

    Letters left out of a word stand close to the others, and what is no word is not as tall as words are.
    """
    tall = float(np.median([w.bbox.bottom - w.bbox.top for w in words]))
    alone: list[tuple[tuple[int, int, int, int], list[str] | None]] = []
    for mine in _side_by_side(parts, dpi):
        left, top, right, bottom = box = _around(mine)
        if not _LOW_LINE * tall <= bottom - top <= _HIGH_WORD * tall:
            continue
        level = [w for w in words if _level(w.bbox, top, bottom)]
        gaps = [max(left - w.bbox.x1, w.bbox.x0 - right) / tall for w in level]
        if gaps and _APART <= min(gaps) <= _NEXT and bottom - top >= _LOW_WORD * tall:
            alone.append((box, [w.text for w, gap in zip(level, gaps, strict=True) if gap <= _NEXT]))
        elif len(mine) <= _PARTS_OF_ONE and right - left >= _LEAST_ONE_WIDE * dpi and min(gaps, default=_FAR) >= _FAR:
            above, behind = round(_ABOVE * tall), round(_BEHIND * tall)  # its small signs are no parts
            below = min(image.shape[0], bottom + above)
            alone.append(((left, max(0, top - above), min(image.shape[1], right + behind), below), None))
    alone = alone[:_MOST]
    strips = [Image.fromarray(_cut(image, box, held, dpi)) for box, _ in alone]
    read = _read(engine, strips, dpi, PAGE_MODEL) if strips else []
    out: list[PlacedWord] = []
    for (box, beside), page in zip(alone, read, strict=True):
        if beside is None:
            out += _line_of_one(page, box, dpi)
            continue
        out += [
            word
            for word in _placed(page, box, dpi)
            if word.confidence >= _SURE_ALONE
            and len(_DEVANAGARI.findall(word.text)) >= _LEAST_SIGNS
            # A word may have been read whose box ends too early.
            and not any(word.text.rstrip("।") in text for text in beside)
        ]
    return out


def _read(engine: OcrEngine, strips: Sequence[Image.Image], dpi: int, model: str) -> list[OcrPage]:
    """The strips as lines; where there is none to the engine, as blocks: what was noise on the page is noise again."""
    read = engine.read_strips(strips, dpi, model)
    both = zip(strips, read, strict=True)
    return [page if page.lines else engine.read(strip, dpi, model, ONE_BLOCK) for strip, page in both]


def _line_of_one(page: OcrPage, box: tuple[int, int, int, int], dpi: int) -> list[PlacedWord]:
    """A Hindi word, and signs behind it; none where it is not read surely."""
    read = _placed(page, box, dpi, signs=True)
    if not read or any(_LETTER.search(w.text) for w in read[1:]):
        return []
    word = _BARE.sub("", read[0].text)
    sound = read[0].confidence >= (_SURE_ALONE if common(word) else _SURE_LINE_OF_ONE)
    return read if sound and len(_DEVANAGARI.findall(word)) >= _LEAST_OF_ONE else []


def _level(box: BBox, top: int, bottom: int) -> bool:
    return min(box.bottom, bottom) - max(box.top, top) > _ON_LINE * min(bottom - top, box.bottom - box.top)


def _taken(page: OcrPage, box: tuple[int, int, int, int], dpi: int) -> list[PlacedWord]:
    """The words of a line at their place; none where the line is not to be trusted."""
    read = [w for line in page.lines for w in line.words]
    if sum(len(_LETTER.findall(w.text)) for w in read) < _LEAST_LETTERS or mean_confidence(read) < _SURE_LINE:
        return []
    return [word for word in _placed(page, box, dpi) if word.confidence >= _SURE_WORD]


def _placed(page: OcrPage, box: tuple[int, int, int, int], dpi: int, signs: bool = False) -> list[PlacedWord]:
    """The words of a picture of ``box`` where they stand on the page, with ``signs`` those without letters as well."""
    margin = pixels(_MARGIN, dpi)
    x, y = box[0] - margin, box[1] - margin
    return [
        PlacedWord(w.text, BBox(*map(float, (w.box[0] + x, w.box[1] + y, w.box[2] + x, w.box[3] + y))), w.confidence)
        for line in page.lines
        for w in line.words
        if signs or _LETTER.search(w.text)
    ]


def _uncovered(ink: Ink, held: Sequence[BBox], dpi: int) -> NDArray[np.int32]:
    """The parts of a letter's size whose middle lies in none of the boxes: rows of left, top, width, height."""
    wide, high, area = ink.boxes[:, 2:].T
    low, most = (inch * dpi for inch in _TALL)
    letters = (high > low) & (high < most) & (wide < _WIDEST * dpi) & (area > _FULL * wide * high)
    parts = ink.boxes[letters, :4]
    if not len(parts) or not held:
        return parts
    x, y = parts[:, 0] + parts[:, 2] / 2, parts[:, 1] + parts[:, 3] / 2
    around = pixels(_AROUND, dpi)
    free = np.ones(len(parts), bool)
    for box in held:
        free &= ~(
            (x > box.x0 - around) & (x < box.x1 + around) & (y > box.top - around) & (y < box.bottom + around)
        )  # fmt: skip
    return parts[free]


def _lines(parts: NDArray[np.int32], hindi: bool, dpi: int) -> list[tuple[tuple[int, int, int, int], bool]]:
    """Boxes (left, top, right, bottom) around parts that stand side by side, the fullest ``_MOST`` of them.

    With each, whether its parts are mostly wide ones: words under a head line, on Latin pages as well. Such a line, and
    one of a ``hindi`` page, has fewer parts.
    """
    found = []
    for mine in _side_by_side(parts, dpi):
        box = _around(mine)
        wide = mine[mine[:, 2] > _HEAD_LINE * mine[:, 3], 2]
        joined = bool(wide.sum() > _JOINED * mine[:, 2].sum())
        least = _LEAST_HINDI_PARTS if hindi or joined else _LEAST_PARTS
        if len(mine) >= least and box[2] - box[0] >= _LEAST_WIDE * dpi:
            found.append((len(mine), box, joined))
    found.sort(reverse=True)
    return [(box, joined) for _, box, joined in found[:_MOST]]


def _around(parts: NDArray[np.int32]) -> tuple[int, int, int, int]:
    left, top = parts[:, :2].min(axis=0).tolist()
    right, bottom = (parts[:, :2] + parts[:, 2:]).max(axis=0).tolist()
    return left, top, right, bottom


def _side_by_side(parts: NDArray[np.int32], dpi: int) -> list[NDArray[np.int32]]:
    """The parts, those of one line together."""
    if not len(parts):
        return []
    left, top = (int(v) for v in parts[:, :2].min(axis=0))
    right, bottom = (int(v) for v in (parts[:, :2] + parts[:, 2:]).max(axis=0))
    near = max(1, round(_NEAR * dpi / _COARSE))
    drawn = np.zeros(((bottom - top) // _COARSE + 1, (right - left) // _COARSE + 1 + near), np.uint8)
    for x, y, wide, high in (parts - [left, top, 0, 0]) // _COARSE:
        drawn[y : y + high + 1, x : x + wide + 1 + near] = 1
    _, labels = cv2.connectedComponents(drawn, connectivity=4)
    of = labels[(parts[:, 1] + parts[:, 3] // 2 - top) // _COARSE, (parts[:, 0] + parts[:, 2] // 2 - left) // _COARSE]
    return [parts[of == label] for label in np.unique(of)]


def _cut(image: Gray, box: tuple[int, int, int, int], held: Sequence[BBox], dpi: int) -> Gray:
    """The line with white around it; what belongs to others is white."""
    left, top, right, bottom = box
    part = image[top:bottom, left:right].copy()
    for other in held:
        if other.x0 < right and other.x1 > left and other.top < bottom and other.bottom > top:
            rows = slice(max(0, int(other.top) - top), max(0, int(other.bottom) - top + 1))
            part[rows, max(0, int(other.x0) - left) : max(0, int(other.x1) - left + 1)] = 255
    margin = pixels(_MARGIN, dpi)
    framed = cv2.copyMakeBorder(part, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(framed, np.uint8)

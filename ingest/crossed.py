"""One printed line of which the recogniser made two that lie on each other is read again as one.

Its division of a page now and then deals the letters of a line to two rows: one has the beginnings of words and most
figures, the other what is left of them, and a word that is cut between them is said twice or half of it once. Lines of
print never lie on each other, so where two do, the strip that they stand on is shown to it alone. Where a row of a
table stands at two heights, it may read a cell with both: the same ink is one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord, mean_confidence
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.signs import tidied

_ON = 0.6  # of the lower line's height lies on the other line
_CROSS = 1.0  # heights: so far the one line reaches over the other from side to side
_NEXT = 3  # two rows of one line follow each other that closely
_MOST = 8  # on a page: more are strokes of a pen, or another trouble
_SURE, _LEAST_LETTERS = 0.9, 3  # such words must be read again
_READ = 0.5  # confidence of both: of a page that lies on its side many lines of rubbish cross
_ENOUGH = 0.8  # confidence of what is read as one line

_BESIDE = 1.0  # heights at each side of the strip: brackets may have been lost with the letters
_ABOVE, _WHITE = 3, 10  # pixels at 300 dpi

_SAME = 0.6  # of two boxes' whole area is common to both, or of the smaller one's where they say the same: one ink

_SIGNS = regex.compile(r"\u0930\u094d(?=\p{L})|\p{M}")  # the hook of a र् as well
_MEANING = regex.compile(r"[\p{L}\p{N}]")

Place = tuple[int, float, int, float]
"""Left, top, right, bottom of a line in pixels."""


def uncrossed(engine: OcrEngine, image: Gray | Image.Image, dpi: int, page: OcrPage, model: str) -> OcrPage:
    """The page with lines that lie on each other read as one. Raises what the engine raises."""
    pairs = list(_pairs(page.lines))
    if not pairs or len(pairs) > _MOST:
        return page
    picture = np.asarray(image)
    cut = [_strip([*page.lines[a].words, *page.lines[b].words], picture, dpi) for a, b in pairs]
    read = engine.read_strips([part for part, _, _ in cut], dpi, model)
    lines: list[OcrLine | None] = list(page.lines)
    for (a, b), strip, (_, left, top) in zip(pairs, read, cut, strict=True):
        held = (*page.lines[a].words, *page.lines[b].words)
        words = tuple(_surest(w.moved(left, top), held) for line in tidied(strip).lines for w in line.words)
        if _holds(words, held):
            lines[a], lines[b] = replace(page.lines[a], words=words), None
    return OcrPage(tuple(line for line in lines if line), page.width, page.height)


def read_once(page: OcrPage) -> OcrPage:
    """The page without words of one line that lie on those of another; of each two the surer one stays."""
    gone: set[int] = set()
    places = [(min(w.box[1] for w in line.words), max(w.box[3] for w in line.words)) for line in page.lines]
    for n, line in enumerate(page.lines):
        for m in range(n + 1, min(n + 1 + _NEXT, len(places))):
            if places[m][0] >= places[n][1] or places[n][0] >= places[m][1]:
                continue
            twice = [(a, b) for a in line.words for b in page.lines[m].words if _same_ink(a, b)]
            gone |= {id(min(pair, key=lambda word: word.confidence)) for pair in twice}
    if not gone:
        return page
    lines = [replace(line, words=tuple(w for w in line.words if id(w) not in gone)) for line in page.lines]
    return OcrPage(tuple(line for line in lines if line.words), page.width, page.height)


def _same_ink(one: OcrWord, other: OcrWord) -> bool:
    both, area, area_b = _areas(one, other)
    of = min(area, area_b) if one.text == other.text else area + area_b - both
    return both > _SAME * of and all(_MEANING.search(word.text) for word in (one, other))


def _areas(one: OcrWord, other: OcrWord) -> tuple[int, int, int]:
    """What two boxes have in common, and each of them, in square pixels."""
    (left, top, right, bottom), (left_b, top_b, right_b, bottom_b) = one.box, other.box
    wide, high = min(right, right_b) - max(left, left_b), min(bottom, bottom_b) - max(top, top_b)
    return max(0, wide) * max(0, high), (right - left) * (bottom - top), (right_b - left_b) * (bottom_b - top_b)


def _pairs(lines: Sequence[OcrLine]) -> Iterator[tuple[int, int]]:
    """The numbers of two lines that lie on each other; each line once."""
    places = {n: _place(line.words) for n, line in enumerate(lines) if mean_confidence(line.words) >= _READ}
    taken = -1
    for n in places:
        near = (m for m in range(n + 1, n + 1 + _NEXT) if m in places)
        behind = next((m for m in near if _crossed(places[n], places[m]) or _on_words(lines[n], lines[m])), None)
        if n > taken and behind is not None:
            taken = behind
            yield n, behind


def _crossed(one: Place, other: Place) -> bool:
    (left, top, right, bottom), (left_b, top_b, right_b, bottom_b) = one, other
    high, high_b = bottom - top, bottom_b - top_b
    on, across = min(bottom, bottom_b) - max(top, top_b), min(right, right_b) - max(left, left_b)
    return on > _ON * min(high, high_b) and across > _CROSS * max(high, high_b)


def _on_words(one: OcrLine, other: OcrLine) -> bool:
    """Whether a word of one line lies on one of the other: a row may be made of the signs above the other's letters,
    and hold a few of its letters."""
    top, bottom = min(w.box[1] for w in other.words), max(w.box[3] for w in other.words)
    return any(_lies_on(a, b) for a in one.words if a.box[3] > top and a.box[1] < bottom for b in other.words)


def _lies_on(one: OcrWord, other: OcrWord) -> bool:
    both, *areas = _areas(one, other)
    return both > _ON * min(areas) and all(_MEANING.search(word.text) for word in (one, other))


def _place(words: Sequence[OcrWord]) -> Place:
    """Left, top, right, bottom of a line; of its words' heights the middle ones, for signs alone are low."""
    return (
        min(w.box[0] for w in words), median(w.box[1] for w in words),
        max(w.box[2] for w in words), median(w.box[3] for w in words),
    )  # fmt: skip


def _strip(words: Sequence[OcrWord], image: Gray, dpi: int) -> tuple[Image.Image, int, int]:
    """The picture of a line with white around, and where its left upper corner lies on the page (pixels)."""
    above, white = pixels(_ABOVE, dpi), pixels(_WHITE, dpi)
    top, bottom = max(0, min(w.box[1] for w in words) - above), max(w.box[3] for w in words) + above
    beside = round(_BESIDE * (bottom - top))
    left, right = max(0, min(w.box[0] for w in words) - beside), max(w.box[2] for w in words) + beside
    return Image.fromarray(np.pad(image[top:bottom, left:right], white, constant_values=255)), left - white, top - white


def _surest(new: OcrWord, held: Sequence[OcrWord]) -> OcrWord:
    """``new``, or the word that was read so before, but for a sign, at its place and more surely."""
    here = [old for old in held if _same_ink(old, new)]
    if any(old.text == new.text for old in here):
        return new
    surer = [old for old in here if old.confidence > max(new.confidence, _SURE)]
    near = [old for old in surer if Levenshtein.distance(old.text, new.text) == 1]
    if not near:
        return new
    return replace(new, text=near[0].text, confidence=near[0].confidence, alternatives=(*new.alternatives, new.text))


def _holds(new: Sequence[OcrWord], old: Sequence[OcrWord]) -> bool:
    """Whether what is read as one line says all that was read surely of two, and is surer."""
    text, sure = _letters("".join(w.text for w in new)), mean_confidence(new)
    kept = (_letters(w.text) for w in old if w.confidence >= _SURE and len(_MEANING.findall(w.text)) >= _LEAST_LETTERS)
    return sure >= max(_ENOUGH, mean_confidence(old)) and all(word in text for word in kept)


def _letters(text: str) -> str:
    """Without the signs above and below letters: those of one row may have been dealt to the other."""
    return str(_SIGNS.sub("", text))

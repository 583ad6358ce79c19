"""Of Hindi pages of which much is in doubt, the lines with doubtful words are read twice more with thicker strokes, by
two models: a word that both read so is heard.

Thin cuts and worn copies lose what is thinnest: dots, hooks, the strokes of vowels. With strokes a pixel thicker a
recogniser sees other signs, and is wrong elsewhere; where two models then say the same of a word that is on no list, or
are surer of another common word, they are mostly right (docs/ocr.md counts). Words with figures stay, save rows of
Hindi figures that both are sure of: what a pen wrote is never made surer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import cv2
import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.hindi import common, parts
from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord, has_model, mean_confidence
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.signs import tidied_text

_DOUBTED, _MUCH = 0.9, 0.13  # confidence, and the share of Hindi words below it: sound print has 0.03 to 0.12
_LEAST_WORDS, _LEAST_SURE = 20, 0.4  # on a page; less sure ones lie on their side or are no print
_SURE = 0.5  # of a word that is on no list
_SURE_OF_COMMON, _NEAR = 0.85, 2  # of a common word in place of another, and the signs that they may differ by
_MARGIN, _ABOVE = 24, 14  # pixels at 300 dpi: around a line
_SURE_FIGURES, _SURE_OTHERS = 0.8, 0.7  # of figures, and of what both others say of them
_SHARE = 0.5  # of the heavier stroke
_SAME_PLACE = 0.5  # of the narrower of two words, and of the lower one

_NUKTA = "\u093c"
_HINDI = regex.compile("[\u0900-\u0963\u0970-\u097f]")
_FIGURE = regex.compile(r"\p{N}")
_FIGURES = regex.compile("[०-९](?:[०-९.,/-]*[०-९])")
_FULL_LETTER = regex.compile(r"\p{L}")


def in_doubt(page: OcrPage) -> bool:
    """Whether much of the Hindi on ``page``, as it was read first, is in doubt."""
    words = [word for line in page.lines for word in line.words if _hindi(word)]
    if len(words) < _LEAST_WORDS or mean_confidence(words) < _LEAST_SURE:
        return False
    return sum(map(_doubtful, words)) >= _MUCH * len(words)


def _hindi(word: OcrWord) -> bool:
    return len(_HINDI.findall(word.text)) > 1


def _doubtful(word: OcrWord) -> bool:
    return _hindi(word) and word.confidence < _DOUBTED


def heard_thickened(
    engine: OcrEngine, image: Gray, dpi: int, page: OcrPage, models: Sequence[str]
) -> tuple[OcrPage, tuple[str, ...]]:
    """``page`` with words as all of ``models`` read them in thicker strokes, and a note that says how many.

    Lines with a word in doubt are read, each alone: to divide the page into lines again is half of what it costs.

    Without one of the models the page stays as it is. What was read before stays in ``alternatives``. Raises what the
    engine raises.
    """
    if not all(has_model(engine, model) for model in models):
        return page, ()
    strips = [_Strip.of(line.words, image, dpi) for line in page.lines if any(map(_doubtful, line.words))]
    pictures = [Image.fromarray(_thickened(strip.crop(image))) for strip in strips]
    heard = []
    for model in models:
        read = engine.read_strips(pictures, dpi, model)
        heard.append(_Places([w for strip, seen in zip(strips, read, strict=True) for w in strip.placed(seen)]))
    lines = [OcrLine(_line_heard(line.words, heard), line.block, line.paragraph) for line in page.lines]
    taken = sum(word not in old.words for line, old in zip(lines, page.lines, strict=True) for word in line.words)
    note = f"much in doubt: {taken} words as two models read them in thicker strokes"
    return OcrPage(tuple(lines), page.width, page.height), (note,)


def _line_heard(words: Sequence[OcrWord], heard: Sequence[_Places]) -> tuple[OcrWord, ...]:
    out: list[OcrWord] = []
    places = [tuple(places.at(word) for places in heard) for word in words]
    for _, run in groupby(range(len(words)), key=lambda n: [id(o) if o else n for o in places[n]]):
        at = list(run)
        held = [words[n] for n in at]
        whole = held[0] if len(held) == 1 else None if all(common(w.text) for w in held) else _joined(held)
        new = _heard(whole, places[at[0]]) if whole else None
        out += held if new is None else [new]
    return tuple(out)


def _joined(words: Sequence[OcrWord]) -> OcrWord:
    """Pieces of a word as one."""
    left, top, right, bottom = zip(*(word.box for word in words), strict=True)
    return OcrWord(
        "".join(word.text for word in words),
        (min(left), min(top), max(right), max(bottom)),
        min(word.confidence for word in words),
    )


@dataclass(frozen=True, slots=True)
class _Strip:
    """The place of a line that is read again."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, words: Sequence[OcrWord], image: Gray, dpi: int) -> _Strip:
        high, wide = image.shape
        across, down = pixels(_MARGIN, dpi), pixels(_ABOVE, dpi)
        left, top, right, bottom = zip(*(word.box for word in words), strict=True)
        return cls(
            max(0, min(left) - across),
            max(0, min(top) - down),
            min(wide, max(right) + across),
            min(high, max(bottom) + down),
        )

    def crop(self, image: Gray) -> Gray:
        return np.ascontiguousarray(image[self.top : self.bottom, self.left : self.right])

    def placed(self, read: OcrPage) -> list[OcrWord]:
        return [word.moved(self.left, self.top) for line in read.lines for word in line.words]


def _thickened(image: Gray) -> Gray:
    """Strokes half a pixel thicker at each side."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return cv2.addWeighted(cv2.erode(image, cross), _SHARE, image, 1 - _SHARE, 0).astype(np.uint8)


class _Places:
    """The words of a reading by their place."""

    def __init__(self, words: list[OcrWord]) -> None:
        self._words = words
        self._boxes = np.array([word.box for word in self._words], dtype=np.float64).reshape(-1, 4)

    def at(self, word: OcrWord) -> OcrWord | None:
        """The one word at the place of ``word``; none where there are several."""
        left, top, right, bottom = word.box
        x0, y0, x1, y1 = self._boxes.T
        wide = np.minimum(right, x1) - np.maximum(left, x0)
        high = np.minimum(bottom, y1) - np.maximum(top, y0)
        same = (wide > _SAME_PLACE * np.minimum(right - left, x1 - x0)) & (
            high > _SAME_PLACE * np.minimum(bottom - top, y1 - y0)
        )
        found = np.flatnonzero(same)
        return self._words[int(found[0])] if len(found) == 1 else None


def _heard(word: OcrWord, others: Sequence[OcrWord | None]) -> OcrWord | None:
    """``word`` as all ``others`` read it; None where they do not agree, or it is known as well as theirs."""
    before, old, behind = parts(word.text)
    heard = [other for other in others if other is not None]
    if _FIGURES.fullmatch(old):
        return _figures_heard(word, heard) if len(heard) == len(others) else None
    if not _HINDI.search(old) or _FIGURE.search(old) or len(heard) < len(others):
        return None
    said = {parts(tidied_text(other.text))[1] for other in heard}
    new = said.pop()
    if said or new == parts(tidied_text(word.text))[1] or not _HINDI.search(new) or _FIGURE.search(new):
        return None
    if len(new) == 1 < len(old) or (new in old and _FULL_LETTER.search(old.replace(new, "", 1))):  # a part of it
        return None
    if new.replace(_NUKTA, "") == old.replace(_NUKTA, "") and not common(new):  # specks grow as well
        return None
    sure = min(other.confidence for other in heard)
    surer = sure > word.confidence
    if common(old):
        near = Levenshtein.distance(old, new) <= _NEAR
        taken = common(new) and near and surer and sure >= _SURE_OF_COMMON
    else:
        taken = common(new) or (
            sure >= _SURE and (surer or len(new) > len(old))
        )  # thin print loses signs, it adds none
    if not taken:
        return None
    return replace(word, text=f"{before}{new}{behind}", confidence=sure, alternatives=(*word.alternatives, word.text))


def _figures_heard(word: OcrWord, others: Sequence[OcrWord]) -> OcrWord | None:
    """Hindi figures in doubt as all ``others`` read them, surely; they are no surer than before: a pen may have
    written them."""
    before, old, behind = parts(word.text)
    said = {parts(other.text)[1] for other in others}
    new = said.pop()
    sure = [other.confidence for other in others]
    if said or new == old or len(new) != len(old) or not _FIGURES.fullmatch(new):
        return None
    if word.confidence >= _SURE_FIGURES or min(sure) < _SURE_OTHERS or max(sure) < _SURE_OF_COMMON:
        return None
    return replace(word, text=f"{before}{new}{behind}", alternatives=(*word.alternatives, word.text))

"""Latin print: the English model reads the page, two others read again the lines in which it is in doubt.

These are the Devanagari model and ``eng_worn``, the English one trained further on bad copies (ingest/models): it reads
worn print much better, and handwriting as if it were print, so that it is not asked about lines that are sound.
Two models at once cost half as much again on every line, and where one of them is sure the other only adds doubt: on
real scans they read worse together than this way (docs/ocr.md). Lines of another script are rubbish to the English
model, and it doubts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex
from PIL import Image

from ingest.crossed import uncrossed
from ingest.ocr import OcrEngine, OcrPage, OcrWord, has_model, mean_confidence
from ingest.resolution import pixels

READ_BY_BOTH = "Latin print, read by both models"
"""The note of a page most of whose lines the English model doubts."""

_MODEL = "eng"
_WORN = "eng_worn"
_SURE_LINE = 0.8  # .7 and .85 read as well; fewer and more lines are read twice
_SURE_WORD = 0.55
_MARGIN = 8  # pixels at 300 dpi beside a line, half of it above and below
_LEAST = 8  # pixels each way: smaller is no line
_LOST = 0.75  # of the lines in doubt: a page for both at once (a grainy typescript 1.0; other real pages up to 0.51)
_NUMBER = regex.compile(r"\d.*\d")
# No paper prints a small l between capitals: on scans 3 of 3 were the I of a short name in a number (AlS, AlIS).
_SMALL_L = regex.compile(r"(?<=[A-Z])(?:l+I*|I+l+)(?=[A-Z])")
_ROMAN_RUN = regex.compile(r"(?<=[A-Z/-])[Il1|]+(?![0-9])")


def read_latin(engine: OcrEngine, picture: Image.Image, dpi: int, languages: str, psm: int) -> tuple[OcrPage, str]:
    """The page and what was done. Raises what the engine raises."""
    languages = for_worn_print(engine, languages)
    page = uncrossed(engine, picture, dpi, engine.read(picture, dpi, _MODEL, psm), _MODEL)
    doubtful = [n for n, line in enumerate(page.lines) if _doubtful(line.words)]
    if len(doubtful) > _LOST * len(page.lines):
        return engine.read(picture, dpi, languages, psm), READ_BY_BOTH
    boxes = {n: box for n in doubtful if (box := _box(page.lines[n].words, picture, dpi))}
    again = engine.read_strips([picture.crop(box) for box in boxes.values()], dpi, languages)
    lines, taken = list(page.lines), 0
    for (n, box), strip in zip(boxes.items(), again, strict=True):
        words = tuple(word.moved(*box[:2]) for line in strip.lines for word in line.words)
        first = lines[n].words
        if words and mean_confidence(words) > mean_confidence(first):
            counted = [_counted(word, first) for word in words]
            lines[n], taken = replace(lines[n], words=_beside(counted, first)), taken + 1
        else:
            lines[n] = replace(lines[n], words=_beside(first, words))
    lines = [replace(line, words=tuple(map(_capital, line.words))) for line in lines]
    note = f"Latin print; {taken} of {len(boxes)} doubtful lines read by both models" if boxes else "Latin print"
    return OcrPage(tuple(lines), page.width, page.height), note


def for_worn_print(engine: OcrEngine, languages: str) -> str:
    """``languages`` with the model for worn print in place of the English one, where ``engine`` has it."""
    if not has_model(engine, _WORN):
        return languages
    return "+".join(_WORN if name == _MODEL else name for name in languages.split("+"))


def _counted(word: OcrWord, first: Sequence[OcrWord]) -> OcrWord:
    """A number with as many strokes in its Roman numerals as either reading saw: strokes that stand close are lost
    (of five numbers two by the first, two by the other), none is added. The first mixes up I, l and 1."""
    said = _SMALL_L.sub("I", "".join(other.text for other in first if _covers(word.box, other.box)))
    if not _NUMBER.search(word.text) or _ROMAN_RUN.split(word.text) != _ROMAN_RUN.split(said):
        return word
    runs = iter(_ROMAN_RUN.findall(said))

    def strokes(found: regex.Match[str]) -> str:
        counted = next(runs)
        again = len(found[0]) if set(found[0]) == {"I"} else 0
        return "I" * max(len(counted), again) if "I" in found[0] else found[0]

    text = _ROMAN_RUN.sub(strokes, word.text)
    return word if text == word.text else replace(word, text=text, alternatives=(*word.alternatives, word.text))


def _doubtful(words: Sequence[OcrWord]) -> bool:
    return mean_confidence(words) < _SURE_LINE or min(word.confidence for word in words) < _SURE_WORD


def _capital(word: OcrWord) -> OcrWord:
    text = _SMALL_L.sub("I", word.text)
    return word if text == word.text else replace(word, text=text, alternatives=(*word.alternatives, word.text))


def _beside(words: Sequence[OcrWord], others: Sequence[OcrWord]) -> tuple[OcrWord, ...]:
    """``words``; those that look like numbers keep what ``others`` say of their place, where it is something else."""
    out = []
    for word in words:
        same = " ".join(other.text for other in others if _covers(word.box, other.box))
        differs = bool(same) and same != word.text and bool(_NUMBER.search(word.text) or _NUMBER.search(same))
        out.append(replace(word, alternatives=(*word.alternatives, same)) if differs else word)
    return tuple(out)


def _covers(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether most of ``other`` lies between the sides of ``box``."""
    return min(box[2], other[2]) - max(box[0], other[0]) > (other[2] - other[0]) / 2


def _box(words: Sequence[OcrWord], picture: Image.Image, dpi: int) -> tuple[int, int, int, int] | None:
    beside, above = pixels(_MARGIN, dpi), pixels(_MARGIN / 2, dpi)
    left, top = max(0, min(w.box[0] for w in words) - beside), max(0, min(w.box[1] for w in words) - above)
    right = min(picture.width, max(w.box[2] for w in words) + beside)
    bottom = min(picture.height, max(w.box[3] for w in words) + above)
    return (left, top, right, bottom) if right - left >= _LEAST and bottom - top >= _LEAST else None

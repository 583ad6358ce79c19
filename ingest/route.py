"""Two scripts, two models: the Devanagari model reads the page, the English model reads its Latin runs again.

One model for both scripts reads each worse: digits and Latin words between Hindi words come back as other
letters. Measured on real and on typeset scans, see docs/ocr.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import regex
from PIL import Image

from ingest.crossed import read_once, uncrossed
from ingest.holes import filled
from ingest.ink import connected
from ingest.latin import for_worn_print, read_latin
from ingest.ocr import PAGE_MODEL, RUN_MODEL, WITNESS, OcrEngine, OcrLine, OcrPage, OcrWord, mean_confidence
from ingest.paper import whitened
from ingest.prepare import DARK, Gray
from ingest.resolution import pixels
from ingest.romans import COUNTED, COUNTING, numeral, with_numbered_heads, with_numerals
from ingest.second import second_readings
from ingest.serials import LIST_NUMBER, one_script
from ingest.shapes import in_shape
from ingest.signs import tidied
from ingest.spaces import spaced
from ingest.thickened import heard_thickened, in_doubt
from ingest.touching import parted

_PSM = 4  # one column of lines of any size: 3 loses the column of list numbers on real pages

_LATIN_PAGE = 0.15  # Latin print measures 0.00 to 0.13, Hindi and half-Hindi pages 0.55 and more
_LOOKED_AT = 150  # dpi: letters are told from dots and drawings by their height
_WORSE_ALLOWED = 0.10
_MARGIN, _ABOVE = 8, 5  # pixels at 300 dpi
_LETTER_INK, _LETTER_HIGH = 2, 0.4  # pixels of a row; of the height of a run with what is above and below it
_SURE_DIGITS = 0.70
_DIGITS_OF_NUMBER = 2
_SURER = 0.2
_DEVANAGARI = regex.compile("[\u0900-\u0963\u0970-\u097f]")
_DEVANAGARI_DIGIT = regex.compile("[\u0966-\u096f]")
_MEANING = regex.compile(r"[\p{L}\p{N}]")
_HINDI_DATE = regex.compile("[\u0966-\u096f]{1,2}[./,-]+[\u0966-\u096f]{1,2}[./,-]+(?:[\u0966-\u096f]{2}){1,2}(?!\\d)")
_NUMBER = regex.compile(r"[0-9][0-9.,/:()-]*")
_CURRENCY = regex.compile(r"[#£¥€$]+(?=\d)")
_POINTED = regex.compile(r"\d{1,2}[.)]|\(\d{1,2}\)")
_LATIN_WORD = regex.compile("[A-Za-z]{3}")
_LATIN_LETTER = regex.compile(r"[A-Za-z]")


def read_page(
    engine: OcrEngine, image: Gray, dpi: int, languages: str, worn: bool = False
) -> tuple[OcrPage, tuple[str, ...]]:
    """Read a prepared page with the models of ``languages``, and say which way was taken; ``worn``: a specked copy.

    Raises what the engine raises.
    """
    models = languages.split("+")
    if not worn:  # of a specked copy the faint print would go first
        image = whitened(image)
    picture = Image.fromarray(image)
    if PAGE_MODEL not in models or RUN_MODEL not in models:
        return tidied(engine.read(picture, dpi, languages, _PSM)), ()
    if head_line_share(image, dpi) < _LATIN_PAGE:
        if worn:  # the English model doubts half of its lines, and a line alone reads no better than among others
            both = for_worn_print(engine, languages)
            page = uncrossed(engine, image, dpi, engine.read(picture, dpi, both, _PSM), both)
            return in_shape(spaced(image, tidied(page))), ("Latin print",)
        page, said = read_latin(engine, picture, dpi, languages, _PSM)
        return in_shape(spaced(image, tidied(page))), (said,)
    page = uncrossed(engine, image, dpi, engine.read(picture, dpi, PAGE_MODEL, _PSM), PAGE_MODEL)
    much_in_doubt = in_doubt(page)
    page = parted(engine, image, dpi, page, PAGE_MODEL)
    page = filled(engine, image, dpi, page, PAGE_MODEL)
    runs = _latin_runs(page, image, dpi)
    again = engine.read_strips([Image.fromarray(run.crop(image)) for run in runs], dpi, RUN_MODEL)
    taken = 0
    settled: dict[tuple[int, int], tuple[_Run, tuple[OcrWord, ...]]] = {}
    for run, read in zip(runs, again, strict=True):
        words = _without_currency(run.placed(read), run.words)
        if len(words) == 1 and (counted := numeral(run.words[0].text, words[0].text, run.crop(image))):
            settled[run.line, run.first] = (run, (replace(words[0], text=counted),))
            taken += 1
            continue
        better = _better(words, run.words, run.more_behind) and not COUNTED.fullmatch(run.words[0].text)
        taken += better
        settled[run.line, run.first] = (
            run, _beside(_surer_figures(words, run.words), run.words) if better else _beside(run.words, words)
        )  # fmt: skip
    note = f"Hindi print; {taken} of {len(runs)} Latin runs read by {RUN_MODEL}"
    page, notes = second_readings(engine, image, dpi, _with_runs(page, settled))
    if much_in_doubt:
        page, heard = heard_thickened(engine, image, dpi, page, (PAGE_MODEL, WITNESS))
        notes = (*notes, *heard)
    page = with_numbered_heads(with_numerals(tidied(read_once(page))))
    return in_shape(spaced(image, one_script(page))), (note, *notes)


def _without_currency(words: tuple[OcrWord, ...], others: tuple[OcrWord, ...]) -> tuple[OcrWord, ...]:
    """``words`` without signs before a figure where the page's model saw none.

    Shown a lone number the English model may begin it with £, ¥ or #, none of which it was shown.
    """
    if not words or not others or not others[0].text[:1].isdigit():
        return words
    return tuple(replace(w, text=_CURRENCY.sub("", w.text)) if _CURRENCY.match(w.text) else w for w in words)


def _surer_figures(words: tuple[OcrWord, ...], others: tuple[OcrWord, ...]) -> tuple[OcrWord, ...]:
    """``words`` of a run taken as a whole, with numbers that the page's model read otherwise and more surely: what was
    less sure stays among their ``alternatives``."""
    if len(words) != len(others):
        return words
    return tuple(
        replace(other, box=word.box, alternatives=(*other.alternatives, word.text))
        if other.text != word.text
        and other.confidence > word.confidence
        and _NUMBER.fullmatch(word.text)
        and _NUMBER.fullmatch(other.text)
        and _digits(word.text) == _digits(other.text)
        else word
        for word, other in zip(words, others, strict=True)
    )


def _beside(words: tuple[OcrWord, ...], others: tuple[OcrWord, ...]) -> tuple[OcrWord, ...]:
    """``words``; those that look like numbers keep what the other model made of them, where it says something else,
    and so does the first of a list."""
    if words and others and words[0].text != others[0].text and _number_of_list(words[0], others[0]):
        words = (replace(words[0], alternatives=(*words[0].alternatives, others[0].text)), *words[1:])
    if len(words) != len(others):
        return words
    return tuple(
        replace(word, alternatives=(*word.alternatives, other.text))
        if word.text != other.text
        and other.text not in word.alternatives
        and max(_digits(word.text), _digits(other.text)) >= _DIGITS_OF_NUMBER
        else word
        for word, other in zip(words, others, strict=True)
    )


def _number_of_list(*words: OcrWord) -> bool:
    return any(LIST_NUMBER.fullmatch(word.text) for word in words)


def head_line_share(image: Gray, dpi: int = 300) -> float:
    """Share of the ink in connected parts much wider than tall: the head line joins the letters of a Hindi word."""
    scale = min(1.0, _LOOKED_AT / dpi)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    threshold, _ = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)
    parts = connected((small < threshold).astype(np.uint8)).boxes
    width, height, area = parts[1:, cv2.CC_STAT_WIDTH], parts[1:, cv2.CC_STAT_HEIGHT], parts[1:, cv2.CC_STAT_AREA]
    letters = (height > 6) & (height < 60) & (area > 12)
    return float(area[letters & (width > 1.6 * height)].sum() / max(1, area[letters].sum()))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words of one line that the English model shall read again, and the rectangle to read."""

    line: int
    first: int
    words: tuple[OcrWord, ...]
    box: tuple[int, int, int, int]
    before: str
    """The word before the run, empty at the beginning of a line."""
    more_behind: bool
    """Whether a letter stands between the rectangle and the next word: words of the recogniser may end too early."""

    def crop(self, image: Gray) -> Gray:
        left, top, right, bottom = self.box
        return np.ascontiguousarray(image[top:bottom, left:right])

    def placed(self, strip: OcrPage) -> tuple[OcrWord, ...]:
        left, top = self.box[:2]
        words = [
            replace(w, box=(w.box[0] + left, w.box[1] + top, w.box[2] + left, w.box[3] + top))
            for line in tidied(strip).lines
            for w in line.words
        ]
        # Where boxes touch, the crop shows the last sign of the word before: it is not read twice.
        if words and self.before and not self.before[-1].isalnum() and len(words[0].text) > 1:
            first = words[0]
            if first.text[0] == self.before[-1] and not self.words[0].text.startswith(first.text[0]):
                words[0] = replace(first, text=first.text[1:])
        return tuple(words)


def _latin_runs(page: OcrPage, image: Gray, dpi: int) -> list[_Run]:
    height, width = image.shape
    margin, above = pixels(_MARGIN, dpi), pixels(_ABOVE, dpi)

    def wanted(word: OcrWord) -> bool:
        # Never a word with a Devanagari letter, however unsure: the English model makes Latin words of short
        # Hindi ones without blushing, and on the pages measured not one such override was right.
        if _DEVANAGARI.search(word.text):
            return False
        return _MEANING.search(word.text) is not None or COUNTED.fullmatch(word.text) is not None

    runs = []
    for number, line in enumerate(page.lines):
        words = line.words
        want = [wanted(word) for word in words]
        at = 0
        while at < len(words):
            if not want[at]:
                at += 1
                continue
            end = at + 1
            while end < len(words) and (want[end] or _bridges(words, want, end)) and _level(words[at:end], words[end]):
                end += 1
            run = words[at:end]
            # The margin may not reach into the neighbours: half of the gap at most.
            before = min(margin, max(2, (run[0].box[0] - words[at - 1].box[2]) // 2)) if at else margin
            behind = min(margin, max(2, (words[end].box[0] - run[-1].box[2]) // 2)) if end < len(words) else margin
            box = (
                max(0, min(w.box[0] for w in run) - before),
                max(0, min(w.box[1] for w in run) - above),
                min(width, max(w.box[2] for w in run) + behind),
                min(height, max(w.box[3] for w in run) + above),
            )
            if box[2] - box[0] >= 8 and box[3] - box[1] >= 8:
                next_word = words[end].box[0] if end < len(words) else width
                runs.append(
                    _Run(number, at, run, box, words[at - 1].text if at else "", _letter_behind(image, box, next_word))
                )
            at = end
    return runs


def _letter_behind(image: Gray, box: tuple[int, int, int, int], limit: int) -> bool:
    """Whether a letter stands behind ``box`` and before ``limit``: ink two fifths as high."""
    _, top, right, bottom = box
    behind = image[top:bottom, right : min(limit, right + bottom - top)] < DARK
    rows = np.flatnonzero(behind.sum(axis=1) >= _LETTER_INK)
    return len(rows) > 0 and int(rows[-1] - rows[0]) > _LETTER_HIGH * (bottom - top)


def _level(run: Sequence[OcrWord], word: OcrWord) -> bool:
    """Whether a word stands as high as the run before it: cells of a row may not, and shown together they are read
    as two lines. Signs are lower than words."""
    tall = [other for other in run if sum(map(str.isalnum, other.text)) > 1]
    if not tall or sum(map(str.isalnum, word.text)) < 2:
        return True
    _, top, _, bottom = tall[-1].box
    on = min(bottom, word.box[3]) - max(top, word.box[1])
    return on > 0.5 * min(bottom - top, word.box[3] - word.box[1])


def _bridges(words: Sequence[OcrWord], want: Sequence[bool], at: int) -> bool:
    """A sign between two wanted words (a hyphen, a slash) belongs to their run."""
    return at + 1 < len(words) and want[at + 1] and not _DEVANAGARI.search(words[at].text)


def _better(new: Sequence[OcrWord], old: Sequence[OcrWord], more_behind: bool = False) -> bool:
    """Whether the English reading of a run replaces the Devanagari one; ``more_behind``: its last letter may be cut."""
    if not new:
        return False
    sure_new, sure_old = mean_confidence(new), mean_confidence(old)
    if sure_new < sure_old - _WORSE_ALLOWED:
        return False
    said, says = ("".join(word.text for word in words) for words in (old, new))
    if _POINTED.fullmatch(said) and says == said[:-1]:
        return False  # the point or bracket is hard to see in so small a piece
    if said.endswith(says) and len(said) > len(says) and said[:1].isdigit() and says[:1].isdigit():
        return False  # the piece was cut through its first figures
    if more_behind and said.startswith(says) and len(said) > len(says) and said[-1].isdigit() and says[-1].isdigit():
        return False  # or its last ones
    if _DEVANAGARI_DIGIT.search(said) and not _LATIN_LETTER.search(said):
        # To the English model figures of the other script are letters and other figures.
        # A date may have come in pieces, or run into the cell beside it.
        dated = any(_HINDI_DATE.search(text) for text in (said, *(word.text for word in old)))
        if sure_old > _SURE_DIGITS or dated:
            return False
        if COUNTING.search(says):
            return sure_new > sure_old
        if not _LATIN_WORD.search(says) and (not _digits(says) or sure_new < sure_old + _SURER):
            return False
    if not _LATIN_LETTER.search(said) and _digits(said) != _digits(says):
        return sure_new > sure_old  # a digit lost or won wants more than a tie
    return True


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _with_runs(page: OcrPage, taken: dict[tuple[int, int], tuple[_Run, tuple[OcrWord, ...]]]) -> OcrPage:
    lines = []
    for number, line in enumerate(page.lines):
        words: list[OcrWord] = []
        at = 0
        while at < len(line.words):
            if (number, at) in taken:
                run, read = taken[number, at]
                words += read
                at += len(run.words)
            else:
                words.append(line.words[at])
                at += 1
        lines.append(OcrLine(tuple(words), line.block, line.paragraph))
    return OcrPage(tuple(lines), page.width, page.height)

"""Figures that a pen wrote into printed lines: the day of a date, the tail of a number.

Where ink has a pen's colour, where figures stand uneven on a line of print (``ingest/stance.py``), where dots are left
for a pen between two words, or where the recogniser doubts what stands among sound print, ``ingest/digits.py`` reads
the ink itself. What it reads is a word of low confidence on a region of handwriting, and what the recogniser had said
becomes that word's alternative. Where it is not sure all stays as it was, save that figures which stand very uneven are
a pen's, whoever reads them: they get a pen's confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

import cv2
import numpy as np
import regex

from ingest.digits import MOST_SURE, Mask, Written, read_figures, straight
from ingest.document import Area, BBox
from ingest.layout import PlacedLine, PlacedWord, lines_of
from ingest.prepare import Gray
from ingest.regions import PEN_CONFIDENCE
from ingest.stance import uneven_words

BY_COLOUR = "a pen's colour among print"
BY_DOUBT = "figures of a pen among print"
BY_DOTS = "figures on dots left for a pen"
BY_STANCE = "figures that stand uneven on a line of print"
TAKEN_FROM = 0.5
"""A reading less likely than this is not taken."""
SUGGESTED_FROM = 0.25
ALONE_FROM = 0.8
"""One figure alone: a stroke or a ring is soon taken for one."""

_SOUND = 0.7
_DOUBT = 0.65
_REACH = 0.7  # of a line's height: so far above and below the line a pen's stroke may go
_LONGEST = 14  # characters of what the recogniser made of it
_MOST_RUNS = 60  # on a page: more is a page that was read badly
_INK = 0.68  # of the paper's brightness
_FADED = 0.62  # of the way from the darkest ink to the paper
_EITHER_FADED = (0.55, 0.7)
"""A stroke that runs into another at one of them may stand apart at the next: both must say the same."""
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TAILED = regex.compile(r"(?P<print>\S{2,}[/\-–—])(?P<pen>[^/\-–—]{1,10})")
_COLOURED_COLUMNS = 0.4
_DIGITS = regex.compile(r"\d")
_DOTS = regex.compile(r"[.,·…_]+")
_DOT = 0.25  # of a word's height
_DOTS_BESIDE = 2
_VERY_UNEVEN = 0.2  # of a line's height; print measures less than .1
_GAP_FROM, _GAP_TO = 1.5, 8.0  # heights of a word: one figure on dots, and a whole date
_BESIDE_GAP = 0.4  # so near to a printed word stands no pen
_LETTERS = regex.compile(r"\p{L}\p{M}*")
_LONG_WORD = regex.compile(r"\p{Lu}{4,}|\p{L}\p{Ll}{4,}")  # COVID 19/2020, doubted, is no row of figures
_SIGNS = regex.compile(r"\X")
_WORD = regex.compile(r"\p{L}\p{M}*\p{L}")
_PRINTED = regex.compile(r"[\d,.:;/()\-–—]*\d[\d,.:;/()\-–—]*|[^\p{L}\p{N}&@%$#?§€£¥]")
"""Figures, or one simple sign: print that was faint, a bar at the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Inks:
    """Coloured ink of a page: ``colour`` is 1 where it was seen, ``strokes`` where ink is dark enough to read."""

    colour: Gray
    strokes: Mask

    def moved(self, how: Callable[[Gray], Gray]) -> Inks:
        return Inks(how(self.colour), how(self.strokes))


def inks_of(gray: Gray, colour: Gray) -> Inks:
    """``gray`` with all strokes in it, those over print as well."""
    # Pictures are packed with coarser colour than light, and thin strokes lose theirs: dark ink near coloured ink is
    # taken for the same pen's. Printed words are kept out later, by their boxes.
    near = cv2.dilate(colour, np.ones((25, 25), np.uint8))
    dark = gray < _INK * float(np.median(gray[::8, ::8]))
    return Inks(colour, (dark & (near > 0)).astype(np.uint8))


@dataclass(frozen=True, slots=True)
class _Run:
    """Words side by side that may be a pen's, the space that is theirs, and their height (pixels)."""

    words: tuple[PlacedWord, ...]
    space: BBox
    between: bool
    why: str = BY_DOUBT
    dotted: bool = False
    """They stand on a row of dots, or nothing but dots was seen."""
    surely: bool = False
    """They are a pen's, whatever they say."""
    behind_slash: bool = False
    """A slash is printed before them that nobody read."""

    @property
    def led(self) -> bool:
        """The tail of a number, with the slash before it."""
        return bool(self.words) and self.words[0].text.startswith("/")

    @property
    def box(self) -> BBox:
        """Where the words stand; on dots the pen fills the gap."""
        if self.dotted or not self.words:
            quarter = (self.space.bottom - self.space.top) / 4
            return replace(self.space, top=self.space.top + quarter, bottom=self.space.bottom - quarter)
        box = self.words[0].bbox
        for word in self.words[1:]:
            box = box.union(word.bbox)
        return box


def read_pen(
    image: Gray,
    inks: Inks | None,
    words: Sequence[PlacedWord],
    areas: Sequence[Area],
) -> tuple[list[PlacedWord], list[Area]]:
    """The words and areas with what a pen's figures say, where that is sure enough.

    ``image`` is the page as it was read, ``inks`` its coloured ink, in the same place.
    """
    sound = [w for w in words if w.confidence >= _SOUND and len(w.text) > 2]
    if len(sound) < 5:
        return list(words), list(areas)
    height = median(w.bbox.bottom - w.bbox.top for w in sound)
    out, held = list(words), list(areas)
    years = _years(words)
    if inks is not None:
        for word in words:
            _tail_apart(word, inks.colour, out, held)
        lines = lines_of(out)
        coloured = [
            (replace(run, behind_slash=_behind_slash(image, run, lines, height)), area)
            for area in held if area.why == BY_COLOUR and (run := _coloured_run(area, lines, height))
        ]  # fmt: skip
        readings = [_read(run, _coloured_strokes(inks.strokes, run, height), years) for run, _ in coloured]
        for (run, area), read in zip(coloured, _told_twice(readings), strict=True):
            _put(run, read, out, held, area)
    taken = [a.bbox for a in held if a.kind in ("stamp", "seal", "signature", "handwriting")]
    lines = lines_of(out)
    gone: set[int] = set()
    for run in _dotted_runs(image, lines, taken, height):
        read = _read(run, _loose_ink(image, run, out, height, _FADED), years)
        if not (read and _is_sure(read[0])):
            read = _agreed([_read(run, _loose_ink(image, run, out, height, faded), years) for faded in _EITHER_FADED])
        if _put(run, read, out, held, None):
            gone |= {id(w) for w in run.words}
    uneven = [run for run in _uneven_runs(image, lines, taken, height) if not any(id(w) in gone for w in run.words)]
    gone |= {id(w) for run in uneven for w in run.words}
    doubted = [run for run in _doubted_runs(lines, taken, height) if not any(id(w) in gone for w in run.words)]
    runs = [*uneven, *doubted[:_MOST_RUNS]]
    readings = [_read(run, _loose_ink(image, run, out, height, _FADED), years) for run in runs]
    for run, read in zip(runs, _told_twice(readings), strict=True):
        if not _put(run, read, out, held, None) and (run.surely or _likely_other(run, read)):
            _mark(run, read, out, held)
    return out, held


def _likely_other(run: _Run, read: Sequence[Written]) -> bool:
    """Whether a row of figures that the recogniser doubts is likelier another row: neither is to be relied on."""
    if not read or _figures(read[0]) < _OF_NUMBER or read[0].chance < SUGGESTED_FROM:
        return False
    said = _DIGITS.findall("".join(w.text for w in run.words))
    return len(said) > 1 and said != _DIGITS.findall(read[0].text)


def _mark(run: _Run, read: Sequence[Written], words: list[PlacedWord], areas: list[Area]) -> None:
    """The words of a run that nobody read surely, at a pen's confidence; what it may say is the first one's."""
    places = {w.bbox for w in run.words}
    for k, word in enumerate(words):
        if word.bbox in places:
            words[k] = replace(word, confidence=min(word.confidence, PEN_CONFIDENCE))
            if word.bbox == run.words[0].bbox:
                _suggest(words[k], read, words)
    areas.append(Area("handwriting", run.box, " ".join(w.text for w in run.words), PEN_CONFIDENCE, run.why))


def _agreed(readings: Sequence[Sequence[Written]]) -> list[Written]:
    """What all readings hold for likeliest, at their mean chance; nothing where they differ."""
    best = [read[0] for read in readings if read]
    if len(best) < len(readings) or len({one.text for one in best}) > 1:
        return []
    return [Written(best[0].text, sum(one.chance for one in best) / len(best))]


def _told_twice(readings: Sequence[Sequence[Written]]) -> list[list[Written]]:
    """The readings, surer where two of them hold the same row of figures for the likeliest.

    A letter's number is written once more on its endorsement; rows that are one off each other (a number and the next)
    are not held for the same.
    """
    out = [list(read) for read in readings]
    for one, other in combinations(range(len(out)), 2):
        best = [out[k][0] if out[k] else None for k in (one, other)]
        if not (best[0] and best[1] and best[0].text == best[1].text):
            continue
        if _figures(best[0]) < _OF_NUMBER or min(best[0].chance, best[1].chance) < SUGGESTED_FROM:
            continue
        chances = [{read.text: read.chance for read in out[k]} for k in (one, other)]
        both = sum(chance * chances[1].get(text, 0.0) for text, chance in chances[0].items())
        agreed = Written(best[0].text, best[0].chance * best[1].chance / both)
        for k in (one, other):
            out[k][0] = max(out[k][0], agreed, key=lambda read: read.chance)
    return out


_OF_NUMBER = 3


def _read(run: _Run, strokes: Mask, years: Collection[int]) -> list[Written]:
    if not strokes.size or not strokes.any():
        return []
    return read_figures(strokes, led=run.led, years=years)


def _years(words: Sequence[PlacedWord]) -> frozenset[int]:
    """The years that are printed on the page, and those beside them: a pen's date is of one of them."""
    printed = {int(m) for w in words if w.confidence > PEN_CONFIDENCE for m in _YEAR.findall(w.text)}
    return frozenset(y + k for y in printed for k in (-1, 0, 1))


def _put(run: _Run, read: Sequence[Written], words: list[PlacedWord], areas: list[Area], area: Area | None) -> bool:
    """Sets what was read in the place of the run's words, where it is sure, and tells its area."""
    if not read:
        return False
    best = read[0]
    figures = _figures(best)
    if not _is_sure(best):
        if figures > 1 and len(run.words) == 1:
            _suggest(run.words[0], read, words)
        return False
    if figures == 1 and (best.text == "1" or not run.between):
        return False  # any upright stroke
    said = " ".join(w.text for w in run.words)
    if run.why == BY_STANCE and _adds_figures(said, best.text):
        return True  # print with a neighbour's ink beside it
    sure = round(min(MOST_SURE, best.chance), 2)
    others = tuple(dict.fromkeys(text for text in (said, *(w.text for w in read[1:3])) if text))
    gone = {id(w) for w in run.words}
    at = next((k for k, w in enumerate(words) if id(w) in gone), len(words))
    slash = (run.led or (run.behind_slash and best.text.isdigit())) and not best.text.startswith("/")
    text = f"/{best.text}" if slash else best.text
    word = PlacedWord(text, run.box, sure, run.words[0].before if run.words else None, others)
    words[:] = [*words[:at], word, *(w for w in words[at:] if id(w) not in gone)]
    if area is None:
        areas.append(Area("handwriting", run.box, text, sure, run.why))
    else:
        areas[areas.index(area)] = replace(area, text=text, confidence=sure)
    return True


def _adds_figures(said: str, read: str) -> bool:
    """Whether all that was read before stands in the new reading, with more at an end of it."""
    before, now = ("".join(_DIGITS.findall(text)) for text in (said, read))
    return 1 < len(before) < len(now) and (now.startswith(before) or now.endswith(before))


def _figures(read: Written) -> int:
    return sum(c.isdigit() for c in read.text)


def _is_sure(read: Written) -> bool:
    return read.chance >= (TAKEN_FROM if _figures(read) > 1 else ALONE_FROM)


def _suggest(word: PlacedWord, read: Sequence[Written], words: list[PlacedWord]) -> None:
    """What is not sure enough to be the text is an alternative of it."""
    likely = [w.text for w in read if w.chance >= SUGGESTED_FROM]
    at = next((k for k, w in enumerate(words) if w is word), None)
    if likely and at is not None:
        words[at] = replace(word, alternatives=tuple(dict.fromkeys([*word.alternatives, *likely])))


# ------------------------------------------------------------------------------------------------- coloured ink


def _tail_apart(word: PlacedWord, colour: Gray, words: list[PlacedWord], areas: list[Area]) -> None:
    """A doubted word of which only the end is coloured, behind a slash or a dash, is print and a pen's tail."""
    match = _TAILED.fullmatch(word.text) if word.confidence < _DOUBT else None
    if match is None or any(a.bbox.holds_middle_of(word.bbox) for a in areas):
        return
    rows, columns = _slices(word.bbox, colour)
    seen = (colour[rows, columns] > 0).sum(axis=0) > 1
    if not seen.any():
        return
    begin = int(np.argmax(seen))
    if begin < word.bbox.bottom - word.bbox.top or seen[begin:].mean() < _COLOURED_COLUMNS:
        return
    middle = word.bbox.x0 + begin
    # What the recogniser doubted was the tail.
    printed = replace(word, text=match["print"], bbox=replace(word.bbox, x1=middle - 1), confidence=_DOUBT)
    tail = PlacedWord(match["pen"], replace(word.bbox, x0=middle), min(word.confidence, PEN_CONFIDENCE))
    at = next(k for k, w in enumerate(words) if w is word)
    words[at : at + 1] = [printed, tail]
    areas.append(Area("handwriting", tail.bbox, tail.text, PEN_CONFIDENCE, BY_COLOUR))


def _coloured_run(area: Area, lines: Sequence[PlacedLine], height: float) -> _Run | None:
    for line in lines:
        inside = [k for k, w in enumerate(line.words) if area.bbox.holds_middle_of(w.bbox) and w.confidence < _DOUBT]
        if inside:
            first, last = inside[0], inside[-1]
            # Where the pen went over black print, its colour is not seen in a word's first letters.
            while first and _beside(line.words[first - 1], line.words[first], height):
                first -= 1
            while last + 1 < len(line.words) and _beside(
                line.words[last], line.words[last + 1], height, right_one=True
            ):
                last += 1
            own = line.words[first : last + 1]
            return _Run(own, *_space(line, own, height), why=BY_COLOUR)
    return None


def _behind_slash(image: Gray, run: _Run, lines: Sequence[PlacedLine], height: float) -> bool:
    """Whether a slanted stroke stands in the gap between the word before and the run."""
    line = next(line for line in lines if any(w is run.words[0] for w in line.words))
    before = [w.bbox.x1 for w in line.words if w.bbox.x0 < run.box.x0 and all(w is not own for own in run.words)]
    if run.led or not before or run.box.x0 - max(before) > 2 * height:
        return False
    rows, columns = _slices(replace(run.space, x0=max(before), x1=run.box.x0), image)
    part = image[rows, columns]
    if part.size < 100:
        return False
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((part < _DARK_INK).astype(np.uint8), connectivity=8)
    for k in range(1, count):
        x, y, w, h = (int(v) for v in boxes[k][:4])
        if h > 0.8 * height and 0.2 * h < w < h and straight(labels[y : y + h, x : x + w] == k, _SLASH):
            return True
    return False


_DARK_INK = 128
_SLASH = 0.2  # its breadth, of its length


def _beside(left: PlacedWord, right: PlacedWord, height: float, *, right_one: bool = False) -> bool:
    """Whether the outer of two neighbours is doubted as well, and near."""
    outer = right if right_one else left
    return outer.confidence < 0.3 and right.bbox.x0 - left.bbox.x1 < 0.8 * height


def _space(line: PlacedLine, own: Sequence[PlacedWord], height: float) -> tuple[BBox, bool]:
    """From the word before to the word after, or a little beyond; half a line more above and below."""
    before = [w for w in line.words if w.bbox.x0 < own[0].bbox.x0 and w not in own]
    after = [w for w in line.words if w.bbox.x0 > own[-1].bbox.x0 and w not in own]
    left = max((w.bbox.x1 for w in before), default=0.0)
    right = min((w.bbox.x0 for w in after), default=float("inf"))
    sound = [w for w in (*before, *after) if w.confidence >= _SOUND and _LETTER.search(w.text)] or list(own)
    top, bottom = median(w.bbox.top for w in sound), median(w.bbox.bottom for w in sound)
    x0, x1 = min(w.bbox.x0 for w in own), max(w.bbox.x1 for w in own)
    box = BBox(
        max(left, x0 - 1.2 * height), top - _REACH * height, min(right, x1 + 1.2 * height), bottom + _REACH * height
    )
    return box, bool(before) and bool(after)


def _coloured_strokes(strokes: Mask, run: _Run, height: float) -> Mask:
    rows, columns = _slices(run.space, strokes)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return np.zeros((0, 0), np.uint8)
    # What turned the page level left steps in the strokes.
    smooth = cv2.GaussianBlur(strokes[rows, columns].astype(np.float32), (0, 0), 0.9)
    return _on_the_line((smooth > 0.42).astype(np.uint8), _REACH * height, height)


def _on_the_line(ink: Mask, above: float, height: float) -> Mask:
    """Without what belongs to the lines above and below."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = np.zeros(count, bool)
    for k in range(1, count):
        top, high = boxes[k, cv2.CC_STAT_TOP], boxes[k, cv2.CC_STAT_HEIGHT]
        middle = top + high / 2
        kept[k] = 0.7 * above < middle < ink.shape[0] - 0.7 * above and not (
            high < 0.5 * height and (top == 0 or top + high == ink.shape[0])
        )
    return np.asarray(kept[labels], np.uint8)


# -------------------------------------------------------------------------------------------------- doubted ink


def _doubted_runs(lines: Sequence[PlacedLine], taken: Sequence[BBox], height: float) -> Iterator[_Run]:
    """Words that the recogniser doubts on lines with sound ones: all that stand together, or each by itself."""
    for line in lines:
        if not any(w.confidence >= _SOUND and len(w.text) > 2 for w in line.words):
            continue
        run: list[PlacedWord] = []
        for word in (*line.words, None):
            if word is not None and word.confidence < _DOUBT and not any(t.holds_middle_of(word.bbox) for t in taken):
                run.append(word)
                continue
            for own in [run] if _no_print(run) else [[w] for w in run]:
                if _no_print(own):
                    yield _Run(tuple(own), *_space(line, own, height))
            run = []


def _uneven_runs(image: Gray, lines: Sequence[PlacedLine], taken: Sequence[BBox], height: float) -> Iterator[_Run]:
    """Words whose figures do not stand as print does."""
    line_of = {id(w): line for line in lines for w in line.words}
    for found in uneven_words(image, lines, height):
        if not any(t.holds_middle_of(w.bbox) for t in taken for w in found.words):
            space, between = _space(line_of[id(found.words[0])], found.words, height)
            several = sum(c.isascii() and c.isdigit() for w in found.words for c in w.text) > 1
            yield _Run(found.words, space, between, BY_STANCE, surely=several and found.by >= _VERY_UNEVEN)


def _dotted_runs(image: Gray, lines: Sequence[PlacedLine], taken: Sequence[BBox], height: float) -> Iterator[_Run]:
    """What stands on dots between two words: the wide gap between them is a pen's."""
    for line in lines:
        print_ = [k for k, w in enumerate(line.words) if w.confidence >= _SOUND and _WORD.search(w.text)]
        for first, last in pairwise(print_):
            left, right, own = line.words[first], line.words[last], line.words[first + 1 : last]
            if not _GAP_FROM * height < right.bbox.x0 - left.bbox.x1 < _GAP_TO * height:
                continue
            if sum(len(w.text) for w in own) > _LONGEST or any(t.holds_middle_of(w.bbox) for t in taken for w in own):
                continue
            top, bottom = median((left.bbox.top, right.bbox.top)), median((left.bbox.bottom, right.bbox.bottom))
            beside = _BESIDE_GAP * height
            gap = BBox(left.bbox.x1 + beside, top, right.bbox.x0 - beside, bottom)
            if (own and all(_DOTS.fullmatch(w.text) for w in own)) or _on_dots(image, gap, height):
                space = replace(gap, top=top - _REACH * height, bottom=bottom + _REACH * height)
                yield _Run(own, space, True, BY_DOTS, dotted=True)


def _on_dots(image: Gray, gap: BBox, height: float) -> bool:
    """Whether something stands in ``gap`` between dots that a typist set in a row."""
    rows, columns = _slices(gap, image)
    part = image[rows, columns]
    if part.size < 100:
        return False
    darkest, paper = (float(v) for v in np.percentile(part, (1, 90)))
    if paper - darkest < 40:
        return False
    ink = (part < darkest + _FADED * (paper - darkest)).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    parts = sorted((int(x), int(y), int(w), int(h)) for x, y, w, h, _ in boxes[1:])
    tall = [x for x, _, _, h in parts if h > 0.4 * height]
    dots = [p for p in parts if max(p[2:]) < _DOT * height and p[1] > 0.5 * part.shape[0]]
    rows_of_dots = [[d for d in dots if abs(d[1] + d[3] - dot[1] - dot[3]) <= 0.1 * height] for dot in dots]
    row = [x for x, *_ in max(rows_of_dots, key=len, default=[])]
    # Full stops stand between figures, dots of a form beside each other.
    beside_each_other = sum(not any(left < x < right for x in tall) for left, right in pairwise(row))
    return beside_each_other >= _DOTS_BESIDE and any(row[0] < x < row[-1] for x in tall)


def _no_print(run: Sequence[PlacedWord]) -> bool:
    """Whether what was made of it looks neither like printed words nor like printed figures."""
    if any(_LONG_WORD.fullmatch(w.text) for w in run):
        return False
    text = "".join(w.text for w in run)
    signs = len(_SIGNS.findall(text))  # a letter of Hindi and what stands above and below it are one
    letters = len(_LETTERS.findall(text))
    return 0 < len(text) <= _LONGEST and letters <= 0.4 * signs and not _PRINTED.fullmatch(text)


def _loose_ink(image: Gray, run: _Run, words: Sequence[PlacedWord], height: float, faded: float) -> Mask:
    """The ink in the run's space that belongs to no other word and to no other line.

    ``faded``: how far from the darkest ink (0) to the paper (1) ink reaches.
    """
    rows, columns = _slices(run.space, image)
    part = image[rows, columns]
    if part.size < 100:
        return np.zeros((0, 0), np.uint8)
    darkest, paper = (float(v) for v in np.percentile(part, (1, 90)))
    if paper - darkest < 40:
        return np.zeros((0, 0), np.uint8)
    ink = (part < darkest + faded * (paper - darkest)).astype(np.uint8)
    own = {id(w) for w in run.words}
    for word in words:
        if id(word) not in own and word.confidence >= _SOUND:
            high = 0.1 * (word.bbox.bottom - word.bbox.top)
            box = BBox(
                word.bbox.x0 - run.space.x0, word.bbox.top - run.space.top + high,
                word.bbox.x1 - run.space.x0, word.bbox.bottom - run.space.top - high,
            )  # fmt: skip
            there = _slices(box, ink)
            ink[there] = 0
    return _on_the_line(ink, _REACH * height, height)


def _slices(box: BBox, image: Gray) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box.top)), max(0, min(image.shape[0], int(box.bottom) + 1))),
        slice(max(0, int(box.x0)), max(0, min(image.shape[1], int(box.x1) + 1))),
    )

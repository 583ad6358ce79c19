"""Printed names that a signature runs over: their line alone is read several times, and the readings vote.

A recogniser makes a drawing of name and signature together. Cut off above the name's letters most of the signature is
gone; how high to cut is not known, so it is cut at several heights. Each cut leaves other scraps of the pen, and what
most of the readings say at a place is print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.document import Area, BBox
from ingest.layout import PlacedLine, PlacedWord
from ingest.ocr import PAGE_MODEL, RUN_MODEL, OcrEngine, OcrWord, mean_confidence
from ingest.prepare import Gray

_LINES_ABOVE = 5  # a signature stands below a text, not in a letterhead
_HEIGHTS = (1.45, 1.6, 1.75, 1.9, 2.05)  # of the line below, from whose top they are measured
_AGREED = 0.7  # of the readings, place by place: strokes alone measured .20 to .68, names .73 and more
_SAME = 0.6  # of the signs
_LETTERS = 6
_MOST_SURE = 0.7
_READ_ALREADY = 0.75
_SCRAWL = 0.5
_ROUNDS = 3
_SIGN = 0.5  # a sign's voice against a letter's: scraps of a pen are taken for signs
_LATIN_OR_DIGIT = regex.compile(r"[A-Za-z0-9]")
_NAME = regex.compile(r"\p{L}\p{M}*")
_OF_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}(). ]")


def names_below(
    image: Gray, lines: Sequence[PlacedLine], areas: Sequence[Area], engine: OcrEngine, dpi: int, models: str
) -> list[PlacedLine]:
    """Lines with the printed name that a signature runs over read again, where the readings agree on one.

    The name's line is the one above the first sound line below the signature.
    """
    out = list(lines)
    done: set[int] = set()
    for area in areas:
        if area.kind != "signature" or sum(line.bottom < area.bbox.top for line in out) < _LINES_ABOVE:
            continue
        below = _line_below(out, area.bbox)
        if below is None or id(below[0]) in done:
            continue
        done.add(id(below[0]))
        height = median(w.bbox.bottom - w.bbox.top for w in below)
        top, left = median(w.bbox.top for w in below), min(w.bbox.x0 for w in below)
        x0 = max(0, int(min(left, area.bbox.x0) - height))
        x1 = min(image.shape[1], int(max(below[-1].bbox.x1, area.bbox.x1) + height))
        old = [
            w for line in out for w in line.words
            if w.bbox.bottom > top - 1.2 * height and w.bbox.top < top - 0.4 * height
            and w.bbox.x1 > x0 - height and w.bbox.x0 < x1 + height and all(w is not b for b in below)
        ]  # fmt: skip
        if mean_confidence(old) > _READ_ALREADY:
            continue
        words = _read(image, (x0, int(top - 0.05 * height), x1), height, engine, dpi, _models(models, below))
        if words and words[0].confidence > min(mean_confidence(old), _MOST_SURE - 0.01) and not _alike(words, old):
            out = _put(out, words, old, below[0])
    return out


def _alike(words: Sequence[PlacedWord], old: Sequence[PlacedWord]) -> bool:
    """Whether the page says nearly the same: it saw all of the letters, a cut may have lost some."""
    texts = (" ".join(w.text for w in words), " ".join(w.text for w in old))
    return mean_confidence(old) > _SCRAWL and Levenshtein.normalized_similarity(*texts) > _SAME


def _line_below(lines: Sequence[PlacedLine], box: BBox) -> tuple[PlacedWord, ...] | None:
    """The sound words of the first short line that begins in or below the lower half of ``box`` and stands under it."""
    middle = (box.top + box.bottom) / 2
    found = []
    for line in lines:
        sound = [n for n, w in enumerate(line.words) if w.confidence >= _SCRAWL]
        words = line.words[sound[0] : sound[-1] + 1] if sound else ()  # a signature stands beside it, not in it
        if len(words) > 7 or sum(len(w.text) for w in words) < 5:
            continue
        top, bottom = median(w.bbox.top for w in words), median(w.bbox.bottom for w in words)
        under = middle < top < box.bottom + 2.5 * (bottom - top) and words[0].bbox.x0 < box.x1
        if under and words[-1].bbox.x1 > box.x0 and min(w.confidence for w in words) >= 0.75:
            found.append((top, words))
    return min(found, key=lambda one: one[0])[1] if found else None


def _models(models: str, below: Sequence[PlacedWord]) -> tuple[str, ...]:
    """Those that know the script of the line below: both for Latin print, the Devanagari one alone for Hindi."""
    held = models.split("+")
    latin = sum(bool(_LATIN_OR_DIGIT.search(w.text)) for w in below) > 0.5 * len(below)
    wanted = tuple(m for m in ((RUN_MODEL, PAGE_MODEL) if latin else (PAGE_MODEL,)) if m in held)
    return wanted or (models,)


def _read(
    image: Gray, foot: tuple[int, int, int], height: float, engine: OcrEngine, dpi: int, models: Sequence[str]
) -> list[PlacedWord]:
    """The words above ``foot`` (left, lower edge, right) on which the readings agree; none where they do not."""
    x0, bottom, x1 = foot
    tops = [max(0, int(bottom - (reach - 0.05) * height)) for reach in _HEIGHTS]
    if bottom - tops[0] <= 12 or x1 - x0 < 40:
        return []
    strips = [Image.fromarray(np.ascontiguousarray(image[top:bottom, x0:x1])) for top in tops]
    readings = [
        [_placed(w, x0, top) for line in page.lines for w in line.words]
        for model in models
        for top, page in zip(tops, engine.read_strips(strips, dpi, model), strict=True)
    ]
    said = agreed([" ".join(w.text for w in words) for words in readings])
    if said.share < _AGREED or len(_NAME.findall(said.text)) < _LETTERS:
        return []
    texts = said.text.split()
    nearest = min(readings, key=lambda words: Levenshtein.distance(" ".join(w.text for w in words), said.text))
    sure = round(min(_MOST_SURE, said.share), 4)
    return [PlacedWord(text, box, sure) for text, box in zip(texts, _boxes(texts, nearest), strict=True)]


def _boxes(texts: Sequence[str], words: Sequence[PlacedWord]) -> list[BBox]:
    """Those of ``words``; where these are more or fewer, the stretch from first to last is parted by letters."""
    if len(texts) == len(words):
        return [w.bbox for w in words]
    whole = words[0].bbox
    for word in words[1:]:
        whole = whole.union(word.bbox)
    step = (whole.x1 - whole.x0) / (sum(map(len, texts)) + len(texts) - 1)
    out, at = [], whole.x0
    for text in texts:
        out.append(replace(whole, x0=at, x1=at + step * len(text)))
        at += step * (len(text) + 1)
    return out


def _placed(word: OcrWord, dx: int, dy: int) -> PlacedWord:
    """A word of a crop in the coordinates of the image it was cut from."""
    x0, y0, x1, y1 = word.box
    return PlacedWord(word.text, BBox(float(x0 + dx), float(y0 + dy), float(x1 + dx), float(y1 + dy)), word.confidence)


def _put(
    lines: Sequence[PlacedLine], words: Sequence[PlacedWord], old: Sequence[PlacedWord], below: PlacedWord
) -> list[PlacedLine]:
    """The lines with ``words`` in the place of ``old``, above the line of the word ``below``."""
    gone = {id(w) for w in old}
    out: list[PlacedLine] = []
    for line in lines:
        kept = tuple(w for w in line.words if id(w) not in gone)
        if any(w is below for w in line.words):
            out.append(PlacedLine(tuple(words)))
        if kept:
            out.append(line if len(kept) == len(line.words) else PlacedLine(kept, line.new_paragraph))
    return out


@dataclass(frozen=True, slots=True)
class Agreed:
    """What most readings say, and the share of them (0..1) that say so, taken over its signs."""

    text: str
    share: float


def agreed(readings: Sequence[str]) -> Agreed:
    """Sign by sign what most of ``readings`` say; empty ones are voices against."""
    said = [text for text in readings if text]
    if not said:
        return Agreed("", 0.0)
    text = min(said, key=lambda one: sum(Levenshtein.distance(one, other) for other in said))
    for _ in range(_ROUNDS):
        better = _voted(text, said)
        if better == text:
            break
        text = better
    same = sum(
        block.size for other in said for block in Levenshtein.editops(text, other).as_matching_blocks()
    )  # fmt: skip
    return Agreed(" ".join(text.split()), same / (len(text) * len(readings)) if text else 0.0)


def _voted(text: str, readings: Sequence[str]) -> str:
    """``text`` with each sign as most readings have it, and with what most of them have between two of its signs."""
    at = [Counter[str]() for _ in text]
    between = [Counter[str]() for _ in range(len(text) + 1)]
    for other in readings:
        added = [""] * (len(text) + 1)
        for op in Levenshtein.opcodes(text, other):
            if op.tag == "insert":
                added[op.src_start] += other[op.dest_start : op.dest_end]
                continue
            for n, k in enumerate(range(op.src_start, op.src_end)):
                at[k]["" if op.tag == "delete" else other[op.dest_start + n]] += 1
        for k, what in enumerate(added):
            between[k][what] += 1
    out = [_most(between[0])]
    for k in range(len(text)):
        out += [_most(at[k]), _most(between[k + 1])]
    return "".join(out)


def _most(voices: Counter[str]) -> str:
    return max(voices, key=lambda sign: voices[sign] * (1.0 if not sign or _OF_WORDS.match(sign) else _SIGN))

"""Roman numerals of lists on Hindi pages: to the Devanagari model ii. is "॥." and iv. is "।५.".

The English model reads such a run again; it mixes I, l and i, so that the strokes are counted here, and whether they
carry dots says whether they are small letters.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import regex

from ingest.ink import connected
from ingest.lists import listed
from ingest.ocr import OcrLine, OcrPage
from ingest.prepare import Gray

COUNTED = regex.compile(r"\(?[।॥|¡!]+[.,)-]+")
"""What the Devanagari model makes of i. to iii. and (i) to (iii)."""

COUNTING = regex.compile(r"(?<![A-Za-z])[ivx]+[.)]")
"""A small numeral of a list, alone or behind the number of a paragraph."""

_LISTED = regex.compile(r"\(?[ivx]+[.)]+")
"""A small numeral of a list, as a word."""

_HEADING = regex.compile("(?P<word>[\u0900-\u0963]+?)(?P<bars>[।॥|]{1,3})")
_BARS = regex.compile("[।॥|¡!]")
_STROKES = regex.compile(r"(\(?)([Iil]{1,3}|[Iil][Vv]|[Vv][Iil]{0,3})([.,)]+)")

_SMALL = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_OF_VALUE = {value: text for text, value in _SMALL.items()}
_NUMERAL = regex.compile(r"(\(?)([ivx]+)([.)])")
_V = regex.compile(r"(\(?)([५Vvy])([.,)])")
_STROKE_COUNT = {"॥": 2}


def numeral(said: str, says: str, picture: Gray) -> str | None:
    """The numeral of a list that ``picture`` prints, where one model ``said`` bars or a small numeral.

    The other, which ``says`` something else, counts strokes better and mixes up what letters they are.
    """
    found, is_small = _STROKES.fullmatch(says), _LISTED.fullmatch(said) is not None
    if is_small and found is None:
        return said
    if found is None or not (is_small or _BARS.search(said)):
        return None
    before, body, behind = found.groups()
    strokes = sum(c in "Iil" for c in body)
    small = "".join("i" if c in "Iil" else "v" for c in body)
    letters = small if is_small or _parts(picture) > len(body) + len(before + behind) or not strokes else small.upper()
    return f"{before}{letters}{behind.replace(',', '.')}"


def _parts(picture: Gray) -> int:
    """Pieces of ink as high as a dot at least."""
    threshold, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)
    boxes = connected((picture <= threshold).astype(np.uint8)).boxes[1:]
    tall = boxes[:, cv2.CC_STAT_HEIGHT]
    return int((tall >= 0.08 * tall.max(initial=1)).sum())


def with_numerals(page: OcrPage) -> OcrPage:
    """``page`` with bars at the beginning of lines as the small Roman numerals that they count, where the list they
    stand in has the numeral before or behind; and ५. behind iv. as v."""
    first = {n: line.words[0].text for n, line in enumerate(page.lines) if len(line.words) > 1}
    values = {n: value for n, text in first.items() if (value := _value(text))}
    if len(values) < 2:
        return page
    out, last = {}, 0
    for n, text in first.items():
        value = values.get(n, 0)
        if value and COUNTED.fullmatch(text) and {value - 1, value + 1} & {v for k, v in values.items() if k != n}:
            out[n] = f"{'(' if text[0] == '(' else ''}{_OF_VALUE[value]}{')' if ')' in text else '.'}"
        elif last == _SMALL["iv"] and (found := _V.fullmatch(text)):
            value, out[n] = _SMALL["v"], f"{found[1]}v{found[3].replace(',', '.')}"
        last = value or last
    lines = [
        replace(line, words=(replace(line.words[0], text=out[n]), *line.words[1:])) if n in out else line
        for n, line in enumerate(page.lines)
    ]
    return replace(page, lines=tuple(lines))


def with_numbered_heads(page: OcrPage) -> OcrPage:
    """``page`` with bars behind a word that heads an enclosure, alone on its line, as the numeral that they count.

    No heading ends with a full stop.
    """
    return replace(page, lines=tuple(_with_number(line) for line in page.lines))


def _with_number(line: OcrLine) -> OcrLine:
    found = _HEADING.fullmatch("".join(word.text for word in line.words))
    if found is None or len(line.words) > 2 or found["word"] not in listed("enclosures"):
        return line
    first, last = line.words[0], line.words[-1]
    if first is last:
        left, top, right, bottom = first.box
        at = right - max(1, round((right - left) * len(found["bars"]) / (2 * len(first.text))))
        first, last = replace(first, box=(left, top, at - 1, bottom)), replace(first, box=(at, top, right, bottom))
    strokes = sum(_STROKE_COUNT.get(bar, 1) for bar in found["bars"])
    if strokes > _SMALL["iii"]:
        return line
    said = (*last.alternatives, found["bars"])
    return replace(
        line, words=(replace(first, text=found["word"]), replace(last, text="I" * strokes, alternatives=said))
    )


def _value(text: str) -> int:
    """The value of a small Roman numeral, or of the bars that stand for one to three; 0 for all else."""
    if found := _NUMERAL.fullmatch(text):
        return _SMALL.get(found[2], 0)
    strokes = sum(_STROKE_COUNT.get(c, 1) for c in _BARS.findall(text)) if COUNTED.fullmatch(text) else 0
    return strokes if strokes <= _SMALL["iii"] else 0

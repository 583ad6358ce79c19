"""Roman numerals of lists on Hindi pages: to the Devanagari model ii. is "॥." and iv. is "।५.".

The English model reads such a run again; it mixes I, l and i, so that the strokes are counted here, and whether they
carry dots says whether they are small letters.
"""

from __future__ import annotations

import cv2
import numpy as np
import regex

from ingest.ink import connected
from ingest.prepare import Gray

COUNTED = regex.compile(r"\(?[।॥|¡!]+[.,)-]+")
"""What the Devanagari model makes of i. to iii. and (i) to (iii)."""

_BARS = regex.compile("[।॥|¡!]")
_STROKES = regex.compile(r"(\(?)([Iil]{1,3}|[Iil][Vv]|[Vv][Iil]{0,3})([.,)]+)")


def numeral(said: str, says: str, picture: Gray) -> str | None:
    """The numeral of a list that ``picture`` prints, where one model ``said`` bars and the other ``says`` one."""
    found = _STROKES.fullmatch(says)
    if found is None or not _BARS.search(said):
        return None
    before, body, behind = found.groups()
    strokes = sum(c in "Iil" for c in body)
    small = "".join("i" if c in "Iil" else "v" for c in body)
    letters = small if _parts(picture) > len(body) + len(before + behind) or not strokes else small.upper()
    return f"{before}{letters}{behind.replace(',', '.')}"


def _parts(picture: Gray) -> int:
    """Pieces of ink as high as a dot at least."""
    threshold, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)
    boxes = connected((picture < threshold).astype(np.uint8)).boxes[1:]
    tall = boxes[:, cv2.CC_STAT_HEIGHT]
    return int((tall >= 0.08 * tall.max(initial=1)).sum())

"""Signs above the head line that a recogniser did not see: a dot, a hook, the stroke of a vowel.

They are what thin and worn Hindi print loses most. A word that is on no list, of which exactly one common word is made
by such signs, is that word where the picture has ink above the head line at each sign's place, and the ink belongs to
no sign that was read. A list alone would not do: real words differ by a hook or a dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import regex

from ingest.hindi import common
from ingest.ink import connected
from ingest.prepare import Gray

_LETTERS = "\u0904-\u0939\u0958-\u0961"
_CONSONANTS = "\u0915-\u0939\u0958-\u095f"
_CLUSTER = regex.compile(
    rf"(?P<half>(?:[{_CONSONANTS}]\u093c?\u094d)*)"
    rf"(?P<letter>[{_LETTERS}])\u093c?\u094d?(?P<vowel>[\u093e-\u094c]?)(?P<dot>[\u0900-\u0903]*)|."
)
_ENDS = regex.compile(rf"[{_LETTERS}]\u093c?[\u093e-\u094c]?(?![\u0900-\u0903\u093c-\u094d])")  # a dot may follow
_BARE = regex.compile(rf"[{_CONSONANTS}]\u093c?(?![\u093c-\u094d])")  # the stroke of a vowel may follow
_BEGINS = regex.compile(rf"(?<=[{_LETTERS}\u0900-\u0903\u093c\u093e-\u094c])[{_CONSONANTS}]")
_HOOK, _DOT, _DOTS = "\u0930\u094d", "\u0902", "\u0900\u0901\u0902"
_E, _AI, _O, _AA, _I, _II = "\u0947", "\u0948", "\u094b", "\u093e", "\u093f", "\u0940"
_STEMMED, _STROKES = "\u0949\u094b\u094c", "\u0945\u0947\u0948"  # ॉ ो ौ, ॅ े ै
_WITH_TOP, _WIDE, _NARROW = "ईऐओऔ", "अआऊओऔ", "र"

# Widths, that of a letter being 1: fonts differ by a third, and places are looked at that generously.
_HALF, _WIDE_LETTER, _NARROW_LETTER, _STEM, _OTHER = 0.5, 1.2, 0.65, 0.4, 0.5
_NEAR, _OWN = 0.45, 0.12  # from a sign's place to ink that may be it, and to ink that is a sign's that was read
_INK = 0.35  # of the way from paper to print: dots of thin print are paler than its letters
_HEAD, _HEAD_WIDE, _UPPER = 0.6, 0.3, 0.65  # of the fullest row, of the word's width, of the picture's height
_HIGH = 0.6  # of the letters' height: signs stand no higher
_DOT_SIDE, _DOT_PIXELS = 0.06, 3  # of the letters' height
_MOST_LOST = 2

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A sign above the head line: where it stands in its text, and from where to where in widths of a letter."""

    at: int
    left: float
    right: float


def with_lost_signs(picture: Gray, left: int, right: int, text: str) -> str:
    """The one common word that ``text`` is with the signs that it lacks; empty where there is none or several.

    ``picture`` shows the word between the columns ``left`` and ``right``, and all of its line's height.
    """
    read, width = _laid_out(text)
    above = _ink_above(picture, left, right)
    free = [ink for ink in above if all(_apart((m.left / width, m.right / width), ink) * width >= _OWN for m in read)]
    if not free:
        return ""
    one = {new: (at,) for new, at in _with_sign(text)}
    found = {new for new, at in one.items() if common(new) and _shown(above, new, at)}
    if not found and len(free) >= _MOST_LOST:
        two = {n2: (*(x + (x >= at2) * (len(n2) - len(n1)) for x in at), at2)
               for n1, at in one.items() if _shown(above, n1, at) for n2, at2 in _with_sign(n1)}  # fmt: skip
        found = {new for new, at in two.items() if common(new) and _shown(above, new, at)}
    return found.pop() if len(found) == 1 else ""


def _with_sign(text: str) -> Iterator[tuple[str, int]]:
    """``text`` with one sign more above the head line, and where that stands."""
    for found in _ENDS.finditer(text):
        yield text[: found.end()] + _DOT + text[found.end() :], found.end()
    for found in _BARE.finditer(text):
        for sign in (_E, _AI):
            yield text[: found.end()] + sign + text[found.end() :], found.end()
    for found in _BEGINS.finditer(text):
        yield text[: found.start()] + _HOOK + text[found.start() :], found.start()
    for at in (n for n, sign in enumerate(text) if sign == _AA):
        yield text[:at] + _O + text[at + 1 :], at


def _shown(above: Sequence[Span], text: str, added: Sequence[int]) -> bool:
    """Whether each of the signs at the places ``added`` of ``text`` has ink of its own."""
    marks, width = _laid_out(text)
    own = [(m.left / width, m.right / width) for m in marks if m.at not in added]
    for mark in (m for m in marks if m.at in added):
        place = mark.left / width, mark.right / width
        near = [ink for ink in above if _apart(place, ink) * width <= _NEAR]
        if not any(all(_apart(sign, ink) * width >= _OWN for sign in own) for ink in near):
            return False
    return True


def _apart(one: Span, other: Span) -> float:
    return max(0.0, one[0] - other[1], other[0] - one[1])


def _laid_out(text: str) -> tuple[list[_Mark], float]:
    """The signs of ``text`` above the head line, and how wide it is, in widths of a letter."""
    marks: list[_Mark] = []
    at = 0.0
    for cluster in _CLUSTER.finditer(text):
        letter, vowel, dots = cluster["letter"], cluster["vowel"], cluster["dot"]
        if letter is None:
            at += _OTHER
            continue
        hook = cluster["half"].startswith(_HOOK)
        wide = _HALF * (cluster["half"].count("\u094d") - hook)
        wide += _WIDE_LETTER if letter in _WIDE else _NARROW_LETTER if letter in _NARROW else 1.0
        start = at + (_STEM if vowel == _I else 0.0)
        stem = start + wide
        end = stem + (_STEM if vowel and vowel in _AA + _II + _STEMMED else 0.0)
        place = cluster.start("vowel")
        if vowel == _I:
            marks.append(_Mark(place, at, start + 0.8 * wide))
        elif vowel == _II:
            marks.append(_Mark(place, start + 0.4 * wide, end))
        elif vowel and vowel in _STEMMED:
            marks.append(_Mark(place, stem - 0.1, end))
        elif vowel and vowel in _STROKES:
            marks.append(_Mark(place, stem - 0.6, stem))
        if letter in _WITH_TOP:
            marks.append(_Mark(cluster.start("letter"), start + 0.4 * wide, stem))
        if hook:
            marks.append(_Mark(cluster.start(), end - 0.3, end + 0.25))
        if any(dot in _DOTS for dot in dots):
            marks.append(_Mark(cluster.start("dot"), end - 0.55, end + 0.1))
        at = end + (_STEM if "\u0903" in dots else 0.0)
    return marks, max(at, 0.1)


def _ink_above(picture: Gray, left: int, right: int) -> list[Span]:
    """From where to where there is ink above the head line, in shares of the word's width."""
    paper, dark = (float(v) for v in np.percentile(picture, (90, 2)))
    ink = picture < paper - _INK * (paper - dark)
    rows = ink[:, left:right].sum(axis=1)
    head = int(np.argmax(rows[: max(1, int(len(rows) * _UPPER))]))
    if rows[head] < _HEAD_WIDE * (right - left):
        return []
    top = head
    while top and rows[top - 1] >= _HEAD * rows[head]:
        top -= 1
    body = max(1, int(np.flatnonzero(rows)[-1]) - top)
    first = max(0, top - round(_HIGH * body))
    parts = connected(ink[first : max(first + 1, top - 1)].astype(np.uint8)).boxes[1:]
    return [
        ((x - left) / (right - left), (x + wide - left) / (right - left))
        for x, y, wide, high, area in parts
        if max(wide, high) >= max(2, _DOT_SIDE * body) and area >= _DOT_PIXELS and (y > 0 or first == 0)
    ]

"""A page's text cut where evidence begins and ends, so that every piece knows the fields that rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence of one field: half-open code points into the text of the reading."""

    start: int
    end: int
    field: str
    group: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks. ``group`` colours it: that of the shortest mark, the most telling one.

    ``opens`` names the fields whose evidence begins here, ``breaks`` the communication that begins here.
    """

    text: str
    fields: tuple[str, ...] = ()
    group: str = ""
    opens: tuple[str, ...] = ()
    breaks: int | None = None


def pieces(
    shown: Sequence[str], start: int, end: int, marks: Iterable[Mark], breaks: dict[int, int] | None = None
) -> list[Piece]:
    """``shown[start:end]`` in pieces. ``shown`` has one string for each code point of the text (masking may empty it).

    ``breaks`` maps an offset to the number of the communication that begins there. Marks may overlap and nest;
    empty ones and those outside ``[start, end)`` are left out.
    """
    here = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    breaks = {at: n for at, n in (breaks or {}).items() if start <= at < end}
    cuts = sorted({start, end, *breaks, *(max(start, m.start) for m in here), *(min(end, m.end) for m in here)})
    opening: dict[int, list[Mark]] = {}
    for mark in here:
        opening.setdefault(max(start, mark.start), []).append(mark)
    found: list[Piece] = []
    active: list[Mark] = []
    seen: set[str] = set()
    for first, last in pairwise(cuts):
        active = [m for m in active if m.end > first] + opening.get(first, [])
        opens = tuple(dict.fromkeys(m.field for m in opening.get(first, []) if m.field not in seen))
        seen.update(opens)
        nearest = min(active, key=lambda m: (m.end - m.start, m.start, m.field), default=None)
        found.append(
            Piece(
                "".join(shown[first:last]),
                tuple(dict.fromkeys(m.field for m in active)),
                nearest.group if nearest else "",
                opens,
                breaks.get(first),
            )
        )
    return found

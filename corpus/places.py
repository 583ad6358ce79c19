"""Where a text prints a gold value: spans found by search, to hold a reading's evidence against.

Transcripts carry no marks of where a number, date, subject or name stands. A search that knows nothing of the reader
finds every place where the value is printed; white space, stops, dashes, letter case and Markdown are passed over.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator

from corpus.generate.styles import MONTHS_EN, MONTHS_HI, ordinal

Place = tuple[int, int]
"""Half-open character offsets."""

DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
PASSED = frozenset("*_.,;:|।-–—‐‑−/()[]'’\"“”\u200b\u200c\u200d\ufeff")
OTHER_MONTHS_HI = {4: ("अप्रेल",), 9: ("सितंबर",), 10: ("अक्तूबर",), 11: ("नवंबर",), 12: ("दिसंबर",)}


class Searched:
    """A text to search in, with the way back to its offsets."""

    def __init__(self, text: str) -> None:
        folded: list[str] = []
        self._at: list[int] = []
        for i, c in enumerate(text):
            said = squeezed(c)
            folded.append(said)
            self._at += [i] * len(said)
        self._folded = "".join(folded)

    def places(self, value: str) -> list[Place]:
        """Every place where ``value`` is printed."""
        wanted = squeezed(value)
        out: list[Place] = []
        at = self._folded.find(wanted) if wanted else -1
        while at >= 0:
            out.append((self._at[at], self._at[at + len(wanted) - 1] + 1))
            at = self._folded.find(wanted, at + 1)
        return out

    def dates(self, iso: str) -> list[Place]:
        """Every place where the day (or month, as YYYY-MM) is printed."""
        return [place for form in forms_of(iso) for place in self.places(form)]


def squeezed(said: str) -> str:
    """Folded, without what may be printed one way or the other."""
    plain = unicodedata.normalize("NFKC", said).translate(DIGITS).casefold()
    return "".join(c for c in plain if c not in PASSED and not c.isspace())


def forms_of(iso: str) -> Iterator[str]:
    """The ways in which papers print a date (stops, dashes and blanks are passed over in any case)."""
    year, month = int(iso[:4]), int(iso[5:7])
    names = [MONTHS_EN[month - 1], MONTHS_EN[month - 1][:3], MONTHS_HI[month - 1], *OTHER_MONTHS_HI.get(month, ())]
    if len(iso) == 7:
        yield from (f"{name} {year}" for name in names)
        return
    day = dt.date.fromisoformat(iso).day
    for d in {f"{day}", f"{day:02}", ordinal(day), f"0{ordinal(day)}"}:
        yield from (f"{d} {name} {year}" for name in names)
        yield from (f"{name} {d} {year}" for name in names)
        yield from (f"{d} day of {name} {year}" for name in names[:1])
        for m in (f"{month}", f"{month:02}"):
            yield f"{d} {m} {year}"
            yield f"{d} {m} {year % 100:02}"
    yield f"{year} {month:02} {day:02}"


def overlap(a: Place, b: Place) -> float:
    """What two places share, as a part of what they cover together (0..1)."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0

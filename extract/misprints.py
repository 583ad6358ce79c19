"""Years that cannot be: a paper does not cite what came after it, nor set a limit long before its own day.

The printed date stays the value; the likelier year is kept as a candidate and said in a Problem. A year of no century
that has offices ("दिनांक: ०१.०१.२७२०") is misread: a year near those of the paper, one figure off, is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date as Date

import regex
from rapidfuzz.distance import Hamming

from extract.dates import FoundDate, find_dates
from extract.normalise import ascii_digits
from extract.record import Communication, Evidence
from ingest.document import Span

_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NO_YEAR = regex.compile(r"(?<!\d)(?!1[89]|20)\d{4}(?!\d)|(?<=(?:\p{L}\p{M}*[,\s]{1,2}|[./-]))0\d\d(?!\d)")
NEW_YEAR = 3
"""Up to this month clerks still type the old year."""


@dataclass(frozen=True, slots=True)
class Misprint:
    """A date whose year does not fit. ``candidate`` is the ISO date it probably is, None where nothing fits better."""

    own: bool
    printed: str
    candidate: str | None
    why: str
    evidence: Evidence


def misprints(paper: Communication) -> Iterator[Misprint]:
    """The doubtful years of one paper: its own date at most once, then the cited papers' dates."""
    if paper.date is None or paper.kind in ("email", "unreadable"):
        return
    own = _day(paper.date.value)
    if own is None:
        return
    later = [(c, d) for c in paper.cites if c.date and (d := _day(c.date)) is not None and d > own]
    suspect = _own_suspect(own, [d for _, d in later])
    if suspect is not None:
        why, candidate = suspect
        yield Misprint(True, paper.date.value, candidate.isoformat(), why, paper.date.evidence[0])
        later = [(c, d) for c, d in later if d > candidate]
    for cite, day in later:
        earlier = _in_year(day, day.year - 1)
        fits = earlier is not None and earlier <= own
        yield Misprint(
            False,
            day.isoformat(),
            earlier.isoformat() if fits and earlier is not None else None,
            f"A paper of {paper.date.value} cannot cite one of {day.isoformat()}.",
            cite.evidence[0],
        )


def _own_suspect(own: Date, cited: list[Date]) -> tuple[str, Date] | None:
    """Why the paper's own year is doubtful, and the date in the year that fits; None where it is not."""
    next_year = _in_year(own, own.year + 1)
    if next_year is None:
        return None
    if cited and own.month <= NEW_YEAR and max(cited) <= next_year:
        return f"The paper cites one of {max(cited).isoformat()}, later than its own date.", next_year
    return None


def _in_year(day: Date, year: int) -> Date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _day(value: str) -> Date | None:
    try:
        return Date.fromisoformat(value)
    except ValueError:  # only month and year
        return None


def misread_years(text: str, line: Span, paper: Span) -> list[FoundDate]:
    """The dates in a ``line`` of ``text`` whose year cannot be, with the one year that can.

    That is the year no more than one off those in the ``paper``'s part of ``text`` from which one figure differs.
    """
    said = ascii_digits(text)
    near = {int(year) + k for year in _YEAR.findall(said, paper.start, paper.end) for k in (-1, 0, 1)}
    out = []
    for wrong in _NO_YEAR.finditer(said, line.start, line.end):
        short = len(wrong.group()) == 3  # "11 सितम्बर, 023": the first figure is lost
        likely = [
            year for year in sorted(near)
            if (str(year)[1:] == wrong.group() if short else Hamming.distance(str(year), wrong.group()) == 1)
        ]  # fmt: skip
        if len(likely) == 1:
            mended = f"{said[: wrong.start()]}{likely[0]}{said[wrong.end() :]}"
            more = 4 - len(wrong.group())
            out += [
                replace(found, doubtful=True, span=Span(found.span.start, found.span.end - more))
                for found in find_dates(mended, line.start, line.end + more)
                if found.span.start < wrong.start() < found.span.end and found.precision == "day"
            ]  # fmt: skip
    return out

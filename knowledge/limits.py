"""From when a limit without a printed day counts, and on which day it falls.

"within a month of issue", "10 दिन के भीतर", "by the 15th of every month", "31 जनवरी तक".

A count begins on the day after the paper's own date, as a period of time "from" a day does. A month ends on the day of
the same number, or on the month's last day where it has none (31 January and one month: 28 or 29 February). What counts
from a receipt, or in working days, is not computed: nobody printed the day, or the holidays.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import regex

from extract.lexicon import lexicon
from knowledge.identity import fold
from knowledge.words import alternatives, entry_patterns

QUARTER = (1, 4, 7, 10)
"""The months in which a quarter begins."""
FURTHEST = date.max.year - 1


@dataclass(frozen=True)
class Due:
    """``date``: the day (of a recurring limit the next one), ISO, or None where it cannot be computed; ``why`` how."""

    date: str | None
    why: str
    recurring: bool = False


def due_of(rule: str, issued: str | None, as_of: str | None = None) -> Due | None:
    """When a limit falls due that is printed without a full date; None where no limit of a known shape is printed.

    ``issued``: the paper's date; ``as_of``: of a recurring limit the first day not before this one is given.
    """
    flat = fold(rule)
    start, today = day_of(issued), day_of(as_of)
    every = next((str(e["value"]) for p, e in entry_patterns("recurrence") if p.search(flat)), None)
    month = month_in(flat)
    counted = count_in(flat)
    if every is None and month is None and counted is not None:
        return counting(counted, flat, start)
    number = regex.search(r"(?<!\d)(\d{1,2})(?!\d)", flat)
    if every is None and month is None:
        return None
    if number is None or not 1 <= int(number[1]) <= 31:
        return Due(None, "recurring; the paper sets no day", True) if every else None
    day = int(number[1])
    begin = max((d for d in (start, today) if d), default=None)
    if begin is None:
        return Due(None, "the paper bears no date to count from", every is not None)
    if month is not None:
        found = yearly(day, month, begin if every else start or begin)
        if found is None:
            return None
        said = f"{day} {calendar.month_name[month]} of every year" if every else "the first such day after the issue"
        return Due(found.isoformat(), f"{said}{shortened(day, found)}", every is not None)
    assert every is not None
    return recurring(day, every, begin)


def recurring(day: int, every: str, begin: date) -> Due:
    months = QUARTER if every == "quarter" else tuple(range(1, 13))
    if every not in ("month", "next_month", "quarter"):
        return Due(None, f"every {every}; the paper sets no day of it that a calendar knows", True)
    here = date(begin.year, begin.month, 1)
    while here.year < FURTHEST:
        found = clamped(here.year, here.month, day)
        if here.month in months and found >= begin:
            word = {"month": "month", "next_month": "month, for the month before", "quarter": "quarter"}[every]
            return Due(found.isoformat(), f"day {day} of every {word}{shortened(day, found)}", True)
        here = months_after(here, 1)
    return Due(None, "beyond the calendar", True)


def yearly(day: int, month: int, begin: date) -> date | None:
    """The first such day from ``begin`` on; 29 February is the 28th in a common year. None where no month has it."""
    if day > (29 if month == 2 else calendar.monthrange(2001, month)[1]) or begin.year >= FURTHEST:
        return None
    return next(d for y in (begin.year, begin.year + 1) if (d := clamped(y, month, day)) >= begin)


def counting(counted: tuple[int, str], flat: str, start: date | None) -> Due:
    count, unit = counted
    span = f"{count} {unit}{'' if count == 1 else 's'}"
    event = next((str(e["value"]) for p, e in entry_patterns("limit_event") if p.search(flat)), "issue")
    if event != "issue":
        return Due(None, f"{span} from the {event.replace('_', ' ')}, which the paper does not date")
    if unit in ("working day", "hour"):
        return Due(None, f"{span} from the issue; {'the holidays are' if unit != 'hour' else 'the hour is'} not known")
    if start is None:
        return Due(None, f"{span} from the issue; the paper bears no date")
    try:
        found = added(start, count, unit)
    except (ValueError, OverflowError):
        return Due(None, f"{span} from {start.isoformat()}: beyond the calendar")
    note = shortened(start.day, found) if unit in ("month", "year") else ""
    return Due(found.isoformat(), f"{span} from the day of issue, {start.isoformat()}{note}")


def added(start: date, count: int, unit: str) -> date:
    if unit == "month":
        return months_after(start, count)
    if unit == "year":
        return months_after(start, 12 * count)
    return start + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14, "half_month": 15}[unit])


def months_after(start: date, months: int) -> date:
    index = start.year * 12 + start.month - 1 + months
    return clamped(index // 12, index % 12 + 1, start.day)


def clamped(year: int, month: int, day: int) -> date:
    """The day of the month, or the month's last."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def shortened(day: int, found: date) -> str:
    return f"; the month ends on the {found.day}th" if found.day < day else ""


def count_in(flat: str) -> tuple[int, str] | None:
    """ "thirty days" → (30, "day"); the longest unit word is taken."""
    shape = (
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:(?P<n>\d{{1,4}})|(?P<w>{alternatives('limit_count')}))\s*(?:\([^()]*\)\s*)?"
    )
    shape += rf"(?P<u>{alternatives('limit_unit')})(?![\p{{L}}\p{{M}}])"
    found = regex.search(shape, flat, regex.I)
    if found is None:
        return None
    unit = next(str(e["value"]) for p, e in entry_patterns("limit_unit") if p.fullmatch(found["u"]))
    if found["n"]:
        return int(found["n"]), unit
    return next(int(e["value"]) for p, e in entry_patterns("limit_count") if p.fullmatch(found["w"])), unit


def month_in(flat: str) -> int | None:
    hit = next(lexicon().find("month", flat), None)
    return int(hit.value) if hit and hit.value else None


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None

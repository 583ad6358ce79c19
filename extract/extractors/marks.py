"""Receipt stamps, diary entries and margin scribbles: marks of receipt, never the letter's own number or date.

PAR CELL / Diary No. 253/6 / Date 06/08/26
मुख्य सचिव कार्यालय / राजस्थान, जयपुर / प्राप्ति संख्या 9128509/CS / दिनांक 05 MAR 2026
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from datetime import timedelta

import regex

from extract.cues import cue_reader
from extract.dates import find_dates
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Evidence, Marginalium, ReceiptMark
from extract.view import Line, at
from ingest.document import Span

LATE = timedelta(days=60)
"""A stamp is put on a paper within days; one later than every other date of the file by more is doubtful."""
ALIKE = {"0": "68", "1": "74", "2": "7", "3": "8", "4": "19", "5": "6", "6": "80", "7": "12", "8": "36", "9": "4"}
"""Digits that pens and recognisers take for one another."""


def receipt_marks(text: str, lines: Sequence[Line], dates: Sequence[str]) -> tuple[ReceiptMark, ...]:
    """The marks in the stamp zones. ``dates`` are the other dates of the file (ISO), against which a mark's is held."""
    words = lexicon()
    out: list[ReceiptMark] = []
    stamps = [line for line in lines if line.zone == "diary_stamp"]
    for k, line in enumerate(stamps):
        label = words.pattern("diary_label").search(line.text)
        if label is None:
            continue
        rest = regex.match(
            r"\s*(?:no)?\s*[.:\-–—]*\s*(?P<n>[\p{N}\p{L}][\p{L}\p{M}\p{N}/\-().&]*)",
            line.text[label.end() :],
            regex.IGNORECASE,
        )
        number: Span | None = None
        if rest is not None and regex.search(r"\p{N}", rest.group("n")):
            start = line.span.start + label.end() + rest.start("n")
            number = Span(start, start + len(rest.group("n").rstrip(".-(")))
        office = [
            other
            for other in stamps[max(0, k - 3) : k]
            if other.index >= line.index - 3 and not cue_reader().of(other) & {"date", "bare_date", "diary"}
        ]
        when, evidence = _date(text, line, stamps[k + 1 : k + 2])
        doubtful, candidates = _doubt(when, dates)
        found: list[Evidence] = [at(number)] if number is not None else [at(line.span)]
        out.append(
            ReceiptMark(
                office=" ".join(collapse(o.text) for o in office) or None,
                diary_no=number.of(text) if number is not None else None,
                date=when,
                candidates=candidates,
                doubtful=doubtful,
                evidence=(*found, *evidence),
            )
        )
    return tuple(out)


def _date(text: str, line: Line, below: Sequence[Line]) -> tuple[str | None, tuple[Evidence, ...]]:
    for one in (line, *below):
        for found in find_dates(text, one.span.start, one.span.end):
            if found.precision == "day":
                return found.value, (at(found.span),)
    return None, ()


def _doubt(when: str | None, dates: Sequence[str]) -> tuple[bool, tuple[str, ...]]:
    """Doubtful where the date lies outside what the file's other dates allow; then other readings of its digits."""
    known = sorted(Date.fromisoformat(d) for d in dates if regex.fullmatch(r"\d{4}-\d{2}-\d{2}", d))
    if when is None or not known:
        return False, ()
    mine = Date.fromisoformat(when)
    if known[0] <= mine <= known[-1] + LATE:
        return False, ()
    others = {c for c in _other_readings(when) if known[0] <= Date.fromisoformat(c) <= known[-1] + LATE}
    nearest = sorted(others, key=lambda c: (abs((Date.fromisoformat(c) - known[-1]).days), c))
    return True, (when, *nearest[:3])


def _other_readings(when: str) -> set[str]:
    """Dates that differ in one digit of day or month which is easily taken for another."""
    out: set[str] = set()
    for i in (5, 6, 8, 9):
        for other in ALIKE.get(when[i], ""):
            candidate = when[:i] + other + when[i + 1 :]
            try:
                Date.fromisoformat(candidate)
            except ValueError:
                continue
            out.add(candidate)
    return out


def marginalia(lines: Sequence[Line]) -> tuple[Marginalium, ...]:
    """Marking trails and pencilled notes, one for each line."""
    return tuple(
        Marginalium(text=collapse(line.text), evidence=(at(line.span),))
        for line in lines
        if line.zone == "marginalia" and regex.search(r"[\p{L}\p{N}]", line.text)
    )

"""Between which days a paper without a full date was issued, and the papers from which that follows.

A paper is not older than what it cites, and not younger than what cites it or than a stamp of its receipt. Undated
neighbours pass their own bounds on. Inferred edges were found by dates themselves and prove nothing here.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from extract.record import Reading
from knowledge.answers import DateRangeAnswer, DateReason
from knowledge.edges import IDS, ask, edges_at, pieces
from knowledge.papers import owner
from knowledge.tables import CopyRow, ReadingRow, WorkRow

ReadingsOf = Callable[[Collection[str]], Mapping[str, Reading]]
FURTHEST = 12
"""Undated papers in a row through which a bound is passed on."""
DATES = select(WorkRow.id, WorkRow.date, WorkRow.reference_no, WorkRow.kind, WorkRow.held).where(  # type: ignore[call-overload]
    col(WorkRow.id).in_(IDS)
)
MARKED = (
    select(CopyRow.work_id, CopyRow.sha256, CopyRow.ordinal)
    .join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    .where(col(CopyRow.work_id).in_(IDS), col(ReadingRow.marks) > 0)
)


@dataclass(frozen=True)
class Dated:
    """A paper as far as its date goes: ``date`` is ISO, a month, or None."""

    id: str
    date: str | None
    name: str

    @property
    def first(self) -> str | None:
        """The first day on which it can have been issued, by its own print."""
        return f"{self.date}-01" if self.date and len(self.date) == 7 else self.date

    @property
    def last(self) -> str | None:
        if not self.date or len(self.date) != 7:
            return self.date
        year, month = int(self.date[:4]), int(self.date[5:])
        return f"{self.date}-{calendar.monthrange(year, month)[1]:02d}" if 1 <= month <= 12 <= year else None


@dataclass(frozen=True)
class Stamp:
    """A dated stamp of receipt on a paper."""

    work: str
    date: str
    said: str


Bound = tuple[str, tuple[DateReason, ...]]
"""A day, and what it follows from."""


def ranges(
    papers: Mapping[str, Dated], edges: Iterable[tuple[str, str]], stamps: Iterable[Stamp]
) -> dict[str, DateRangeAnswer]:
    """What is known of each of ``papers`` without a full date; ``edges``: (the later paper, the one it builds upon)."""
    undated = {p.id for p in papers.values() if p.date is None or len(p.date) < 10}
    edges = sorted({e for e in edges if e[0] in papers and e[1] in papers and e[0] != e[1]})
    early: dict[str, Bound] = {}
    late: dict[str, Bound] = {}
    for p in papers.values():
        reasons = (DateReason(bound="printed", date=p.date, work=p.id, name=p.name),) if p.id in undated else ()
        if p.first:
            early[p.id] = (p.first, reasons)
        if p.last:
            late[p.id] = (p.last, reasons)
    for s in stamps:
        if s.work in undated:
            reason = DateReason(bound="received", date=s.date, work=s.work, name=s.said)
            late[s.work] = tighter(late.get(s.work), (s.date, (reason,)), min)
    for _ in range(min(len(undated), FURTHEST) + 1):
        before = dict(early), dict(late)
        for later, earlier in edges:
            if later in undated and earlier in early:
                day = early[earlier][0]
                reason = DateReason(bound="cites", date=day, work=earlier, name=papers[earlier].name)
                early[later] = tighter(early.get(later), (day, (reason,)), max)
            if earlier in undated and later in late:
                day = late[later][0]
                reason = DateReason(bound="cited by", date=day, work=later, name=papers[later].name)
                late[earlier] = tighter(late.get(earlier), (day, (reason,)), min)
        if (early, late) == before:
            break
    return {w: answer_of(early.get(w), late.get(w)) for w in sorted(undated) if w in early or w in late}


def tighter(known: Bound | None, new: Bound, pick: Callable[..., str]) -> Bound:
    """The narrower of two bounds; where they are equal, what both follow from."""
    if known is None or (known[0] != new[0] and pick(known[0], new[0]) == new[0]):
        return new
    if known[0] == new[0]:
        return known[0], tuple(dict.fromkeys((*known[1], *new[1])))
    return known


def answer_of(early: Bound | None, late: Bound | None) -> DateRangeAnswer:
    return DateRangeAnswer(
        earliest=early[0] if early else None,
        latest=late[0] if late else None,
        contradictory=bool(early and late and early[0] > late[0]),
        because=tuple(dict.fromkeys((*(early[1] if early else ()), *(late[1] if late else ())))),
    )


# ------------------------------------------------------------------------------------------ from the register
def ranges_of(s: Session, readings_of: ReadingsOf, works: Collection[str]) -> dict[str, DateRangeAnswer]:
    """The ranges of those of ``works`` (ids, held or not) that bear no full date, by id."""
    papers: dict[str, Dated] = {}
    edges: set[tuple[str, str]] = set()
    front = set(works)
    for _ in range(FURTHEST):
        fresh = {w for w in front if w not in papers}
        papers |= {d.id: d for d in dated(s, fresh)}
        open_ = {w for w in fresh if w in papers and not full(papers[w].date)}
        if not open_:
            break
        found = [e for e in edges_at(s, open_) if not e.inferred]
        edges |= {(e.source, e.target) for e in found}
        front = {w for e in found for w in (e.source, e.target)}
    papers |= {d.id: d for d in dated(s, {w for e in edges for w in e} - set(papers))}
    undated = [w for w in papers if not full(papers[w].date)]
    made = ranges(papers, edges, stamps_of(s, readings_of, undated)) if undated else {}
    return {w: made[w] for w in works if w in made}


def full(date: str | None) -> bool:
    return date is not None and len(date) == 10


def dated(s: Session, ids: Collection[str]) -> list[Dated]:
    rows = [row for piece in pieces(ids) for row in ask(s, DATES, {"ids": piece})]
    return [
        Dated(r[0], r[1], (r[2] or (r[3] or "paper").replace("_", " ")) + ("" if r[4] else " (not held)")) for r in rows
    ]


def stamps_of(s: Session, readings_of: ReadingsOf, works: Collection[str]) -> list[Stamp]:
    """The dated, undoubted stamps on the copies of ``works``."""
    made: list[Stamp] = []
    for piece in pieces(works):
        rows = ask(s, MARKED, {"ids": piece})
        readings = readings_of({r[1] for r in rows}) if rows else {}
        for work, sha, ordinal in rows:
            for m in readings[sha].receipt_marks:
                if owner(readings[sha], m) == ordinal and m.date and full(m.date) and not m.doubtful:
                    said = " ".join(("receipt", m.diary_no or "", m.office or "")).strip()
                    made.append(Stamp(work, m.date, " ".join(said.split())))
    return made

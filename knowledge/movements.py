"""How a paper moved inside the offices that had it: receipt stamps, marking trails in the margin, days in between.

A margin says to whom a paper was marked ("CS", "Secy./CS", "US(A) 6/3/26", "उप सचिव"); it seldom says by whom, and its
lines stand where there was room. So every hop of a trail is inferred; the printed words go with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import regex
from sqlmodel import Session, col, select

from extract.dates import find_dates
from extract.record import Marginalium, Reading, ReceiptMark
from knowledge.answers import LineageAnswer, LineageNode, OfficeStay
from knowledge.lineage import days_apart
from knowledge.lineage_forms import PASSING, hops, nodes, office_of, stays
from knowledge.papers import owner
from knowledge.store import Register
from knowledge.tables import CopyRow
from knowledge.words import alternatives, entry_patterns

UNKNOWN_OFFICE = "the office that held this copy"
ARROW = regex.compile(r"\s*(?:→|->|=>|>|;|\n)\s*")


@dataclass(frozen=True)
class Marked:
    """One post to which a paper was marked; ``date`` is ISO where one stands beside it."""

    post: str
    printed: str
    date: str | None


@dataclass(frozen=True)
class CopyMarks:
    """What offices wrote upon one copy of a work."""

    work: str
    sha256: str
    stamps: tuple[ReceiptMark, ...]
    trail: tuple[Marked, ...]


def trail_of(marginalia: Sequence[Marginalium]) -> tuple[Marked, ...]:
    """The posts that the margin names, in printed order. A date alone belongs to the post before it; names are none."""
    made: list[Marked] = []
    for m in marginalia:
        for part in ARROW.split(m.text):
            dates = [d for d in find_dates(part) if len(d.value) == 10]
            days = [d.value for d in dates]
            bare = part
            for d in dates:
                bare = f"{bare[: d.span.start]}{' ' * (d.span.end - d.span.start)}{bare[d.span.end :]}"
            found = posts_in(bare)
            made += [Marked(p, " ".join(part.split()), days[0] if days else None) for p in found]
            if not found and days and made and made[-1].date is None:
                last = made[-1]
                made[-1] = Marked(last.post, f"{last.printed} {' '.join(part.split())}", days[0])
    return tuple(m for k, m in enumerate(made) if k == 0 or (m.post, m.date) != (made[k - 1].post, made[k - 1].date))


def posts_in(line: str) -> list[str]:
    """The posts of a line that says little else: "JS(E)/DS" are two, "PS/CS" (the secretary of the CS) is one."""
    post, personal = alternatives("marked_post"), alternatives("personal_post")
    branch = r"(?:\s*[-.]?\s*\(?(?:[\p{Lu}&]{1,5}|[IVX]{1,3}|\d)\)?(?![\p{L}\p{N}]))?"
    one = rf"(?:{personal}\s*(?:/|to|-)\s*)?(?:{post}|{personal}){branch}"
    found = [m[0].strip(" .-") for m in regex.finditer(rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){one}(?![\p{{L}}\p{{M}}])", line)]
    # In a sentence a post is only talked of.
    rest = line
    for name in found:
        rest = rest.replace(name, " ")
    words = [w for w in regex.findall(r"[\p{L}\p{M}]{3,}", rest) if not any(p.search(w) for p, _ in busy())]
    return found if len(words) <= 2 else []


def busy() -> tuple[tuple[regex.Pattern[str], object], ...]:
    return entry_patterns("marking_word")


def marks_on(s: Session, r: Register, works: Sequence[str]) -> list[CopyMarks]:
    """The stamps and trails on the copies of the works."""
    made = []
    for work in works:
        copies = s.exec(select(CopyRow).where(col(CopyRow.work_id) == work).order_by(col(CopyRow.worth).desc(),
                                                                                  col(CopyRow.sha256)))  # fmt: skip
        rows = list(copies)
        readings = partial(r.kept_readings, s)({c.sha256 for c in rows})
        made += [copy_marks(work, c, readings[c.sha256]) for c in rows]
    return made


def copy_marks(work: str, copy: CopyRow, reading: Reading) -> CopyMarks:
    margin = [m for m in reading.marginalia if owner(reading, m) == copy.ordinal]
    stamps = tuple(m for m in reading.receipt_marks if owner(reading, m) == copy.ordinal)
    return CopyMarks(work, copy.sha256, stamps, trail_of(margin))


def movements_of(r: Register, answer: LineageAnswer) -> list[OfficeStay]:
    """The stays of a lineage's papers in offices, by day; those without a day come last."""
    found = nodes(answer)
    with r.session() as s:
        marked = marks_on(s, r, sorted(found))
    stamps: dict[str, tuple[tuple[str, ReceiptMark], ...]] = {}
    files: dict[str, frozenset[str]] = {}
    for m in marked:
        stamps[m.work] = tuple(dict.fromkeys((*stamps.get(m.work, ()), *((m.sha256, x) for x in m.stamps))))
        files[m.work] = files.get(m.work, frozenset()) | {m.sha256}
    made = stays(answer, stamps, files)
    for m in marked:
        made += inside(m, found[m.work], holder(m, answer, files))
    told: dict[tuple[str | None, ...], OfficeStay] = {}
    for stay in sorted(made, key=best_told):
        # Two copies of one paper show one mark.
        mark = stay.stamp or (stay.marking and stay.office.rsplit(": ", 1)[-1])
        key = (stay.by, mark, stay.arrived) if mark else (stay.by, stay.onward, stay.office, stay.arrived)
        told.setdefault(key, stay)
    return sorted(told.values(), key=lambda s: (s.arrived or s.left or "9999", s.left or "9999", s.office))


def best_told(stay: OfficeStay) -> tuple[bool, str, bool, str]:
    return stay.onward is None, stay.left or "9999", stay.office.startswith(UNKNOWN_OFFICE), stay.office


def holder(m: CopyMarks, answer: LineageAnswer, files: dict[str, frozenset[str]]) -> LineageNode | None:
    """The paper with which the office that wrote on the copy sent it on: the first one of the same file."""
    later = [o for o, e, relation, _ in hops(answer) if e.id == m.work and relation in PASSING and o.issuer != "e-mail"]
    return min((o for o in later if m.sha256 in files.get(o.id, ())), key=lambda o: o.date or "9999", default=None)


def inside(m: CopyMarks, paper: LineageNode, onward: LineageNode | None) -> list[OfficeStay]:
    """One stay for each post of a trail, from its day to the next one that is known."""
    stamped = next((x.office for x in m.stamps if x.office), None)
    office = office_of(onward) if onward is not None else stamped or UNKNOWN_OFFICE
    came = min((x.date for x in m.stamps if x.date and not x.doubtful), default=None)
    days = [mark.date for mark in m.trail]
    made = []
    for k, mark in enumerate(m.trail):
        arrived = mark.date or (came if k == 0 else None)
        left = next((d for d in days[k + 1 :] if d), onward.date if onward is not None else None)
        left = left if arrived is None or left is None or left >= arrived else None
        made.append(
            OfficeStay(
                office=f"{office}: {mark.post}",
                arrived=arrived,
                left=left,
                days=days_apart(arrived, left),
                by=paper.id,
                onward=onward.id if onward is not None else None,
                inferred=True,
                marking=mark.printed,
            )
        )
    return made

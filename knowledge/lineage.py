"""Who acted on what: the hops inside an office that no paper prints.

A letter of an office is taken to act on the last e-mail that reached the office with the same paper, if the dates
allow it. The evidence is office procedure, never a name: the same paper passed on, a recipient's address that the
letter itself prints, or the same state in the letterhead and among the recipients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.answers import DateRangeAnswer, LineageAnswer, LineageNode, OfficeStay, RelationAnswer
from knowledge.identity import fold
from knowledge.tables import WorkRow
from knowledge.words import places_in, places_of_address


@dataclass(frozen=True)
class Paper:
    """An office's letter. ``printed`` is its text with that of its endorsement."""

    id: str
    date: str | None
    issuer: str | None
    printed: str


@dataclass(frozen=True)
class Mail:
    """An e-mail that carries the paper which the letter passes on. ``sent`` is ISO; recipients are addresses."""

    id: str
    sent: str | None
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class ActsOn:
    mail: str
    confidence: float
    how: str


def acts_on(paper: Paper, mails: Sequence[Mail]) -> ActsOn | None:
    """The mail that the letter acts on, or None. Undated mails prove nothing; of several the last one counts."""
    offices = places_in(fold(paper.issuer or ""))
    printed = paper.printed.casefold()
    found: list[tuple[str, ActsOn]] = []
    for mail in mails:
        if not mail.sent or (paper.date and mail.sent[: len(paper.date)] > paper.date):
            continue
        own = [r for r in mail.recipients if r.casefold() in printed]
        there = (
            offices & frozenset().union(*(places_of_address(r) for r in mail.recipients))
            if mail.recipients
            else frozenset()
        )
        if own:
            why = "the same paper; an address that the letter prints is among the mail's recipients"
            found.append((mail.sent, ActsOn(mail.id, 0.9, why)))
        elif there:
            why = f"the same paper; the mail went to an office of {', '.join(sorted(there))}"
            found.append((mail.sent, ActsOn(mail.id, 0.7, why)))
    return max(found, key=lambda f: (f[0], f[1].mail))[1] if found else None


# ------------------------------------------------------------------------------------------ the tree
ABOVE = frozenset(
    {
        "forwards",
        "encloses",
        "endorses",
        "acts_on",
        "continues",
        "amends",
        "supersedes",
        "replies",
        "reminds",
        "clarifies",
        "restates",
        "refers",
    }
)
"""Every edge leads upstream: from the paper that was made later to the one that it was made from."""


DEEPEST = 100
"""Papers one behind the other in a tree; a longer chain is told by ``goes_on``."""


def lineage_answer(
    work_id: str,
    rows: Mapping[str, WorkRow],
    edges: Sequence[RelationAnswer],
    ranges: Mapping[str, DateRangeAnswer] | None = None,
) -> LineageAnswer:
    known = ranges or {}
    up: dict[str, list[RelationAnswer]] = {}
    down: dict[str, list[RelationAnswer]] = {}
    for e in edges:
        if e.relation in ABOVE and e.source in rows and e.target in rows:
            up.setdefault(e.source, []).append(e)
            down.setdefault(e.target, []).append(e)

    def grow(
        here: str, table: dict[str, list[RelationAnswer]], ahead: str, seen: set[str], depth: int = 1
    ) -> tuple[LineageNode, ...]:
        """Each paper is opened once; reached again it is only named, so that no tree explodes or circles."""
        grown = []
        edges_here = sorted(table.get(here, ()), key=lambda e: order(rows[e.target if ahead == "up" else e.source]))
        for e in edges_here:
            other = e.target if ahead == "up" else e.source
            again = other in seen
            seen.add(other)
            days = days_between(rows[e.target], rows[e.source])
            node = lineage_node(rows[other], e.relation, e.inferred, days, known.get(other))
            deeper = bool(table.get(other)) and not again
            goes_on = deeper and depth >= DEEPEST
            children = grow(other, table, ahead, seen, depth + 1) if deeper and not goes_on else ()
            grown.append(node.model_copy(update={"children": children, "repeated": again, "goes_on": goes_on}))
        return tuple(grown)

    return LineageAnswer(
        work=lineage_node(rows[work_id], between=known.get(work_id)),
        upstream=grow(work_id, up, "up", {work_id}),
        downstream=grow(work_id, down, "down", {work_id}),
    )


def order(w: WorkRow) -> tuple[bool, str, str, str]:
    return w.date is None, w.date or "", w.number_key or "", w.kind or ""


def lineage_node(
    w: WorkRow,
    relation: str | None = None,
    inferred: bool = False,
    days: int | None = None,
    between: DateRangeAnswer | None = None,
) -> LineageNode:
    return LineageNode(
        id=w.id,
        kind=w.kind,
        reference_no=w.reference_no,
        date=w.date,
        issuer=w.issuer or (w.sender and "e-mail") or None,
        held=w.held,
        date_range=between,
        relation=relation,
        inferred=inferred,
        days=days,
    )


def days_between(earlier: WorkRow, later: WorkRow) -> int | None:
    return days_apart(earlier.date, later.date)


def days_apart(earlier: str | None, later: str | None) -> int | None:
    """The days from one ISO date to another; None where one is not known to the day, or is no day of the calendar."""
    if not earlier or not later or len(earlier) != 10 or len(later) != 10:
        return None
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return None


def render_lineage(answer: LineageAnswer) -> str:
    """A text tree: upstream to the origin, then downstream, with dates, offices and days in between."""
    lines = [describe(answer.work)]
    if answer.upstream:
        lines.append("comes from")
        lines += branch(answer.upstream, "")
    if answer.downstream:
        lines.append("went on to")
        lines += branch(answer.downstream, "")
    if not answer.upstream and not answer.downstream:
        lines.append("(no paper held leads here or onward)")
    if answer.movements:
        lines.append("in the offices")
        lines += [stay_line(s) for s in answer.movements]
    return "\n".join(lines)


def stay_line(s: OfficeStay) -> str:
    """One stay in words: from, to, days, office, and what it rests on."""
    days = "" if s.days is None else f"  {s.days} day{'' if s.days == 1 else 's'}"
    rests = f"  [{s.stamp}]" if s.stamp else f"  [marked “{s.marking}”]" if s.marking else ""
    return f"   {s.arrived or 'undated':10} → {s.left or '…':10}{days}  {s.office}{rests}" + (
        "  (inferred)" if s.inferred else ""
    )


def branch(nodes: Sequence[LineageNode], indent: str) -> list[str]:
    lines: list[str] = []
    for i, node in enumerate(nodes):
        last = i == len(nodes) - 1
        passed = f", {node.days} day{'s' if node.days > 1 else ''}" if node.days else ""
        edge = f"{node.relation}{', inferred' if node.inferred else ''}{passed}"
        more = " (see above)" if node.repeated else f" (goes on: paripatra lineage {node.id})" if node.goes_on else ""
        lines.append(f"{indent}{'└─' if last else '├─'} {describe(node)} [{edge}]{more}")
        lines += branch(node.children, indent + ("   " if last else "│  "))
    return lines


def describe(node: LineageNode) -> str:
    held = "" if node.held else " (not held)"
    parts = [
        when(node.date, node.date_range),
        (node.kind or "paper").replace("_", " "),
        node.reference_no or "",
        office(node.issuer),
    ]
    return " · ".join(p for p in parts if p) + held


def when(date: str | None, between: DateRangeAnswer | None) -> str:
    """The date, or the days between which the paper must lie: "undated (2025-07-04 to 2025-07-09)"."""
    said = date or "undated"
    if between is None or between.contradictory or (date and len(date) == 7 and not narrows(date, between)):
        return said
    if between.earliest and between.latest:
        return f"{said} ({between.earliest} to {between.latest})"
    return f"{said} (not before {between.earliest})" if between.earliest else f"{said} (not after {between.latest})"


def narrows(month: str, between: DateRangeAnswer) -> bool:
    """Whether the range says more than the printed month does."""
    return any(reason.bound != "printed" for reason in between.because)


def office(issuer: str | None) -> str:
    lines = [p.strip() for p in (issuer or "").split("|") if p.strip()]
    return ", ".join((lines[0], lines[-1])) if len(lines) > 1 else "".join(lines)

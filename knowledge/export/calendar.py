"""Deadlines as iCalendar to-dos. The UID hangs on the rule, so that a date that moves is the same entry, moved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from icalendar import Calendar, Todo

from knowledge.norms import Rule


@dataclass(frozen=True)
class Due:
    """One deadline. ``sequence`` counts how often its date moved."""

    uid: str
    rule: str
    day: str
    sequence: int
    summary: str
    description: str


def uid_of(rule_id: str) -> str:
    return f"{hashlib.sha256(rule_id.encode()).hexdigest()[:24]}@paripatra"


def deadlines_of(rules: Sequence[Rule], as_of: str, before: Mapping[str, tuple[str, int]] | None = None) -> list[Due]:
    """The dated limits of the rules in force, by day. ``before``: UID to (day, sequence) of the last pack."""
    found: list[Due] = []
    for rule in rules:
        if not rule.in_force(as_of) or not full_day(rule.deadline):
            continue
        versions = sorted(
            (r for r in rules if r.id == rule.id and (r.since or "") <= as_of),
            key=lambda r: (r.since or "", r.until or "~"),
        )
        days = [r.deadline for r in versions if full_day(r.deadline)]
        sequence = sum(a != b for a, b in pairwise(days))
        uid, day = uid_of(rule.id), str(rule.deadline)
        if before and uid in before:
            old_day, old = before[uid]
            sequence = max(sequence, old + (old_day != day))
        places = "; ".join(
            dict.fromkeys(f"{s.reference_no or 'paper'} of {s.date}, paragraph {s.paragraph}" for s in rule.sources)
        )
        who = rule.bearer.text or "whom it concerns"
        found.append(Due(uid, rule.id, day, sequence, f"{who}: {rule.action}"[:200], f"{rule.action}\n[{places}]"))
    unique = {d.uid: d for d in found}
    return sorted(unique.values(), key=lambda d: (d.day, d.uid))


def full_day(day: str | None) -> bool:
    try:
        return day is not None and len(day) == 10 and bool(date.fromisoformat(day))
    except ValueError:
        return False


def calendar_bytes(found: Sequence[Due], as_of: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Paripatra//Deadlines//EN")
    calendar.add("version", "2.0")
    stamp = datetime.combine(date.fromisoformat(as_of), datetime.min.time(), tzinfo=UTC)
    for d in found:
        todo = Todo()
        todo.add("uid", d.uid)
        todo.add("dtstamp", stamp)
        todo.add("due", date.fromisoformat(d.day))
        todo.add("sequence", d.sequence)
        todo.add("summary", d.summary)
        todo.add("description", d.description)
        calendar.add_component(todo)
    return bytes(calendar.to_ical())


def read_back(data: bytes) -> dict[str, tuple[str, int]]:
    """UID to (day, sequence) of a calendar that a pack held."""
    return {
        str(t["uid"]): (t.decoded("due").isoformat(), int(t.get("sequence", 0)))
        for t in Calendar.from_ical(data).walk("VTODO")
    }

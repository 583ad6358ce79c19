"""What changed between two packs, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from knowledge.answers import RuleAnswer
from knowledge.identity import fold

if TYPE_CHECKING:
    from knowledge.export.pack import RulePack

FIELDS = {
    "bearer": "whom it binds",
    "modality": "how strictly",
    "action": "the wording",
    "deadline": "the deadline",
    "period": "the period",
    "threshold": "the share",
    "status": "the status",
    "in_force_from": "the day from which this wording is in force",
    "in_force_to": "the day on which it ends",
}
LONGEST = 160


def changes(old: RulePack, new: RulePack) -> list[str]:
    """Sentences, rules that are new first, then those that are gone, then those that changed, then conflicts."""
    before, after = {r.id: r for r in old.rules}, {r.id: r for r in new.rules}
    said = [f"New: {name(r)}" for i, r in after.items() if i not in before]
    said += [f"No longer in force: {name(r)}" for i, r in before.items() if i not in after]
    for i, rule in after.items():
        if i in before:
            said += [f"Changed: {name(rule, short=True)}: {what}" for what in between(before[i], rule)]
    known, now = {c.message for c in old.conflicts}, {c.message for c in new.conflicts}
    said += [f"New conflict: {m}" for m in sorted(now - known)]
    said += [f"No longer a conflict: {m}" for m in sorted(known - now)]
    return said


def between(a: RuleAnswer, b: RuleAnswer) -> list[str]:
    said = []
    for field, word in FIELDS.items():
        old, new = getattr(a, field), getattr(b, field)
        if old != new:
            said.append(f"{word} was {shown(old)}, is now {shown(new)}")
    old_items, new_items = items_of(a), items_of(b)
    if old_items is not None and new_items is not None:
        said += [f"“{x}” is added to the list" for x in new_items if x not in old_items]
        said += [f"“{x}” is taken from the list" for x in old_items if x not in new_items]
    if conditions(a) != conditions(b):
        said.append(f"the conditions were {conditions(a)}, are now {conditions(b)}")
    moved = {place(s) for s in b.sources} - {place(s) for s in a.sources}
    said += [f"it is now also said in {p}" for p in sorted(moved)]
    return said


def items_of(r: RuleAnswer) -> list[str] | None:
    return next((c.value for c in r.conditions if c.fact == "completed" and c.op == "in"), None)


def conditions(r: RuleAnswer) -> str:
    own = [c for c in r.conditions if not (c.fact == "completed" and c.op == "in")]
    return "; ".join(f"{c.fact} {c.op} {shown(c.value)}" for c in own) or "none"


def named(r: RuleAnswer) -> str:
    """The rule in words: where it stands, whom it binds, to what."""
    return name(r)


def successor(gone: RuleAnswer, before: Sequence[RuleAnswer], after: Sequence[RuleAnswer]) -> str | None:
    """The new rule that says the same in the same paragraph, where there is one only: its paper's number or date was
    corrected."""
    known = {r.id for r in before}

    def clause(r: RuleAnswer) -> tuple[object, ...]:
        return r.modality, fold(r.action), r.bearer, r.sources[0].paragraph if r.sources else None

    same = [r.id for r in after if r.id not in known and clause(r) == clause(gone)]
    return same[0] if len(same) == 1 else None


def name(r: RuleAnswer, short: bool = False) -> str:
    where = place(r.sources[0]) if r.sources else r.id
    return (
        where if short else f"{where}: {r.bearer or 'whom it concerns'} {r.modality.replace('_', ' ')}: {cut(r.action)}"
    )


def place(source: Any) -> str:
    where = f", paragraph {source.paragraph}" if source.paragraph else ""
    return f"{source.reference_no or 'a paper'} of {source.date or 'unknown date'}{where}"


def shown(value: Any) -> str:
    if value is None:
        return "not set"
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else f"“{cut(value)}”"
        if isinstance(value, str)
        else f"{value}"
    )


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

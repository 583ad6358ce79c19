"""Is a person compliant on a day? Each duty with its status, the reason, and the paragraph.

Which duties count. A duty counts when (1) it is a "must" or "must not", (2) its bearer is a person, and (3) its action
has a shape that facts decide (``Rule.typed``). Quoted rules and duties of offices are listed by ``rules``, never
guessed here; "should" and "may" are shown and do not make anyone fail.

Compliant is false when one counting duty is not met, null when one is pending, unknown or awaits a circular, else true.
Facts about a class inside a class ("on central deputation") count as false where they are not given; every other fact
that is not given makes its duty unknown, not failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import regex
from rapidfuzz import fuzz

from extract.record import Role
from knowledge.answers import BandAnswer, CheckAnswer, ConditionAnswer, CoursesAnswer, DutyAnswer
from knowledge.bearers import Bearer, classes_of
from knowledge.conflicts import Conflict
from knowledge.identity import fold
from knowledge.norms import Allocation, ItemList, Rule, required
from knowledge.papers import Library
from knowledge.shapes import CompleteList, CompleteShare, Pass, Same
from knowledge.words import entries

Facts = dict[str, Any]
STRICT = ("must", "must_not")


@dataclass(frozen=True)
class Law:
    """What ``check`` reads: every rule in every wording, who prescribes what, who holds which role, the conflicts."""

    library: Library
    rules: tuple[Rule, ...]
    allocations: tuple[Allocation, ...]
    roles: tuple[Role, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class Standing:
    """Where a person stands in one family of lists: the list that applies and what of it is done."""

    rule: Rule | None
    items: ItemList | None
    share: Rule | None
    required: int
    done: tuple[str, ...] | None
    missing_mandatory: tuple[str, ...]
    due: str | None
    awaited: str | None
    unknown: str | None


def check(law: Law, facts: Facts, as_of: str) -> CheckAnswer:
    """Answer for one person; ``facts`` under the names that the rules declare, ``as_of`` an ISO date."""
    current = [r for r in law.rules if r.typed and r.bearer.side == "person" and r.in_force(as_of)]
    later = [r for r in law.rules if r.typed and r.bearer.side == "person" and (r.since or "") > as_of]
    standings: dict[str, Standing] = {}
    duties: list[tuple[Rule, DutyAnswer]] = []
    for rule in current:
        applies = bearer_holds(rule.bearer, facts)
        if applies is False:
            duties.append(
                (rule, duty(rule, "not_applicable", "the facts put the person outside the class that it binds"))
            )
        elif applies is None:
            duties.append(
                (rule, duty(rule, "unknown", f"whether it binds the person needs {wanting(rule.bearer, facts)}"))
            )
        else:
            duties.append((rule, decide(law, rule, facts, as_of, current, standings)))
    duties += [(r, duty(r, "not_in_force", f"in force from {r.since}")) for r in later if bearer_holds(r.bearer, facts)]
    duties = [(r, d) for r, d in duties if not (isinstance(r.shape, ItemList) and d.status == "not_applicable")]
    counting = [d.status for r, d in duties if r.modality in STRICT]
    main = leading(standings)
    touched = [c.answer for c in law.conflicts if touches(c, facts, law, current)]
    return CheckAnswer(
        as_of=as_of,
        compliant=verdict(counting),
        same_email=same_email(duties),
        courses=courses_answer(main),
        duties=tuple(d for _, d in duties),
        conflicts=tuple(touched),
        awaited=tuple(dict.fromkeys(s.awaited for s in standings.values() if s.awaited)),
    )


def verdict(statuses: Sequence[str]) -> bool | None:
    if "not_met" in statuses:
        return False
    if any(s in ("pending", "unknown", "awaited") for s in statuses):
        return None
    return True if "met" in statuses else None


def duty(rule: Rule, status: Any, why: str) -> DutyAnswer:
    return DutyAnswer(
        rule=rule.id, modality=rule.modality, action=rule.action, status=status, why=why, sources=rule.sources
    )


# ------------------------------------------------------------------------------------------ whom it binds
def bearer_holds(bearer: Bearer, facts: Facts) -> bool | None:
    """Whether the facts put the person among those bound; None where a fact is missing."""
    results = [holds(c, facts) for c in bearer.conditions()]
    if False in results:
        return False
    return None if None in results else True


def holds(condition: ConditionAnswer, facts: Facts) -> bool | None:
    special = {str(e["value"]) for e in entries("special_class")}
    given = facts.get(condition.fact)
    if condition.fact in special:
        return bool(given) is (condition.op == "eq")
    if condition.fact == "service":
        return in_class(condition.value, facts)
    if given is None:
        return None
    if condition.op == "in":
        return any(fits_post(str(given), str(v)) for v in condition.value)
    return compare(condition.op, given, condition.value)


def in_class(classes: list[str], facts: Facts) -> bool | None:
    """A member by service, or by a fact of the name of an open class ("central_government_employee")."""
    given = facts.get("service")
    own = set(classes_of(fold(str(given)))) | {str(given)} if given else set()
    if own & set(classes):
        return True
    open_classes = {str(e["value"]) for e in entries("open_class")} & set(classes)
    if any(facts.get(name) is True for name in open_classes):
        return True
    if any(facts.get(name) is None for name in open_classes):
        return None
    return False if given else None


def fits_post(given: str, wanted: str) -> bool:
    words = set(regex.findall(r"[\p{L}\p{M}]+", fold(given)))
    return all(w in words or f"{w}s" in words for w in regex.findall(r"[\p{L}\p{M}]+", fold(wanted)))


def compare(op: str, given: Any, value: Any) -> bool | None:
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "eq": lambda a, b: a == b,
        "ne": lambda a, b: a != b,
        "gt": lambda a, b: a > b,
        "ge": lambda a, b: a >= b,
        "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b,
    }
    try:
        return bool(tests[op](given, value))
    except TypeError:
        return None


def wanting(bearer: Bearer, facts: Facts) -> str:
    names: list[str] = []
    for c in bearer.conditions():
        if holds(c, facts) is not None:
            continue
        given = facts.get(c.fact)
        names.append(f"the fact {c.fact!r}" if given is None else f"a number for {c.fact!r}" if c.op != "in" else "")
        names += [f"the fact {e['value']!r}" for e in entries("open_class") if c.op == "in" and e["value"] in c.value]
    return " or ".join(dict.fromkeys(n for n in names if n)) or "a fact that is not given"


# ------------------------------------------------------------------------------------------ what decides it
def decide(
    law: Law, rule: Rule, facts: Facts, as_of: str, current: list[Rule], standings: dict[str, Standing]
) -> DutyAnswer:
    if isinstance(rule.shape, Same):
        return decide_same(rule, rule.shape, facts)
    if isinstance(rule.shape, Pass):
        return decide_pass(rule, rule.shape, facts, as_of)
    assert rule.shape is not None
    family = family_of(law, rule, facts, current, standings)
    return decide_list(rule, family, as_of)


def decide_same(rule: Rule, shape: Same, facts: Facts) -> DutyAnswer:
    names = shape.facts
    given = [facts.get(n) for n in names]
    absent = [n for n, v in zip(names, given, strict=True) if v is None or not str(v).strip()]
    if absent:
        return duty(rule, "unknown", f"not given: {', '.join(absent)}")
    a, b = (fold_attribute(shape.attribute, str(v)) for v in given)
    word = shape.attribute.replace("_", " ")
    if a == b:
        return duty(rule, "met", f"the {word} is the same in {shape.records[0]} and {shape.records[1]}")
    return duty(rule, "not_met", f"the {word} differs between {shape.records[0]} and {shape.records[1]}")


def fold_attribute(attribute: str, value: str) -> str:
    if attribute == "mobile":
        return "".join(regex.findall(r"\d", fold(value)))[-10:]
    return str(regex.sub(r"\s+", "", fold(value)))


def decide_pass(rule: Rule, shape: Pass, facts: Facts, as_of: str) -> DutyAnswer:
    given = facts.get(shape.fact)
    if given is True:
        return duty(rule, "met", f"{shape.fact} is true")
    if rule.deadline is None or as_of < rule.deadline:
        return duty(rule, "pending", f"due {rule.deadline}" if rule.deadline else "no day is set")
    if given is None:
        return duty(rule, "unknown", f"was due {rule.deadline}; not given: {shape.fact}")
    return duty(rule, "not_met", f"was due {rule.deadline}")


def decide_list(rule: Rule, s: Standing, as_of: str) -> DutyAnswer:
    if s.unknown:
        return duty(rule, "unknown", s.unknown)
    if s.items is None:
        return duty(rule, "awaited", s.awaited or "no list is held")
    total = len(s.items.items)
    done = s.done if s.done is not None else ()
    due = rule.deadline or s.due
    if isinstance(rule.shape, ItemList):
        met = not s.missing_mandatory
        why = "every mandatory item is done" if met else f"not done: {'; '.join(s.missing_mandatory)}"
    else:
        met = len(done) >= s.required
        why = f"{len(done)} of {total} done, {s.required} required"
        if isinstance(rule.shape, CompleteList) and s.share is not None:
            why += f" (decided by {s.share.paper.name}, paragraph {s.share.paragraph})"
    if s.done is None and not met:
        status = "pending" if due is None or as_of < due else "unknown"
        return duty(rule, status, "not given: completed")
    if met:
        return duty(rule, "met", why)
    if due is None or as_of < due:
        return duty(rule, "pending", f"{why}; due {due or '(no day is set)'}")
    return duty(rule, "not_met", f"{why}; was due {due}")


# ------------------------------------------------------------------------------------------ lists
def family_of(law: Law, rule: Rule, facts: Facts, current: list[Rule], standings: dict[str, Standing]) -> Standing:
    """The standing in the family of linked papers to which ``rule`` belongs, computed once a family."""
    assert isinstance(rule.shape, CompleteList | CompleteShare | ItemList)
    noun = rule.shape.noun
    near = law.library.near(rule.paper.id)
    kin = [
        r
        for r in current
        if isinstance(r.shape, CompleteList | CompleteShare | ItemList) and r.shape.noun == noun and r.paper.id in near
    ]
    key = f"{noun}:{min(r.id for r in [*kin, rule])}"
    if key not in standings:
        standings[key] = standing(law, noun, set(near), kin, facts)
    return standings[key]


def standing(law: Law, noun: str, near: set[str], kin: list[Rule], facts: Facts) -> Standing:
    shares = [r for r in kin if isinstance(r.shape, CompleteShare) and bearer_holds(r.bearer, facts)]
    share = max(shares, key=lambda r: (r.since or "", r.id), default=None)
    whole = [r for r in kin if isinstance(r.shape, CompleteList) and bearer_holds(r.bearer, facts)]
    due = (share.deadline if share else None) or next((r.deadline for r in whole if r.deadline), None)
    branch = next((a for a in law.allocations if a.noun == noun and a.paper.id in near and a.takes(facts)), None)
    lists = [r for r in kin if isinstance(r.shape, ItemList)]
    answers = [(r, list_holds(r, branch, facts)) for r in lists]
    fitting = [r for r, a in answers if a]
    empty = Standing(None, None, share, 0, None, (), due, None, None)
    if not fitting:
        lacking = [r for r, a in answers if a is None]
        if lacking:
            need = wanting(lacking[0].bearer, facts)
            return replace_standing(empty, unknown=f"which list applies needs {need}")
        return replace_standing(empty, awaited=awaited(law, branch, noun, facts, near))
    # Later over earlier; of one paper's lists that both hold the same years, the one printed first.
    newest = max(r.since or "" for r in fitting)
    chosen = next(r for r in fitting if (r.since or "") == newest)
    items = chosen.shape
    assert isinstance(items, ItemList)
    done = done_of(items, facts.get("completed"))
    fraction = share.shape.share if share and isinstance(share.shape, CompleteShare) else None
    missing = tuple(m for m in items.mandatory if done is None or m not in done)
    return Standing(chosen, items, share, required(items, fraction), done, missing, chosen.deadline or due, None, None)


def replace_standing(s: Standing, awaited: str | None = None, unknown: str | None = None) -> Standing:
    return Standing(s.rule, s.items, s.share, s.required, s.done, s.missing_mandatory, s.due, awaited, unknown)


def list_holds(rule: Rule, branch: Allocation | None, facts: Facts) -> bool | None:
    """A list that does not name a special class is not the list of that class's own authority."""
    own = {name for name, inside in rule.bearer.special if inside}
    needed = {name for name, inside in (branch.special if branch else ()) if inside}
    if not needed <= own:
        return False
    return bearer_holds(rule.bearer, facts)


def done_of(items: ItemList, completed: Any) -> tuple[str, ...] | None:
    """The items of the list that are among ``completed`` (names folded; a slip of a letter or two is forgiven)."""
    given = [completed] if isinstance(completed, str) else completed
    if not isinstance(given, list | tuple):
        return None
    names = [plain(str(n)) for n in given]
    return tuple(item for item, _ in items.items if any(fuzz.ratio(plain(item), n) >= 95 for n in names))


def plain(name: str) -> str:
    return " ".join(regex.findall(r"[\p{L}\p{M}\p{N}]+", fold(name)))


def awaited(law: Law, branch: Allocation | None, noun: str, facts: Facts, near: set[str]) -> str:
    """Which circular is awaited and whose list it is."""
    if branch is None:
        return f"a list of the prescribed {noun}s: none is held that applies to the person"
    who = f"{branch.authority}"
    if not any(inside for _, inside in branch.special):
        who = role_holder(law, branch, facts) or who
        service = facts.get("service")
        who = f"{who} (for {service} officers)" if service and who == branch.authority else who
    where = f"{branch.paper.name}, paragraph {branch.source.paragraph}"
    return f"the {noun}s to be prescribed by {who} ({where}): no such list is held"


def role_holder(law: Law, branch: Allocation, facts: Facts) -> str | None:
    """The office that holds the authority's role for the person's service ("being the CCA in respect of …")."""
    own = set(classes_of(fold(str(facts.get("service") or ""))))
    for role in law.roles:
        named = regex.search(rf"(?<!\p{{L}}){regex.escape(fold(role.role))}s?(?!\p{{L}})", fold(branch.authority))
        if named and own & set(classes_of(fold(role.for_ or ""))):
            return f"{role.office}, {role.role} for {role.for_}"
    return None


def leading(standings: dict[str, Standing]) -> Standing | None:
    """The standing that the summary shows: one with a list before one without."""
    return max(
        standings.values(), key=lambda s: (s.items is not None, s.rule.since or "" if s.rule else ""), default=None
    )


def courses_answer(s: Standing | None) -> CoursesAnswer:
    if s is None or s.items is None:
        return CoursesAnswer(
            band=None, prescribed=0, required=0, completed=0, missing_mandatory=(), due=s.due if s else None
        )
    band = s.items.band
    return CoursesAnswer(
        band=BandAnswer(above=band.above, from_=band.from_, to=band.to) if band else None,
        prescribed=len(s.items.items),
        required=s.required,
        completed=len(s.done or ()),
        missing_mandatory=s.missing_mandatory,
        due=s.due,
    )


def same_email(duties: list[tuple[Rule, DutyAnswer]]) -> bool | None:
    """Of the duties that two records hold one e-mail ID: false if one is not met, null if none or unknown."""
    live = [(r, d) for r, d in duties if d.status not in ("not_applicable", "not_in_force")]
    own = [d.status for r, d in live if isinstance(r.shape, Same) and r.shape.attribute == "email"]
    if "not_met" in own:
        return False
    return True if own and all(s == "met" for s in own) else None


def touches(conflict: Conflict, facts: Facts, law: Law, current: list[Rule]) -> bool:
    """A conflict about years of service touches a person of those years whom rules of linked papers bind."""
    years = facts.get("years_of_service")
    if conflict.work is None or not isinstance(years, int | float) or not conflict.touches(float(years)):
        return False
    near = law.library.near(conflict.work)
    return any(r.paper.id in near and bearer_holds(r.bearer, facts) for r in current)

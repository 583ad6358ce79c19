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
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from unicodedata import category, normalize

import regex
from rapidfuzz import fuzz

from extract.record import Role
from knowledge.answers import BandAnswer, CheckAnswer, ConditionAnswer, CoursesAnswer, DutyAnswer
from knowledge.bearers import Bearer, classes_of
from knowledge.conflicts import Conflict
from knowledge.identity import LOOKALIKES, fold
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


@dataclass(frozen=True)
class Finding:
    """What is found of one duty of one person: the rule, a status of ``DutyAnswer``, the reason in words."""

    rule: Rule
    status: str
    why: str


@dataclass(frozen=True)
class Family:
    """The rules about one family of lists in linked papers, and which of them binds whom."""

    noun: str
    near: frozenset[str]
    kin: tuple[Rule, ...]
    names: tuple[str, ...]
    """The facts on which it depends where a person stands in it (what is done aside)."""


@dataclass
class Compiled:
    """The law of one day, ready for many persons: what does not depend on the person is worked out once.

    What depends on few facts (whom a rule binds, which list applies) is kept by the values of those facts.
    """

    law: Law
    as_of: str
    current: list[Rule]
    later: list[Rule]
    families: dict[str, tuple[str, Family]] = field(default_factory=dict)
    """By rule id: the family's key and the family."""
    bound: dict[tuple[Any, ...], bool | None] = field(default_factory=dict)
    stands: dict[tuple[Any, ...], Standing] = field(default_factory=dict)
    items: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def binds(self, rule: Rule, facts: Facts) -> bool | None:
        names = names_of(rule.bearer)
        try:
            key = (id(rule.bearer), *((n, type(facts.get(n)), facts.get(n)) for n in names))
            if key not in self.bound:
                self.bound[key] = bearer_holds(rule.bearer, facts)
            return self.bound[key]
        except TypeError:
            # A fact that is a list where a word is meant: not kept, but answered.
            return bearer_holds(rule.bearer, facts)

    def findings(self, facts: Facts) -> tuple[list[Finding], dict[str, Standing]]:
        """Every duty of one person, and where the person stands in each family of lists."""
        standings: dict[str, Standing] = {}
        found: list[Finding] = []
        for rule in self.current:
            applies = self.binds(rule, facts)
            if applies is False:
                if not isinstance(rule.shape, ItemList):
                    why = "the facts put the person outside the class that it binds"
                    found.append(Finding(rule, "not_applicable", why))
            elif applies is None:
                needs = f"whether it binds the person needs {wanting(rule.bearer, facts)}"
                found.append(Finding(rule, "unknown", needs))
            else:
                found.append(decide(self, rule, facts, standings))
        for rule in self.later:
            if self.binds(rule, facts):
                found.append(Finding(rule, "not_in_force", f"in force from {rule.since}"))
        return found, standings

    def standing(self, rule: Rule, facts: Facts, standings: dict[str, Standing]) -> Standing:
        """The standing in the family of linked papers to which ``rule`` belongs, computed once a person."""
        key, family = self.family(rule)
        if key not in standings:
            standings[key] = self.with_done(self.chosen(key, family, facts), facts.get("completed"))
        return standings[key]

    def chosen(self, key: str, family: Family, facts: Facts) -> Standing:
        try:
            place = (key, *((type(facts.get(n)), facts.get(n)) for n in family.names))
            if place not in self.stands:
                self.stands[place] = standing(self.law, family, facts)
            return self.stands[place]
        except TypeError:
            return standing(self.law, family, facts)

    def family(self, rule: Rule) -> tuple[str, Family]:
        if rule.id not in self.families:
            self.families[rule.id] = family_of(self.law, rule, self.current)
        return self.families[rule.id]

    def with_done(self, s: Standing, completed: Any) -> Standing:
        """With the items of the list that are among ``completed``."""
        if s.items is None:
            return s
        given = [completed] if isinstance(completed, str) else completed
        if not isinstance(given, list | tuple):
            return replace(s, missing_mandatory=s.items.mandatory)
        hits = {self.item_of(s.items, str(n)) for n in given}
        done = tuple(item for item, _ in s.items.items if item in hits)
        return replace(s, done=done, missing_mandatory=tuple(m for m in s.items.mandatory if m not in hits))

    def item_of(self, items: ItemList, name: str) -> str | None:
        """The item that ``name`` means (names folded; a slip of a letter or two is forgiven)."""
        key = (items.key, name)
        if key not in self.items or len(self.items) > MOST_NAMES:
            folded = plain(name)
            best = max(((fuzz.ratio(plain(item), folded), item) for item, _ in items.items), default=(0.0, ""))
            self.items[key] = best[1] if best[0] >= 95 else None
        return self.items[key]


MOST_NAMES = 200_000
"""Names of items that are kept; a roster in which every name is another one must not fill the memory."""


def compile_law(law: Law, as_of: str) -> Compiled:
    """The law of a day (ISO), for ``Compiled.findings``."""
    persons = [r for r in law.rules if r.typed and r.bearer.side == "person"]
    return Compiled(
        law, as_of, [r for r in persons if r.in_force(as_of)], [r for r in persons if (r.since or "") > as_of]
    )


def check(law: Law, facts: Facts, as_of: str) -> CheckAnswer:
    """Answer for one person; ``facts`` under the names that the rules declare, ``as_of`` an ISO date."""
    return check_compiled(compile_law(law, as_of), facts)


def check_compiled(compiled: Compiled, facts: Facts) -> CheckAnswer:
    found, standings = compiled.findings(facts)
    touched = [c.answer for c in compiled.law.conflicts if touches(c, facts, compiled)]
    return CheckAnswer(
        as_of=compiled.as_of,
        compliant=compliance_of(found),
        same_email=same_email(found),
        courses=courses_answer(leading(standings)),
        duties=tuple(duty(f) for f in found),
        conflicts=tuple(touched),
        awaited=tuple(dict.fromkeys(s.awaited for s in standings.values() if s.awaited)),
    )


def compliance_of(found: Sequence[Finding]) -> bool | None:
    return verdict([f.status for f in found if f.rule.modality in STRICT])


def verdict(statuses: Sequence[str]) -> bool | None:
    if "not_met" in statuses:
        return False
    if any(s in ("pending", "unknown", "awaited") for s in statuses):
        return None
    return True if "met" in statuses else None


def duty(found: Finding) -> DutyAnswer:
    rule = found.rule
    status: Any = found.status
    return DutyAnswer(
        rule=rule.id, modality=rule.modality, action=rule.action, status=status, why=found.why, sources=rule.sources
    )


@cache
def names_of(bearer: Bearer) -> tuple[str, ...]:
    """The facts on which it depends whether the bearer is meant."""
    names = [c.fact for c in bearer.conditions()]
    if bearer.classes:
        names += sorted(open_classes() & set(bearer.classes))
    return tuple(dict.fromkeys(names))


@cache
def special_classes() -> frozenset[str]:
    return frozenset(str(e["value"]) for e in entries("special_class"))


@cache
def open_classes() -> frozenset[str]:
    return frozenset(str(e["value"]) for e in entries("open_class"))


# ------------------------------------------------------------------------------------------ whom it binds
def bearer_holds(bearer: Bearer, facts: Facts) -> bool | None:
    """Whether the facts put the person among those bound; None where a fact is missing."""
    results = [holds(c, facts) for c in bearer.conditions()]
    if False in results:
        return False
    return None if None in results else True


def holds(condition: ConditionAnswer, facts: Facts) -> bool | None:
    given = facts.get(condition.fact)
    if condition.fact in special_classes():
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
    names = open_classes() & set(classes)
    if any(facts.get(name) is True for name in names):
        return True
    if any(facts.get(name) is None for name in names):
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
def decide(compiled: Compiled, rule: Rule, facts: Facts, standings: dict[str, Standing]) -> Finding:
    if isinstance(rule.shape, Same):
        return decide_same(rule, rule.shape, facts)
    if isinstance(rule.shape, Pass):
        return decide_pass(rule, rule.shape, facts, compiled.as_of)
    assert rule.shape is not None
    return decide_list(rule, compiled.standing(rule, facts, standings), compiled.as_of)


def decide_same(rule: Rule, shape: Same, facts: Facts) -> Finding:
    names = shape.facts
    given = [facts.get(n) for n in names]
    absent = [n for n, v in zip(names, given, strict=True) if v is None or not str(v).strip()]
    if absent:
        return Finding(rule, "unknown", f"not given: {', '.join(absent)}")
    a, b = (fold_attribute(shape.attribute, str(v)) for v in given)
    word = shape.attribute.replace("_", " ")
    if a == b:
        return Finding(rule, "met", f"the {word} is the same in {shape.records[0]} and {shape.records[1]}")
    return Finding(rule, "not_met", f"the {word} differs between {shape.records[0]} and {shape.records[1]}")


def fold_attribute(attribute: str, value: str) -> str:
    if attribute == "mobile":
        return "".join(regex.findall(r"\d", fold(value)))[-10:]
    if attribute == "email":
        # Not ``fold``, which takes emphasis marks away: "a_b@…" and "ab@…" are two persons.
        seen = value if value.isascii() else "".join(c for c in normalize("NFKC", value) if category(c) != "Cf")
        return "".join(seen.casefold().split())
    return "".join(fold(value).split())


def decide_pass(rule: Rule, shape: Pass, facts: Facts, as_of: str) -> Finding:
    given = facts.get(shape.fact)
    if given is True:
        return Finding(rule, "met", f"{shape.fact} is true")
    if rule.deadline is None or as_of < rule.deadline:
        return Finding(rule, "pending", f"due {rule.deadline}" if rule.deadline else "no day is set")
    if given is None:
        return Finding(rule, "unknown", f"was due {rule.deadline}; not given: {shape.fact}")
    return Finding(rule, "not_met", f"was due {rule.deadline}")


def decide_list(rule: Rule, s: Standing, as_of: str) -> Finding:
    if s.unknown:
        return Finding(rule, "unknown", s.unknown)
    if s.items is None:
        return Finding(rule, "awaited", s.awaited or "no list is held")
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
            why += f" (decided by {s.share.paper.at(s.share.paragraph)})"
    if s.done is None and not met:
        status = "pending" if due is None or as_of < due else "unknown"
        return Finding(rule, status, "not given: completed")
    if met:
        return Finding(rule, "met", why)
    if due is None or as_of < due:
        return Finding(rule, "pending", f"{why}; due {due or '(no day is set)'}")
    return Finding(rule, "not_met", f"{why}; was due {due}")


# ------------------------------------------------------------------------------------------ lists
def family_of(law: Law, rule: Rule, current: Sequence[Rule]) -> tuple[str, Family]:
    """The family of linked papers to which ``rule`` belongs, with its key."""
    assert isinstance(rule.shape, CompleteList | CompleteShare | ItemList)
    noun = rule.shape.noun
    near = frozenset(law.library.near(rule.paper.id))
    kin = tuple(
        r
        for r in current
        if isinstance(r.shape, CompleteList | CompleteShare | ItemList) and r.shape.noun == noun and r.paper.id in near
    )
    names = [n for r in kin for n in names_of(r.bearer)]
    names += [n for a in law.allocations if a.noun == noun for n, _ in a.special]
    # Who prescribes for a person hangs on the service, even where no rule's bearer does.
    key = f"{noun}:{min(r.id for r in [*kin, rule])}"
    return key, Family(noun, near, kin, tuple(dict.fromkeys([*names, "service"])))


def standing(law: Law, family: Family, facts: Facts) -> Standing:
    """Where a person stands, before anything is done: the list that applies, or why none does."""
    kin, noun, near = family.kin, family.noun, family.near
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
            return replace(empty, unknown=f"which list applies needs {need}")
        return replace(empty, awaited=awaited(law, branch, noun, facts))
    # Later over earlier; of one paper's lists that both hold the same years, the one printed first.
    newest = max(r.since or "" for r in fitting)
    chosen = next(r for r in fitting if (r.since or "") == newest)
    items = chosen.shape
    assert isinstance(items, ItemList)
    fraction = share.shape.share if share and isinstance(share.shape, CompleteShare) else None
    return Standing(chosen, items, share, required(items, fraction), None, (), chosen.deadline or due, None, None)


def list_holds(rule: Rule, branch: Allocation | None, facts: Facts) -> bool | None:
    """A list that does not name a special class is not the list of that class's own authority."""
    own = {name for name, inside in rule.bearer.special if inside}
    needed = {name for name, inside in (branch.special if branch else ()) if inside}
    if not needed <= own:
        return False
    return bearer_holds(rule.bearer, facts)


def plain(name: str) -> str:
    """Folded for comparison; what a recogniser takes for one another is one ("GenAl", "GenAI")."""
    return " ".join(regex.findall(r"[\p{L}\p{M}\p{N}]+", fold(name))).translate(LOOKALIKES)


def awaited(law: Law, branch: Allocation | None, noun: str, facts: Facts) -> str:
    """Which circular is awaited and whose list it is."""
    if branch is None:
        return f"a list of the prescribed {noun}s: none is held that applies to the person"
    who = f"{branch.authority}"
    if not any(inside for _, inside in branch.special):
        who = role_holder(law, branch, facts) or who
        service = facts.get("service")
        who = f"{who} (for {service} officers)" if service and who == branch.authority else who
    where = branch.paper.at(branch.source.paragraph)
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


def same_email(found: Sequence[Finding]) -> bool | None:
    """Of the duties that two records hold one e-mail ID: false if one is not met, null if none or unknown."""
    live = [f for f in found if f.status not in ("not_applicable", "not_in_force")]
    own = [f.status for f in live if isinstance(f.rule.shape, Same) and f.rule.shape.attribute == "email"]
    if "not_met" in own:
        return False
    return True if own and all(s == "met" for s in own) else None


def touches(conflict: Conflict, facts: Facts, compiled: Compiled) -> bool:
    """A conflict about years of service touches a person of those years whom rules of linked papers bind."""
    years = facts.get("years_of_service")
    if conflict.work is None or not isinstance(years, int | float) or not conflict.touches(float(years)):
        return False
    near = compiled.law.library.near(conflict.work)
    return any(r.paper.id in near and compiled.binds(r, facts) for r in compiled.current)

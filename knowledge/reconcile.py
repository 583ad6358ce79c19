"""One person in two portals: are the attributes that a rule wants the same the same?

Persons are joined by e-mail ID (case and space folded), then by mobile number, then, as probable only, by name and
batch. The rule is found by what it demands (two records, one attribute), never by its name or number; the records'
names are those that the rules declare.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import regex
from rapidfuzz import fuzz

from knowledge.answers import SourceAnswer
from knowledge.columns import Column, Unread, flat
from knowledge.compliance import Law, fold_attribute
from knowledge.identity import fold
from knowledge.norms import Rule
from knowledge.roster import RowFault, find_columns, read_row
from knowledge.shapes import Same, slug
from knowledge.sheets import Sheet
from knowledge.words import pattern

Kind = Literal["same", "differs", "missing", "malformed", "double", "only_here"]
MOST_OF_A_BATCH = 400
"""Persons of one batch among whom names are compared letter by letter; of more only equal names are joined."""


class UnknownRecords(ValueError):
    """The two portals are none of which a rule speaks. ``known``: the pairs of names that rules declare."""

    def __init__(self, given: tuple[str, str], known: Iterable[tuple[str, str]]) -> None:
        self.known = tuple(dict.fromkeys(known))
        pairs = "; ".join(f"{a} and {b}" for a, b in self.known)
        super().__init__(f"No rule of that day speaks of {given[0]!r} and {given[1]!r}. Rules speak of: {pairs}.")


@dataclass(frozen=True)
class Entry:
    """One row of one portal's list."""

    portal: str
    row: int
    person: str
    name: str | None
    batch: str | None
    mobile: str | None
    email: str | None
    """As it stands in the list."""

    @property
    def key(self) -> str | None:
        return email_key(self.email)


@dataclass(frozen=True)
class Finding:
    """``rows``: portal and row. ``who`` must act ("officer", "office", null: nobody); ``sources`` say why."""

    kind: Kind
    attribute: str
    person: str
    rows: tuple[tuple[str, int], ...]
    values: tuple[str | None, ...]
    joined_by: Literal["email", "mobile", "name_and_batch"] | None
    certain: bool
    who: Literal["officer", "office"] | None
    action: str
    sources: tuple[SourceAnswer, ...]


@dataclass(frozen=True)
class ReconcileAnswer:
    as_of: str
    portals: tuple[str, str]
    rule: str | None
    modality: str | None
    columns: Mapping[str, tuple[Column, ...]]
    unread: Mapping[str, tuple[Unread, ...]]
    findings: tuple[Finding, ...]
    faults: Mapping[str, tuple[RowFault, ...]]
    counts: Mapping[str, int]


def email_key(email: str | None) -> str | None:
    """An e-mail ID by which two printings are equal: no case, no space, "[at]" and "(dot)" written out."""
    if not email:
        return None
    folded = fold_attribute("email", email)
    folded = regex.sub(r"[\[({]at[\])}]", "@", folded)
    return str(regex.sub(r"[\[({]dot[\])}]", ".", folded)) or None


DOMAIN = r"(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}]+"
WELL_FORMED = regex.compile(rf"[\p{{L}}\p{{M}}\p{{N}}_%+'-]+(?:\.[\p{{L}}\p{{M}}\p{{N}}_%+'-]+)*@{DOMAIN}")


def malformed(email: str) -> bool:
    """Whether what stands there, case and outer space aside, is no e-mail address."""
    return not WELL_FORMED.fullmatch(unicodedata.normalize("NFKC", email.strip()))


def masked(email: str | None) -> str | None:
    """Enough to recognise one's own address, not enough to write to it."""
    if not email:
        return email
    local, at, domain = email.strip().partition("@")
    return f"{local[:2]}***{at}{domain}" if at else f"{email.strip()[:2]}***"


# ------------------------------------------------------------------------------------------ the rule
def same_rules(law: Law, as_of: str) -> list[Rule]:
    return [r for r in law.rules if isinstance(r.shape, Same) and r.in_force(as_of)]


def pair_of(law: Law, as_of: str, given: tuple[str, str]) -> tuple[tuple[str, str], tuple[Rule, ...]]:
    """The two records' names as the rules write them and the rules about them. UnknownRecords.

    ``given`` may be names of files: a record is meant where all words of its name stand in it. Without any rule about
    two records the names stand as they are given, and the lists are compared without a rule.
    """
    rules = same_rules(law, as_of)
    pairs = [r.shape.records for r in rules if isinstance(r.shape, Same)]
    for a, b in pairs:
        for first, second in ((a, b), (b, a)):
            if meant(first, given[0]) and meant(second, given[1]):
                own = tuple(r for r in rules if isinstance(r.shape, Same) and set(r.shape.records) == {a, b})
                return (first, second), own
    if pairs:
        raise UnknownRecords(given, pairs)
    return (slug(given[0]) or "first", slug(given[1]) or "second"), ()


def meant(record: str, given: str) -> bool:
    words = flat(given.replace("_", " ")).split()
    return all(w in words for w in record.split("_"))


def office_sources(law: Law, rule: Rule, attribute: str, as_of: str) -> tuple[SourceAnswer, ...]:
    """What the same paper asks of offices about the attribute; else the rule's own paragraph."""
    asked = [
        r
        for r in law.rules
        if r.paper.id == rule.paper.id
        and r.bearer.side == "office"
        and r.in_force(as_of)
        and any(e == attribute for e in attributes_in(r.action))
    ]
    return tuple(s for r in asked for s in r.sources) or rule.sources


def attributes_in(text: str) -> tuple[str, ...]:
    from knowledge.words import values_in

    return values_in("attribute", fold(text)) if pattern("attribute").search(fold(text)) else ()


# ------------------------------------------------------------------------------------------ the lists
def entries_of(
    sheet: Sheet, portal: str, mapping: Mapping[str, str] | None
) -> tuple[list[Entry], tuple[Column, ...], tuple[Unread, ...], list[RowFault]]:
    own = frozenset({f"{portal}_email", f"{portal}_mobile"})
    roster = find_columns(sheet, own, mapping)
    faults: list[RowFault] = []
    made: list[Entry] = []
    for number, cells in roster.rows():
        person, facts, wrong = read_row(roster, number, cells, "9999-12-31")
        if wrong:
            faults += wrong
            continue
        name = text_of(person.get("name"))
        made.append(
            Entry(
                portal,
                number,
                text_of(person.get("person_id")) or name or f"row {number} of {portal}",
                name,
                text_of(person.get("batch")),
                mobile_key(facts.get(f"{portal}_mobile") or person.get("mobile")),
                text_of(facts.get(f"{portal}_email") or person.get("email")),
            )
        )
    return made, roster.columns, roster.unread, faults


def text_of(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def mobile_key(value: Any) -> str | None:
    """The last ten digits; None where there are fewer, or all are one digit ("0000000000" joins nobody)."""
    digits = fold_attribute("mobile", str(value)) if value else ""
    return digits if len(digits) == 10 and len(set(digits)) > 1 else None


# ------------------------------------------------------------------------------------------ who is who
@dataclass
class Pairing:
    """Entries that are not joined yet, and those that are."""

    left: list[Entry]
    right: list[Entry]
    pairs: list[tuple[Entry, Entry, Literal["email", "mobile", "name_and_batch"]]] = field(default_factory=list)

    def join(self, how: Literal["email", "mobile", "name_and_batch"], key: Callable[[Entry], Any]) -> None:
        """Join those whose key stands once on either side."""
        ones, others = alone(self.left, key), alone(self.right, key)
        for k in ones.keys() & others.keys():
            self.pairs.append((ones[k], others[k], how))
        self.drop()

    def drop(self) -> None:
        joined = {(e.portal, e.row) for a, b, _ in self.pairs for e in (a, b)}
        self.left = [e for e in self.left if (e.portal, e.row) not in joined]
        self.right = [e for e in self.right if (e.portal, e.row) not in joined]

    def join_alike(self) -> None:
        """Names of one batch that are nearly the same, where each is the other's only likeness."""
        groups: dict[str, list[Entry]] = {}
        for e in self.right:
            if e.batch and e.name:
                groups.setdefault(flat(e.batch), []).append(e)
        near: list[tuple[Entry, Entry]] = []
        for a in self.left:
            group = groups.get(flat(a.batch), []) if a.batch and a.name else []
            if len(group) <= MOST_OF_A_BATCH:
                near += [(a, b) for b in group if fuzz.token_sort_ratio(name_key(a.name), name_key(b.name)) >= 90]
        lefts = Counter((a.portal, a.row) for a, _ in near)
        rights = Counter((b.portal, b.row) for _, b in near)
        for a, b in near:
            if lefts[a.portal, a.row] == rights[b.portal, b.row] == 1:
                self.pairs.append((a, b, "name_and_batch"))
        self.drop()


def alone(entries: list[Entry], key: Callable[[Entry], Any]) -> dict[Any, Entry]:
    found: dict[Any, list[Entry]] = {}
    for e in entries:
        k = key(e)
        if k:
            found.setdefault(k, []).append(e)
    return {k: v[0] for k, v in found.items() if len(v) == 1}


def name_key(name: str | None) -> str:
    return " ".join(sorted(w for w in flat(name or "").split()))


def name_and_batch(e: Entry) -> tuple[str, str] | None:
    return (name_key(e.name), flat(e.batch)) if e.name and e.batch else None


# ------------------------------------------------------------------------------------------ the answer
def reconcile(
    law: Law,
    first: Sheet,
    second: Sheet,
    names: tuple[str, str],
    as_of: str,
    mapping: Mapping[str, str] | None = None,
) -> ReconcileAnswer:
    """Compare two portals' lists. UnknownRecords, BadTable, BadMapping; ValueError where ``as_of`` is no date."""
    date.fromisoformat(as_of)
    portals, rules = pair_of(law, as_of, names)
    left, columns_a, unread_a, faults_a = entries_of(first, portals[0], mapping)
    right, columns_b, unread_b, faults_b = entries_of(second, portals[1], mapping)
    rule = next((r for r in rules if isinstance(r.shape, Same) and r.shape.attribute == "email"), None)
    say = Sayer(portals, rule, office_sources(law, rule, "email", as_of) if rule else ())
    findings = [f for side in (left, right) for f in say.doubles(side)]
    pairing = Pairing(list(left), list(right))
    pairing.join("email", lambda e: e.key)
    pairing.join("mobile", lambda e: e.mobile)
    pairing.join("name_and_batch", name_and_batch)
    pairing.join_alike()
    findings += [say.pair(a, b, how) for a, b, how in pairing.pairs]
    findings += [say.alone(e) for e in (*pairing.left, *pairing.right)]
    order = {"differs": 0, "missing": 1, "malformed": 2, "double": 3, "only_here": 4, "same": 5}
    findings.sort(key=lambda f: (order[f.kind], not f.certain, [(portals.index(p), n) for p, n in f.rows]))
    return ReconcileAnswer(
        as_of=as_of,
        portals=portals,
        rule=rule.id if rule else None,
        modality=rule.modality if rule else None,
        columns={portals[0]: columns_a, portals[1]: columns_b},
        unread={portals[0]: unread_a, portals[1]: unread_b},
        findings=tuple(findings),
        faults={portals[0]: tuple(faults_a), portals[1]: tuple(faults_b)},
        counts=dict(sorted(Counter(f.kind for f in findings).items())),
    )


@dataclass(frozen=True)
class Sayer:
    """Puts findings into words, with the paragraphs that ask for what is to be done."""

    portals: tuple[str, str]
    rule: Rule | None
    office: tuple[SourceAnswer, ...]

    @property
    def own(self) -> tuple[SourceAnswer, ...]:
        return self.rule.sources if self.rule else ()

    def finding(
        self, kind: Kind, found: tuple[Entry, ...], how: Any, who: Literal["officer", "office"] | None, action: str
    ) -> Finding:
        sources = {"officer": self.own, "office": self.office, None: ()}[who]
        return Finding(
            kind=kind,
            attribute="email",
            person=found[0].person,
            rows=tuple((e.portal, e.row) for e in found),
            values=tuple(e.email for e in found),
            joined_by=how,
            certain=how != "name_and_batch",
            who=who,
            action=action,
            sources=sources,
        )

    def doubles(self, side: list[Entry]) -> list[Finding]:
        groups: dict[str, list[Entry]] = {}
        for e in side:
            if e.key:
                groups.setdefault(e.key, []).append(e)
        return [
            self.finding(
                "double",
                tuple(group),
                None,
                "office",
                f"{len(group)} rows of {group[0].portal} hold one e-mail ID: find out whose it is, "
                "and have each of the others enter their own",
            )
            for group in groups.values()
            if len(group) > 1
        ]

    def pair(self, a: Entry, b: Entry, how: Literal["email", "mobile", "name_and_batch"]) -> Finding:
        both = (a, b)
        bad = [e for e in both if e.email and malformed(e.email)]
        empty = [e for e in both if not e.email]
        if bad:
            kind: Kind = "malformed"
            action = f"correct the e-mail ID in {' and in '.join(e.portal for e in bad)}: it is no address"
        elif empty:
            kind = "missing"
            where = " and in ".join(e.portal for e in empty)
            action = f"enter the e-mail ID in {where}" + (
                f", the same as in {next(e.portal for e in both if e.email)}" if len(empty) == 1 else ""
            )
        elif a.key == b.key:
            return self.finding("same", both, how, None, "nothing: the e-mail ID is the same")
        else:
            kind = "differs"
            action = f"make the e-mail ID the same in {a.portal} and {b.portal}"
        if how == "name_and_batch":
            found = f"confirm that both rows are one person (name and batch agree); then have the officer {action}"
            return self.finding(kind, both, how, "office", found)
        return self.finding(kind, both, how, "officer", action)

    def alone(self, e: Entry) -> Finding:
        other = next(p for p in self.portals if p != e.portal)
        if e.email and malformed(e.email):
            action = f"correct the e-mail ID in {e.portal}: it is no address (nobody of {other} could be joined)"
            return self.finding("malformed", (e,), None, "officer", action)
        action = f"find the person in {other}, or have an account made there; nobody could be joined"
        return self.finding("only_here", (e,), None, "office", action)


HEADER = (
    "finding",
    "person",
    "portal",
    "row",
    "other portal",
    "other row",
    "joined by",
    "certain",
    "who",
    "action",
    "says so",
)


def without_addresses(answer: ReconcileAnswer) -> ReconcileAnswer:
    """The same with e-mail IDs masked."""
    hidden = tuple(replace(f, values=tuple(masked(v) for v in f.values)) for f in answer.findings)
    return replace(answer, findings=hidden)


def table_rows(answer: ReconcileAnswer) -> Iterator[tuple[Any, ...]]:
    """One row a finding, with the e-mail IDs at the end; then the rows that were not read. A double has many rows:
    the first two are named."""
    for f in answer.findings:
        first, second = (*f.rows, ("", ""), ("", ""))[:2]
        said = "; ".join(f"{s.reference_no or 'paper'} of {s.date}, paragraph {s.paragraph}" for s in f.sources)
        certain = "yes" if f.certain else "no"
        values = (*f.values, None, None)[:2]
        yield f.kind, f.person, *first, *second, f.joined_by, certain, f.who, f.action, said, *values
    for portal, faults in answer.faults.items():
        for fault in faults:
            where = f"{fault.column}: " if fault.column else ""
            yield "not read", "", portal, fault.row, "", "", "", "", "", where + fault.message, "", "", ""

"""Many persons at once: a roster's rows against the law of a day. Broken rows are told, good rows are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge import columns as cols
from knowledge.columns import Column, Unread
from knowledge.compliance import (
    Compiled,
    Finding,
    Law,
    compile_law,
    compliance_of,
    open_classes,
    special_classes,
)
from knowledge.norms import rule_answer
from knowledge.sheets import BadTable, Sheet

HEADING_WITHIN = 10
"""Rows at the top in which the headings are looked for: offices print titles above them."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is not answered. ``message`` quotes no cell: it may be an address or a number of a person."""

    row: int
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class PersonDuty:
    """``paragraph``: the paper and its paragraph that say so."""

    rule: str
    modality: str
    action: str
    status: str
    why: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """One row. ``person``: the id, else the name, else the row's number in words."""

    row: int
    person: str
    name: str | None
    compliant: bool | None
    duties: tuple[PersonDuty, ...]


@dataclass(frozen=True)
class RosterAnswer:
    """``counts``: persons by "compliant", "not_compliant", "open"; duties by status under "duty:<status>"."""

    as_of: str
    columns: tuple[Column, ...]
    unread: tuple[Unread, ...]
    persons: tuple[PersonAnswer, ...]
    faults: tuple[RowFault, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Roster:
    """A sheet of which the columns are known, and the row of the headings."""

    sheet: Sheet
    heading_row: int
    width: int
    columns: tuple[Column, ...]
    unread: tuple[Unread, ...]
    kinds: Mapping[str, str]
    """Facts that are numbers ("number") or yes and no ("truth"); the others are words."""

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        return (
            (n, cells) for n, cells in self.sheet.rows if n > self.heading_row and any(c is not None for c in cells)
        )


def facts_of_law(law: Law) -> frozenset[str]:
    return cols.facts_named([rule_answer(r, None) for r in law.rules if r.typed])


def kinds_of_law(law: Law) -> dict[str, str]:
    """What the rules compare a fact with."""
    made = {"years_of_service": "number"} | dict.fromkeys(open_classes() | special_classes(), "truth")
    for c in (c for r in law.rules if r.typed for c in rule_answer(r, None).conditions):
        if isinstance(c.value, bool):
            made[c.fact] = "truth"
        elif c.op in ("gt", "ge", "lt", "le") and c.fact != "completed":
            made[c.fact] = "number"
    return made


def find_columns(
    sheet: Sheet,
    facts: frozenset[str],
    mapping: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Roster:
    """The roster's headings: of the first rows the one that says most. BadTable, BadMapping."""
    best: tuple[int, int, tuple[Any, ...]] | None = None
    for number, cells in sheet.rows[:HEADING_WITHIN]:
        known = sum(1 for c in cells if c is not None and cols.meaning_of(str(c), facts))
        known += sum(1 for c in cells if c is not None and cols.flat(str(c)) in {cols.flat(k) for k in mapping or {}})
        if known and (best is None or known > best[0]):
            best = (known, number, cells)
    if best is None:
        raise BadTable(
            f"{sheet.name}: no row of headings was found.",
            "Head the columns (for example Name, Service, Years of Service), or name them with --columns MAP.toml.",
        )
    found, unread = cols.match_columns(best[2], facts, mapping)
    return Roster(sheet, best[1], len(best[2]), found, unread, kinds or {})


def check_roster(law: Law, sheet: Sheet, as_of: str, mapping: Mapping[str, str] | None = None) -> RosterAnswer:
    """Every person of a sheet on a day. BadTable, BadMapping; ValueError where ``as_of`` is no ISO date."""
    date.fromisoformat(as_of)
    roster = find_columns(sheet, facts_of_law(law), mapping, kinds_of_law(law))
    compiled = compile_law(law, as_of)
    persons: list[PersonAnswer] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    counts: Counter[str] = Counter()
    places: dict[str, str] = {}
    for number, cells in roster.rows():
        person, facts, wrong = read_row(roster, number, cells, as_of)
        key = str(person.get("person_id") or "")
        if key and key in seen:
            wrong.append(RowFault(number, None, f"the same person stands in row {seen[key]}"))
        if wrong:
            faults += wrong
            continue
        if key:
            seen[key] = number
        answer = answer_row(compiled, number, person, facts, places)
        persons.append(answer)
        counts[{True: "compliant", False: "not_compliant", None: "open"}[answer.compliant]] += 1
        counts.update(f"duty:{d.status}" for d in answer.duties)
    return RosterAnswer(
        as_of, roster.columns, roster.unread, tuple(persons), tuple(faults), dict(sorted(counts.items()))
    )


def answer_row(
    compiled: Compiled, number: int, person: dict[str, Any], facts: dict[str, Any], places: dict[str, str]
) -> PersonAnswer:
    found, _ = compiled.findings(facts)
    name = str(person["name"]) if person.get("name") else None
    return PersonAnswer(
        row=number,
        person=str(person.get("person_id") or name or f"row {number}"),
        name=name,
        compliant=compliance_of(found),
        duties=tuple(person_duty(f, places) for f in found),
    )


def person_duty(f: Finding, places: dict[str, str]) -> PersonDuty:
    if f.rule.id not in places:
        places[f.rule.id] = place_of(f)
    return PersonDuty(f.rule.id, f.rule.modality, f.rule.action, f.status, f.why, places[f.rule.id])


def place_of(f: Finding) -> str:
    first = f.rule.sources[0] if f.rule.sources else None
    paragraph = first.paragraph if first else f.rule.paragraph
    return f"{f.rule.paper.name}, paragraph {paragraph}" if paragraph else f.rule.paper.name


def read_row(
    roster: Roster, number: int, cells: Sequence[Any], as_of: str
) -> tuple[dict[str, Any], dict[str, Any], list[RowFault]]:
    """What a row says of the person, the facts, and what is wrong with it."""
    person: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    wrong: list[RowFault] = []
    if len(cells) > roster.width and any(c is not None for c in cells[roster.width :]):
        message = f"the row has {len(cells)} cells under {roster.width} headings"
        return person, facts, [RowFault(number, None, message)]
    for column in roster.columns:
        value = cells[column.index] if column.index < len(cells) else None
        if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")):
            wrong.append(RowFault(number, column.heading, "holds a spreadsheet's error value"))
            continue
        try:
            read = read_cell(column.meaning, value, roster.kinds.get(column.meaning))
        except ValueError as error:
            wrong.append(RowFault(number, column.heading, str(error)))
            continue
        (person if column.meaning in cols.PERSON else facts)[column.meaning] = read
    if not wrong and all(v is None for v in (*person.values(), *facts.values())):
        wrong.append(RowFault(number, None, "no cell under a heading that is read is filled"))
    joined = person.get("joined")
    if joined is not None and facts.get("years_of_service") is None:
        if joined.isoformat() > as_of:
            wrong.append(RowFault(number, None, f"the service begins after {as_of}"))
        else:
            facts["years_of_service"] = years_between(joined, date.fromisoformat(as_of))
    return person, facts, wrong


def read_cell(meaning: str, value: Any, kind: str | None = None) -> Any:
    """A cell as the engine wants the fact: numbers, dates, yes and no, names apart. ValueError says what is wrong."""
    if meaning == "joined":
        return cols.day(value)
    if kind == "number":
        return cols.number(value, most=100 if meaning.startswith("years_") else None)
    if meaning == "completed":
        return cols.names(value)
    if kind == "truth":
        return cols.truth(value)
    if value is None or (isinstance(value, str) and cols.not_known(value)):
        return None
    return str(value).strip()


def years_between(first: date, last: date) -> float:
    """Whole years, and the part of the running one in days of 365; exactly whole on the anniversary."""
    years = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    anniversary = first.replace(year=first.year + years) if (first.month, first.day) != (2, 29) else None
    if anniversary is None:
        anniversary = date(first.year + years, 3, 1)
    rest = max(0, (last - anniversary).days)
    return years + rest / 366 if rest else years


HEADER = ("row", "person", "name", "compliant", "rule", "modality", "status", "why", "paragraph", "action")


def table_rows(answer: RosterAnswer) -> Iterator[tuple[Any, ...]]:
    """One row for each person and duty, then the rows that are not answered."""
    word = {True: "yes", False: "no", None: "open"}
    for p in answer.persons:
        for d in p.duties or (PersonDuty("", "", "", "", "no rule binds the person", ""),):
            yield p.row, p.person, p.name, word[p.compliant], d.rule, d.modality, d.status, d.why, d.paragraph, d.action
    for f in answer.faults:
        yield f.row, "", "", "", "", "", "not answered", f"{f.column}: {f.message}" if f.column else f.message, "", ""

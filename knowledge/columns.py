"""Which column of a roster holds which fact: as mapped by a small TOML file, else guessed from the heading.

Headings are in either language (``knowledge/lang/columns_*.toml``). The names of facts come from the rules: a heading
"… E-mail ID" becomes ``<record>_email`` only where a rule names such a fact.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import regex

from knowledge.answers import RuleAnswer
from knowledge.identity import fold
from knowledge.words import entry_patterns

PERSON = ("person_id", "name", "email", "mobile", "batch", "joined")
"""What tells persons apart; ``joined`` gives the years of service where no column holds them."""
LANGUAGES = ("en", "hi")


class BadMapping(ValueError):
    """A mapping of columns that cannot be used; the message says where."""


@dataclass(frozen=True)
class Column:
    """``index`` counts from 0; ``meaning`` is a fact's name or one of PERSON."""

    index: int
    heading: str
    meaning: str
    how: Literal["mapped", "guessed"]


@dataclass(frozen=True)
class Unread:
    """A column that is not used, and why."""

    heading: str
    why: str


@cache
def words() -> dict[str, list[dict[str, Any]]]:
    joined: dict[str, list[dict[str, Any]]] = {}
    for language in LANGUAGES:
        raw = files("knowledge").joinpath(f"lang/columns_{language}.toml").read_text(encoding="utf-8")
        for section, entries in tomllib.loads(raw).items():
            joined.setdefault(section, []).extend(entries)
    return joined


@cache
def whole(section: str, value: Any = None) -> regex.Pattern[str]:
    parts = [f"(?:{e['pattern']})" for e in words().get(section, []) if value is None or e.get("value") == value]
    return regex.compile("|".join(parts) or r"(?!)", regex.I)


def flat(text: str) -> str:
    """Folded, with only letters, digits and single spaces left."""
    return " ".join(regex.findall(r"[\p{L}\p{M}\p{N}]+", fold(text.replace("_", " "))))


def facts_named(rules: Sequence[RuleAnswer]) -> frozenset[str]:
    """The names of facts that the rules ask for."""
    names = {c.fact for r in rules for c in r.conditions}
    names |= {str(c.value) for r in rules for c in r.conditions if c.op == "same"}
    for e_pattern, entry in entry_patterns("open_class"):
        del e_pattern
        if any(str(entry["value"]) in c.value for r in rules for c in r.conditions if isinstance(c.value, list)):
            names.add(str(entry["value"]))
    for _, entry in entry_patterns("special_class"):
        names.add(str(entry["value"]))
    return frozenset(names)


def meaning_of(heading: str, facts: Collection[str]) -> str | None:
    """The fact or the part of a person that a heading means; None where nothing or more than one is meant."""
    clean = flat(heading)
    if not clean:
        return None
    named = clean.replace(" ", "_")
    if named in facts or named in PERSON:
        return named
    for find in (of_record, of_test, of_class):
        found = find(heading, facts)
        if found:
            return found
    values = [str(e["value"]) for e in words()["column"] if regex.fullmatch(e["pattern"], clean, regex.I)]
    known = [v for v in dict.fromkeys(values) if v in facts or v in PERSON]
    return known[0] if len(known) == 1 else None


def of_record(heading: str, facts: Collection[str]) -> str | None:
    """ "e-mail ID in HRMS" is ``hrms_email`` where a rule names that fact."""
    clean = f" {flat(heading)} "
    found = []
    for fact in facts:
        for attribute, shapes in attributes().items():
            record = fact.removesuffix(f"_{attribute}")
            inside = f" {record.replace('_', ' ')} " in clean
            if record != fact and inside and any(s.search(text) for s in shapes for text in (fold(heading), clean)):
                found.append(fact)
    return found[0] if len(set(found)) == 1 else None


@cache
def attributes() -> dict[str, list[regex.Pattern[str]]]:
    made: dict[str, list[regex.Pattern[str]]] = {}
    for shape, entry in entry_patterns("attribute"):
        made.setdefault(str(entry["value"]), []).append(shape)
    for name in made:
        own = [e["pattern"] for e in words()["column"] if e["value"] == name]
        made[name] += [regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{p})(?![\p{{L}}\p{{M}}])", regex.I) for p in own]
    return made


def of_test(heading: str, facts: Collection[str]) -> str | None:
    clean = fold(heading)
    if not regex.search(rf"(?<![\p{{L}}\p{{M}}])(?:{whole('passed').pattern})(?![\p{{L}}\p{{M}}])", clean, regex.I):
        return None
    found = {str(e["value"]) for shape, e in entry_patterns("test_noun") if shape.search(clean)}
    named = [f for f in facts if f.endswith("_passed") and f.removesuffix("_passed") in found]
    return named[0] if len(named) == 1 else None


def of_class(heading: str, facts: Collection[str]) -> str | None:
    found = {
        str(e["value"])
        for section in ("special_class", "open_class")
        for shape, e in entry_patterns(section)
        if shape.search(fold(heading)) and e["value"] in facts
    }
    words_of = flat(heading)
    found |= {f for f in facts if f.startswith("on_") and words_of == f.removeprefix("on_").replace("_", " ")}
    return next(iter(found)) if len(found) == 1 else None


def read_mapping(text: str) -> dict[str, str]:
    """A TOML file: ``[columns]`` with ``"heading" = "fact"``. Raises BadMapping."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"it is no TOML: {error}") from None
    table = raw.get("columns")
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise BadMapping('it needs a table [columns] with lines like "Name of officer" = "name"')
    return {str(k): str(v) for k, v in table.items()}


def match_columns(
    headings: Sequence[Any], facts: Collection[str], mapping: Mapping[str, str] | None = None
) -> tuple[tuple[Column, ...], tuple[Unread, ...]]:
    """The columns that are read and those that are not. BadMapping where the mapping names what is not there."""
    mapped = {flat(k): v for k, v in (mapping or {}).items()}
    here = {flat(str(h)) for h in headings if h is not None}
    absent = [k for k in mapping or {} if flat(k) not in here]
    if absent:
        raise BadMapping(f"no column is headed “{absent[0]}”; the headings are: {', '.join(map(str, headings))}")
    strange = [v for v in mapped.values() if v not in facts and v not in PERSON and v != ""]
    if strange:
        known = ", ".join(sorted({*facts, *PERSON}))
        raise BadMapping(f"no rule asks for “{strange[0]}”; the names are: {known} (or empty: leave the column out)")
    columns: list[Column] = []
    unread: list[Unread] = []
    taken: dict[str, str] = {}
    # What is mapped outright comes before what is guessed, wherever it stands.
    order = sorted(range(len(headings)), key=lambda i: (flat(str(headings[i] or "")) not in mapped, i))
    for i in order:
        heading = str(headings[i] or "").strip()
        if not heading:
            continue
        by_map = flat(heading) in mapped
        meaning = mapped[flat(heading)] if by_map else meaning_of(heading, facts)
        if not meaning:
            unread.append(Unread(heading, "left out by the mapping" if by_map else "no rule asks for it"))
        elif meaning in taken:
            unread.append(Unread(heading, f"“{taken[meaning]}” is already read as {meaning}"))
        else:
            taken[meaning] = heading
            columns.append(Column(i, heading, meaning, "mapped" if by_map else "guessed"))
    return tuple(sorted(columns, key=lambda c: c.index)), tuple(unread)


# ------------------------------------------------------------------------------------------ cells
def truth(value: Any) -> bool | None:
    """Yes or no as written in either language; None for an empty cell or "N/A". ValueError for anything else."""
    return value if value is None or isinstance(value, bool) else written_truth(str(value)[:100])


@lru_cache(1000)
def written_truth(value: str) -> bool | None:
    clean = flat(value)
    if whole("truth", True).fullmatch(clean):
        return True
    if whole("truth", False).fullmatch(clean):
        return False
    if not clean or not_known(value):
        return None
    raise ValueError("is neither yes nor no")


def not_known(value: Any) -> bool:
    """Whether a cell says that nothing is known ("N/A", "-", "अज्ञात")."""
    text = str(value)
    return len(text) <= LONGEST_NOTHING and nothing(text)


LONGEST_NOTHING = 24


@lru_cache(10_000)
def nothing(value: str) -> bool:
    return bool(whole("unknown").fullmatch(flat(value) or fold(value) or "-"))


def number(value: Any, most: float | None = 100) -> float | int | None:
    """A number from 0 to ``most``, also as text and in Devanagari digits; None for an empty cell. ValueError else."""
    if value is None:
        return None
    found = value if isinstance(value, int | float) else written_number(str(value)[:100])
    if found is None:
        return None
    if isinstance(value, bool) or not found >= 0 or (most is not None and found > most):
        raise ValueError("is no number" if most is None else f"is no number from 0 to {most:g}")
    return int(found) if float(found).is_integer() else float(found)


@lru_cache(10_000)
def written_number(value: str) -> float | None:
    clean = fold(value).replace(",", "")
    if not_known(value):
        return None
    match = regex.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)\s*(?:years?|yrs?\.?|वर्ष)?", clean)
    # Folding takes marks at the ends away, and with them a minus.
    if not match or regex.match(r"[-\u2010-\u2015\u2212]", value.strip()):
        raise ValueError("is no number")
    return float(match[1])


def day(value: Any) -> date | None:
    """A date: a spreadsheet's own, ``YYYY-MM-DD`` or day before month. ValueError where there is no such day."""
    if value is None or isinstance(value, date):
        return value
    clean = fold(str(value))
    if not_known(value):
        return None
    iso = regex.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?", clean)
    own = regex.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", clean)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if own:
            return date(int(own[3]), int(own[2]), int(own[1]))
    except ValueError:
        raise ValueError("is no day of the calendar") from None
    raise ValueError("is no date (write DD.MM.YYYY)")


def names(value: Any) -> list[str] | None:
    """Several names in one cell, apart by semicolons, bars or lines; a comma may stand in a name."""
    if value is None:
        return None
    return [n for n in (p.strip() for p in regex.split(r"[;|\n]+", str(value))) if n and not not_known(n)]

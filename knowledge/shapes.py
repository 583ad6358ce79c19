"""Shapes of duties: what of a clause can be decided by facts about a person.

The words come from ``knowledge/lang``; the names of the facts come from the clause ("the same mobile number on HRMS
and Payroll" → ``hrms_mobile``, ``payroll_mobile``). A clause without a shape stays a quoted norm; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import regex

from knowledge.identity import fold
from knowledge.words import alternatives, entry_patterns, pattern, values_in

WORD = r"[\p{L}\p{M}\p{N}’'()/&-]+"


@dataclass(frozen=True)
class CompleteList:
    """Complete the courses (trainings, …) that are prescribed. ``noun`` is the family of lists."""

    noun: str

    @property
    def key(self) -> str:
        return f"complete-{self.noun}"


@dataclass(frozen=True)
class CompleteShare:
    """Complete at least a share (0..1] of what is prescribed."""

    noun: str
    share: float

    @property
    def key(self) -> str:
        return f"share-{self.noun}"


@dataclass(frozen=True)
class Pass:
    """Pass the assessment (examination, test): fact ``<noun>_passed``."""

    noun: str

    @property
    def key(self) -> str:
        return f"pass-{self.noun}"

    @property
    def fact(self) -> str:
        return f"{self.noun}_passed"


@dataclass(frozen=True)
class Same:
    """One attribute is the same in two records: facts ``<record>_<attribute>``."""

    attribute: str
    records: tuple[str, str]

    @property
    def key(self) -> str:
        return f"same-{self.attribute}-{'-'.join(sorted(self.records))}"

    @property
    def facts(self) -> tuple[str, str]:
        return f"{self.records[0]}_{self.attribute}", f"{self.records[1]}_{self.attribute}"


Shape = CompleteList | CompleteShare | Pass | Same


@dataclass(frozen=True)
class Band:
    """Years of service: ``above`` exclusive, ``from_`` and ``to`` inclusive."""

    above: float | None = None
    from_: float | None = None
    to: float | None = None

    def holds(self, years: float) -> bool:
        if self.above is not None and years <= self.above:
            return False
        if self.from_ is not None and years < self.from_:
            return False
        return self.to is None or years <= self.to

    def overlap(self, other: Band) -> tuple[float, float | None] | None:
        """The years that both hold (both ends included; None is open), or None."""
        low = max(self.low, other.low)
        highs = [b.to for b in (self, other) if b.to is not None]
        high = min(highs) if highs else None
        if high is not None and (high < low[0] or (high == low[0] and low[1])):
            return None
        return low[0], high

    @property
    def low(self) -> tuple[float, bool]:
        """The lower end and whether it is excluded."""
        if self.above is not None:
            return self.above, True
        return (self.from_ or 0.0), False


def shapes_of(clause: str, paper: str) -> tuple[Shape, ...]:
    """Every shape in a clause; ``paper`` is the text in which names of records may be printed."""
    flat = fold(clause)
    found: list[Shape] = [*shares(flat)]
    if not found:
        found += lists(flat)
    found += passes(flat)
    found += sames(clause, paper)
    return tuple(found)


@cache
def shape(name: str) -> regex.Pattern[str]:
    noun, verb, test = alternatives("list_noun"), alternatives("complete_verb"), alternatives("test_noun")
    record, article, both_and = alternatives("record_noun"), alternatives("article"), alternatives("and")
    few = rf"(?:{WORD}\s+){{0,4}}?"
    body = {
        "share": rf"{alternatives('share')}\s+(?:of\s+)?(?:the\s+)?{few}(?P<noun>{noun})(?![\p{{L}}\p{{M}}])",
        "list": rf"(?<![\p{{L}}\p{{M}}]){verb}\s+{few}(?P<noun>{noun})(?![\p{{L}}\p{{M}}])",
        # Hindi puts the verb behind: "निर्धारित पाठ्यक्रम पूर्ण करेंगे".
        "list_after": rf"(?P<noun>{noun})(?![\p{{L}}\p{{M}}])\s+(?:\S+\s+){{0,8}}?{verb}",
        "pass": rf"(?<![\p{{L}}\p{{M}}]){alternatives('pass_verb')}\s+{few}(?P<noun>{test})(?![\p{{L}}\p{{M}}])",
        "pass_after": rf"(?P<noun>{test})(?![\p{{L}}\p{{M}}])\s+(?:\S+\s+){{0,3}}?{alternatives('pass_verb')}",
        "pair": rf"\(\s*(?P<a>[\p{{L}}][^()]{{0,40}}?)\s+{alternatives('and')}\s+(?P<b>[\p{{L}}][^()]{{0,40}}?)\s*\)",
        "on_pair": rf"(?<!\p{{L}}){alternatives('across')}\s+(?:{article}\s+)?(?P<a>{WORD}(?:\s+{WORD}){{0,2}}?)\s+"
        rf"(?:{record}\s+)?{both_and}\s+(?:{article}\s+)?(?P<b>{WORD}(?:\s+{WORD})?)(?=\s+{record}|\s*[.,;।]|$)",
        "record": rf"(?<![\p{{L}}\p{{M}}\p{{N}}-])(?!(?:{article}|{alternatives('both')})\s)"
        rf"(?P<a>\p{{L}}[\p{{L}}\p{{M}}\p{{N}}-]*)(?:\s+[\p{{L}}\p{{M}}]+)?\s+{record}(?![\p{{L}}\p{{M}}])",
    }[name]
    return regex.compile(body, regex.I)


def noun_value(section: str, printed: str) -> str:
    return next(str(e["value"]) for p, e in entry_patterns(section) if p.fullmatch(printed.strip()))


def shares(flat: str) -> list[Shape]:
    if not pattern("complete_verb").search(flat):
        return []
    found = shape("share").search(flat)
    if not found:
        return []
    share = 0.5 if found["half"] else float(found["percent"]) / 100
    return [CompleteShare(noun_value("list_noun", found["noun"]), share)] if 0 < share <= 1 else []


def lists(flat: str) -> list[Shape]:
    for name in ("list", "list_after"):
        for found in shape(name).finditer(flat):
            near = flat[max(0, found.start() - 40) : found.end() + 60]
            if pattern("prescribed").search(near):
                return [CompleteList(noun_value("list_noun", found["noun"]))]
    return []


def passes(flat: str) -> list[Shape]:
    for name in ("pass", "pass_after"):
        for found in shape(name).finditer(flat):
            # "complete the courses and the test" says nothing of passing the test.
            if not pattern("list_noun").search(found[0][: -len(found["noun"])] if name == "pass" else ""):
                return [Pass(noun_value("test_noun", found["noun"]))]
    return []


def sames(clause: str, paper: str) -> list[Shape]:
    flat = fold(clause)
    attributes = values_in("attribute", flat)
    if not attributes or not pattern("same_word").search(flat):
        return []
    records = named_pair(clause)
    if records is None and pattern("both").search(flat):
        records = records_of(paper)
    return [Same(attributes[0], records)] if records else []


def named_pair(text: str) -> tuple[str, str] | None:
    """Two records named together: "both platforms (A and B)", "on A and B"."""
    for name in ("pair", "on_pair"):
        for found in shape(name).finditer(text):
            pair = slug(found["a"]), slug(found["b"])
            if all(pair) and pair[0] != pair[1]:
                return pair
    return None


def records_of(paper: str) -> tuple[str, str] | None:
    """The two records that a paper speaks of, where it speaks of exactly two; None otherwise."""
    both = rf"{alternatives('both')}\s+{alternatives('record_noun')}\s*"
    for found in regex.finditer(both, paper, flags=regex.I):
        pair = shape("pair").match(paper, found.end())
        if pair:
            return slug(pair["a"]), slug(pair["b"])
    names: list[str] = []
    for found in shape("record").finditer(paper):
        name = slug(found["a"])
        if name and not found["a"].islower() and name not in names:
            names.append(name)
    return (names[0], names[1]) if len(names) == 2 else None


def slug(name: str) -> str:
    """A record's name as the beginning of a fact's name: lower case, joined by "_", without "portal" and "the"."""
    words = regex.findall(r"[\p{L}\p{M}\p{N}]+", fold(name))
    kept = [w for w in words if not pattern("record_noun").fullmatch(w) and not pattern("article").fullmatch(w)]
    return "_".join(kept)


@cache
def band_shapes() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    n = r"(?P<%s>\d+(?:\.\d+)?)"
    a, b = n % "a", n % "b"
    years, above, onward = alternatives("years"), alternatives("band_above"), alternatives("band_onward")
    upto, to = alternatives("band_upto"), alternatives("band_to")
    end = r"(?![\p{L}\p{M}\p{N}])"
    return (
        ("above_to", regex.compile(rf"{above}\s+{a}\s*(?:{years}\s*)?{to}\s*{b}\s*{years}{end}", regex.I)),
        ("from_to", regex.compile(rf"{a}\s*(?:{years}\s*)?{to}\s*{b}\s*{years}{end}", regex.I)),
        ("onward", regex.compile(rf"{a}\s*{years}\s+{onward}{end}", regex.I)),
        ("above", regex.compile(rf"{above}\s+{a}\s*{years}{end}", regex.I)),
        ("upto", regex.compile(rf"{upto}\s+{b}\s*{years}{end}", regex.I)),
    )


def bands_in(text: str) -> list[tuple[Band, str]]:
    """Bands of years of service in the order in which they are printed, each with its words."""
    flat = fold(text)
    found: list[tuple[int, int, Band]] = []
    for name, form in band_shapes():
        for m in form.finditer(flat):
            if any(m.start() < end and start < m.end() for start, end, _ in found):
                continue
            group = m.groupdict()
            a, b = (float(group[k]) if group.get(k) else None for k in ("a", "b"))
            band = {
                "above_to": Band(above=a, to=b),
                "from_to": Band(from_=a, to=b),
                "onward": Band(from_=a),
                "above": Band(above=a),
                "upto": Band(to=b),
            }[name]
            found.append((m.start(), m.end(), band))
    return [(band, flat[start:end]) for start, end, band in sorted(found, key=lambda f: f[0])]


def overlaps(bands: Iterable[tuple[Band, str]]) -> list[tuple[tuple[float, float | None], str, str]]:
    """Pairs of bands of one list that hold the same years: (years, words, words)."""
    all_bands = list(bands)
    return [
        (shared, first[1], second[1])
        for i, first in enumerate(all_bands)
        for second in all_bands[i + 1 :]
        if first[0] != second[0] and (shared := first[0].overlap(second[0])) is not None
    ]

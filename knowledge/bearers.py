"""Who bears a duty, as conditions on facts about a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import regex

from knowledge.answers import ConditionAnswer
from knowledge.identity import fold
from knowledge.shapes import Band, bands_in
from knowledge.words import alternatives, entry_patterns, pattern, values_in

Side = Literal["person", "office", "unstated"]


@dataclass(frozen=True)
class Bearer:
    """``classes``: services and other classes, any of which suffices; ``posts`` likewise; empty means no restriction.
    ``special``: classes inside a class ("on central deputation"), each with whether the bearer is in or outside it."""

    text: str | None
    side: Side
    classes: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    special: tuple[tuple[str, bool], ...] = ()
    band: Band | None = None

    @property
    def unrestricted(self) -> bool:
        return not self.classes and not self.posts

    def narrowed(self, to: Bearer) -> Bearer:
        """A general word ("the concerned employee") means the persons of whom the paper speaks."""
        return replace(self, classes=to.classes, posts=to.posts) if self.unrestricted else self

    def conditions(self) -> tuple[ConditionAnswer, ...]:
        made = []
        if self.classes:
            made.append(ConditionAnswer(fact="service", op="in", value=list(self.classes)))
        if self.posts:
            made.append(ConditionAnswer(fact="post", op="in", value=list(self.posts)))
        made += [ConditionAnswer(fact=f, op="eq" if inside else "ne", value=True) for f, inside in self.special]
        return (*made, *band_conditions(self.band))


def band_conditions(band: Band | None) -> tuple[ConditionAnswer, ...]:
    if band is None:
        return ()
    ends = (("gt", band.above), ("ge", band.from_), ("le", band.to))
    return tuple(ConditionAnswer(fact="years_of_service", op=op, value=v) for op, v in ends if v is not None)


def bearer_of(who: str | None, abbreviations: dict[str, Side] | None = None) -> Bearer:
    """``who`` as printed, read as a class of persons or as an office; unstated where nobody is named."""
    text = who or None
    if text is None:
        return Bearer(None, "unstated")
    flat = fold(text)
    side = side_of(flat, abbreviations or {})
    if side != "person":
        return Bearer(text, side)
    bands = bands_in(flat)
    return Bearer(text, "person", classes_of(flat), posts_of(flat), special_of(flat), bands[0][0] if bands else None)


def side_of(flat: str, abbreviations: dict[str, Side]) -> Side:
    """A person where a word for persons is the head; an office where only words for offices are found."""
    if pattern("person").search(flat):
        return "person"
    if pattern("office").search(flat) or any(a in flat.split() for a in abbreviations if abbreviations[a] == "office"):
        return "office"
    words = regex.findall(r"[\p{L}\p{M}]+", flat)
    if any(abbreviations.get(w.removesuffix("s")) == "office" or abbreviations.get(w) == "office" for w in words):
        return "office"
    # "All pharmacists": a plural under "all" that is no office.
    return "person" if regex.match(rf"{every()}\s+\p{{L}}+", flat) else "office"


def every() -> str:
    """ "all the", "every", "समस्त" …, as a pattern."""
    return rf"{alternatives('quantifier')}(?:\s+{alternatives('article')})?"


def abbreviations_in(text: str) -> dict[str, Side]:
    """The abbreviations that a paper defines for offices: "Cadre Controlling Authorities (CCAs)"."""
    made: dict[str, Side] = {}
    for m in regex.finditer(r"([\p{L}/ ,&-]{6,90})\(([\p{Lu}]{2,6})s?\)", text):
        if pattern("office").search(m[1][-60:]) and not pattern("person").search(m[1][-25:]):
            made[m[2].casefold()] = "office"
    return made


def classes_of(flat: str) -> tuple[str, ...]:
    found = list(values_in("service", flat))
    for group in values_in("service_group", flat):
        found += [str(e["value"]) for _, e in entry_patterns("service") if e.get("group") == group]
    found += values_in("open_class", flat)
    return tuple(dict.fromkeys(found))


def posts_of(flat: str) -> tuple[str, ...]:
    """A particular post ("staff nurses" → "staff nurse"), not the general words for anybody employed."""
    posts: list[str] = []
    general = [p for p, e in entry_patterns("person") if e.get("generic")]
    for shape, e in entry_patterns("person"):
        if not e.get("generic"):
            posts += [singular(m[0]) for m in shape.finditer(flat)]
    if not posts and not any(p.search(flat) for p in general) and not classes_of(flat):
        head = regex.match(rf"{every()}\s+([\p{{L}}\p{{M}}]+)", flat)
        posts += [singular(head[1])] if head else []
    return tuple(dict.fromkeys(posts))


def singular(word: str) -> str:
    return fold(word).removesuffix("s") if regex.fullmatch(r"\p{Latin}+", fold(word)) else fold(word)


def special_of(flat: str) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for shape, e in entry_patterns("special_class"):
        for m in shape.finditer(flat):
            negated = regex.search(rf"(?<!\p{{L}}){alternatives('negation')}\s*$", flat[: m.start()])
            found.append((str(e["value"]), not negated))
    return tuple(dict.fromkeys(found))

"""The words of office procedure that the register needs, from ``knowledge/lang/*.toml``. Shapes are in the code.

A new language or state touches one data file. Every entry carries an example that runs as a test.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import regex

LANGUAGES = ("en", "hi")


@cache
def tables() -> dict[str, list[dict[str, Any]]]:
    """Every section of every language file, joined by section name. Entries get their ``language``."""
    joined: dict[str, list[dict[str, Any]]] = {}
    for language in LANGUAGES:
        raw = tomllib.loads(files("knowledge").joinpath(f"lang/{language}.toml").read_text(encoding="utf-8"))
        for section, entries in raw.items():
            joined.setdefault(section, []).extend({**e, "language": language} for e in entries)
    return joined


def entries(section: str) -> list[dict[str, Any]]:
    return tables().get(section, [])


@cache
def pattern(section: str) -> regex.Pattern[str]:
    """One alternation of every pattern of a section, whole words, longest first; case does not matter."""
    parts = sorted((str(e["pattern"]) for e in entries(section)), key=len, reverse=True)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{'|'.join(parts)})(?![\p{{L}}\p{{M}}\p{{N}}])", regex.I)


@cache
def label_start() -> regex.Pattern[str]:
    parts = sorted((str(e["pattern"]) for e in entries("number_label")), key=len, reverse=True)
    return regex.compile(rf"^(?:{'|'.join(parts)})(?=[\s:.\-–]*[^\s:.\-–])", regex.I)


def strip_label(number: str) -> str:
    """A folded reference number without its label ("no.", "f.no.", "क्रमांक")."""
    return str(label_start().sub("", number)).lstrip(" :.-")


@cache
def subject_marks() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    heads = "|".join(str(e["pattern"]) for e in entries("subject_head"))
    tails = "|".join(str(e["pattern"]) for e in entries("subject_tail"))
    return regex.compile(rf"^(?:(?:{heads})\s*[:：]\s*)+", regex.I), regex.compile(
        rf"[\s.\-]*\b(?:{tails})[\s.।]*$", regex.I
    )


def strip_marks(subject: str) -> str:
    head, tail = subject_marks()
    return str(tail.sub("", head.sub("", subject))).strip(" -.।")


def is_forwarded(subject: str | None) -> bool:
    """Whether an e-mail's subject says that it passes another on."""
    heads = "|".join(str(e["pattern"]) for e in entries("subject_head") if e.get("forwards"))
    return bool(subject) and bool(regex.match(rf"\s*(?:{heads})\s*[:：]", subject or "", regex.I))


@cache
def place_patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    made = []
    for e in entries("place"):
        names = "|".join(regex.escape(n) for n in e["names"])
        made.append((str(e["place"]), regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{names})(?![\p{{L}}\p{{M}}])", regex.I)))
    return tuple(made)


@cache
def place_codes() -> dict[str, str]:
    return {code: str(e["place"]) for e in entries("place") for code in e.get("codes", ())}


@cache
def places_in(text: str) -> frozenset[str]:
    """The states and territories that ``text`` names in either language, by one name each."""
    return frozenset(name for name, shape in place_patterns() if shape.search(text))


def places_of_address(address: str) -> frozenset[str]:
    """The states that an e-mail address names in its parts ("…-hp@…", "…@rajasthan.…")."""
    parts = regex.split(r"[^\p{L}\p{N}]+", address.casefold())
    codes = place_codes()
    return frozenset(codes[p] for p in parts if p in codes) | places_in(" ".join(parts))


@cache
def alternatives(section: str) -> str:
    """The patterns of a section as one group for larger shapes, longest first."""
    parts = sorted((str(e["pattern"]) for e in entries(section)), key=len, reverse=True)
    return f"(?:{'|'.join(parts)})"


@cache
def entry_patterns(section: str) -> tuple[tuple[regex.Pattern[str], dict[str, Any]], ...]:
    edge = r"(?<![\p{L}\p{M}\p{N}])(?:%s)(?![\p{L}\p{M}\p{N}])"
    return tuple((regex.compile(edge % e["pattern"], regex.I), e) for e in entries(section))


def values_in(section: str, text: str) -> tuple[str, ...]:
    """The values of the entries of ``section`` that occur in ``text``, in the order of the language files."""
    return tuple(dict.fromkeys(str(e["value"]) for shape, e in entry_patterns(section) if shape.search(text)))

"""Sentences that the program makes itself, in the reader's language: text/said_hi.toml by the English sentence.

Answers are one JSON in one language (the contract), so their English is the key, as in a catalogue of messages: an
entry's ``{placeholders}`` find what changes in it and carry that over. What no entry matches is shown as it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import regex

from api.web.words import FOLDER, Tongue, words

DAY = r"\d{4}-\d{2}(?:-\d{2})?|unknown date"
NAMED = rf"(?P<name>.+?) of (?P<day>{DAY})"
"""How messages name a paper: PaperView.name."""
ANYTHING = r".*?"
PLACE = regex.compile(r"\{([a-z]+)(\d*)\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """``weight``: letters that stand fast, so that the more telling of two entries is tried first."""

    shape: regex.Pattern[str]
    hindi: str
    weight: int
    example: str


def said(tongue: Tongue, text: str) -> str:
    """``text`` in the reader's language; as it is in English, and where no entry matches."""
    return text if tongue == "en" else _hindi(text) or text


def known(text: str) -> bool:
    """Whether the catalogue has Hindi words for the sentence."""
    return _hindi(text) is not None


def fact(tongue: Tongue, name: str) -> str:
    """The name of a fact as a person says it: ``years_of_service``, ``examination_passed``."""
    if tongue == "en":
        return name.replace("_", " ")
    return _word(name) or " ".join(_word(part) or part for part in name.split("_"))


@cache
def entries() -> tuple[Entry, ...]:
    with (FOLDER / "said_hi.toml").open("rb") as file:
        made = [_entry(one) for one in tomllib.load(file)["said"]]
    return tuple(sorted(made, key=lambda e: -e.weight))


def _entry(one: dict[str, str]) -> Entry:
    pattern, at, weight = "", 0, 0
    for place in PLACE.finditer(one["en"]):
        fast = one["en"][at : place.start()]
        pattern += f"{regex.escape(fast)}(?P<{place[1]}{place[2]}>{SHAPES.get(place[1], ANYTHING)})"
        at, weight = place.end(), weight + len(fast)
    pattern += regex.escape(one["en"][at:])
    # A sentence of print may stand in it, over lines.
    return Entry(
        regex.compile(pattern, regex.DOTALL), one["hi"], weight + len(one["en"]) - at, one.get("example", one["en"])
    )


def _hindi(text: str) -> str | None:
    for entry in entries():
        found = entry.shape.fullmatch(text)
        if found is None:
            continue
        values = {}
        for name, value in found.groupdict().items():
            turned = TURNS.get(name.rstrip("0123456789"), str)(value)
            if turned is None:
                break
            values[name] = turned
        else:
            return entry.hindi.format(**values)
    return None


# --- what may stand in a placeholder, and what becomes of it -------------------------------------------------------


def _kinds() -> dict[str, str]:
    # "paper": what has no kind.
    names = {k.removeprefix("kind."): v for k, v in words("hi").items() if k.startswith("kind.")}
    return {**{k.replace("_", " "): v for k, v in names.items()}, "paper": names["letter"]}


@cache
def _words() -> dict[str, str]:
    with (FOLDER / "said_hi.toml").open("rb") as file:
        return dict(tomllib.load(file)["word"])


def _word(name: str) -> str | None:
    return _words().get(name)


def _day(value: str) -> str:
    return "दिनांक अज्ञात" if value == "unknown date" else value


def _paper(value: str) -> str | None:
    found = regex.fullmatch(NAMED, value, regex.DOTALL)
    return f"{_kinds().get(found['name'], found['name'])}, {_day(found['day'])}" if found else None


def _relation(value: str) -> str | None:
    return words("hi").get(f"relation.{value}")


def _duty(value: str) -> str | None:
    return words("hi").get(f"modality.{value}")


def _unit(value: str) -> str:
    count, _, unit = value.partition(" ")
    return f"{count} {_word(unit) or _word(unit.removesuffix('s')) or unit}"


def _items(value: str) -> str:
    return "; ".join(_hindi(one) or one for one in value.split("; "))


def _facts(value: str) -> str:
    either = [_hindi(one) or fact("hi", one.strip("'")) for one in value.split(" or ")]
    if len(either) > 1:
        return " या ".join(either)
    return ", ".join(_hindi(one) or fact("hi", one.strip("'")) for one in value.split(", "))


def _name(value: str) -> str:
    return fact("hi", value.strip("'"))


def _every(value: str) -> str:
    return _word(f"every_{value}") or value


def _said(value: str) -> str:
    return _hindi(value) or value


def _kind(value: str) -> str | None:
    return _kinds().get(value)


def _one_word(value: str) -> str:
    return _word(value) or value


SHAPES = {
    "day": DAY,
    "undone": "(?:(?!; (?:was )?due ).)*?",
    "p": "[^;:“”]{1,80}",
    "n": r"\d+(?:\.\d+)?",
    "paper": rf".+? of (?:{DAY})",
    "relation": "[a-z_]+",
    "duty": "[a-z_]+",
    "unit": r"\d+ [a-z ]+?",
    "month": "[A-Z][a-z]+",
    "kindword": "[A-Za-z. ]+",
    "name": r"'?[\p{L}\p{M}\p{N}_]+'?",
    "attribute": r"[\p{L}\p{M}_ ]+",
}
TURNS: dict[str, Callable[[str], str | None]] = {
    "day": _day, "paper": _paper, "relation": _relation, "duty": _duty, "unit": _unit, "items": _items,
    "facts": _facts, "name": _name, "every": _every, "said": _said, "kindword": _kind, "month": _one_word,
    "event": _one_word, "attribute": _one_word, "noun": _one_word, "whom": _said,
}  # fmt: skip
"""What makes a placeholder's value Hindi; None: the entry is not meant. Others stay as they are."""

"""The parts from which circulars are composed, and their two fixed halves.

Every list of parts is halved by place: even places are "tuning", odd places "held-out". Lists are only ever
appended to, so that a part never changes sides.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Half = Literal["tuning", "held-out", "all"]
Lang = Literal["en", "hi"]
HALVES: tuple[Half, ...] = ("tuning", "held-out", "all")
FOLDER = Path(__file__).parent / "parts"


@dataclass(frozen=True)
class Office:
    """``heads``: letterhead lines a language; ``numbers``: (label, stem) templates a language."""

    group: str
    heads: dict[Lang, tuple[str, ...]]
    numbers: dict[Lang, tuple[tuple[str, str], ...]]
    address: dict[Lang, str]
    place: dict[Lang, str]
    state: dict[Lang, str]

    def langs(self) -> tuple[Lang, ...]:
        return tuple(self.heads)


@dataclass(frozen=True)
class Parts:
    """One half of everything (or all of it). ``words[lang]`` are the sentences, ``people`` names and recipients."""

    half: Half
    offices: tuple[Office, ...]
    words: dict[Lang, dict[str, Any]]
    people: dict[str, Any]


def of_half(items: list[Any], half: Half) -> list[Any]:
    if half == "all" or len(items) < 2:
        return items
    return items[0::2] if half == "tuning" else items[1::2]


def _halved(node: Any, half: Half) -> Any:
    if isinstance(node, dict):
        return {k: _halved(v, half) for k, v in node.items()}
    return of_half(node, half) if isinstance(node, list) else node


def read_part(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as f:
        return tomllib.load(f)


def _template(printed: str) -> tuple[str, str]:
    label, _, stem = printed.partition("~")
    return label, stem.strip()


def _office(row: dict[str, Any]) -> Office:
    langs: tuple[Lang, ...] = ("en", "hi")
    return Office(
        group=row["group"],
        heads={x: tuple(part.strip() for part in row[x].split(" | ")) for x in langs if x in row and f"no_{x}" in row},
        numbers={x: tuple(map(_template, row[f"no_{x}"])) for x in langs if f"no_{x}" in row},
        address={x: row[f"at_{x}"] for x in langs if f"at_{x}" in row},
        place={x: row[f"place_{x}"] for x in langs if f"place_{x}" in row},
        state={x: row[f"state_{x}"] for x in langs if f"state_{x}" in row},
    )


@cache
def parts(half: Half) -> Parts:
    offices = tuple(map(_office, of_half(read_part("offices")["offices"], half)))
    words: dict[Lang, dict[str, Any]] = {
        "en": _halved(read_part("sentences_en"), half),
        "hi": _halved(read_part("sentences_hi"), half),
    }
    return Parts(half, offices, words, _halved(read_part("people"), half))

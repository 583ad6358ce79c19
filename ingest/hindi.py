"""The common words of Hindi and of its offices: what a recogniser reads as one of them is nearly always printed so."""

from __future__ import annotations

import lzma
import tomllib
from functools import cache
from importlib.resources import files

import regex

_MARK = "-"
_OFFICE = ("nouns", "others", "short")
_LETTERS = regex.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_PARTS = regex.compile(r"([^\p{L}\p{M}\p{N}]*)(.*?)([^\p{L}\p{M}\p{N}]*)", regex.S)


def common(text: str) -> bool:
    """Whether all Hindi in ``text`` is made of common words."""
    return all(part in _words()[0] for part in _LETTERS.findall(text))


def common_words() -> frozenset[str]:
    """The list itself."""
    return _words()[0]


def mistaken(text: str) -> bool:
    """Whether ``text`` holds a rare word that one sign makes of one of the commonest: हे of है."""
    return any(part in _words()[1] for part in _LETTERS.findall(text))


def rare(text: str) -> bool:
    """Whether a word that is mistaken for commoner ones is hardly ever printed itself."""
    return text in _rare()


def parts(text: str) -> tuple[str, str, str]:
    """What stands before the letters and figures of a word, these, and what stands behind."""
    match = _PARTS.fullmatch(text)
    assert match is not None  # every text has these parts
    return match[1], match[2], match[3]


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Common words, and those that are mistaken for common ones (``python -m corpus hindi-words``).

    Words of offices (``office_words.toml``) are common here.
    """
    packed = (files("ingest") / "hindi_words.txt.xz").read_bytes()
    lines = [line for line in lzma.decompress(packed).decode("utf-8").splitlines() if not line.startswith("#")]
    of_offices = {word for group in _OFFICE for word in _of_offices()[group].split()}
    common = {line for line in lines if not line.startswith(_MARK)} | of_offices
    marked = {line[1:] for line in lines if line.startswith(_MARK)} | (common & _rare())
    return frozenset(common - marked), frozenset(marked - of_offices)


@cache
def _rare() -> frozenset[str]:
    return frozenset(_of_offices()["rare"].split())


@cache
def _of_offices() -> dict[str, str]:
    return tomllib.loads((files("ingest") / "office_words.toml").read_text(encoding="utf-8"))

"""The common words of Hindi: what a recogniser reads as one of them is nearly always printed so."""

from __future__ import annotations

import lzma
from functools import cache
from importlib.resources import files

import regex

_LETTERS = regex.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")


def common(text: str) -> bool:
    """Whether all Hindi in ``text`` is made of common words."""
    return all(part in _words() for part in _LETTERS.findall(text))


@cache
def _words() -> frozenset[str]:
    """Those that a sign makes of a commoner one are not among them (``python -m corpus hindi-words``)."""
    packed = (files("ingest") / "hindi_words.txt.xz").read_bytes()
    return frozenset(line for line in lzma.decompress(packed).decode("utf-8").splitlines() if not line.startswith("#"))

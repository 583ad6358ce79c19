"""Words that pages are told and put right by (``common_words.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list. Raises KeyError where there is none of that name."""
    text = (files("ingest") / "common_words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[name])

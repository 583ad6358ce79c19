"""Words that pages are told and put right by (``common_words.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list. Raises KeyError where there is none of that name."""
    return frozenset(_all()[name])


@cache
def table(name: str) -> Mapping[str, tuple[str, ...]]:
    """Lists by what they are for. Raises KeyError where there is no table of that name."""
    return {key: tuple(words) for key, words in _all()[name].items()}


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads((files("ingest") / "common_words.toml").read_text(encoding="utf-8"))

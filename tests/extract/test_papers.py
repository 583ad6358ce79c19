"""Whole invented papers in the styles of many offices (cases/papers.toml), each field as a clerk would enter it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import regex

from extract.record import Communication

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

PAPERS = tomllib.loads((Path(__file__).parent / "cases" / "papers.toml").read_text("utf-8"))["paper"]


def plain(found: Communication, key: str) -> Any:
    value = getattr(found, key)
    if key == "signatories":
        return [[s.name or False, s.designation or False] for s in value]
    if key in ("addressees", "copy_to"):
        return [p.value for p in value]
    if value is None:
        return False  # TOML has no null
    return value.value if hasattr(value, "value") else value


@pytest.mark.parametrize("paper", PAPERS, ids=[p["why"][:60] for p in PAPERS])
def test_paper(paper: dict[str, Any]) -> None:
    reading = read_text(paper["text"].lstrip("\n"))
    got = [
        {key: plain(c, key) for key in want} for c, want in zip(reading.communications, paper["expect"], strict=False)
    ]
    assert got == paper["expect"]
    assert len(reading.communications) == len(paper["expect"])


@pytest.mark.parametrize("paper", PAPERS, ids=[p["why"][:60] for p in PAPERS])
def test_paper_without_its_layout(paper: dict[str, Any]) -> None:
    """Recognisers lose blank lines and indentation: the same paper must be read from its words alone."""
    bare = regex.sub(r"(?m)^[ \t]+", "", regex.sub(r"\n\s*\n+", "\n", paper["text"].lstrip("\n")))
    reading = read_text(bare)
    got = [
        {key: plain(c, key) for key in want} for c, want in zip(reading.communications, paper["expect"], strict=False)
    ]
    assert got == paper["expect"]

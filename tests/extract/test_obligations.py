"""Duties: words and endings, clauses, bearers, lists, copy lists."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.extractors.obligations import obligations
from extract.paragraphs import paragraphs
from extract.record import Obligation
from tests.extract.views import view

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "obligations.toml").read_text("utf-8")
)["case"]


def read(text: str, **more: Any) -> tuple[Obligation, ...]:
    paper = view(text, **more)
    return obligations(paper, paragraphs(paper))


@pytest.mark.parametrize("case", CASES, ids=[c["reason"] for c in CASES])
def test_sentences(case: dict[str, Any]) -> None:
    found = read(case["text"])
    assert [o.modality for o in found] == [d["modality"] for d in case["duties"]], [o.quote for o in found]
    for one, wanted in zip(found, case["duties"], strict=True):
        assert wanted["quote"] in one.quote
        if "who" in wanted:
            assert one.who == wanted["who"]


@pytest.mark.parametrize("case", CASES, ids=[c["reason"] for c in CASES])
def test_quotes_stand_in_the_text(case: dict[str, Any]) -> None:
    for one in read(case["text"]):
        place = one.evidence[0]
        assert " ".join(case["text"][place.start : place.end].split()) == one.quote

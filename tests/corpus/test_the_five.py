"""What the program must reach on the five circulars, and on papers kept outside the repository where at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import register
from corpus.score import Scores, score_files, table
from corpus.sources import read_here


@pytest.fixture(scope="module")
def five(circulars: list[Path], gold: Path) -> Scores:
    return score_files(circulars, gold, read_here, null_is_none=True, grounding=True)


@pytest.mark.slow
def test_the_five_transcripts_are_read(five: Scores) -> None:
    assert five.failed == []
    assert five.macro >= 0.95, table(five)


@pytest.mark.slow
def test_no_field_of_the_five_lags_behind(five: Scores) -> None:
    lagging = {name: round(f1, 3) for name, f1 in five.fields.items() if f1 < 0.85}
    assert lagging == {}, table(five)


@pytest.mark.slow
def test_the_evidence_of_the_five_says_what_the_values_say(five: Scores) -> None:
    assert five.fields["grounding"] >= 0.98, table(five)


@pytest.mark.slow
def test_the_register_of_the_five_shows_no_fault(circulars: list[Path], gold: Path) -> None:
    report = register.judge_fresh(circulars, gold)
    assert report.faults == set()


@pytest.mark.slow
def test_the_register_does_not_depend_on_the_order_of_the_files(circulars: list[Path], gold: Path) -> None:
    report = register.judge_fresh(circulars[::-1], gold)
    assert report.faults == set()


@pytest.mark.slow
def test_circulars_of_other_offices(eval_dir: Callable[[str], Path]) -> None:
    papers = eval_dir("devset")
    scores = score_files(sorted((papers / "docs").glob("*.txt")), papers / "gold", read_here)
    print(table(scores))
    assert scores.failed == []
    assert scores.macro >= 0.70, table(scores)

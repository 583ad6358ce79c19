"""docs/accuracy.md and what was measured: one cannot change without the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import regex

from corpus import accuracy
from corpus.accuracy import KEPT, PAGE, SECTIONS, Papers, Table, rendered


def test_the_page_has_every_section_once_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert regex.findall(r"<!-- accuracy:(\S+) -->", page) == list(SECTIONS)
    assert regex.findall(r"<!-- /accuracy:(\S+) -->", page) == list(SECTIONS)
    assert set(accuracy.kept()) <= set(SECTIONS)


def test_the_page_is_what_the_kept_results_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert rendered(page, accuracy.kept()) == page


def test_a_page_without_a_section_is_refused() -> None:
    with pytest.raises(ValueError, match="five"):
        rendered("# Accuracy\n", {})


def test_tables_are_markdown() -> None:
    assert Table(("a", "b"), (("x", "1"),), "t").markdown() == "**t**\n\n| a | b |\n|---|--:|\n| x | 1 |"


def test_what_is_not_at_hand_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page, kept = tmp_path / "accuracy.md", tmp_path / "accuracy.json"
    page.write_text("".join(f"<!-- accuracy:{n} -->\n<!-- /accuracy:{n} -->\n" for n in SECTIONS), encoding="utf-8")
    old = {"date": "2020-01-01", "bundles": None, "tables": [{"head": ["a"], "rows": [["1"]], "title": ""}]}
    kept.write_text(json.dumps({"open": old}), encoding="utf-8")
    monkeypatch.setattr(accuracy, "PAGE", page)
    monkeypatch.setattr(accuracy, "KEPT", kept)
    monkeypatch.setattr(accuracy, "kept", lambda: json.loads(kept.read_text(encoding="utf-8")))
    assert accuracy.main(["--only", "open", "scans"]) == 2
    assert "left as it is" in capsys.readouterr().out
    assert json.loads(kept.read_text(encoding="utf-8")) == {"open": old}
    assert "2020-01-01" in page.read_text(encoding="utf-8")


def test_invented_papers_are_measured_by_half_and_noise() -> None:
    [table] = accuracy.generator(Papers(bundles=2))
    assert table.head[1:] == tuple(f"{h}, {n}" for h in ("tuning", "held-out") for n in ("none", "light", "heavy"))
    assert {row[0] for row in table.rows} >= {"reference_no", "date", "grounding", "**mean**", "mean, strict"}


def test_the_model_alone_is_heard_on_every_line() -> None:
    both = accuracy.invented("held-out", "heavy", 8)
    alone = accuracy.invented("held-out", "heavy", 8, accuracy.model_only)
    assert both.total != alone.total
    assert KEPT.parent.name == "corpus"

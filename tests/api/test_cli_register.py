"""The commands about works: effects, text, candidates, join, split, lineage forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.store import Register
from tests.knowledge.papers import amendment, nurses


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def answer(home: Path, *words: str) -> Any:
    result = run(home, *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def held(tmp_path: Path) -> tuple[Path, str, str]:
    with Register.open(tmp_path) as register:
        work = register.add(nurses()).works[0]
        other = register.add(amendment("2024-06-01", "2", "60%", "75%")).works[0]
    return tmp_path, work, other


def test_effects_and_text(held: tuple[Path, str, str]) -> None:
    home, work, other = held
    (effect,) = answer(home, "effects", work, "--json")
    assert (effect["affecting"], effect["affected_eid"], effect["status"]) == (other, "para_2", "applied")
    text = answer(home, "text", work, "--as-of", "2024-06-01", "--json")
    (para,) = [p for p in text["paragraphs"] if p["eid"] == "para_2"]
    assert "75%" in para["text"]
    assert [v["from"] for v in para["versions"]] == ["2024-04-05", "2024-06-01"]
    said = run(home, "text", work, "--as-of", "2024-05-01").stdout
    assert "60%" in said
    assert "yet to come" in said
    assert "substitution, applied" in run(home, "effects").stdout


def test_bad_input_is_told(held: tuple[Path, str, str]) -> None:
    home, work, _ = held
    assert run(home, "text", work, "--as-of", "2024-02-31").exit_code == 2
    assert run(home, "text", "wnothing").exit_code == 2
    assert run(home, "join", work, work, "--reason", "x").exit_code == 2
    assert run(home, "split", work, "no-file.txt", "--reason", "x").exit_code == 2


def test_join(held: tuple[Path, str, str]) -> None:
    home, work, other = held
    assert run(home, "join", work, other, "--reason", "one paper").stdout.strip() == work
    assert [w["id"] for w in answer(home, "works", "--json")] == [work]
    assert answer(home, "candidates", "--json") == []


@pytest.mark.parametrize("form", ["text", "json", "prov", "jsonld", "svg"])
def test_lineage_forms(held: tuple[Path, str, str], form: str) -> None:
    home, work, _ = held
    result = run(home, "lineage", work, "--format", form)
    assert result.exit_code == 0
    assert "HB/TRG/2024/118" in result.stdout


def test_copies_are_compared(tmp_path: Path) -> None:
    one = nurses()
    source = one.source.model_copy(update={"name": "scan.pdf", "sha256": "b" * 64})
    other = one.model_copy(update={"source": source, "text": one.text.replace("60%", "75%")})
    with Register.open(tmp_path) as register:
        work = register.add(one).works[0]
        register.add(other)
    (found,) = answer(tmp_path, "diff-copies", work, "nurses.txt", "scan.pdf", "--json")
    assert [(p["left"], p["right"]) for p in found["pieces"] if p["op"] == "changed"] == [("60%", "75%")]
    assert "[-60%-]{+75%+}" in run(tmp_path, "diff-copies", work, "nurses.txt").stdout
    assert run(tmp_path, "diff-copies", work, "elsewhere.pdf").exit_code == 2
    assert run(tmp_path, "diff-copies", "wnothing").exit_code == 2

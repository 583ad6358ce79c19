"""``check --roster``, ``reconcile``, ``export``, ``diff``, ``keys``, ``verify`` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.schemas import schema_of
from knowledge.store import Register
from tests.knowledge.papers import duty, nurses, paper

Run = Callable[..., Result]
RULE = "Every teacher shall have the same e-mail ID on the Staffbook and Payline portals."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """On a register that holds the nurses' circular and one about e-mail IDs."""
    monkeypatch.setenv("PARIPATRA_LOG", "error")
    order = paper(
        "circular", "EDU/5", "2024-04-20", f"1. {RULE}", obligations=[duty("Every teacher", "must", "1", RULE)]
    )
    with Register.open(tmp_path / "home") as r:
        r.add(nurses())
        r.add(order)

    def call(*words: Any) -> Result:
        return CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *map(str, words)])

    return call


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(
        "ID,Post,Years of Service,Examination result\n1,Nurse,3,fail\n2,Nurse,many,pass\n", encoding="utf-8"
    )
    return path


def test_roster_in_words_and_as_json(run: Run, roster: Path) -> None:
    shown = run("check", "--roster", roster, "--as-of", "2025-01-01")
    assert shown.exit_code == 2
    assert "row 2  1: NOT compliant" in shown.stdout
    assert "row 3 is not answered: “Years of Service” is no number" in shown.stdout
    printed = run("check", "--roster", roster, "--as-of", "2025-01-01", "--json")
    found = json.loads(printed.stdout)
    jsonschema.validate(found, schema_of("roster"), cls=jsonschema.Draft202012Validator)
    assert found["persons"][0]["compliant"] is False
    assert [f["row"] for f in found["faults"]] == [3]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_roster_to_a_table(run: Run, roster: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    assert run("check", "--roster", roster, "--as-of", "2025-01-01", "--out", out).exit_code == 2
    assert out.stat().st_size > 100


def test_roster_with_a_mapping(run: Run, tmp_path: Path) -> None:
    roster, mapping = tmp_path / "r.csv", tmp_path / "map.toml"
    roster.write_text("Who,Kind\nA,Nurse\n", encoding="utf-8")
    mapping.write_text('[columns]\nWho = "name"\nKind = "post"\n', encoding="utf-8")
    assert run("check", "--roster", roster, "--columns", mapping).exit_code == 0
    mapping.write_text('[columns]\nWho = "nmae"\n', encoding="utf-8")
    bad = run("check", "--roster", roster, "--columns", mapping)
    assert (bad.exit_code, "no rule asks for “nmae”" in bad.stderr) == (2, True)


def test_what_is_no_question(run: Run, roster: Path, tmp_path: Path) -> None:
    for words in (
        ("check",),
        ("check", "facts.json", "--roster", roster),
        ("check", "facts.json", "--out", tmp_path / "x.csv"),
        ("check", "--roster", tmp_path / "absent.csv"),
        ("check", "--roster", roster, "--out", tmp_path / "x.pdf"),
        ("reconcile", roster, roster, "--names", "one"),
        ("reconcile", roster, roster, "--names", "one,other"),
        ("diff", roster, roster),
        ("verify", roster),
        ("keys",),
    ):
        ended = run(*words)
        assert ended.exit_code == 2, words
        assert "  -> " in ended.stderr, words
        assert not ended.stdout, words


def test_reconcile_masks_addresses(run: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "staffbook.csv", tmp_path / "payline_2024.csv"
    one.write_text("Name,Mobile,Email\nA,9876543210,somebody@x.in\n", encoding="utf-8")
    other.write_text("Name,Mobile,Email\nA,9876543210,another@x.in\n", encoding="utf-8")
    shown = run("reconcile", one, other, "--as-of", "2024-05-01")
    assert shown.exit_code == 0
    assert "officer: make the e-mail ID the same in staffbook and payline" in shown.stdout
    assert "EDU/5 of 2024-04-20, paragraph 1" in shown.stdout
    assert "somebody@" not in run("reconcile", one, other, "--as-of", "2024-05-01", "--json").stdout
    full = run("reconcile", one, other, "--as-of", "2024-05-01", "--json", "--addresses")
    jsonschema.validate(json.loads(full.stdout), schema_of("reconcile"), cls=jsonschema.Draft202012Validator)
    assert json.loads(full.stdout)["findings"][0]["values"] == ["somebody@x.in", "another@x.in"]


def test_packs(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    assert "not signed" in run("export", "--as-of", "2024-04-10", "--out", first).stderr
    assert "not signed" in run("verify", first).stderr
    public = run("keys", "--make").stdout.strip()
    assert run("keys").stdout.strip() == public
    assert run("keys", "--make").exit_code == 2
    assert run("export", "--as-of", "2024-05-01", "--previous", first, "--out", second).exit_code == 0
    assert run("verify", second, "--key", public).exit_code == 0
    assert run("verify", second, "--key", "another").exit_code == 2
    said = run("diff", first, second).stdout
    assert "- New: EDU/5 of 2024-04-20, paragraph 1" in said
    assert json.loads(run("diff", first, first, "--json").stdout) == []

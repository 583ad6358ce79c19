"""The command line in one process: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.schemas import SHAPES, schema_of
from extract.record import Reading
from ingest.document import SourceFile
from knowledge.store import Register
from tests.api.conftest import LETTER, letter

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("works")`` on the register in tmp_path/home; every text file reads as the letter of conftest."""

    def read(source: SourceFile, _options: object, progress: Callable[[int, int], None] | None = None) -> Reading:
        if progress:
            progress(1, 1)
        return letter(source, source.data.decode())

    monkeypatch.setattr("extract.pipeline.read", read)
    monkeypatch.setattr("extract.pipeline.PIPELINE_VERSION", "test")
    monkeypatch.setenv("PARIPATRA_LOG", "error")

    def call(*words: str, home: Path | None = None) -> Result:
        return CliRunner().invoke(app, ["--home", str(home or tmp_path / "home"), *words])

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One letter, one program named .pdf, one empty file, one letter in a folder below."""
    place = tmp_path / "papers"
    (place / "more").mkdir(parents=True)
    (place / "1.txt").write_text(LETTER)
    (place / "2.pdf").write_bytes(b"\x7fELF" + bytes(200))
    (place / "3.txt").write_bytes(b"")
    (place / "more" / "4.txt").write_text(LETTER + "\nसुनिश्चित करें।\n")
    return place


def validated(name: str, printed: str) -> Any:
    found = json.loads(printed)
    jsonschema.validate(found, schema_of(name), cls=jsonschema.Draft202012Validator)
    return found


# --- read ----------------------------------------------------------------------------------------------------------


def test_read_json_is_one_object_for_one_file_and_an_array_for_several(run: Run, folder: Path) -> None:
    one = run("read", str(folder / "more/4.txt"), "--json")
    assert one.exit_code == 0
    assert validated("reading", one.stdout)["source"]["name"] == "4.txt"
    assert "सुनिश्चित" in one.stdout
    several = run("read", str(folder / "1.txt"), str(folder / "2.pdf"), str(folder / "more/4.txt"), "--json")
    assert several.exit_code == 2
    assert [validated("reading", json.dumps(r))["source"]["name"] for r in json.loads(several.stdout)] == [
        "1.txt",
        "4.txt",
    ]
    assert "unsupported_media" in several.stderr


def test_read_for_people_shows_the_fields_and_keeps_markup_as_text(run: Run, folder: Path) -> None:
    shown = run("read", str(folder / "1.txt"))
    assert shown.exit_code == 0
    for words in ("12/3/2025-Estt", "2025-05-01", "1st May, 2025", "<b>of</b>", "must", "Every officer shall file"):
        assert words in shown.stdout


def test_what_a_terminal_would_obey_does_not_reach_it(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "x\x1b]0;owned\x07.txt"
    paper.write_text(LETTER.replace("GOVERNMENT OF EXAMPLE", "GOVERNMENT OF EXAMPLE\x1b[2J"))
    shown = run("read", str(paper))
    assert "\x1b" not in shown.stdout + shown.stderr
    assert "\x07" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("name", "code"), [("2.pdf", "unsupported_media"), ("3.txt", "empty_file"), ("9.txt", "cannot_open")]
)
def test_what_cannot_be_read_is_told_with_a_next_step(run: Run, folder: Path, name: str, code: str) -> None:
    told = run("read", str(folder / name), "--json")
    assert (told.exit_code, told.stdout) == (2, "")
    assert code in told.stderr
    assert "->" in told.stderr


# --- ingest --------------------------------------------------------------------------------------------------------


def test_ingest_takes_the_readable_files_and_a_second_run_reads_nothing_again(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    first = run("ingest", str(folder))
    assert first.exit_code == 2
    assert [line.split()[0] for line in first.stdout.splitlines()] == ["read", "unread", "unread", "read"]
    assert "unsupported_media" in first.stdout
    assert "2 read, 2 could not be read. The register holds 2 files." in first.stderr
    second = run("ingest", str(folder / "1.txt"), str(folder / "more"))
    assert second.exit_code == 0
    assert [line.split()[0] for line in second.stdout.splitlines()] == ["held", "held"]
    originals = [p for p in (tmp_path / "home" / "originals").rglob("*") if p.is_file()]
    assert sorted(p.read_bytes() for p in originals) == sorted([LETTER.encode(), (folder / "more/4.txt").read_bytes()])


def test_an_interrupt_while_reading_leaves_nothing_half_and_the_next_run_goes_on(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "2.pdf").unlink()
    (folder / "3.txt").unlink()
    whole = letter

    def stopped(source: SourceFile, _options: object, _progress: object = None) -> Reading:
        if source.name == "4.txt":
            raise KeyboardInterrupt
        return whole(source, source.data.decode())

    with monkeypatch.context() as patched:
        patched.setattr("extract.pipeline.read", stopped)
        cut = run("ingest", str(folder))
    assert cut.exit_code == 130
    assert "1 read; 1 file left" in cut.stderr
    assert len([p for p in (tmp_path / "home" / "originals").rglob("*") if p.is_file()]) == 1
    again = run("ingest", str(folder))
    assert again.exit_code == 0
    assert [line.split()[0] for line in again.stdout.splitlines()] == ["held", "read"]


def test_a_fault_in_one_file_does_not_stop_the_others(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: SourceFile, _options: object, _progress: object = None) -> Reading:
        if source.name == "1.txt":
            raise RuntimeError("clerk.one@office.example")
        return letter(source, source.data.decode())

    monkeypatch.setattr("extract.pipeline.read", broken)
    told = run("ingest", str(folder / "1.txt"), str(folder / "more"))
    assert told.exit_code == 1
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["unread", "read"]
    assert "@" not in told.stdout + told.stderr


def test_an_empty_folder_is_no_success(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert run("ingest", str(tmp_path / "none")).exit_code == 2


# --- questions -----------------------------------------------------------------------------------------------------

QUESTIONS = ("works", "relations", "missing", "rules", "deadlines", "conflicts")


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_empty_register_says_what_to_do(run: Run, name: str) -> None:
    assert "paripatra ingest PATH" in run(name).stdout
    assert validated(name, run(name, "--json").stdout) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_validate_and_can_be_read_by_people(run: Run, folder: Path, name: str) -> None:
    run("ingest", str(folder))
    asked = run(name, "--json")
    assert asked.exit_code == 0, asked.stderr
    validated(name, asked.stdout)
    drawn = run(name)
    assert drawn.exit_code == 0
    assert drawn.stdout.strip()
    assert "register is empty" not in drawn.stdout


def test_one_work_its_lineage_and_the_search_for_it(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    work = validated("works", run("works", "--json").stdout)[0]["id"]
    for name in ("show", "lineage"):
        validated(name, run(name, work, "--json").stdout)
        assert "12/3/2025-Estt" in run(name, work).stdout
    hits = validated("search", run("search", "annual", "returns", "--json").stdout)
    assert [h["work"] for h in hits] == [work]
    assert work in run("search", "annual").stdout
    assert "No work holds these words" in run("search", "zebra").stdout


@pytest.mark.parametrize("name", ["show", "lineage"])
def test_an_unknown_work_is_bad_input(run: Run, folder: Path, name: str) -> None:
    assert "empty" in run(name, "w000").stderr
    run("ingest", str(folder))
    told = run(name, "w000")
    assert told.exit_code == 2
    assert "paripatra works" in told.stderr


@pytest.mark.parametrize("printed", ["31.03.2026", "2026-02-30", "20260331", "2026-3-31", "today", "२०२६-०३-३१"])
def test_a_day_is_written_one_way(run: Run, printed: str) -> None:
    told = run("rules", "--as-of", printed)
    assert told.exit_code == 2
    assert "YYYY-MM-DD" in told.stderr


# --- check ---------------------------------------------------------------------------------------------------------


def test_check_answers_by_the_schema(run: Run, folder: Path, tmp_path: Path) -> None:
    run("ingest", str(folder))
    facts = tmp_path / "facts.json"
    facts.write_text('{"years_of_service": 12}')
    found = validated("check", run("check", str(facts), "--as-of", "2026-03-31", "--json").stdout)
    assert found["as_of"] == "2026-03-31"
    assert run("check", str(facts)).exit_code == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1,\n "b" 2}', "line 2, column 6"),
        (b"[1]", "no JSON object"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"", "line 1"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_bad_facts_are_bad_input(run: Run, tmp_path: Path, data: bytes, said: str) -> None:
    facts = tmp_path / "facts.json"
    facts.write_bytes(data)
    told = run("check", str(facts))
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr


def test_facts_that_are_not_there(run: Run, tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "none.json")).exit_code == 2


# --- the rest ------------------------------------------------------------------------------------------------------


def test_schemas_are_schemas(run: Run) -> None:
    assert run("schema").stdout.split() == list(SHAPES)
    for name in SHAPES:
        jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", name).stdout))
    told = run("schema", "nonsense")
    assert told.exit_code == 2
    assert "reading" in told.stderr


def test_the_reading_schema_uses_the_names_of_the_contract() -> None:
    body = json.dumps(schema_of("reading"))
    assert '"from"' in body
    assert '"for"' in body
    assert '"from_"' not in body
    assert '"for_"' not in body


def test_a_home_that_cannot_be_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    told = run("works", home=tmp_path / "file")
    assert told.exit_code == 5
    assert "--home" in told.stderr or "folder" in told.stderr


def test_a_register_that_is_no_database(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "register.sqlite3").write_bytes(b"not a database" * 100)
    assert run("works").exit_code == 5


def test_a_register_of_a_later_version(run: Run, tmp_path: Path) -> None:
    from sqlalchemy import text

    with Register.open(tmp_path / "home") as register, register.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    for words in (("works",), ("serve", "--port", "1")):
        told = run(*words)
        assert told.exit_code == 5
        assert "newer version" in told.stderr


def test_migrate_and_version(run: Run) -> None:
    assert run("migrate").exit_code == 0
    assert run("version").stdout.startswith("paripatra ")


def test_a_setting_that_cannot_be(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARIPATRA_LOG", "loud")
    told = run("works")
    assert told.exit_code == 2
    assert "PARIPATRA_LOG" in told.stderr

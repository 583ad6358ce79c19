"""The register keeps what it is given, once, whole or not at all."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlmodel import SQLModel

from knowledge import migrations, queries
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, nurses, paper, part


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        first = r.add(nurses())
        generation = r.generation()
        again = r.add(nurses())
        assert (first.status, again.status) == ("new", "unchanged")
        assert again.works == first.works
        assert r.generation() == generation
        assert r.has(first.sha256, "gold")
        assert not r.has(first.sha256, "other")
        assert [e.name for e in r.readings()] == ["nurses.txt"]
        assert r.reading(first.sha256) == nurses()
        assert r.reading("0" * 64) is None


def test_reading_again_with_a_newer_pipeline_keeps_the_ids(tmp_path: Path) -> None:
    wrong = paper("letter", "A/1l", "2024-01-02", "Body of the letter that stays the same.")
    right = wrong.model_copy(update={"pipeline_version": "2"})
    corrected = right.communications[0].reference_no
    assert corrected is not None
    fixed = right.communications[0].model_copy(update={"reference_no": corrected.model_copy(update={"value": "A/11"})})
    right = right.model_copy(update={"communications": (fixed,)})
    with Register.open(tmp_path) as r:
        (old,) = r.add(wrong).works
        added = r.add(right)
        assert added.status == "replaced"
        assert added.works == (old,)
        assert [w.reference_no for w in queries.works(r)] == ["A/11"]
        assert len(r.readings()) == 1


def test_a_withdrawn_communication_leaves_no_work(tmp_path: Path) -> None:
    two = bundle("two.txt", part("letter", "A/1", "2024-01-02", "One."), part("order", "B/2", "2024-01-03", "Two."))
    one = two.model_copy(update={"pipeline_version": "2", "communications": two.communications[:1]})
    with Register.open(tmp_path) as r:
        r.add(two)
        r.add(one)
        assert [w.reference_no for w in queries.works(r)] == ["A/1"]
        assert queries.missing(r) == []
        assert queries.search(r, "Two") == []


def test_the_same_paper_in_another_file_is_one_work(tmp_path: Path) -> None:
    again = part(
        "circular",
        "HB / TRG/2024/ 118",
        "2024-04-05",
        "Another print.",
        subject="Trainings for nurses of the Board's hospitals",
    )
    with Register.open(tmp_path) as r:
        (work,) = r.add(nurses()).works
        added = r.add(bundle("bundle.txt", part("letter", "C/3", "2024-05-01", "Covering letter."), again))
        assert work in added.works
        assert [(h.id, h.held_in) for h in added.held_before] == [(work, ("nurses.txt",))]
        assert queries.show(r, work).work.held_in == ("bundle.txt", "nurses.txt")


def test_a_copy_without_its_day_joins_the_dated_one_with_a_reason(tmp_path: Path) -> None:
    dated = paper("order", "Q/7", "2024-03-03", "Full copy.", subject="Cleaning of wards")
    blank = paper("order", "Q/7", "2024-03", "Copy whose day is not printed.", subject="Cleaning of wards - reg.")
    other = paper("order", "Q/7", "2024-03-20", "Another order under the number.", subject="Painting of wards")
    with Register.open(tmp_path) as r:
        (work,) = r.add(blank).works
        assert r.add(dated).works == (work,)
        assert r.add(other).works != (work,)
        shown = queries.show(r, work)
        assert shown.work.date == "2024-03-03"
        assert any("known in part" in c.reason for c in shown.copies)


def test_a_better_reading_takes_back_what_the_worse_one_said(tmp_path: Path) -> None:
    wrong = paper(
        "order", "Q/7", "2024-03-03", "A.", subject="Cleaning of wards", issuer="HOSPITAL BOARD", place="Nowhere"
    )
    item = wrong.communications[0].model_copy(update={"issuer": None, "place": None})
    right = wrong.model_copy(update={"pipeline_version": "2", "communications": (item,)})
    other = paper(
        "order", "Q/7", "2024-03-03", "Another copy.", subject="Cleaning of all wards", issuer="HOSPITAL BOARD"
    )
    with Register.open(tmp_path) as r:
        r.add(wrong)
        r.add(right)
        assert [w.issuer for w in queries.works(r)] == [None]
        r.add(other)
        assert [(w.issuer, w.subject) for w in queries.works(r)] == [("HOSPITAL BOARD", "Cleaning of all wards")]
        gone = other.model_copy(update={"pipeline_version": "2", "communications": ()})
        r.add(gone)
        assert [(w.issuer, w.subject, w.held_in) for w in queries.works(r)] == [
            (None, "Cleaning of wards", (wrong.source.name,))
        ]


def test_one_number_of_two_offices_is_two_works(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(paper("order", "1/2024", "2024-03-03", "Here.", issuer="GOVERNMENT OF KERALA | Health Department"))
        r.add(paper("order", "1/2024", "2024-03-03", "There.", issuer="GOVERNMENT OF BIHAR | Health Department"))
        again = part("order", "1/2024", "2024-03-03", "There.", issuer="GOVERNMENT OF BIHAR | Health Department")
        r.add(bundle("again.txt", again, part("letter", "Z/9", "2024-04-01", "x")))
        assert sorted(len(w.held_in) for w in queries.works(r)) == [1, 1, 2]


def test_the_id_of_a_cited_paper_leads_to_it_when_it_comes(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        letter = paper(
            "letter",
            "L/1",
            "2024-05-01",
            "See it.",
            cites=[cite("HB/TRG/2024/118", "2024-04-05", "refers", "circular")],
        )
        r.add(letter)
        (absent,) = queries.missing(r)
        not_held = queries.show(r, absent.id)
        assert (not_held.copies, not_held.text, len(not_held.cited_by)) == ((), "", 1)
        (work,) = r.add(nurses()).works
        assert queries.missing(r) == []
        shown = queries.show(r, absent.id)
        assert (shown.work.id, shown.asked) == (work, absent.id)
        assert [e.target for e in queries.relations(r)] == [work]


def test_unknown_work(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r, pytest.raises(queries.UnknownWork, match="works"):
        queries.show(r, "wnothing")


def test_nothing_is_stored_when_adding_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object) -> None:
        raise RuntimeError("power cut")

    with Register.open(tmp_path) as r:
        r.add(nurses())
        before = r.generation()
        monkeypatch.setattr("knowledge.store.Intake.resolve_reach", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            r.add(paper("letter", "L/1", "2024-05-01", "Half."))
        assert [e.name for e in r.readings()] == ["nurses.txt"]
        assert len(queries.works(r)) == 1
        assert r.generation() == before


KILLED = """
import sys
from pathlib import Path
from knowledge import store
from tests.knowledge.papers import paper

def hang(self):
    self.s.flush()
    print("inside", flush=True)
    import time
    time.sleep(60)

with store.Register.open(Path(sys.argv[1])) as r:
    r.add(paper("letter", "L/1", "2024-05-01", "Whole."))
    store.Intake.resolve_reach = hang
    r.add(paper("letter", "L/2", "2024-05-02", "Half."))
"""


def test_a_process_killed_inside_add_leaves_nothing_half_stored(tmp_path: Path, root: Path) -> None:
    line = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=root) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "inside"
        child.send_signal(signal.SIGKILL)
    with Register.open(tmp_path) as r:
        assert [w.reference_no for w in queries.works(r)] == ["L/1"]
        added = r.add(paper("letter", "L/2", "2024-05-02", "Half."))
        assert added.status == "new"
        assert len(queries.works(r)) == 2
    with sqlite3.connect(tmp_path / "register.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_readers_are_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(nurses())
        inside, leave = threading.Event(), threading.Event()

        def write() -> None:
            with r.writing():
                inside.set()
                leave.wait(10)

        thread = threading.Thread(target=write)
        thread.start()
        assert inside.wait(10)
        begun = time.monotonic()
        assert len(queries.works(r)) == 1
        assert time.monotonic() - begun < 2
        leave.set()
        thread.join()


def test_two_writers_take_turns(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        papers = [paper("letter", f"L/{n}", "2024-05-01", f"Letter {n}.") for n in range(8)]
        threads = [threading.Thread(target=r.add, args=(p,)) for p in papers]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert len(queries.works(r)) == 8


def test_what_the_database_promises(tmp_path: Path) -> None:
    with Register.open(tmp_path / "deep" / "home") as r, r.engine.connect() as c:
        pragmas = {
            p: c.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r, r.engine.connect() as c:
        context = MigrationContext.configure(
            c,
            opts={
                "include_object": lambda _o, name, kind, *_: (
                    not (kind == "table" and (name or "").startswith("search_fts"))
                )
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_head_that_the_code_names_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_two_processes_open_a_new_register_at_once(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        try:
            Register.open(tmp_path).close()
        except BaseException as e:
            errors.append(e)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert errors == []


def test_opening_an_existing_register_again_keeps_it(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        (work,) = r.add(nurses()).works
    with Register.open(tmp_path) as r:
        assert [w.id for w in queries.works(r)] == [work]


def test_rules_follow_when_another_process_adds(tmp_path: Path) -> None:
    with Register.open(tmp_path) as reader, Register.open(tmp_path) as writer:
        assert queries.rules(reader) == []
        writer.add(nurses())
        assert len(queries.rules(reader)) > 5


def test_no_address_in_what_add_says(tmp_path: Path) -> None:
    mail = part("email", None, "2024-01-02", "Body", sender="a.b@example.in", sent="2024-01-02T10:00:00+05:30")
    with Register.open(tmp_path) as r:
        added = r.add(bundle("mail.txt", mail))
        r.add(bundle("again.txt", mail, part("letter", "L/1", "2024-01-03", "x")))
    assert "@" not in json.dumps([added.name, *added.works, str(added.held_before)])


def test_adding_costs_the_same_however_much_is_held(tmp_path: Path) -> None:
    """Letters of one hot file number, each citing an old one: statements and rows read a paper do not grow."""
    costs: list[int] = []

    with Register.open(tmp_path) as r:

        @event.listens_for(r.engine, "before_cursor_execute")
        def count(*_: object) -> None:
            costs[-1] += 1

        for n in range(60):
            cites = [cite("HOT/1", "2020-01-01", "continues", even_number=True)]
            letter = paper(
                "letter",
                "HOT/1",
                f"20{20 + n // 28}-01-{1 + n % 28:02d}",
                f"No {n}.",
                subject=f"Matter {n}",
                cites=cites,
            )
            costs.append(0)
            r.add(letter)
    assert max(costs[40:]) <= max(costs[2:10]) + 2

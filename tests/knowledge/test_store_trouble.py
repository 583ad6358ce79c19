"""Two writers at once, a full disk, a register that may not be written, a crash: told, and nothing half written."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from knowledge import derived, queries
from knowledge.store import Register
from tests.knowledge.papers import amendment, cite, nurses, paper

WRITER = """
import sys
from pathlib import Path
from knowledge.store import Register
from tests.knowledge.papers import amendment, cite, nurses, paper

with Register.open(Path(sys.argv[1])) as r:
    for n in range(int(sys.argv[2]), 12, 2):
        r.add(paper("letter", f"L/{n}", f"2024-05-{n + 1:02d}", f"Letter {n}.",
                    cites=[cite("HB/TRG/2024/118", "2024-04-05", "forwards", "circular")]))
    r.add(nurses())
"""


def whole(r: Register) -> None:
    """Nothing derived differs from what the Readings give, no row points nowhere, the index fits its table."""
    with r.engine.connect() as c:
        assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert c.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        c.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')")
    before = [a.model_dump() for a in queries.rules(r)]
    with r.writing() as s:
        derived.mark_all(s)
    assert [a.model_dump() for a in queries.rules(r)] == before


def test_two_processes_add_at_once(tmp_path: Path, root: Path) -> None:
    Register.open(tmp_path).close()
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(n)], cwd=root) for n in (0, 1)]
    assert [w.wait(timeout=120) for w in writers] == [0, 0]
    with Register.open(tmp_path) as r:
        assert len(queries.works(r)) == 13
        assert len(queries.relations(r)) == 12
        assert queries.missing(r) == []
        whole(r)


def test_two_uploads_of_one_file_at_once_are_one(tmp_path: Path) -> None:
    said: list[str] = []
    with Register.open(tmp_path) as r:
        threads = [threading.Thread(target=lambda: said.append(r.add(nurses()).status)) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert sorted(said) == ["new", "unchanged", "unchanged", "unchanged"]
        assert len(queries.works(r)) == 1
        whole(r)


def limited(r: Register, pragma: str) -> None:
    """Every new connection gets the pragma: it is how SQLite itself is told of a full disk or a closed door."""

    @event.listens_for(r.engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    r.engine.dispose()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    long = paper("letter", "L/1", "2024-05-01", "x" + " word of a long letter" * 60_000)
    with Register.open(tmp_path) as r:
        r.add(nurses())
        before = (queries.works(r), queries.rules(r), r.generation())
        with r.engine.connect() as c:
            pages = int(c.exec_driver_sql("PRAGMA page_count").scalar() or 0)
        limited(r, f"PRAGMA max_page_count={pages + 4}")
        with pytest.raises(OperationalError, match="full"):
            r.add_all([amendment("2024-06-01", "2", "60%", "75%"), long])
        assert (queries.works(r), queries.rules(r), r.generation()) == before
    with Register.open(tmp_path) as r:
        whole(r)
        assert [a.status for a in r.add_all([amendment("2024-06-01", "2", "60%", "75%"), long])] == ["new", "new"]
        whole(r)


def test_a_register_that_may_not_be_written_still_answers(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(nurses())
        limited(r, "PRAGMA query_only=ON")
        with pytest.raises(OperationalError, match="readonly"):
            r.add(paper("letter", "L/1", "2024-05-01", "More."))
        assert len(queries.works(r)) == 1
        assert queries.rules(r, "2024-06-01") != []
        assert queries.search(r, "nurses") != []


def test_a_batch_of_which_one_cannot_be_stored_stores_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge import store

    real = store.pack

    def broken(reading: Any) -> bytes:
        if reading.source.name.startswith("letter"):
            raise MemoryError
        return real(reading)

    with Register.open(tmp_path) as r:
        monkeypatch.setattr(store, "pack", broken)
        with pytest.raises(MemoryError):
            r.add_all([nurses(), paper("letter", "L/1", "2024-05-01", "More.")])
        assert r.readings() == []
        assert queries.works(r) == []
        monkeypatch.setattr(store, "pack", real)
        assert r.add(nurses()).status == "new"
        whole(r)


KILLED = """
import os, sys
from pathlib import Path
from knowledge import derived, store
from tests.knowledge.papers import amendment, nurses

def killed(*_):
    os.kill(os.getpid(), 9)

with store.Register.open(Path(sys.argv[1])) as r:
    r.add(nurses())
    derived.norm_rows = killed
    r.add(amendment("2024-06-01", "2", "60%", "75%"))
"""


def test_a_crash_while_rules_are_derived_leaves_the_register_as_it_was(tmp_path: Path, root: Path) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, check=False, timeout=120)
    assert died.returncode == -9
    with Register.open(tmp_path) as r:
        assert [w.kind for w in queries.works(r)] == ["circular"]
        whole(r)
        assert r.add(amendment("2024-06-01", "2", "60%", "75%")).status == "new"
        assert [e.status for e in queries.effects(r)] == ["applied"]
        whole(r)


@pytest.mark.slow
def test_a_question_during_a_write_sees_all_of_it_or_nothing(tmp_path: Path) -> None:
    letters = [
        paper("letter", f"L/{n}", "2024-05-01", f"Letter {n}.",
              cites=[cite("HB/TRG/2024/118", "2024-04-05", "refers", "circular")])
        for n in range(20)
    ]  # fmt: skip
    seen: set[tuple[int, int]] = set()
    with Register.open(tmp_path) as r, Register.open(tmp_path) as other:
        writer = threading.Thread(target=r.add_all, args=([nurses(), *letters],))
        writer.start()
        while writer.is_alive():
            held = queries.counts(other)
            seen.add((held["works"], held["relations"]))
        writer.join()
        held = queries.counts(other)
        assert seen <= {(0, 0), (21, 20)}
        assert (held["works"], held["relations"]) == (21, 20)

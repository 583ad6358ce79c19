"""No question that is asked for every paper reads a whole table, and the benchmark's papers are what they say to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import regex
from sqlalchemy import event

from corpus import bench_register
from knowledge import queries, roster
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, part

LARGE = "reading|work|copy|cite|relation|search|norm|effect|derived|identity|redirect"


@contextmanager
def plans(r: Register) -> Iterator[list[str]]:
    """How SQLite goes about each statement of the block: a line for each table that it reads from end to end."""
    asked: list[tuple[str, Any]] = []
    scanned: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters))

    event.listen(r.engine, "before_cursor_execute", heard)
    try:
        yield scanned
    finally:
        event.remove(r.engine, "before_cursor_execute", heard)
    assert asked
    with r.engine.connect() as c:
        for statement, parameters in asked:
            for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                if regex.match(rf"SCAN (?:{LARGE})\b", row[3]):
                    scanned.append(f"{row[3]}: {statement}")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path) as r:
        r.add_all(islice(bench_register.stream(), 30))
        yield r


def test_adding_reads_no_table_from_end_to_end(register: Register) -> None:
    mails = bundle(
        "mails.txt",
        part("email", None, None, "Please see.", sender="a@x.example", sent="2024-06-02T10:00:00", subject="Statement",
             cites=[cite(None, "2001-01-01", "forwards", "order")]),
        part("letter", "X/1", None, "Covering letter.", cites=[cite("GO/1/A", None, "encloses", "order")]),
    )  # fmt: skip
    more = list(islice(bench_register.stream(), 30, 45))
    with plans(register) as scanned:
        for reading in (*more, mails, mails.model_copy(update={"pipeline_version": "2"})):
            register.add(reading)
    assert scanned == []


QUESTIONS: list[tuple[str, Callable[[Register, str], object]]] = [
    ("lineage", queries.lineage),
    ("show", queries.show),
    ("text", lambda r, work: queries.text(r, work, "2024-01-01")),
    ("effects", queries.effects),
    ("rules of a work", lambda r, work: queries.rules(r, "2024-01-01", work_id=work)),
    ("movements", queries.movements),
]


@pytest.mark.parametrize("question", [q for _, q in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_questions_about_one_work_read_no_table_from_end_to_end(
    register: Register, question: Callable[[Register, str], object]
) -> None:
    work = next(w.id for w in queries.works(register) if w.reference_no == "GO/0/A" and w.kind == "order")
    with plans(register) as scanned:
        question(register, work)
    assert scanned == []


def test_search_reads_the_index_only(register: Register) -> None:
    with plans(register) as scanned:
        assert queries.search(register, "statement leave account") != []
    assert scanned == []


def test_a_page_of_rules_comes_in_order_from_the_index(register: Register) -> None:
    with plans(register) as scanned:
        assert len(queries.rules(register, "2024-01-01", limit=3)) == 3
    assert all("USING INDEX ix_norm_order" in line for line in scanned)
    with register.engine.connect() as c:
        wanted = str(queries.in_force(queries.select(queries.NormRow.id), "2024-01-01").order_by(*queries.RULE_ORDER)
                     .compile(compile_kwargs={"literal_binds": True}))  # fmt: skip
        assert "TEMP B-TREE" not in str(c.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}").fetchall())


def test_the_benchmark_measures_what_it_says(tmp_path: Path) -> None:
    said: list[str] = []
    bench_register.run([60, 120], tmp_path, said.append, persons=40)
    assert len(said) == 3
    assert said[1].split()[:2] == ["120", "works"]
    relations, works = int(said[1].split()[2]), 120
    assert 2.5 <= relations / works <= 3.5
    assert "40 persons, 0 faults" in said[2]
    assert "'not_compliant'" in said[2]
    assert "'compliant'" in said[2]
    with Register.open(tmp_path) as r:
        assert queries.missing(r) == []
        assert [e.status for e in queries.effects(r)].count("disputed") == 0
        answer = roster.check_roster(queries.law_for_persons(r), bench_register.clerks(12), bench_register.DAY)
        assert {d.status for p in answer.persons for d in p.duties} == {"met", "not_met"}

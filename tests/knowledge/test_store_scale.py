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
from extract.record import Evidence, Reading, ReceiptMark
from knowledge import queries, roster
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, paper, part

LARGE = "reading|work|copy|cite|relation|search|norm|effect|derived|identity|redirect"


@contextmanager
def plans(r: Register, sorts: bool = False) -> Iterator[list[str]]:
    """How SQLite goes about each statement of the block: a line for each table that it reads from end to end.

    ``sorts``: and for each answer that it has to sort.
    """
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
                if regex.match(rf"SCAN (?:{LARGE})\b" + (r"|USE TEMP B-TREE" if sorts else ""), row[3]):
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
    ("rules on a work", lambda r, work: queries.rules_on(r, work, "2024-01-01")),
    ("papers by id", lambda r, work: (queries.works_of(r, [work]), queries.missing_of(r, [work]))),
    ("files", lambda r, work: queries.files_of(r, [work])),
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


LISTS: list[tuple[str, Callable[..., list[Any]], Callable[[Register], int]]] = [
    ("works", queries.works, queries.works_count),
    ("missing", queries.missing, queries.missing_count),
    ("relations", queries.relations, queries.relations_count),
    ("conflicts", queries.conflicts, queries.conflicts_count),
    ("rules", lambda r, **part: queries.rules(r, "2024-01-01", **part), lambda r: queries.rules_count(r, "2024-01-01")),
    ("deadlines", lambda r, **part: queries.deadlines(r, "2024-01-01", **part), queries.deadlines_count),
    ("readings", lambda r, **part: r.readings(**part), lambda r: r.readings_count()),
]


@pytest.mark.parametrize(("asked", "count"), [(a, c) for _, a, c in LISTS], ids=[name for name, _, _ in LISTS])
def test_pages_of_a_list_are_the_list(
    tmp_path: Path, asked: Callable[..., list[Any]], count: Callable[[Register], int]
) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(odd_papers())
        whole = asked(r)
        assert len(whole) == count(r) >= 2
        for size in (1, 2, 3):
            pages = [asked(r, limit=size, offset=n) for n in range(0, len(whole), size)]
            assert [row for page in pages for row in page] == whole
        assert asked(r, offset=1) == whole[1:]
        assert asked(r, limit=5, offset=len(whole)) == []


def odd_papers() -> list[Reading]:
    """Papers of every kind of row: undated, missing, conflicting, confused dates, a stamp that is doubtful twice."""
    said = (Evidence(page=1, start=0, end=3, quote="No."),)
    mark = ReceiptMark(office=None, diary_no="77", date="2031-01-01", doubtful=True, page=1, evidence=said)
    stamped = paper("letter", "S/1", "2024-04-01", "Stamped.").model_copy(update={"receipt_marks": (mark,)})
    again = stamped.model_copy(update={"source": stamped.source.model_copy(update={"sha256": "f" * 64})})
    leave = {"subject": "Statement of leave accounts"}
    return [
        *islice(bench_register.stream(), 24),
        paper("order", None, None, "An order without a date.", subject="Loose ends"),
        paper("letter", "L/1", "2024-05-01", "Refers.", **leave,
              cites=[cite("L/0", "2024-03-12", "refers"), cite("M/1", None, "refers"),
                     cite("M/2", "2023-01-01", "refers")]),
        paper("letter", "L/2", "2024-06-01", "Refers.", **leave, cites=[cite("K/7", "2024-02-01", "refers")]),
        paper("order", "L/0", "2024-03-02", "The order that is meant.", **leave),
        paper("order", "K/7", "2024-02-11", "The other order that is meant.", **leave),
        paper("letter", "A/1", "2024-01-01", "It is younger.", cites=[cite("L/2", "2024-06-01", "forwards")]),
        stamped,
        again,
    ]  # fmt: skip


def test_conflicts_of_every_source_come_once(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(odd_papers())
        kinds = [c.kind for c in queries.conflicts(r)]
        assert sorted(kinds) == ["citation_date", "citation_date", "doubtful_diary_date", "forwarding_older"]


def test_pages_of_lists_come_from_indexes(register: Register) -> None:
    """No page is sorted out of all rows, and its rows are found by an index."""
    with plans(register, sorts=True) as scanned:
        queries.works(register, 3, 6)
        queries.missing(register, 3, 6)
        queries.relations(register, 3, 6)
        queries.deadlines(register, "2024-01-01", 3, 6)
        register.readings(3, 6)
        register.readings(3, 6, bare=True)
        register.is_empty()
    allowed = ("USING COVERING INDEX", "USING INDEX ix_work_order", "USING INDEX ix_work_absent", "ix_reading_added",
               "ix_reading_bare")  # fmt: skip
    assert [line for line in scanned if not any(how in line for how in allowed)] == []


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_benchmark_asks_the_service_for_its_pages(tmp_path: Path) -> None:
    said: list[str] = []
    bench_register.run([60], tmp_path, said.append, page_rounds=3)
    assert len(said) == 2
    for name in ("start page", "a work", "rules", "deadlines", "conflicts", "missing papers"):
        assert regex.search(rf"{name} \d+ \(\d+\)", said[1]), said[1]

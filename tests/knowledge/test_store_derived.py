"""What follows from the Readings is kept by work: what is derived step by step is what deriving everything gives."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text
from sqlmodel import select

from extract.record import Reading
from knowledge import derived, edges, migrations, queries, store
from knowledge.store import Register, prepare_sqlite
from knowledge.tables import DerivedRow, EffectRow, NormRow, RestRow, StaleRow
from tests.knowledge.papers import amendment, bundle, cite, duty, nurses, paper, part

DAY = "2025-06-30"


def order(number: str, date: str | None, rule: str, **more: Any) -> Reading:
    return paper(
        "order",
        number,
        date,
        f"1. {rule}",
        subject="Leave accounts",
        obligations=[duty("Heads of offices", "must", "1", rule)],
        **more,
    )


def papers() -> list[Reading]:
    """An amended circular with its amendments, a superseded order with an extension, restatements, loose ends."""
    sent = "Heads of offices shall send the leave accounts by 31.12.2024."
    later = "Heads of offices shall send the leave accounts by 31.01.2025."
    limit = {"date": "2024-12-31", "text": sent, "paragraph": "1"}
    return [
        nurses(),
        amendment("2024-06-01", "2", "60%", "75%"),
        amendment("2024-08-01", "2", "75%", "80%"),
        order("FD/1", "2024-02-01", sent, deadlines=[limit]),
        order("FD/2", "2024-12-01", later, cites=[cite("FD/1", "2024-02-01", "supersedes", "order")]),
        order("HD/7", "2024-03-01", sent, cites=[cite("FD/1", "2024-02-01", "forwards", "order")]),
        order("HD/8", None, sent, cites=[cite("HD/7", "2024-03-01", "refers", "order")]),
        bundle(
            "both.txt",
            part("letter", "X/1", "2024-05-01", "Covering letter.",
                 cites=[cite("FD/1", "2024-02-01", "encloses", "order")]),
            part("endorsement", "X/1", "2024-05-01", "Copy to all."),
        ),
        paper("letter", "Z/1", "2024-07-01", "Nothing is held of it.", cites=[cite("Q/9", "2024-01-09", "refers")]),
    ]  # fmt: skip


def rows(r: Register) -> dict[str, list[tuple[Any, ...]]]:
    """Everything derived, row numbers aside."""
    made: dict[str, list[tuple[Any, ...]]] = {}
    with r.settled() as s:
        for table in (NormRow, RestRow, EffectRow, DerivedRow):
            columns = [c for c in table.__table__.columns if c.name != "id"]  # type: ignore[attr-defined]
            made[table.__name__] = sorted(tuple(map(str, row)) for row in s.execute(select(*columns)))
    return made


def from_scratch(r: Register) -> dict[str, list[tuple[Any, ...]]]:
    with r.writing() as s:
        for table in (NormRow, RestRow, EffectRow, DerivedRow, StaleRow):
            s.execute(delete(table))
        derived.mark_all(s)
    return rows(r)


def answers(r: Register) -> list[Any]:
    """What is answered, with works by name in place of ids."""
    names = {w.id: f"{w.kind} {w.reference_no} {w.date}" for w in queries.works(r)}
    names |= {m.id: f"missing {m.reference_no} {m.date}" for m in queries.missing(r)}

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: named(v) for k, v in value.items()}
        if isinstance(value, list):
            return [named(v) for v in value]
        return names.get(value, value) if isinstance(value, str) else value

    said = [queries.rules(r), queries.effects(r), queries.conflicts(r), queries.deadlines(r, DAY)]
    said.append([queries.check(r, {"post": "nurse", "years_of_service": 3}, DAY)])  # type: ignore[arg-type]
    return [named([a.model_dump(mode="json") for a in found]) for found in said]


@given(st.permutations(range(9)), st.lists(st.integers(0, 8), max_size=2), st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_derived_step_by_step_is_derived_at_once(
    tmp_path_factory: pytest.TempPathFactory, arrivals: Sequence[int], again: list[int], joined: bool
) -> None:
    held = papers()
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        for n in arrivals:
            r.add(held[n])
        for k, n in enumerate(again):
            # Read anew by a later program that sees nothing, then by one that sees it all.
            if k % 2 == 0:
                r.add(held[n].model_copy(update={"pipeline_version": "blind", "communications": ()}))
            r.add(held[n].model_copy(update={"pipeline_version": f"later {k}"}))
        if joined:
            one, two = (next(w.id for w in queries.works(r) if w.reference_no == n) for n in ("HD/7", "HD/8"))
            r.join(one, two, "one paper, by a person's word")
            r.split(one, next(name for name in queries.show(r, one).work.held_in if "HD/8" in name), "no, they are two")
        step_by_step = rows(r)
        assert len(step_by_step["NormRow"]) >= 9
        assert from_scratch(r) == step_by_step
        if not joined:
            with Register.open(tmp_path_factory.mktemp("in_order")) as other:
                other.add_all(held)
                assert answers(other) == answers(r)


def test_the_rules_that_rest_on_a_work_are_found_among_all(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(papers())
        for day in ("2024-03-15", "2024-07-01", DAY):
            everything = queries.rules(r, day)
            for work in queries.works(r):
                resting = [a for a in everything if work.id in {s.work for s in (*a.sources, *a.restated_by)}]
                assert queries.rules_on(r, work.id, day) == resting
        june, august = (
            next(w.id for w in queries.works(r) if (w.kind, w.date) == ("corrigendum", day))
            for day in ("2024-06-01", "2024-08-01")
        )
        assert queries.rules(r, "2024-07-01", work_id=june) == []
        assert [a.threshold for a in queries.rules_on(r, june, "2024-07-01")] == [0.75]
        assert [a.threshold for a in queries.rules_on(r, august, "2024-09-01")] == [0.8]
        # In July the rule did not rest on what was to come in August.
        assert queries.rules_on(r, august, "2024-07-01") == []


@pytest.mark.slow
def test_an_island_is_never_cut_while_many_papers_are_added(tmp_path: Path) -> None:
    """More edges among the papers of one batch than the limit of an island that is derived while adding."""
    sent = "Heads of offices shall send the leave accounts by 31.12.2024."
    first = order("FD/1", "2024-02-01", sent)
    names = [(f"L/{n}", f"2024-03-{n % 28 + 1:02d}") for n in range(60)]
    chain = [
        paper("letter", number, day, "See.", cites=[cite(n, d, "refers") for n, d in names[max(0, k - 4) : k]])
        for k, (number, day) in enumerate(names)
    ]
    last = paper("letter", "M/1", "2024-06-01", "See.", cites=[cite("FD/1", "2024-02-01", "supersedes", "order")])
    joining = paper(
        "letter", "M/2", "2024-06-02", "See.",
        cites=[cite("M/1", "2024-06-01", "refers"), *(cite(n, d, "refers") for n, d in names)],
    )  # fmt: skip
    for k in range(4):
        with Register.open(tmp_path / str(k)) as r:
            r.add_all([first, last])
            r.add_all([*chain, joining])
            with r.session() as s:
                everything = {w.id for w in queries.works(r)}
                for work in sorted(everything):
                    assert edges.component(s, {work}) == everything
                    assert edges.component(s, {work}, 24) is None
                assert edges.component(s, sorted(everything)[:40], 62) is None
                assert edges.component(s, sorted(everything)[:40], 63) == everything
            step_by_step = rows(r)
            assert from_scratch(r) == step_by_step


def test_only_the_works_that_a_paper_reaches_are_derived_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = papers()
    seen: list[set[str | None]] = []
    real = derived.derive
    with Register.open(tmp_path) as r:
        r.add_all(held[:8])
        monkeypatch.setattr(
            derived, "derive", lambda p: seen.append({v.reference_no for v in p.papers.values()}) or real(p)
        )
        r.add(held[8])
        assert seen == [{"Z/1"}]
        seen.clear()
        r.add(amendment("2024-09-01", "3", "31.12.2024", "31.03.2025"))
        assert seen == [{"HB/TRG/2024/118"}]
        seen.clear()
        assert len(queries.rules(r, DAY)) > 5
        assert seen == []


def test_what_cannot_be_derived_from_keeps_no_reading_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_part: object) -> None:
        raise RuntimeError("a rule that nobody foresaw")

    with Register.open(tmp_path) as r:
        r.add(nurses())
        before = rows(r)
        with monkeypatch.context() as patched:
            patched.setattr(derived, "derive", broken)
            r.add(amendment("2024-06-01", "2", "60%", "75%"))
            assert len(queries.works(r)) == 2
            with pytest.raises(RuntimeError, match="nobody foresaw"):
                queries.rules(r, DAY)
        after = rows(r)
        assert len(after["EffectRow"]) == len(before["EffectRow"]) + 1
        assert from_scratch(r) == after


def test_a_large_island_waits_for_the_first_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST_WHILE_ADDING", 2)
    with Register.open(tmp_path) as r:
        for reading in papers():
            r.add(reading)
        with r.session() as s:
            assert not derived.is_settled(s)
        assert [x.status for x in queries.rules(r, "2024-11-30") if "leave accounts" in x.action] != []
        with r.session() as s:
            assert derived.is_settled(s)
        assert from_scratch(r) == rows(r)


def test_rows_that_other_code_made_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(papers())
        good = rows(r)
        with r.writing() as s:
            s.execute(text("UPDATE norm SET body = replace(body, 'must', 'may')"))
        assert rows(r) != good
    monkeypatch.setattr(derived, "code_sum", lambda: "newer")
    with Register.open(tmp_path) as r:
        assert rows(r) == good


def test_a_page_of_the_rules(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(papers())
        every = queries.rules(r, DAY)
        assert queries.rules_count(r, DAY) == len(every)
        assert [*queries.rules(r, DAY, limit=4), *queries.rules(r, DAY, limit=99, offset=4)] == every
        (circular,) = (w.id for w in queries.works(r) if w.reference_no == "HB/TRG/2024/118" and w.kind == "circular")
        own = queries.rules(r, DAY, work_id=circular)
        assert own
        assert own == [x for x in every if x.sources[0].work == circular]
        with pytest.raises(queries.UnknownWork):
            queries.rules(r, DAY, work_id="wnothing")


# ------------------------------------------------------------------------------------------ old databases
def old_register(home: Path, held: list[Reading]) -> None:
    """A register as the second step of the schema kept it, holding what ``held`` gives in the tables of that day."""
    new = home / "new"
    with Register.open(new) as r:
        r.add_all(held)
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{home / 'register.sqlite3'}")
    prepare_sqlite(engine)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect().execution_options(writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.commit()
    engine.dispose()
    with sqlite3.connect(home / "register.sqlite3") as old:
        old.execute("ATTACH ? AS new", (str(new / "register.sqlite3"),))
        for table in (
            "reading",
            "work",
            "identity",
            "redirect",
            "copy",
            "cite",
            "relation",
            "search",
            "pin",
            "decision",
        ):
            names = [f'"{c[1]}"' for c in old.execute(f"PRAGMA main.table_info({table})")]
            columns = ", ".join(names)
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        old.execute("INSERT INTO main.meta SELECT * FROM new.meta WHERE key = 'generation'")
        old.commit()


def test_an_old_register_keeps_what_it_held(tmp_path: Path) -> None:
    held = papers()
    old_register(tmp_path, held)
    with Register.open(tmp_path / "new") as new, Register.open(tmp_path) as r:
        assert queries.works(r) == queries.works(new)
        assert queries.relations(r) == queries.relations(new)
        assert rows(r) == rows(new)
        assert queries.search(r, "leave accounts") == queries.search(new, "leave accounts") != []
        assert r.reading(held[0].source.sha256) == held[0]
        added = r.add(order("FD/9", "2025-01-01", "Heads of offices shall send the service books."))
        assert added.status == "new"
        assert [h.reference_no for h in queries.search(r, "service books")] == ["FD/9"]


def test_the_steps_of_the_schema_lead_back(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add_all(papers())
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        for step in (command.downgrade, command.upgrade):
            with r.engine.connect().execution_options(writes=True) as connection:
                config.attributes["connection"] = connection
                step(config, "0002" if step is command.downgrade else "head")
                connection.commit()
        assert len(rows(r)["NormRow"]) >= 9
        assert queries.search(r, "leave accounts") != []


def large_island(monkeypatch: pytest.MonkeyPatch) -> None:
    """No island is small enough to be derived while a paper is added."""
    monkeypatch.setattr(derived, "MOST_WHILE_ADDING", -1000)


def test_papers_come_while_an_island_is_derived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large_island(monkeypatch)
    held = papers()
    late = iter(held[1:3])
    real = derived.derive
    with Register.open(tmp_path) as r:
        r.add_all([held[0], *held[3:]])

        def meanwhile(part: Any) -> Any:
            # Would wait for ever if deriving held the writer's lock: it is this very thread that adds.
            if one := next(late, None):
                r.add(one)
            return real(part)

        monkeypatch.setattr(derived, "derive", meanwhile)
        said: list[int] = []
        r.settle(said.append)
        assert r.is_settled()
        # What was derived in vain is derived again, with what came meanwhile.
        assert len(said) == 2
        assert said[0] < said[1]
        found = rows(r)
        monkeypatch.setattr(derived, "derive", real)
        assert from_scratch(r) == found
        assert [a.threshold for a in queries.rules(r, "2024-09-01") if a.threshold] == [0.8]


def test_a_stream_of_papers_cannot_put_off_the_answer_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large_island(monkeypatch)
    real = derived.derive
    made = [order(f"FD/{n}", "2024-02-01", "Heads of offices shall send the accounts.") for n in range(40)]
    coming = iter(made)
    waiting: list[Reading] = []
    with Register.open(tmp_path) as r:
        r.add(next(coming))

        def meanwhile(part: Any) -> Any:
            one = next(coming)
            # With the lock held nobody can add; before it, somebody always does.
            with sqlite3.connect(tmp_path / "register.sqlite3", timeout=0) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                    other.rollback()
                    r.add(one)
                except sqlite3.OperationalError:
                    waiting.append(one)
            return real(part)

        monkeypatch.setattr(derived, "derive", meanwhile)
        r.settle()
        assert r.is_settled()
        held = len(r.readings())
        assert 1 + store.TRIES <= held <= 40 - len(waiting)
        # Those that had to wait can come now.
        r.add_all(waiting)
        assert len(r.readings()) == held + len(waiting) > held


def test_two_questions_at_once_derive_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large_island(monkeypatch)
    real, seen, begun = derived.derive, [], threading.Event()
    with Register.open(tmp_path) as r:
        r.add_all(papers())

        def slowly(part: Any) -> Any:
            seen.append(part)
            begun.set()
            time.sleep(0.02)
            return real(part)

        monkeypatch.setattr(derived, "derive", slowly)
        with ThreadPoolExecutor(4) as pool:
            answers_ = list(pool.map(lambda _: [a.id for a in queries.rules(r, DAY)], range(4)))
        assert begun.is_set()
        assert len({tuple(a) for a in answers_}) == 1
        assert len(answers_[0]) > 5
        islands = len(seen)
        assert islands == len({min(p.papers) for p in seen})

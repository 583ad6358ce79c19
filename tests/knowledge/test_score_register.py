"""The register of the five circulars, built from their gold readings, has no fault by the project's one measure."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.register import Ask, judge
from corpus.sources import CIRCULARS, GOLD
from extract.record import Reading
from knowledge import queries
from knowledge.store import Register
from tests.knowledge.gold_readings import reading_of


def readings() -> list[Reading]:
    return [reading_of(f, GOLD / f"{f.stem}.json") for f in sorted(CIRCULARS.glob("*.txt"))]


def asker(r: Register) -> Ask:
    def ask(*words: str) -> Any:
        name, rest = words[0], words[1:]
        as_of = rest[rest.index("--as-of") + 1] if "--as-of" in rest else None
        if name == "check":
            assert as_of is not None
            answer = queries.check(r, json.loads(Path(rest[0]).read_text(encoding="utf-8")), as_of)
            return json.loads(answer.model_dump_json(by_alias=True))
        answers = queries.rules(r, as_of) if name == "rules" else getattr(queries, name)(r)
        return [json.loads(a.model_dump_json(by_alias=True)) for a in answers]

    return ask


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1), (1, 3, 2, 0, 4)])
def test_the_five_circulars_without_fault_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    five = readings()
    with Register.open(tmp_path) as r:
        for i in order:
            r.add(five[i])
        report = judge(asker(r))
    assert not report.faults, str(report)
    assert report.inferred[0] == report.inferred[1]


@pytest.mark.slow
def test_answers_do_not_depend_on_the_order_of_ingestion(tmp_path: Path) -> None:
    five = readings()
    seen = set()
    for n, order in enumerate(itertools.islice(itertools.permutations(range(5)), 0, 120, 17)):
        with Register.open(tmp_path / str(n)) as r:
            for i in order:
                r.add(five[i])
            seen.add(nameless(r))
    assert len(seen) == 1


def nameless(r: Register) -> str:
    """Everything the register answers, without the opaque ids (they are drawn by lot) and the times of ingestion."""
    listed = queries.works(r)
    names = {w.id: f"{w.kind}/{w.reference_no}/{w.date}/{w.subject}" for w in listed}
    names |= {m.id: f"missing/{m.reference_no}/{m.date}" for m in queries.missing(r)}
    # A list of ids is in the order of the ids, which says nothing.
    answers: list[Any] = [*listed, *queries.relations(r), *queries.missing(r), *queries.rules(r), *queries.conflicts(r)]
    lines = []
    for a in answers:
        line = a.model_dump_json(by_alias=True)
        for work_id, name in names.items():
            line = line.replace(work_id, name.replace('"', ""))
        data = json.loads(line)
        if "cited_by" in data:
            data["cited_by"].sort()
        lines.append(json.dumps(data, ensure_ascii=False))
    return "\n".join(sorted(lines))


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("five")) as r:
        for reading in readings():
            r.add(reading)
        yield r


def test_the_section_of_the_appraisal_report_changes_on_the_day_of_the_corrigendum(five: Register) -> None:
    def section(day: str) -> list[tuple[str, list[str | None]]]:
        found = [x for x in queries.rules(five, day) if "new sub-table" in x.action]
        return [(x.action.rsplit("section in ", 1)[1], [s.date for s in x.sources]) for x in found]

    assert section("2025-08-18") == [("Part-I of the APAR.", ["2025-07-04"])]
    assert section("2025-08-19") == [("Part-2 of the APAR.", ["2025-07-04", "2025-08-19"])]


def test_the_hindi_letter_restates_the_english_rule(five: Register) -> None:
    (same,) = [x for x in queries.rules(five, "2026-04-01") if ":same-email" in x.id]
    assert same.in_force_from == "2026-03-03"
    assert {s.paragraph for s in same.sources} == {"2"}
    assert all("ईमेल आईडी" in s.quote for s in same.restated_by)
    assert len(same.restated_by) == 2


def test_the_looping_tail_reaches_nothing(five: Register) -> None:
    assert queries.search(five, "Campus ITU") == []
    assert not any("Error ID" in x.action for x in queries.rules(five))
    assert all(w.kind != "unreadable" for w in queries.works(five))


def test_the_diary_date_stays_doubtful(five: Register) -> None:
    (doubt,) = [c for c in queries.conflicts(five) if c.kind == "doubtful_diary_date"]
    assert "2026-08-06" in doubt.message
    assert "2026-03-06" in doubt.message


@pytest.mark.parametrize(
    ("officer", "whose"),
    [
        ({"service": "IPS", "years_of_service": 12}, "Home Secretary"),
        ({"service": "IFS", "years_of_service": 12}, "Environment, Forest"),
        (
            {"service": "IAS", "years_of_service": 12, "on_central_deputation": True},
            "Ministries/ Departments/Organisations",
        ),
    ],
    ids=["IPS", "IFS", "on deputation"],
)
def test_whose_list_is_awaited(five: Register, officer: dict[str, Any], whose: str) -> None:
    answer = queries.check(five, officer, "2026-03-31")
    assert len(answer.awaited) == 1
    assert whose in answer.awaited[0]
    assert "2025-07-04, paragraph 2" in answer.awaited[0]

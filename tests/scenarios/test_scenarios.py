"""The scenario book: each ``*.toml`` here tells papers, a day and the answers with their paragraphs.

The papers are read by the real reader, so a scenario fails where reading fails, too. Answers of a scenario:
``rule`` (words of a rule in force, with modality, deadline, paragraph), ``no_rule``, ``text_of`` (words of a paragraph
on the day), ``effect_of`` (what a paper does to another), ``duty`` (one person's status), ``awaited`` (whose list),
``deadline`` (words of a limit and the day on which it falls), ``conflict`` (with a quote and what answers meanwhile),
``missing`` (the date of a paper that is cited and not held).
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extract.pipeline import read
from extract.record import Reading
from ingest.source import source_from_bytes
from knowledge import queries
from knowledge.answers import EffectAnswer
from knowledge.papers import paragraph_key
from knowledge.store import Register

HERE = Path(__file__).parent


@cache
def book() -> dict[str, dict[str, Any]]:
    return {p.stem: tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(HERE.glob("*.toml"))}


SCENARIOS = [(chapter, s) for chapter, content in book().items() for s in content["scenario"]]


@cache
def reading(chapter: str, paper: str) -> Reading:
    text = book()[chapter]["papers"][paper].strip()
    return read(source_from_bytes(f"{paper}.txt", text.encode()))


@contextmanager
def held(home: Path, chapter: str, papers: tuple[str, ...]) -> Iterator[tuple[Register, dict[str, str]]]:
    """A register of the papers in this order, and the work that each paper is."""
    with Register.open(home) as register:
        ids = {}
        for paper in papers:
            works = register.add(reading(chapter, paper)).works
            assert len(works) == 1, f"{paper} was read as {len(works)} papers"
            ids[paper] = works[0]
        yield register, {p: current(register, w) for p, w in ids.items()}


def current(register: Register, work: str) -> str:
    return queries.show(register, work).work.id


Asked = tuple[Register, dict[str, str], dict[str, Any], dict[str, Any]]


def rule_stands(asked: Asked) -> None:
    register, _, scenario, answer = asked
    found = [r for r in queries.rules(register, scenario["as_of"]) if answer["rule"] in r.action]
    assert found, f"no rule in force says “{answer['rule']}”"
    for name in ("modality", "deadline"):
        if name in answer:
            assert answer[name] in [getattr(r, name) for r in found]
    if "why" in answer:
        assert any(answer["why"] in (r.deadline_why or "") for r in found)
    if "paragraph" in answer:
        keys = {paragraph_key(s.paragraph) for r in found for s in r.sources}
        assert paragraph_key(answer["paragraph"]) in keys


def rule_does_not_stand(asked: Asked) -> None:
    register, _, scenario, answer = asked
    found = [r.action for r in queries.rules(register, scenario["as_of"]) if answer["no_rule"] in r.action]
    assert found == []


def text_says(asked: Asked) -> None:
    register, ids, scenario, answer = asked
    text = queries.text(register, ids[answer["text_of"]], scenario["as_of"])
    (paragraph,) = [p for p in text.paragraphs if paragraph_key(p.label) == paragraph_key(answer["paragraph"])]
    if answer.get("deleted"):
        assert paragraph.text is None
    else:
        assert answer["says"] in (paragraph.text or "")
    changed = [v for v in paragraph.versions if v.type]
    assert all(v.by and v.by.quote for v in changed)


def effect_is_made(asked: Asked) -> None:
    register, ids, _, answer = asked
    wanted: dict[str, Callable[[EffectAnswer], Any]] = {
        "type": lambda e: e.type,
        "status": lambda e: e.status,
        "eid": lambda e: e.affected_eid,
        "date": lambda e: e.date,
        "from_paragraph": lambda e: e.affecting_paragraph,
    }
    found = [e for e in queries.effects(register) if e.affecting == ids[answer["effect_of"]]]
    if "via" in answer:
        found = [e for e in found if e.via == ids[answer["via"]]]
    fits = [e for e in found if all(f(e) == answer[k] for k, f in wanted.items() if k in answer)]
    fits = [e for e in fits if answer.get("why", "") in e.why]
    assert fits, f"found only {found}"


def duty_is(asked: Asked) -> None:
    register, _, scenario, answer = asked
    duties = queries.check(register, scenario["facts"], scenario["as_of"]).duties
    assert answer["status"] in [d.status for d in duties if answer["duty"] in d.action]


def list_is_awaited(asked: Asked) -> None:
    register, _, scenario, answer = asked
    awaited = queries.check(register, scenario["facts"], scenario["as_of"]).awaited
    assert any(answer["awaited"] in a for a in awaited), f"awaited: {awaited}"


def limit_falls(asked: Asked) -> None:
    register, ids, scenario, answer = asked
    found = [d for d in queries.deadlines(register, scenario["as_of"]) if answer["deadline"] in d.text]
    assert answer["due"] in [d.due for d in found], f"found only {found}"
    (limit,) = [d for d in found if d.due == answer["due"]]
    assert answer.get("why", "") in (limit.why or "")
    if "changed_by" in answer:
        assert limit.changed_by
        assert limit.changed_by.work == ids[answer["changed_by"]]


def conflict_is_told(asked: Asked) -> None:
    register, _, _, answer = asked
    found = [c for c in queries.conflicts(register) if c.kind == answer["conflict"]]
    assert found, f"found only {queries.conflicts(register)}"
    assert all(len(c.quotes) >= 2 and all(c.quotes) and c.answered_by for c in found)
    assert any(answer.get("answered_by", "") in c.answered_by for c in found)
    assert any(answer.get("quote", "") in " ".join(c.quotes) for c in found)


def paper_is_missing(asked: Asked) -> None:
    assert asked[3]["missing"] in {m.date for m in queries.missing(asked[0])}


JUDGES = {
    "rule": rule_stands,
    "no_rule": rule_does_not_stand,
    "text_of": text_says,
    "effect_of": effect_is_made,
    "duty": duty_is,
    "awaited": list_is_awaited,
    "deadline": limit_falls,
    "conflict": conflict_is_told,
    "missing": paper_is_missing,
}


@pytest.mark.parametrize(("chapter", "scenario"), SCENARIOS, ids=[f"{c}: {s['title']}" for c, s in SCENARIOS])
def test_scenario(tmp_path: Path, chapter: str, scenario: dict[str, Any]) -> None:
    with held(tmp_path, chapter, tuple(scenario["papers"])) as (register, ids):
        for answer in scenario["answer"]:
            kind = next(k for k in JUDGES if k in answer)
            JUDGES[kind]((register, ids, scenario, answer))


def test_the_book_is_wide_enough() -> None:
    assert len(SCENARIOS) >= 50
    assert len({content["subject"] for content in book().values()}) >= 6


def test_every_scenario_goes_through_the_permutations() -> None:
    for chapter, papers in FAMILIES:
        told = {p for c, s in SCENARIOS if c == chapter for p in s["papers"]}
        assert told == set(papers), f"{chapter}: papers that no scenario tells of, or the other way round"


def all_answers(home: Path, chapter: str, papers: tuple[str, ...]) -> str:
    """Everything that the register answers, with the papers' own names in place of the ids."""
    with held(home, chapter, papers) as (register, ids):
        days = [f"{y}-{m:02d}-15" for y in (2021, 2022, 2023, 2024) for m in (6, 12)]
        limits = [d.model_dump_json() for d in queries.deadlines(register, days[3])]
        answers: list[Any] = [[r.model_dump_json() for r in queries.rules(register, day)] for day in days]
        answers.append([e.model_dump_json() for e in queries.effects(register)])
        answers.append([queries.text(register, ids[p], days[-1]).model_dump_json() for p in sorted(papers)])
        answers.append(sorted(limits))
        answers.append(sorted(c.model_dump_json() for c in queries.conflicts(register)))
        names = {work: paper for paper, work in ids.items()}
        edges = [(names.get(e.source), e.relation, names.get(e.target)) for e in queries.relations(register)]
        answers.append(sorted(map(str, edges)))
        printed = repr(answers)
        for paper, work in ids.items():
            printed = printed.replace(work, paper)
        for absent in queries.missing(register):
            printed = printed.replace(absent.id, f"{absent.reference_no} of {absent.date}")
        return printed


FAMILIES = [(c, tuple(p for p in content["papers"])) for c, content in book().items()]


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "papers"), FAMILIES, ids=[c for c, _ in FAMILIES])
def test_answers_do_not_depend_on_the_order_of_files(
    tmp_path_factory: pytest.TempPathFactory, chapter: str, papers: tuple[str, ...]
) -> None:
    expected = all_answers(tmp_path_factory.mktemp("first"), chapter, papers)

    @settings(
        max_examples=2,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.permutations(papers))
    def same(order: list[str]) -> None:
        assert all_answers(tmp_path_factory.mktemp("other"), chapter, tuple(order)) == expected

    same()


@pytest.mark.slow
def test_every_order_of_a_chain_of_amendments(tmp_path_factory: pytest.TempPathFactory) -> None:
    chain = ("base", "ceiling", "ceiling_again")
    answers = {
        all_answers(tmp_path_factory.mktemp("chain"), "allowances", order) for order in itertools.permutations(chain)
    }
    assert len(answers) == 1

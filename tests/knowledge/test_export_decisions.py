"""The decision tables of the five circulars and of an invented one, through engines that are not ours."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import SpiffWorkflow.dmn.parser as spiff_parser
import zen
from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from corpus.sources import CIRCULARS, GOLD
from knowledge import queries
from knowledge.compliance import Law, check
from knowledge.export import decisions
from knowledge.export.decisions import Model, evaluate, model_of, prepare
from knowledge.export.dmn import DMN, dmn_bytes
from knowledge.export.jdm import jdm_bytes
from knowledge.export.opa import POLICY, data_of
from knowledge.store import Register
from tests.knowledge.gold_readings import reading_of
from tests.knowledge.papers import nurses

CASES = json.loads((GOLD / "rules.json").read_text(encoding="utf-8"))["cases"]
WORD = {True: "yes", False: "no", None: "open"}
Answer = tuple[str, dict[str, str]]
"""The verdict, and the status of each duty by its rule."""


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Law]:
    with Register.open(tmp_path_factory.mktemp("five")) as r:
        for f in sorted(CIRCULARS.glob("*.txt")):
            r.add(reading_of(f, GOLD / f"{f.stem}.json"))
        yield queries.law(r)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Law]:
    with Register.open(tmp_path_factory.mktemp("ward")) as r:
        r.add(nurses())
        yield queries.law(r)


MODELS: dict[tuple[int, str], Model] = {}


def model(law: Law, as_of: str) -> Model:
    return MODELS.setdefault((id(law), as_of), model_of(law, as_of))


def ours(m: Model, facts: dict[str, Any]) -> Answer:
    found = evaluate(m.tables, prepare(m, facts))
    return found["verdict"]["compliant"], {t.title: found[t.name]["status"] for t in m.tables if t.kind == "duty"}


def by_zen(m: Model, facts: dict[str, Any]) -> Answer:
    found = zen.ZenEngine().create_decision(jdm_bytes(m).decode()).evaluate(facts)["result"]
    return found["verdict"]["compliant"], {t.title: found[t.name]["status"] for t in m.tables if t.kind == "duty"}


def by_opa(m: Model, facts: dict[str, Any]) -> Answer:
    try:
        from regopy import Interpreter  # imported here: it needs a system library that pip cannot bring
    except OSError as missing:
        pytest.skip(f"the OPA engine cannot start ({missing}); apt-get install libatomic1")
    rego = Interpreter()
    rego.add_module("policy", POLICY)
    rego.add_data({"paripatra": data_of(m)})
    rego.set_input_term(json.dumps(facts))
    found = json.loads(str(rego.query("data.paripatra_policy.answer")))["expressions"][0]
    return found["compliant"], {rule: out["status"] for rule, out in found["duties"].items()}


@cache
def spiff_tables(xml: bytes) -> dict[str, Any]:
    root = etree.fromstring(xml)
    made = {}
    for node in root.findall(f"{{{DMN}}}decision"):
        one = etree.Element(f"{{{DMN}}}definitions")
        one.append(node)
        parser = DMNParser(None, one, {"dmn": DMN})
        parser.parse()
        made[str(node.get("id"))] = parser.decision.decisionTables[0]
    return made


def by_spiff(m: Model, facts: dict[str, Any]) -> Answer:
    """The decisions one after another, as their requirements say: SpiffWorkflow runs one table at a time."""
    tables = spiff_tables(dmn_bytes(m))
    data = prepare(m, facts)
    task = SimpleNamespace(data=data, workflow=SimpleNamespace(script_engine=PythonScriptEngine()))
    statuses: dict[str, str] = {}
    for t in m.tables:
        found = DMNEngine(tables[t.name]).result(task)
        if t.kind == "duty":
            data[t.name] = statuses[t.title] = found["status"]
    return found["compliant"], statuses


ENGINES: list[Callable[[Model, dict[str, Any]], Answer]] = [ours, by_zen, by_opa, by_spiff]


def expected(law: Law, facts: dict[str, Any], as_of: str) -> Answer:
    answer = check(law, facts, as_of)
    return WORD[answer.compliant], {d.rule: d.status for d in answer.duties if d.status != "not_in_force"}


def agree(got: Answer, want: Answer) -> None:
    assert got[0] == want[0]
    # ``check`` leaves out the lists of other classes; the tables say that they do not apply.
    assert {r: s for r, s in got[1].items() if r in want[1] or s != "not_applicable"} == want[1]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_cases(law: Law, case: dict[str, Any], engine: Callable[[Model, dict[str, Any]], Answer]) -> None:
    m = model(law, case["as_of"])
    got = engine(m, case["officer"])
    agree(got, expected(law, case["officer"], case["as_of"]))
    if "compliant" in case["expect"]:
        assert got[0] == WORD[case["expect"]["compliant"]]


def test_the_list_that_applies(law: Law) -> None:
    for case in CASES:
        m = model(law, case["as_of"])
        table = next(t for t in m.tables if t.kind == "list")
        found = evaluate(m.tables, prepare(m, case["officer"]))[table.name]
        for name in ("prescribed", "required", "due"):
            assert found[name] == case["expect"].get(name, found[name]), case["name"]


def somebody(dice: random.Random) -> dict[str, Any]:
    names = ["Hand Hygiene", "Cannulation", "Record Keeping", "Fire Drill", "Ward Management", "Mentoring"]
    numbers = ["9876543210", "9876543211", "", None]
    facts = {
        "post": dice.choice(["nurse", "staff nurse", "driver", None]),
        "years_of_service": dice.choice([0, 0.5, 3, 5, 5.5, 6, 30, None]),
        "completed": dice.choice([None, dice.sample(names, dice.randrange(7))]),
        "examination_passed": dice.choice([True, False, None]),
        "hrms_mobile": dice.choice(numbers),
        "payroll_mobile": dice.choice(numbers),
    }
    return {k: v for k, v in facts.items() if v is not None or dice.random() < 0.5}


@pytest.mark.parametrize("as_of", ["2024-04-04", "2024-06-01", "2024-10-01", "2025-01-01"])
def test_anybody_on_any_day(ward: Law, as_of: str) -> None:
    dice = random.Random(7)
    m = model(ward, as_of)
    for _ in range(300):
        facts = somebody(dice)
        agree(ours(m, facts), expected(ward, facts, as_of))


@pytest.mark.parametrize("engine", [by_opa, by_spiff, by_zen], ids=lambda e: e.__name__)
def test_engines_on_anybody(ward: Law, engine: Callable[[Model, dict[str, Any]], Answer]) -> None:
    dice = random.Random(11)
    m = model(ward, "2024-10-01")
    for _ in range(15):
        facts = {**somebody(dice), "post": "nurse"}
        agree(engine(m, facts), ours(m, facts))


def test_rows_never_overlap(law: Law) -> None:
    """Hit policy UNIQUE: for anybody exactly one row of every table."""
    m = model(law, "2026-03-31")
    dice = random.Random(3)
    for _ in range(400):
        values: dict[str, Any] = {
            i.name: dice.choice(i.values) if i.values else dice.choice([-1, 0, 1, 3, 9, 9.5, 16, 25, 26])
            for t in m.tables
            for i in t.inputs
        }
        for t in m.tables:
            hits = [
                r
                for r in t.rows
                if all(decisions.fits(c, values[i.name]) for c, i in zip(r.cells, t.inputs, strict=True))
            ]
            assert len(hits) <= 1
            if t.kind == "verdict":
                assert len(hits) == 1


def test_the_xml_is_dmn(law: Law) -> None:
    schema = etree.XMLSchema(etree.parse(Path(spiff_parser.__file__).parent / "schema" / "DMN13.xsd"))
    schema.assertValid(etree.fromstring(dmn_bytes(model(law, "2026-03-31"))))


def test_no_rule_no_table(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        m = model_of(queries.law(r), "2024-01-01")
    assert ours(m, {}) == ("open", {})
    assert by_zen(m, {}) == ("open", {})
    assert by_opa(m, {}) == ("open", {})


def test_too_many_facts_are_said(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "MOST_CASES", 20)
    m = model_of(law, "2026-03-31")
    assert m.left_out
    assert all("combinations" in why for _, why in m.left_out)

"""The judge of the register: silent on the gold's own answers, and each kind of fault is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import register

Answers = dict[str, Any]


@pytest.fixture
def answers(gold: Path) -> Answers:
    """What a perfect register answers, made from the gold."""
    book = json.loads((gold / "register.json").read_text(encoding="utf-8"))
    rules = json.loads((gold / "rules.json").read_text(encoding="utf-8"))
    return {
        "works": [
            {"id": k, "kind": w["kind"], "reference_no": w["reference_no"], "date": w["date"], "held_in": w["held_in"]}
            for k, w in book["works"].items()
        ],
        "missing": [{"id": k, **m} for k, m in book["cited_not_held"].items()],
        "relations": copy.deepcopy(book["relations"] + book["inferred"]),
        "conflicts": [{"kind": "band", "quotes": ["above 25 years"]}],
        "rules": [
            {
                "deadline": r.get("deadline"),
                "sources": [{"reference_no": n, "date": d, "paragraph": p} for n, d, p in r["source"]],
            }
            for r in rules["rules"]
        ],
        "cases": {json.dumps(c["officer"], sort_keys=True) + c["as_of"]: c["expect"] for c in rules["cases"]},
    }


def ask(answers: Answers) -> Callable[..., Any]:
    def reply(*words: str) -> Any:
        if words[0] != "check":
            return answers[words[0]]
        facts = json.dumps(json.loads(Path(words[1]).read_text(encoding="utf-8")), sort_keys=True)
        expect = answers["cases"][facts + words[3]]
        duty = {"status": "met", "action": "same e-mail ID", "modality": "must"}
        return {
            "courses": expect,
            "same_email": expect.get("same_email"),
            "compliant": expect.get("compliant"),
            "duties": [duty] if expect.get("same_email_duty") else [],
            "conflicts": ["two bands"] if expect.get("flagged_conflict") else [],
        }

    return reply


def test_the_gold_answers_without_fault(answers: Answers, gold: Path) -> None:
    report = register.judge(ask(answers), gold)
    assert report.faults == set()
    assert str(report) == "\nworks 20, relations 22/22, inferred hops 3/3, cases 13/13, faults 0".lstrip("\n")


def drop_work(a: Answers) -> None:
    a["works"].pop(0)


def invent_work(a: Answers) -> None:
    a["works"].append({"id": "x", "kind": "letter", "reference_no": "X-1", "date": "2020-01-01", "held_in": ["000"]})


def lose_a_copy(a: Answers) -> None:
    a["works"][0]["held_in"] = ["000"]


def drop_missing(a: Answers) -> None:
    a["missing"].pop()


def invent_missing(a: Answers) -> None:
    a["missing"].append({"id": "y", "reference_no": "Y-2", "date": "2020-01-01"})


def drop_relation(a: Answers) -> None:
    a["relations"].pop(0)


def invent_relation(a: Answers) -> None:
    a["relations"].append({**a["relations"][0], "relation": "supersedes"})


def forget_conflict(a: Answers) -> None:
    a["conflicts"] = []


def forget_rules(a: Answers) -> None:
    a["rules"] = a["rules"][:1]


def misjudge(a: Answers) -> None:
    key = next(iter(a["cases"]))
    a["cases"][key] = {**a["cases"][key], "completed": 99}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (drop_work, "work missing: "),
        (invent_work, "work not in gold: letter X-1 2020-01-01"),
        (lose_a_copy, "held in ['000']"),
        (drop_missing, "not listed as cited but not held: "),
        (invent_missing, "listed as not held, but not in gold: Y-2 2020-01-01"),
        (drop_relation, "relation missing: "),
        (invent_relation, "relation not in gold: "),
        (forget_conflict, "the band conflict at 25 years is not reported"),
        (forget_rules, "no rule cites "),
        (misjudge, "completed: want 3, got 99"),
    ],
)
def test_each_fault_is_named(answers: Answers, gold: Path, damage: Callable[[Answers], None], words: str) -> None:
    damage(answers)
    report = register.judge(ask(answers), gold)
    assert any(words in fault for fault in report.faults), report


def test_a_program_that_fails_is_no_answer() -> None:
    with pytest.raises(register.NoAnswer, match="works: exit 3"):
        register.asker("sh -c 'exit 3'")("works")

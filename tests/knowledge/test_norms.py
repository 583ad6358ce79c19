"""Rules of a circular on quite another subject come out of the same code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge import queries
from knowledge.answers import RuleAnswer
from knowledge.norms import commences
from knowledge.store import Register
from tests.knowledge.papers import amendment, bundle, cite, duty, nurses, paper, part


@pytest.fixture
def register(tmp_path: Path) -> Any:
    with Register.open(tmp_path) as r:
        yield r


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("यह आदेश दिनांक 01.01.2031 से प्रभावी होगा।", True),
        ("These orders shall take effect from 01.01.2031.", True),
        ("समिति दिनांक 01.01.2031 से इस आदेश को लागू करेगी।", False),
    ],
)
def test_from_when_a_paper_counts_is_no_rule(text: str, expected: bool) -> None:
    assert commences(text) is expected


def rule(rules: list[RuleAnswer], ending: str) -> RuleAnswer:
    found = [x for x in rules if x.id.endswith(ending)]
    assert len(found) == 1, [x.id for x in rules]
    return found[0]


def test_every_duty_of_the_circular_is_a_rule(register: Register) -> None:
    register.add(nurses())
    rules = queries.rules(register, "2024-05-01")
    share = rule(rules, ":share-training")
    assert (share.threshold, share.deadline, share.typed) == (0.6, "2024-09-30", True)
    assert [s.paragraph for s in share.sources] == ["2"]
    assert rule(rules, ":pass-examination").deadline == "2024-12-31"
    young = rule(rules, ":list-training-from-0-to-5")
    assert [(c.fact, c.op, c.value) for c in young.conditions][:3] == [
        ("post", "in", ["nurse"]),
        ("years_of_service", "ge", 0.0),
        ("years_of_service", "le", 5.0),
    ]
    same = rule(rules, ":same-mobile-hrms-payroll")
    assert ("hrms_mobile", "same", "payroll_mobile") in [(c.fact, c.op, c.value) for c in same.conditions]
    display = next(x for x in rules if "notice board" in x.action)
    assert (display.typed, display.modality, display.bearer) == (False, "should", "Medical Superintendents")


def test_nothing_is_in_force_before_the_paper(register: Register) -> None:
    register.add(nurses())
    assert queries.rules(register, "2024-04-04") == []
    assert len(queries.rules(register, "2024-04-05")) == len(queries.rules(register))


def test_amended_words_numerals_folded(register: Register) -> None:
    register.add(nurses())
    register.add(amendment("2024-06-01", "6", "Part-2", "Part-III"))
    before = [x for x in queries.rules(register, "2024-05-31") if "service book" in x.action]
    after = [x for x in queries.rules(register, "2024-06-01") if "service book" in x.action]
    assert [x.action for x in before] == ["Entries will be made in Part-II of the service book."]
    assert [x.action for x in after] == ["Entries will be made in Part-III of the service book."]
    assert before[0].id == after[0].id
    assert before[0].in_force_to == after[0].in_force_from == "2024-06-01"
    assert [s.date for s in after[0].sources] == ["2024-04-05", "2024-06-01"]


def test_extension_moves_the_deadline_and_an_amended_amendment_moves_it_again(register: Register) -> None:
    # Out of order on purpose: the second amendment comes first.
    register.add(amendment("2025-03-01", "3", "31.03.2025", "30.06.2025", "addendum"))
    register.add(amendment("2024-12-20", "3", "31.12.2024", "31.03.2025"))
    register.add(nurses())
    due = {
        day: rule(queries.rules(register, day), ":pass-examination").deadline
        for day in ("2024-12-19", "2024-12-20", "2025-03-01")
    }
    assert due == {"2024-12-19": "2024-12-31", "2024-12-20": "2025-03-31", "2025-03-01": "2025-06-30"}


def test_words_that_do_not_occur_are_disputed_and_change_nothing(register: Register) -> None:
    register.add(nurses())
    register.add(amendment("2024-06-01", "6", "Part-V", "Part-III"))
    assert [x.action for x in queries.rules(register, "2024-07-01") if "service book" in x.action] == [
        "Entries will be made in Part-II of the service book."
    ]
    disputed = [c for c in queries.conflicts(register) if c.kind == "disputed_amendment"]
    assert len(disputed) == 1
    assert "Part-V" in disputed[0].message


def test_an_amendment_of_a_paper_that_is_not_held_waits_for_it(register: Register) -> None:
    register.add(amendment("2024-06-01", "6", "Part-II", "Part-III"))
    assert [m.date for m in queries.missing(register)] == ["2024-04-05"]
    register.add(nurses())
    assert queries.missing(register) == []
    assert any("Part-III" in x.action for x in queries.rules(register, "2024-06-01"))


def test_a_paper_that_amends_itself_is_no_crash(register: Register) -> None:
    odd = paper(
        "order",
        "X/1",
        "2024-01-01",
        "1. Staff shall wear badges.",
        obligations=[duty("Staff", "must", "1", "Staff shall wear badges.")],
        amends=[{"paragraph": "1", "old": "badges", "new": "caps"}],
        cites=[cite("X/1", "2024-01-01", "amends", "order")],
    )
    register.add(odd)
    assert [x.action for x in queries.rules(register, "2024-02-01")] == ["Staff shall wear badges."]


def test_superseded_rules_end(register: Register) -> None:
    register.add(nurses())
    register.add(
        paper(
            "circular",
            "HB/TRG/2025/7",
            "2025-01-10",
            "In supersession of circular HB/TRG/2024/118 dated 2024-04-05 every nurse shall wear a badge.",
            obligations=[duty("every nurse", "must", "1", "every nurse shall wear a badge.")],
            cites=[cite("HB/TRG/2024/118", "2024-04-05", "supersedes", "circular")],
        )
    )
    assert [x.action for x in queries.rules(register, "2025-01-10")] == ["every nurse shall wear a badge."]
    assert len(queries.rules(register, "2025-01-09")) > 5
    assert {x.status for x in queries.rules(register)} == {"in_force", "ended"}


def test_a_forwarding_letter_that_repeats_a_rule_restates_it(register: Register) -> None:
    register.add(nurses())
    quote = "Every nurse shall pass the examination in time."
    register.add(
        paper(
            "letter",
            "DH/5",
            "2024-04-20",
            f"A copy of circular HB/TRG/2024/118 dated 05.04.2024 is forwarded. {quote}",
            issuer="DISTRICT HOSPITAL",
            obligations=[duty("Every nurse", "must", "1", quote)],
            cites=[cite("HB/TRG/2024/118", "2024-04-05", "forwards", "circular")],
        )
    )
    exam = rule(queries.rules(register, "2024-05-01"), ":pass-examination")
    assert exam.in_force_from == "2024-04-05"
    assert [(s.reference_no, s.quote) for s in exam.restated_by] == [("DH/5", quote)]


def test_a_forwarding_letter_that_sets_a_day_where_none_was_lays_a_rule_of_its_own(register: Register) -> None:
    first = "Every nurse shall pass the examination."
    register.add(
        paper(
            "circular",
            "HB/9",
            "2024-04-05",
            first,
            issuer="HEALTH BOARD",
            obligations=[duty("Every nurse", "must", "1", first)],
        )
    )
    quote = "Every nurse shall pass the examination by 30.06.2024."
    register.add(
        paper(
            "letter",
            "DH/5",
            "2024-04-20",
            f"A copy of circular HB/9 dated 05.04.2024 is forwarded. {quote}",
            issuer="DISTRICT HOSPITAL",
            obligations=[duty("Every nurse", "must", "1", quote)],
            deadlines=[{"date": "2024-06-30", "text": quote, "who": "Every nurse", "paragraph": "1"}],
            cites=[cite("HB/9", "2024-04-05", "forwards", "circular")],
        )
    )
    held = [(r.in_force_from, r.deadline) for r in queries.rules(register, "2024-05-01")]
    assert held == [("2024-04-05", None), ("2024-04-20", "2024-06-30")]


def test_an_unreadable_part_gives_no_work_and_no_rule(register: Register) -> None:
    tail = (
        {"kind": "unreadable", "language": "en", "note": "'Loop loop' to the end", "obligations": []},
        "Loop loop loop. Everybody shall loop by 2030-01-01.\n" * 12,
    )
    letter = part("letter", "A/1", "2024-01-01", "Nothing is asked.")
    register.add(bundle("bad.txt", letter, tail))
    assert len(queries.works(register)) == 1
    assert queries.rules(register) == []
    assert queries.search(register, "loop") == []


@pytest.mark.parametrize(
    ("addressees", "posts"),
    [(["All Estate Engineers"], [["engineer"]]), (["All Officers", "All Estate Engineers"], [])],
    ids=["one class", "everybody besides"],
)
def test_a_general_word_means_the_persons_addressed(
    register: Register, addressees: list[str], posts: list[Any]
) -> None:
    quote = "The officers concerned shall pass the test by 31.12.2024."
    letter = paper(
        "letter",
        "A/1",
        "2024-01-01",
        quote,
        addressees=addressees,
        obligations=[duty("The officers concerned", "must", "1", quote)],
    )
    register.add(letter)
    (found,) = queries.rules(register)
    assert [c.value for c in found.conditions if c.fact == "post"] == posts

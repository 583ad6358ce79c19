"""Two portals' lists: who is who, what differs, who must act, and which paragraph says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge import queries
from knowledge.compliance import Law
from knowledge.reconcile import (
    Finding,
    ReconcileAnswer,
    UnknownRecords,
    email_key,
    malformed,
    masked,
    reconcile,
    table_rows,
    without_addresses,
)
from knowledge.sheets import read_sheet
from knowledge.store import Register
from tests.knowledge.papers import duty, paper

RULE = "Every teacher shall have the same e-mail ID on the Staffbook and Payline portals."
ASK = "All District Education Offices are requested to advise teachers to correct their e-mail IDs."
DAY = "2024-07-01"


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Law]:
    order = paper(
        "circular",
        "EDU/5",
        "2024-06-01",
        f"1. {RULE}\n2. {ASK}",
        obligations=[
            duty("Every teacher", "must", "1", RULE),
            duty("All District Education Offices", "should", "2", ASK),
        ],
    )
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        r.add(order)
        yield queries.law(r)


HEAD = "ID,Name,Batch,Email ID,Mobile No."


def compare(law: Law, left: list[str], right: list[str]) -> ReconcileAnswer:
    sheets = [read_sheet("\n".join([HEAD, *rows]).encode(), "list.csv") for rows in (left, right)]
    return reconcile(law, sheets[0], sheets[1], ("staffbook_users", "payline-2024"), DAY)


def only(answer: ReconcileAnswer) -> Finding:
    assert len(answer.findings) == 1
    return answer.findings[0]


CASES: list[tuple[str, str, str, str, str | None, str | None]] = [
    ("case and space", "1,A,2010,A.B@x.in ,", "1,A,2010,a.b@x.in,", "same", "email", None),
    ("written out", "1,A,2010,a[at]x[dot]in,", "1,A,2010,a@x.in,", "malformed", "email", "officer"),
    ("by mobile", "1,A,2010,a@x.in,+91 9876543210", "9,Z,2011,b@x.in,09876543210", "differs", "mobile", "officer"),
    ("missing", "1,A,2010,,9876543210", "1,A,2010,b@x.in,9876543210", "missing", "mobile", "officer"),
    ("malformed", "1,A,2010,a@x,9876543210", "1,A,2010,a@x.in,9876543210", "malformed", "mobile", "officer"),
    ("by name", "1,Asha Rani,2010,a@x.in,", "4,RANI Asha,2010,b@x.in,", "differs", "name_and_batch", "office"),
    ("a letter apart", "1,Asha Raani,2010,a@x.in,", "4,Asha Rani,2010,b@x.in,", "differs", "name_and_batch", "office"),
]


@pytest.mark.parametrize(("left", "right", "kind", "how", "who"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_pairs(law: Law, left: str, right: str, kind: str, how: str, who: str | None) -> None:
    found = only(compare(law, [left], [right]))
    assert (found.kind, found.joined_by, found.who) == (kind, how, who)
    assert found.certain is (how != "name_and_batch")
    assert found.rows == (("staffbook", 2), ("payline", 2))


def test_the_paragraph_that_demands_it(law: Law) -> None:
    officer = only(compare(law, ["1,A,2010,a@x.in,9876543210"], ["1,A,2010,b@x.in,9876543210"]))
    assert [(s.reference_no, s.paragraph) for s in officer.sources] == [("EDU/5", "1")]
    office = only(compare(law, ["1,A,2010,a@x.in,"], ["1,A,2010,b@x.in,"]))
    assert [(s.reference_no, s.paragraph) for s in office.sources] == [("EDU/5", "2")]


def test_another_batch_is_another_person(law: Law) -> None:
    answer = compare(law, ["1,Asha Rani,2010,a@x.in,"], ["1,Asha Rani,2011,b@x.in,"])
    assert answer.counts == {"only_here": 2}


def test_two_of_one_name_are_not_guessed(law: Law) -> None:
    answer = compare(law, ["1,A,2010,a@x.in,", "2,A,2010,c@x.in,"], ["1,A,2010,b@x.in,"])
    assert answer.counts == {"only_here": 3}


def test_a_number_of_noughts_joins_nobody(law: Law) -> None:
    assert compare(law, ["1,A,,a@x.in,0000000000"], ["2,B,,b@x.in,0000000000"]).counts == {"only_here": 2}


def test_one_id_held_twice(law: Law) -> None:
    answer = compare(law, ["1,A,2010,a@x.in,", "2,B,2011,A@X.in,"], ["1,A,2010,a@x.in,"])
    double = next(f for f in answer.findings if f.kind == "double")
    assert double.rows == (("staffbook", 2), ("staffbook", 3))
    assert double.who == "office"


def test_the_order_of_rows_does_not_matter(law: Law) -> None:
    left = ["1,A,2010,a@x.in,9876543210", "2,B,2011,b@x.in,", "3,C,2012,,9876543212"]
    right = ["3,C,2012,c@x.in,9876543212", "1,A,2010,z@x.in,9876543210", "2,B,2011,b@x.in,"]
    one, other = compare(law, left, right), compare(law, left[::-1], right[::-1])
    assert one.counts == other.counts == {"differs": 1, "missing": 1, "same": 1}


def test_names_are_those_of_the_rules(law: Law) -> None:
    empty = read_sheet(f"{HEAD}\n1,A,,,\n".encode(), "x.csv")
    assert reconcile(law, empty, empty, ("Payline", "Staffbook"), DAY).portals == ("payline", "staffbook")
    with pytest.raises(UnknownRecords, match="staffbook and payline"):
        reconcile(law, empty, empty, ("one", "other"), DAY)


def test_before_the_rule_nothing_is_cited(law: Law) -> None:
    lists = [read_sheet(f"{HEAD}\n1,A,,{m}@x.in,9876543210\n".encode(), "x.csv") for m in "ab"]
    answer = reconcile(law, lists[0], lists[1], ("staffbook", "payline"), "2024-05-31")
    assert answer.rule is None
    assert only(answer).sources == ()


def test_masking(law: Law) -> None:
    answer = without_addresses(compare(law, ["1,A,,somebody@x.in,9876543210"], ["1,A,,other@x.in,9876543210"]))
    assert "somebody" not in str(list(table_rows(answer)))
    assert masked("somebody@x.in") == "so***@x.in"
    assert masked("nonsense") == "no***"


@pytest.mark.parametrize(
    "bad", ["a", "a@b", "a@@b.in", "a b@c.in", "a@b..in", ".a@b.in", "a@b.in,", "@b.in", "a.@b.in"]
)
def test_malformed(bad: str) -> None:
    assert malformed(bad)


def test_an_underscore_is_part_of_an_address() -> None:
    assert email_key("a_b@x.in") != email_key("ab@x.in")
    assert email_key("A_B @x.in\u200b") == email_key("a_b@x.in")


@pytest.mark.parametrize("good", ["a@b.in", " A.B-c@gov.in ", "नाम@डाक.भारत"])
def test_well_formed(good: str) -> None:
    assert not malformed(good)
    assert email_key(good) == email_key(good.upper())

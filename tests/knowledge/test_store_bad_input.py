"""Papers that cannot be: days of no calendar, circles, a paper that changes itself. Told, nothing lost, no crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.record import Reading
from knowledge import derived, lineage_forms, queries
from knowledge.export.pack import export_pack, read_pack
from knowledge.roster import check_roster
from knowledge.sheets import read_sheet
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, duty, nurses, paper, part

DAY = "2025-06-30"


def order(number: str, day: str | None, relation: str, *cited: tuple[str, str | None], **more: Any) -> Reading:
    """An order that changes or ends others and rules one thing."""
    rule = f"Wards shall keep the register of {number}."
    amends = [{"paragraph": "1", "old": "register", "new": "book"}] if relation == "amends" else []
    return paper(
        "order",
        number,
        day,
        f"1. {rule}",
        subject=f"Register {number}",
        obligations=[duty("Wards", "must", "1", rule)],
        amends=amends,
        cites=[cite(n, d, relation, "order") for n, d in cited],
        **more,
    )


def everything(r: Register) -> None:
    """Every question that the register answers, and a pack."""
    for work in queries.works(r):
        queries.show(r, work.id)
        answer = queries.lineage(r, work.id)
        queries.render_lineage(answer)
        for form in (lineage_forms.jsonld, lineage_forms.prov, lineage_forms.svg):
            form(answer)
        queries.movements(r, work.id)
        queries.text(r, work.id, DAY)
    for question in (queries.relations, queries.missing, queries.candidates, queries.conflicts, queries.restatements):
        question(r)
    queries.deadlines(r, DAY)
    queries.check(r, {"post": "nurse", "years_of_service": 3}, DAY)
    before = [a.model_dump() for a in queries.rules(r)]
    pack = read_pack(export_pack(queries.law(r), DAY, missing=queries.missing(r)))
    assert pack.manifest["counts"]["papers"] == len(queries.works(r))
    with r.writing() as s:
        derived.mark_all(s)
    assert [a.model_dump() for a in queries.rules(r)] == before


def test_orders_that_amend_each_other_in_a_circle_of_one_day(tmp_path: Path) -> None:
    day = "2024-01-05"
    with Register.open(tmp_path) as r:
        for own, other in (("A/1", "B/2"), ("B/2", "C/3"), ("C/3", "A/1")):
            r.add(order(own, day, "amends", (other, day)))
        everything(r)
        assert len(queries.works(r)) == 3
        assert len(queries.effects(r)) >= 3
        assert {e.affecting_reference_no for e in queries.effects(r)} == {"A/1", "B/2", "C/3"}
        wards = {e.affected_reference_no for e in queries.effects(r)}
        assert wards == {"A/1", "B/2", "C/3"}


def test_orders_that_supersede_each_other(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(order("A/1", "2024-01-05", "supersedes", ("B/2", "2024-02-05")))
        r.add(order("B/2", "2024-02-05", "supersedes", ("A/1", "2024-01-05")))
        everything(r)
        said = {e.affecting_reference_no: (e.status, e.why) for e in queries.effects(r)}
        assert said["B/2"] == ("applied", "")
        assert said["A/1"][0] != "applied"
        assert "older" in said["A/1"][1]
        assert [x.sources[0].reference_no for x in queries.rules(r, DAY)] == ["B/2"]


def test_a_paper_that_amends_or_supersedes_itself(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(order("A/1", "2024-01-05", "amends", ("A/1", "2024-01-05")))
        r.add(order("B/2", "2024-01-06", "supersedes", ("B/2", "2024-01-06")))
        everything(r)
        (effect,) = [e for e in queries.effects(r) if e.affecting_reference_no == "A/1"]
        assert (effect.status, effect.why) == ("disputed", "the paper amends itself")
        assert any("amends itself" in c.message for c in queries.conflicts(r))
        actions = {x.action for x in queries.rules(r, DAY)}
        assert actions == {"Wards shall keep the register of A/1.", "Wards shall keep the register of B/2."}


@pytest.mark.parametrize("day", ["2024-02-31", "2024-13-01", "0000-00-00", "2024-00", "2024"])
def test_days_that_no_calendar_has(tmp_path: Path, day: str) -> None:
    limit = {"date": day, "text": "Wards shall keep the register of C/3.", "paragraph": "1"}
    mail = part("email", None, None, "Please see.", sender="a@x.example", sent=f"{day}T10:00:00", subject="Registers",
                cites=[cite("A/1", "2024-01-05", "forwards", "order")])  # fmt: skip
    with Register.open(tmp_path) as r:
        r.add(order("A/1", "2024-01-05", "refers"))
        r.add(order("B/2", day, "amends", ("A/1", "2024-01-05")))
        r.add(order("C/3", "2024-03-01", "refers", ("B/2", day), ("A/1", "2024-01-05"), deadlines=[limit]))
        r.add(bundle("mail.txt", mail))
        everything(r)
        assert len(queries.works(r)) == 4
        (effect,) = queries.effects(r)
        assert effect.status == "unapplied"
        assert "Wards shall keep the register of A/1." in {x.action for x in queries.rules(r, DAY)}
        assert [d.days_left for d in queries.deadlines(r, DAY)] == [None]


def test_of_a_roster_with_broken_rows_the_good_ones_are_answered(tmp_path: Path) -> None:
    lines = [
        "Employee ID,Name,Post,Years of service,Date of joining,Favourite colour,Examination passed",
        "1,A,Staff Nurse,3,01.02.2020,red,yes",
        "2,B,Staff Nurse,many,,red,yes",
        "3,C,Staff Nurse,,31.02.2020,red,yes",
        "4,D,Staff Nurse,4,,red,maybe",
        "1,E,Staff Nurse,4,,red,yes",
        "6,F,Staff Nurse,4,,red,no,too,many",
        "7,G,Staff Nurse,,01.02.2020,,no",
    ]
    with Register.open(tmp_path) as r:
        r.add(nurses())
        answer = check_roster(queries.law_for_persons(r), read_sheet("\n".join(lines).encode(), "ward.csv"), DAY)
    assert [p.person for p in answer.persons] == ["1", "7"]
    assert {f.row: f.message for f in answer.faults} == {
        3: "is no number",
        4: "is no day of the calendar",
        5: "is neither yes nor no",
        6: "the same person stands in row 2",
        7: "the row has 9 cells under 7 headings",
    }
    assert [(u.heading, u.why) for u in answer.unread] == [("Favourite colour", "no rule asks for it")]

"""Amendments in a circle and impossible dates: clear messages, nothing lost, no crash."""

from __future__ import annotations

from pathlib import Path

from knowledge import queries
from knowledge.store import Register
from tests.knowledge.papers import cite, duty, paper


def test_two_papers_that_amend_each_other(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        for own, other, month in (("A/1", "B/2", "01"), ("B/2", "A/1", "02")):
            said = "Staff shall wear badges."
            r.add(
                paper(
                    "order",
                    own,
                    f"2024-{month}-01",
                    said,
                    obligations=[duty("Staff", "must", "1", said)],
                    amends=[{"paragraph": "1", "old": "badges", "new": "caps"}],
                    cites=[cite(other, f"2024-{'02' if month == '01' else '01'}-01", "amends", "order")],
                )
            )
        found = {(e.affecting_reference_no, e.status, e.why) for e in queries.effects(r)}
    assert found == {
        ("A/1", "unapplied", "the amending paper is older than the paper that it amends"),
        ("B/2", "applied", ""),
    }


def test_an_impossible_date_changes_nothing(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        said = "Staff shall wear badges."
        work = r.add(paper("order", "A/1", "2024-01-01", said, obligations=[duty("Staff", "must", "1", said)])).works[0]
        r.add(
            paper(
                "corrigendum",
                "A/1",
                "2024-02-31",
                "x",
                amends=[{"paragraph": "1", "old": "badges", "new": "caps"}],
                cites=[cite("A/1", "2024-01-01", "amends", "order")],
            )
        )
        (effect,) = queries.effects(r)
        assert (effect.status, effect.why) == ("unapplied", "the amending paper bears no date")
        assert [x.action for x in queries.rules(r, "2024-03-01")] == [said]
        assert len(queries.works(r)) == 2
        assert queries.text(r, work, "2024-03-01").status == "in_force"

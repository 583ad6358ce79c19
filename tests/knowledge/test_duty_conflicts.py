"""Two dates for one duty, a "should" against a "must", contrary duties: told with both quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import queries
from knowledge.store import Register
from tests.knowledge.papers import cite, duty, paper


def pair(home: Path, first: tuple[str, str, str | None], second: tuple[str, str, str | None]) -> list[tuple[str, str]]:
    """The conflicts of two linked letters; each is (modality, quote, deadline)."""
    with Register.open(home) as r:
        for n, (modality, quote, limit) in enumerate((first, second), start=1):
            r.add(paper(
                "letter", f"A/{n}", f"2024-0{n}-01", quote,
                obligations=[duty("Heads of offices", modality, "1", quote)],
                deadlines=[{"date": limit, "text": quote, "paragraph": "1"}] if limit else [],
                cites=[cite("A/1", "2024-01-01", "refers")] if n == 2 else [],
            ))  # fmt: skip
        return [(c.kind, c.answered_by) for c in queries.conflicts(r)]


SEND = "Heads of offices {} send the statement of vacant posts by {}."


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("must", SEND.format("shall", "31.03.2024"), "2024-03-31"),
         ("must", SEND.format("shall", "30.04.2024"), "2024-04-30"), "two_dates"),
        (("should", SEND.format("should", "31.03.2024"), "2024-03-31"),
         ("must", SEND.format("must", "31.03.2024"), "2024-03-31"), "should_against_must"),
        (("may", "Heads of offices may leave headquarters on holidays.", None),
         ("must_not", "Heads of offices shall not leave headquarters on holidays.", None), "contrary_duties"),
    ],
    ids=["two dates", "should and must", "contrary"],
)  # fmt: skip
def test_conflicts_of_duties(
    tmp_path: Path, first: tuple[str, str, str | None], second: tuple[str, str, str | None], kind: str
) -> None:
    assert pair(tmp_path, first, second) == [(kind, "later over earlier: A/2 of 2024-02-01")]


def test_other_duties_are_no_conflict(tmp_path: Path) -> None:
    one = ("must", SEND.format("shall", "31.03.2024"), "2024-03-31")
    other = ("must", "Heads of offices shall pay the electricity bills of residences by 30.04.2024.", "2024-04-30")
    assert pair(tmp_path, one, other) == []

"""Words are found whole, in either script, and no user text is query syntax."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import queries
from knowledge.search import snippet, tokens
from knowledge.store import Register
from tests.knowledge.papers import nurses, paper


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        r.add(nurses())
        r.add(
            paper(
                "order",
                "आ/1",
                "2024-01-01",
                "समस्त कार्मिक कर्मयोगी पोर्टल पर कार्य करें। ज़िला अधिकारी सूचित हों।",
                subject="आदेश",
            )
        )
        yield r


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("कार्मिक", 1),
        ("कर्मयोगी", 1),
        ("कर", 0),
        ("क", 0),
        ("कार्मि*", 1),
        ("ज़िला", 1),
        ("करें", 1),
        ("CANNULATION", 1),
        ("cannul", 0),
        ("cannul*", 1),
        ("HB/TRG/2024/118", 1),
        ("nurses payroll", 1),
        ("nurses कार्मिक", 0),
        ("", 0),
        ("*", 0),
        ("nurses AND (", 1),
        ("nurses AND xyz (", 0),
        ('"', 0),
        ("NEAR(nurses", 0),
        ("words:nurses", 0),
    ],
)
def test_search(register: Register, words: str, found: int) -> None:
    assert len(queries.search(register, words)) == found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_words_break_the_query(register: Register, words: str) -> None:
    queries.search(register, words)


def test_the_hit_shows_the_place(register: Register) -> None:
    (hit,) = queries.search(register, "payroll")
    assert "Payroll" in hit.snippet
    assert hit.name == "nurses.txt"


def test_tokens_keep_matras_and_nukta_and_leave_the_danda() -> None:
    assert tokens("छूट।आदेश ज़िला Part-5(14917)") == ["छूट", "आदेश", "ज़िला", "part", "5", "14917"]


def test_deadlines_with_days_left(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(nurses())
        listed = queries.deadlines(r, "2024-10-01")
        assert [(d.date, d.days_left, d.passed) for d in listed] == [
            ("2024-09-30", -1, True),
            ("2024-12-31", 91, False),
        ]
        assert [d.days_left for d in queries.deadlines(r)] == [None, None]


def test_a_snippet_is_cut_between_words() -> None:
    """Inside a Hindi word a cut leaves a vowel sign without its letter."""
    text = (
        "समस्त अधिकारी ईमेल आईडी की समीक्षा कर उसे दोनों पोर्टल पर सुनिश्चित करावें और अद्यतन करें "
        "तथा पालना प्रतिवेदन भिजवाने का कष्ट करें ताकि कार्यवाही समय पर हो सके"
    )
    cut = snippet(text, ["अद्यतन"], width=60)
    assert cut.startswith("… ") and cut.endswith(" …") and "अद्यतन" in cut
    assert set(cut.strip("… ").split()) <= set(text.split())
    assert snippet("a" * 500, ["b"], width=60) == "a" * 60 + " …"


def test_of_very_many_matches_those_that_came_last_are_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.search.RANKED", 3)
    with Register.open(tmp_path) as r:
        for n in range(6):
            body = "leave " * (9 - n) + f"and word{n}"
            r.add(paper("order", f"A/{n}", f"2024-01-0{n + 1}", body, subject="Matters"))
        hits = [h.reference_no for h in queries.search(r, "leave")]
        assert hits == ["A/3", "A/4", "A/5"]
        assert [h.reference_no for h in queries.search(r, "word0")] == ["A/0"]
        assert len(queries.search(r, "leave", limit=2)) == 2


def test_a_hit_far_behind_in_a_long_paper_is_shown_with_its_words(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add(paper("order", "A/1", "2024-01-01", "filler words " * 2000 + "then the needle stands"))
        (hit,) = queries.search(r, "needle")
        assert "needle stands" in hit.snippet

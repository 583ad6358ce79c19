"""One person on one day, by an invented circular."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import queries
from knowledge.store import Register
from tests.knowledge.papers import duty, nurses, paper

GOOD: dict[str, Any] = {
    "post": "Staff Nurse",
    "years_of_service": 3,
    "completed": ["hand hygiene", "Cannulation ", "Fire Drill"],
    "examination_passed": True,
    "hrms_mobile": "+91 98765 43210",
    "payroll_mobile": "९८७६५-४३२१०",
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        r.add(nurses())
        yield r


CASES: list[tuple[str, dict[str, Any], str, bool | None, str]] = [
    ("all done", {}, "2024-12-31", True, ""),
    (
        "share not reached",
        {"completed": ["Hand Hygiene", "Cannulation"]},
        "2024-10-01",
        False,
        "2 of 4 done, 3 required",
    ),
    (
        "mandatory missing",
        {"completed": ["Hand Hygiene", "Record Keeping", "Fire Drill"]},
        "2024-10-01",
        False,
        "Cannulation",
    ),
    ("letters misread in a name", {"completed": ["Hand Hyglene", "Cannu1ation", "F1re Dri1l"]}, "2024-12-31", True, ""),
    ("before the day", {"completed": []}, "2024-09-29", None, "due 2024-09-30"),
    ("failed the examination", {"examination_passed": False}, "2024-12-31", False, "was due 2024-12-31"),
    ("examination still to come", {"examination_passed": False}, "2024-12-30", None, "due 2024-12-31"),
    ("examination not told", {"examination_passed": None}, "2025-01-01", None, "not given: examination_passed"),
    ("numbers differ", {"payroll_mobile": "9876543211"}, "2024-05-01", False, "differs between hrms and payroll"),
    ("number not told", {"payroll_mobile": None}, "2024-12-31", None, "not given: payroll_mobile"),
    ("years not told", {"years_of_service": None}, "2024-12-31", None, "years_of_service"),
    ("years are no number", {"years_of_service": "three"}, "2024-12-31", None, "years_of_service"),
    ("not a nurse", {"post": "Driver"}, "2024-12-31", None, "outside the class"),
    ("post not told", {"post": None}, "2024-12-31", None, "'post'"),
    (
        "older nurse, other list",
        {"years_of_service": 6, "completed": ["Ward Management", "Mentoring"]},
        "2024-12-31",
        True,
        "",
    ),
    ("before the circular", {}, "2024-04-01", None, "in force from 2024-04-05"),
]


@pytest.mark.parametrize(("facts", "day", "compliant", "why"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_cases(register: Register, facts: dict[str, Any], day: str, compliant: bool | None, why: str) -> None:
    answer = queries.check(register, {**GOOD, **facts}, day)
    assert answer.compliant is compliant, [(d.rule, d.status, d.why) for d in answer.duties]
    assert any(why in d.why for d in answer.duties)


def test_every_duty_cites_its_paragraph(register: Register) -> None:
    answer = queries.check(register, GOOD, "2024-12-31")
    assert {s.paragraph for d in answer.duties for s in d.sources} == {"1", "2", "3", "4"}
    assert all(s.quote and s.reference_no == "HB/TRG/2024/118" for d in answer.duties for s in d.sources)


def test_courses_summary(register: Register) -> None:
    courses = queries.check(register, GOOD, "2024-06-01").courses
    assert (courses.prescribed, courses.required, courses.completed, courses.due) == (4, 3, 3, "2024-09-30")
    assert courses.band is not None
    assert (courses.band.from_, courses.band.to) == (0, 5)


def test_untyped_duties_make_nobody_unknown(register: Register) -> None:
    actions = [d.action for d in queries.check(register, GOOD, "2024-12-31").duties]
    assert not any("service book" in a or "notice board" in a for a in actions)


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.lists(st.none() | st.text(max_size=4))
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*GOOD, "service", "on_central_deputation"), ODD)))
def test_no_facts_break_the_check(register: Register, facts: dict[str, Any]) -> None:
    assert queries.check(register, facts, "2024-12-31").as_of == "2024-12-31"


def test_not_a_date(register: Register) -> None:
    with pytest.raises(ValueError, match=r"31\.12\.2024"):
        queries.check(register, GOOD, "31.12.2024")


def test_who_prescribes_for_whom(tmp_path: Path) -> None:
    """A list of one authority does not bind those for whom another prescribes."""
    rule = "All doctors shall complete the courses prescribed by 31.12.2024."
    split = (
        "The courses for doctors on central deputation shall be prescribed by the borrowing Ministry and "
        "for all other doctors, the same shall be prescribed by the Health Directorate (HD)."
    )
    courses = [
        {
            "name": n,
            "requirement": "mandatory",
            "audience": "doctors with above 2 years of service",
            "service": None,
            "service_years": {"above": 2},
        }
        for n in ("Triage", "Ethics")
    ]
    text = (
        f"1. {rule}\n2. {split}\n3. Courses prescribed for doctors with above 2 years of service\n1. Triage\n2. Ethics"
    )
    order = paper(
        "order",
        "HD/9",
        "2024-02-01",
        text,
        courses=courses,
        obligations=[duty("All doctors", "must", "1", rule), duty("the borrowing Ministry", "must", "2", split)],
        deadlines=[{"date": "2024-12-31", "text": rule, "paragraph": "1"}],
    )
    person = {"post": "doctor", "years_of_service": 4, "completed": ["Triage", "Ethics"]}
    with Register.open(tmp_path) as r:
        r.add(order)
        assert queries.check(r, person, "2025-01-01").compliant is True
        away = queries.check(r, {**person, "on_central_deputation": True}, "2025-01-01")
        assert away.compliant is None
        assert away.courses.prescribed == 0
        assert "the borrowing Ministry" in away.awaited[0]
        fresh = queries.check(r, {**person, "years_of_service": 1}, "2025-01-01")
        assert fresh.compliant is None
        assert "Health Directorate" in fresh.awaited[0]

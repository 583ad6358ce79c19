"""Limits of time in sentences and tables."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.extractors.deadlines import deadlines
from extract.paragraphs import paragraphs
from extract.record import Deadline
from extract.tables import tables
from tests.extract.views import view

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "deadlines.toml").read_text("utf-8"))[
    "case"
]


def read(text: str, **more: Any) -> tuple[Deadline, ...]:
    paper = view(text, **more)
    return deadlines(paper, paragraphs(paper), tables(paper))


@pytest.mark.parametrize("case", CASES, ids=[c["reason"] for c in CASES])
def test_sentences(case: dict[str, Any]) -> None:
    found = read(case["text"])
    assert len(found) == len(case["limits"]), [(d.date, d.rule) for d in found]
    for one, wanted in zip(found, case["limits"], strict=True):
        assert one.date == wanted.get("date")
        if "rule" in wanted:
            assert one.rule is not None
            assert one.rule.startswith(wanted["rule"])
        if "who" in wanted:
            assert one.who == wanted["who"]
        place = one.evidence[0]
        assert " ".join(case["text"][place.start : place.end].split()) == one.text


TABLE = """2. The following dates shall be kept:

Sl. No.\tActivity\tAction by\tTarget date
1.\tPrinting of question papers\tController of Examinations\t10.02.2024
2.\tDespatch to centres\tSuperintendents\t20.02.2024

3. The result is awaited."""


def test_a_column_of_dates() -> None:
    found = read(TABLE)
    assert [(d.date, d.text, d.who, d.paragraph) for d in found] == [
        ("2024-02-10", "Printing of question papers", "Controller of Examinations", "2"),
        ("2024-02-20", "Despatch to centres", "Superintendents", "2"),
    ]


def test_a_column_of_dates_in_an_annexure() -> None:
    text = (
        "Annexure B\n\nक्र.सं. | कार्य | अंतिम तिथि\n1 | वार्डों का सर्वेक्षण | 15.06.2023\n2 | सूची का प्रकाशन | 10 दिन के भीतर\n"
    )
    found = read(text, zone="annexure")
    assert [(d.date, d.rule, d.text, d.paragraph) for d in found] == [
        ("2023-06-15", None, "वार्डों का सर्वेक्षण", "Annexure B, 1"),
        (None, "10 दिन के भीतर", "सूची का प्रकाशन", "Annexure B, 2"),
    ]


def test_dates_of_events_in_a_table_are_no_deadlines() -> None:
    assert read("Sl. No. | Name | Date of birth\n1 | A. Kumar | 01.02.1980\n2 | B. Devi | 03.04.1985\n") == ()


def test_the_clause_of_the_date_alone() -> None:
    found = read(
        "The colleges shall verify the marks by 5.6.2023, and the Registrar shall publish the list by 9.6.2023."
    )
    assert [(d.date, d.who) for d in found] == [("2023-06-05", "The colleges"), ("2023-06-09", "the Registrar")]


def test_long_input_takes_no_quadratic_time() -> None:
    started = time.perf_counter()
    read("within by the " * 2400)
    assert time.perf_counter() - started < 10

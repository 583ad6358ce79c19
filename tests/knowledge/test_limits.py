"""Limits without a printed day: computed from the paper's date, with the reason; never guessed."""

from __future__ import annotations

import pytest

from knowledge.limits import due_of

COUNTED = [
    ("within a month of issue", "2024-01-31", "2024-02-29"),
    ("within a month of issue", "2023-01-31", "2023-02-28"),
    ("within one month", "2023-08-31", "2023-09-30"),
    ("within 30 days of issue of this order", "2024-02-01", "2024-03-02"),
    ("within 30 days of issue of this order", "2023-02-01", "2023-03-03"),
    ("within a period of two weeks", "2023-12-25", "2024-01-08"),
    ("within forty five days", "2023-01-01", "2023-02-15"),
    ("within a fortnight", "2023-01-01", "2023-01-15"),
    ("within one year of issue", "2024-02-29", "2025-02-28"),
    ("10 दिन के भीतर", "2023-02-20", "2023-03-02"),
    ("१० दिवस के अन्दर", "2024-02-20", "2024-03-01"),
    ("एक माह की अवधि में", "2022-01-30", "2022-02-28"),
    ("तीन माह के भीतर", "2022-11-30", "2023-02-28"),
    ("by 31st January", "2022-05-10", "2023-01-31"),
    ("31 जनवरी तक", "2022-01-10", "2022-01-31"),
    ("आदेश जारी होने की तिथि से 10 दिन के भीतर", "2023-02-20", "2023-03-02"),
    ("इस आदेश की तिथि से 10 दिन के भीतर", "2023-02-20", "2023-03-02"),
    ("by 29th February", "2023-01-01", "2023-02-28"),
]


@pytest.mark.parametrize(("rule", "issued", "expected"), COUNTED)
def test_a_relative_limit_falls_on_a_day(rule: str, issued: str, expected: str) -> None:
    found = due_of(rule, issued)
    assert found is not None
    assert (found.date, found.recurring) == (expected, False)
    assert found.why


RECURRING = [
    ("by the 15th of every month", "2023-01-20", "2023-06-15", "2023-06-15"),
    ("by the 15th of every month", "2023-01-20", "2023-06-16", "2023-07-15"),
    ("by the 31st of every month", "2023-01-20", "2023-02-10", "2023-02-28"),
    ("by the 31st of every month", "2023-01-20", "2024-02-10", "2024-02-29"),
    ("by the 5th of the following month", "2023-01-20", "2023-12-06", "2024-01-05"),
    ("by the 10th of every quarter", "2023-01-20", "2023-02-01", "2023-04-10"),
    ("by 31st January every year", "2022-05-10", "2024-02-01", "2025-01-31"),
    ("प्रत्येक माह की 5 तारीख तक", "2023-01-20", "2023-03-06", "2023-04-05"),
    ("प्रत्येक वर्ष 31 जनवरी तक", "2023-02-01", "2023-03-06", "2024-01-31"),
    ("by the 15th of every month", "2023-01-20", "2022-06-16", "2023-02-15"),
]


@pytest.mark.parametrize(("rule", "issued", "as_of", "expected"), RECURRING)
def test_a_recurring_limit_has_a_next_day(rule: str, issued: str, as_of: str, expected: str) -> None:
    found = due_of(rule, issued, as_of)
    assert found is not None
    assert (found.date, found.recurring) == (expected, True)


@pytest.mark.parametrize(
    ("rule", "issued", "why"),
    [
        ("within 15 days of receipt of this letter", "2023-01-01", "receipt"),
        ("पत्र प्राप्ति के 7 दिवस के भीतर", "2023-01-01", "receipt"),
        ("बोर्ड का अनुमोदन प्राप्त हो जाने की तिथि से … 60 दिन की अवधि में", "2023-01-01", "the event"),
        ("within 60 days of the date of approval", "2023-01-01", "the event"),
        ("within 7 working days", "2023-01-01", "holidays"),
        ("within a month of issue", None, "no date"),
        ("within a month of issue", "2023-05", "no date"),
        ("weekly", "2023-01-01", "no day"),
        ("within 9999 years", "2023-01-01", "beyond the calendar"),
    ],
)
def test_what_cannot_be_computed_is_said(rule: str, issued: str | None, why: str) -> None:
    found = due_of(rule, issued)
    assert found is not None
    assert found.date is None
    assert why in found.why


def test_other_words_are_no_limit() -> None:
    assert due_of("immediately", "2023-01-01") is None
    assert due_of("by 31st of the thirteenth", "2023-01-01") is None


def test_the_day_of_issue_is_not_counted_and_the_reason_says_from_when() -> None:
    found = due_of("within 10 days", "2023-01-01")
    assert found is not None
    assert found.why == "10 days from the day of issue, 2023-01-01"
    assert "the month ends on the 28th" in str(due_of("within a month", "2023-01-31"))

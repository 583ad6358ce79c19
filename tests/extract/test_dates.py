"""Dates: every shape as a row of cases/dates.toml; hostile lines; the words of the lexicon."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from extract.dates import find_dates, parse_mail_time, readings_of, saka_to_civil
from extract.lexicon import Entry, lexicon
from ingest.document import Span

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text("utf-8"))["case"]
GROUPS = {"month", "saka_month", "date_word", "date_joiner", "number_word", "place_word", "date_particle"}


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_dates_of_a_text(case: dict[str, object]) -> None:
    assert [d.value for d in find_dates(str(case["text"]))] == case["dates"]


def test_spans_point_at_what_is_printed() -> None:
    text = "दिनांक २४ जनवरी, २०१४ तथा 04.07.2025 और Dated: March, 2026"
    assert [d.span.of(text) for d in find_dates(text)] == ["२४ जनवरी, २०१४", "04.07.2025", "March, 2026"]
    assert [d.precision for d in find_dates(text)] == ["day", "day", "month"]


def test_spans_of_days_that_share_a_month() -> None:
    text = "dated 3rd and 9th June 2018"
    assert [d.span.of(text) for d in find_dates(text)] == ["3", "9th June 2018"]


def test_only_the_asked_stretch_is_searched() -> None:
    text = "01.01.2020 02.01.2020 03.01.2020"
    assert [d.value for d in find_dates(text, 11, 21)] == ["2020-01-02"]


def test_masked_spans_hold_no_date() -> None:
    text = "04.07.2025 and 05.07.2025"
    assert [d.value for d in find_dates(text, masked=[Span(0, 3)])] == ["2025-07-05"]


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        ("06/08/26", ("2026-08-06", "2026-06-08")),
        ("06/06/26", ("2026-06-06",)),
        ("26/08/26", ("2026-08-26",)),
        ("०६/०८/२०२६", ("2026-08-06", "2026-06-08")),
        ("6 August 2026", ("2026-08-06",)),
        ("no date", ()),
    ],
)
def test_readings_of_a_doubtful_date(printed: str, readings: tuple[str, ...]) -> None:
    assert readings_of(printed) == readings


@pytest.mark.parametrize(
    ("header", "sent"),
    [
        ("Wed, 04 Mar 2026 11:48:11 AM +0530", "2026-03-04T11:48:11+05:30"),
        ("Fri, 04 Jul 2025 12:18:58 +0530", "2025-07-04T12:18:58+05:30"),
        ("Sat, 05 Jul 2025 12:01:53 AM +0530", "2025-07-05T00:01:53+05:30"),
        ("Sat, 05 Jul 2025 1:01 PM", "2025-07-05T13:01:00"),
        ("Saturday, July 5, 2025 at 13:01:05 PM IST", "2025-07-05T13:01:05+05:30"),
        ("5 Jul 2025 09:00:00 GMT", "2025-07-05T09:00:00+00:00"),
        ("2025-07-05T09:00:00Z", "2025-07-05T09:00:00+00:00"),
        ("July 2025 09:00", None),
        ("Sat, 05 Jul 2025", None),
    ],
)
def test_mail_times(header: str, sent: str | None) -> None:
    assert parse_mail_time(header) == sent


def test_saka_days_that_are_not() -> None:
    assert saka_to_civil(1943, 1, 31) is None  # Chaitra has 31 days in leap years only
    assert saka_to_civil(1942, 8, 31) is None
    assert saka_to_civil(1942, 13, 1) is None


def test_saka_years_join_without_a_gap() -> None:
    for year in range(1930, 1970):
        last = saka_to_civil(year, 12, 30)
        first = saka_to_civil(year + 1, 1, 1)
        assert last
        assert first
        assert (first - last).days == 1


PIECES = ["1 and ", "1/2/", "March, ", "....", "3, ", "0 ", "1 2 ", "दिनांक ", "३० ", "\n ", "12-"]


@pytest.mark.parametrize("piece", PIECES)
def test_long_lines_stay_linear(piece: str) -> None:
    begin = time.perf_counter()
    find_dates(piece * (20_000 // len(piece)))
    assert time.perf_counter() - begin < 3


WORDS = [e for e in lexicon().entries if e.group in GROUPS]


@pytest.mark.parametrize("entry", WORDS, ids=lambda e: f"{e.group}-{e.forms[0]}")
def test_each_word_is_found_in_its_example(entry: Entry) -> None:
    assert any(hit.entry == entry for hit in lexicon().find(entry.group, entry.example))


@pytest.mark.parametrize("form", [f for e in lexicon().entries if e.group == "month" for f in e.forms])
def test_each_month_is_read(form: str) -> None:
    found = find_dates(f"on 5 {form} 2021")
    assert [d.value[8:] for d in found] == ["05"]

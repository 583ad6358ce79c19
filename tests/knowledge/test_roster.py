"""Rosters: headings in either language, cells as offices write them, broken rows told and good rows answered."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import regex
from openpyxl import Workbook, load_workbook

from knowledge import columns as cols
from knowledge import queries
from knowledge.columns import BadMapping, match_columns, meaning_of, read_mapping, words
from knowledge.compliance import Law
from knowledge.roster import check_roster, facts_of_law, table_rows, years_between
from knowledge.sheets import BadTable, csv_bytes, harmless, read_sheet, xlsx_bytes
from knowledge.store import Register
from tests.knowledge.papers import nurses

DAY = "2024-12-31"
HEAD = (
    "Employee ID;Name;Designation;Years of Service;Trainings completed;Examination passed;"
    "HRMS Mobile No.;Payroll mobile"
)
GOOD = "7;A. Devi;Staff Nurse;3;Hand Hygiene | Cannulation | Fire Drill;Yes;+91 98765 43210;९८७६५-४३२१०"


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Law]:
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        r.add(nurses())
        yield queries.law(r)


def sheet(*lines: str) -> Any:
    return read_sheet("\n".join(lines).encode(), "roster.csv")


@pytest.mark.parametrize("entry", [e for es in words().values() for e in es], ids=lambda e: str(e["example"]))
def test_the_example_of_every_entry(entry: dict[str, Any]) -> None:
    assert regex.fullmatch(entry["pattern"], cols.flat(entry["example"]), regex.I)


def test_a_good_row(law: Law) -> None:
    answer = check_roster(law, sheet(HEAD, GOOD), DAY)
    assert not answer.faults
    assert not answer.unread
    person = answer.persons[0]
    assert (person.row, person.person, person.name, person.compliant) == (2, "7", "A. Devi", True)
    assert {d.paragraph for d in person.duties} >= {"HB/TRG/2024/118 of 2024-04-05, paragraph 2"}


def test_as_check_answers(law: Law) -> None:
    """The roster and ``check`` give the same answer for the same facts."""
    from knowledge.compliance import check

    facts = {"post": "Staff Nurse", "years_of_service": 3, "completed": ["Hand Hygiene"], "examination_passed": False}
    one = check(law, facts, DAY)
    row = check_roster(
        law, sheet("Post;Years of service;Completed;Examination result", "Staff Nurse;3;Hand Hygiene;No"), DAY
    )
    assert [(d.rule, d.status, d.why) for d in row.persons[0].duties] == [(d.rule, d.status, d.why) for d in one.duties]
    assert row.persons[0].compliant is one.compliant is False


BROKEN = [
    (GOOD.replace(";3;", ";three;"), "Years of Service", "is no number"),
    (GOOD.replace(";3;", ";-3;"), "Years of Service", "is no number"),
    (GOOD.replace(";3;", ";300;"), "Years of Service", "is no number from 0 to 100"),
    (GOOD.replace(";Yes;", ";perhaps;"), "Examination passed", "neither yes nor no"),
    (GOOD.replace(";3;", ";#REF!;"), "Years of Service", "error value"),
    (GOOD + ";;surplus", None, "cells under 8 headings"),
]


@pytest.mark.parametrize(
    ("line", "column", "message"), BROKEN, ids=["words", "minus", "too many", "perhaps", "error", "surplus"]
)
def test_a_broken_row_is_told_and_the_others_answered(law: Law, line: str, column: str | None, message: str) -> None:
    answer = check_roster(law, sheet(HEAD, line, GOOD.replace("7;", "8;", 1)), DAY)
    assert [(f.row, f.column) for f in answer.faults] == [(2, column)]
    assert message in answer.faults[0].message
    assert [p.person for p in answer.persons] == ["8"]


def test_no_address_and_no_number_in_faults(law: Law) -> None:
    answer = check_roster(law, sheet(HEAD, GOOD.replace(";3;", ";x@gov.in;")), DAY)
    assert "@" not in str(answer.faults)


def test_the_same_person_twice(law: Law) -> None:
    answer = check_roster(law, sheet(HEAD, GOOD, GOOD), DAY)
    assert [(f.row, f.message) for f in answer.faults] == [(3, "the same person stands in row 2")]


def test_a_title_above_the_headings_and_empty_rows(law: Law) -> None:
    answer = check_roster(law, sheet("State Hospital Board;;;;;;;", "", HEAD, "", GOOD), DAY)
    assert [(p.row, p.compliant) for p in answer.persons] == [(5, True)]


def test_an_empty_cell_is_unknown_not_failed(law: Law) -> None:
    answer = check_roster(law, sheet(HEAD, GOOD.replace(";Yes;", ";;")), DAY)
    assert answer.persons[0].compliant is None


HEADINGS = [
    ("HRMS E-mail ID", "hrms_email"),
    ("E-mail id as per HRMS portal", "hrms_email"),
    ("hrms_email", "hrms_email"),
    ("E-mail ID", "email"),
    ("ई-मेल आईडी", "email"),
    ("HRMS पर ई-मेल आईडी", "hrms_email"),
    ("अधिकारी का नाम", "name"),
    ("Whether passed the assessment", "assessment_passed"),
    ("मूल्यांकन उत्तीर्ण", "assessment_passed"),
    ("On Central Deputation", "on_central_deputation"),
    ("सेवा के वर्ष", "years_of_service"),
    ("पूर्ण पाठ्यक्रम", "completed"),
    ("Blood group", None),
    ("", None),
]
FACTS = frozenset({"hrms_email", "assessment_passed", "on_central_deputation", "years_of_service", "completed"})


@pytest.mark.parametrize(("heading", "meaning"), HEADINGS, ids=[h[0] for h in HEADINGS])
def test_headings(heading: str, meaning: str | None) -> None:
    assert meaning_of(heading, FACTS) == meaning


def test_a_heading_is_read_only_where_a_rule_asks() -> None:
    assert meaning_of("HRMS mobile number", frozenset()) is None
    assert meaning_of("Years of Service", frozenset()) is None


def test_two_columns_for_one_fact() -> None:
    columns, unread = match_columns(["Name", "Officer Name", "Blood group"], FACTS)
    assert [(c.heading, c.meaning) for c in columns] == [("Name", "name")]
    assert [u.heading for u in unread] == ["Officer Name", "Blood group"]
    assert "already read" in unread[0].why


def test_a_mapping_outranks_the_guess() -> None:
    mapping = read_mapping('[columns]\n"Grp" = "years_of_service"\n"Years of Service" = ""\n')
    columns, unread = match_columns(["Years of Service", "Grp"], FACTS, mapping)
    assert [(c.heading, c.meaning, c.how) for c in columns] == [("Grp", "years_of_service", "mapped")]
    assert unread[0].why == "left out by the mapping"


@pytest.mark.parametrize(
    ("text", "message"),
    [("[columns", "no TOML"), ("x = 1", r"\[columns\]"), ('[columns]\n"Grp" = 1', r"\[columns\]")],
)
def test_a_bad_mapping(text: str, message: str) -> None:
    with pytest.raises(BadMapping, match=message):
        read_mapping(text)


def test_a_mapping_that_does_not_fit() -> None:
    with pytest.raises(BadMapping, match="no column is headed"):
        match_columns(["Name"], FACTS, {"Nome": "name"})
    with pytest.raises(BadMapping, match="no rule asks for"):
        match_columns(["Name"], FACTS, {"Name": "nmae"})


def test_xlsx_with_dates_and_numbers_as_text(law: Law) -> None:
    book = Workbook()
    page = book.create_sheet(index=0)
    page.append(["ID", "Post", "Date of Joining", "Trainings completed", "Examination passed"])
    page.append([1, "Staff Nurse", date(2021, 12, 31), "Hand Hygiene; Cannulation; Fire Drill", True])
    page.append(["2", "Staff Nurse", "31.12.2021", "Hand Hygiene", "no"])
    page.append([3.0, "Staff Nurse", "31.02.2021", None, None])
    out = io.BytesIO()
    book.save(out)
    answer = check_roster(law, read_sheet(out.getvalue(), "roster.xlsx"), DAY)
    assert [(p.person, p.compliant) for p in answer.persons] == [("1", None), ("2", False)]
    assert [(f.row, f.message) for f in answer.faults] == [(4, "is no day of the calendar")]


def test_years_are_whole_on_the_anniversary() -> None:
    assert years_between(date(2015, 10, 16), date(2024, 10, 16)) == 9
    assert 8 < years_between(date(2015, 10, 16), date(2024, 10, 15)) < 9
    assert 9 < years_between(date(2015, 10, 16), date(2024, 10, 17)) < 9.01
    assert years_between(date(2016, 2, 29), date(2017, 3, 1)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff",
        b"PK\x03\x04 no archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"a\0b",
        b"only,words\nhere,stand",
        b'Name,"Service\n',
    ],
    ids=["empty", "no text", "no archive", "old excel", "nul", "no headings", "open quote"],
)
def test_what_is_no_roster(law: Law, data: bytes) -> None:
    with pytest.raises(BadTable) as caught:
        check_roster(law, read_sheet(data, "roster"), DAY)
    assert caught.value.next_step


def test_tables_out_are_harmless_and_the_same_twice(law: Law) -> None:
    evil = GOOD.replace("A. Devi", "=HYPERLINK(1)").replace("7;", "+7;", 1)
    answer = check_roster(law, sheet(HEAD, evil), DAY)
    rows = list(table_rows(answer))
    assert b"'=HYPERLINK" in csv_bytes(["a"], rows)
    first = xlsx_bytes("t", ["=a"], rows)
    assert first == xlsx_bytes("t", ["=a"], rows)
    cells = [c for row in load_workbook(io.BytesIO(first)).worksheets[0].iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)
    assert "'=HYPERLINK(1)" in [c.value for c in cells]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_harmless(text: str) -> None:
    assert str(harmless(text)).startswith("'")


def test_facts_come_from_the_rules(law: Law) -> None:
    assert {"hrms_mobile", "payroll_mobile", "examination_passed", "post"} <= facts_of_law(law)
    assert "igot_email" not in facts_of_law(law)


def test_many(law: Law) -> None:
    """The rules are worked out once: 4 000 persons take well under the 2.4 s that 100 000 a minute allow."""
    lines = [GOOD.replace("7;", f"{i};", 1).replace(";3;", f";{i % 30};") for i in range(4000)]
    table = sheet(HEAD, *lines)
    begun = time.process_time()
    answer = check_roster(law, table, DAY)
    assert len(answer.persons) == 4000
    assert time.process_time() - begun < 2.4


def test_without_rules(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        answer = check_roster(queries.law(r), sheet("Name;Service", "A;IAS"), DAY)
    assert [(p.compliant, p.duties) for p in answer.persons] == [(None, ())]

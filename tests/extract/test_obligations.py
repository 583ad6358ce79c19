"""Duties: words and endings, clauses, bearers, lists, copy lists."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extract.extractors.obligations import obligations
from extract.paragraphs import paragraphs
from extract.record import Obligation
from tests.extract.views import view

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "obligations.toml").read_text("utf-8"))[
    "case"
]


def read(text: str, **more: Any) -> tuple[Obligation, ...]:
    paper = view(text, **more)
    return obligations(paper, paragraphs(paper))


@pytest.mark.parametrize("case", CASES, ids=[c["reason"] for c in CASES])
def test_sentences(case: dict[str, Any]) -> None:
    found = read(case["text"])
    assert [o.modality for o in found] == [d["modality"] for d in case["duties"]], [o.quote for o in found]
    for one, wanted in zip(found, case["duties"], strict=True):
        assert wanted["quote"] in one.quote
        if "who" in wanted:
            assert one.who == wanted["who"]


@pytest.mark.parametrize("case", CASES, ids=[c["reason"] for c in CASES])
def test_quotes_stand_in_the_text(case: dict[str, Any]) -> None:
    for one in read(case["text"]):
        place = one.evidence[0]
        assert " ".join(case["text"][place.start : place.end].split()) == one.quote


def test_minutes_say_what_somebody_is_to_do_in_the_past_tense() -> None:
    text = "The Net Department was requested to mend 40 nets within a fortnight."
    paper = replace(view(text), kind="minutes")
    (one,) = obligations(paper, paragraphs(paper))
    assert (one.modality, one.who, one.quote) == ("should", "The Net Department", text)
    assert not read(text)  # elsewhere it is told as a fact


def test_a_list_carries_its_bearer_down() -> None:
    text = (
        "4. All depots are hereby directed to:\n"
        "   4.1. keep sand buckets at both gates;\n"
        "   4.2. test the hydrants every Monday.\n\n"
        "5. A report is awaited."
    )
    assert [(o.who, o.modality, o.quote, o.paragraph) for o in read(text)] == [
        ("All depots", "must", "keep sand buckets at both gates;", "4.1"),
        ("All depots", "must", "test the hydrants every Monday.", "4.2"),
    ]


def test_a_paragraph_below_a_list_of_two_is_no_part_of_it() -> None:
    text = (
        "निम्नलिखित अधिकारियों को स्थानान्तरित किया जाता है:-\n"
        "1- श्री कमल सागर, अधिशासी अभियन्ता, तालनगर\n"
        "2- श्रीमती विमला ताल, सहायक अभियन्ता, झीलपुर\n"
        "2- सम्बन्धित अधिकारी दिनांक 25.05.2031 तक योगदान करना सुनिश्चित करें।\n"
    )
    assert [(o.who, o.paragraph) for o in read(text)] == [("सम्बन्धित अधिकारी", "2")]


def test_who_is_named_alone_above_a_list_bears_its_duties() -> None:
    text = "2. सभी क्षेत्रीय कार्यालय:\n(क) प्रतिज्ञा दिलवाएंगे;\n(ख) आयोजन की रिपोर्ट मुख्यालय को भिजवाएंगे।\n"
    assert {o.who for o in read(text)} == {"सभी क्षेत्रीय कार्यालय"}


def test_a_hindi_list_names_its_bearer_once() -> None:
    text = (
        "समस्त प्राचार्यों को निर्देशित किया जाता है कि वे निम्नानुसार कार्यवाही करें:-\n\n"
        "(1) भवन की मरम्मत पूर्ण कराई जाए।\n"
        "(2) संकुल प्रभारी सूची प्रेषित करेंगे।"
    )
    assert [(o.paragraph, o.who, o.modality) for o in read(text)] == [
        (None, "समस्त प्राचार्यों", "must"),
        ("1", "समस्त प्राचार्यों", "must"),
        ("2", "संकुल प्रभारी", "must"),
    ]


def test_a_list_of_things_carries_nothing_down() -> None:
    text = "3. Every applicant shall attach the following:\n(a) Birth certificate\n(b) Residence certificate"
    assert [(o.paragraph, o.who) for o in read(text)] == [("3", "Every applicant")]


def test_a_request_goes_on_in_the_next_sentence() -> None:
    text = "2. All clerks are requested to enrol on the portal. If already enrolled, to correct their particulars."
    assert [(o.who, o.modality) for o in read(text)] == [("All clerks", "should"), ("All clerks", "should")]


def test_numbered_orders_without_a_modal() -> None:
    found = read("1. Ensure that all lifts are inspected monthly.\n2. Do not store oil in the basement of the block.")
    assert [(o.modality, o.paragraph) for o in found] == [("must", "1"), ("must_not", "2")]


def test_you_is_the_addressee() -> None:
    found = read("You are requested to reply.", addressees=("The Principal, Model School",))
    assert [o.who for o in found] == ["You (The Principal, Model School)"]


def test_what_a_copy_list_asks_of_a_recipient() -> None:
    text = (
        "Copy to:\n"
        "1. The Registrar for information.\n"
        "2. Systems Analyst with the request to upload this order on the website.\n"
    )
    assert [(o.who, o.modality, o.paragraph) for o in read(text, zone="copy_list")] == [
        ("Systems Analyst", "should", "Copy to 2")
    ]
    hindi = (
        "प्रतिलिपि:-\n"
        "1. सचिव, नगर निगम को सूचनार्थ।\n"
        "2. जिला सूचना अधिकारी को प्रेषित कर लेख है कि कृपया विज्ञप्ति प्रकाशित कराएं।\n"
    )
    (one,) = read(hindi, zone="copy_list")
    assert (one.who, one.modality, one.paragraph) == ("जिला सूचना अधिकारी", "should", "प्रतिलिपि 2")
    assert one.quote == "कृपया विज्ञप्ति प्रकाशित कराएं।"


def test_a_task_in_an_annexure() -> None:
    text = (
        "Annexure A\n"
        "\n"
        "Sl. No.\tItems\tDeadline\n"
        "1.\tEmployees to complete the module.\tby 31.03.2026\n"
        "2.\tWiring of the hall to be done.\tby 1.1.2026"
    )
    assert [(o.who, o.modality, o.quote, o.paragraph) for o in read(text, zone="annexure")] == [
        ("Employees", "must", "Employees to complete the module.", "Annexure A, 1")
    ]


def test_a_sentence_over_a_page_end() -> None:
    text = "4. All officers will have to pass the assessment\n\nmandated for them during the year."
    assert [o.quote for o in read(text)] == [
        "All officers will have to pass the assessment mandated for them during the year."
    ]


def test_repeated_triggers_take_no_quadratic_time() -> None:
    started = time.perf_counter()
    read("shall and the officer shall " * 2400)
    assert time.perf_counter() - started < 10  # a second or two; squared it would be minutes


@pytest.mark.parametrize("text", ["", "।।।", "shall", "may be", "को द्वारा करें", "(((((", "\t|\t|", "1.", "“”"])
def test_scraps_do_not_break_it(text: str) -> None:
    read(text)

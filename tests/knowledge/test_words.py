"""Every entry of the language files matches its own example."""

from __future__ import annotations

from typing import Any

import pytest
import regex

from knowledge.shapes import Band, bands_in, overlaps, records_of, shapes_of
from knowledge.words import is_forwarded, places_in, places_of_address, strip_label, strip_marks, tables

WITH_PATTERN = [(s, e) for s, entries in tables().items() for e in entries if "pattern" in e]


@pytest.mark.parametrize(("section", "entry"), WITH_PATTERN, ids=[f"{s}-{e['example']}" for s, e in WITH_PATTERN])
def test_the_example_of_every_pattern(section: str, entry: dict[str, Any]) -> None:
    assert regex.search(entry["pattern"], entry["example"], regex.I)


@pytest.mark.parametrize("entry", tables()["place"], ids=lambda e: str(e["place"]))
def test_places(entry: dict[str, Any]) -> None:
    assert entry["place"] in places_in(entry["example"])
    assert all(entry["place"] in places_in(name) for name in entry["names"])
    assert all(entry["place"] in places_of_address(f"cs-{code}@nic.in") for code in entry["codes"])


def test_an_ordinary_address_names_no_state() -> None:
    assert places_of_address("secretary.health@nic.in") == frozenset()


def test_labels_and_marks() -> None:
    assert strip_label("f.no. 12/3") == "12/3"
    assert strip_label("nodal/4") == "nodal/4"
    assert strip_marks("fwd: re: leave rules - regarding") == "leave rules"
    assert is_forwarded("FW: leave")
    assert not is_forwarded("Re: leave")
    assert not is_forwarded(None)


@pytest.mark.parametrize(
    ("clause", "keys"),
    [
        ("All drivers shall attend the refresher programmes prescribed.", ["complete-programme"]),
        ("Teachers must complete not less than 75 per cent of the modules.", ["share-module"]),
        ("Half of the courses shall be completed: complete half of the courses", ["share-course"]),
        ("Clerks shall clear the departmental examination.", ["pass-examination"]),
        ("The bank account number shall be identical on HRMS and Treasury.", ["same-bank_account-hrms-treasury"]),
        ("The same shall be prescribed by the Board.", []),
        ("Send the same by e-mail.", []),
        ("The list of courses is enclosed.", []),
        ("The status of completion of the assessment shall be recorded.", []),
        ("At least 500% of the courses shall be completed", []),
        ("समस्त चालक न्यूनतम 40 प्रतिशत प्रशिक्षण पूर्ण करेंगे", ["share-training"]),
    ],
)
def test_shapes(clause: str, keys: list[str]) -> None:
    assert [s.key for s in shapes_of(clause, "")] == keys


def test_records_are_named_by_the_paper() -> None:
    assert records_of("The Payroll system and the HRMS Portal are linked; in both the portals …") == ("payroll", "hrms")
    assert records_of("Only the HRMS Portal is named.") is None
    assert records_of("The X portal, the Y portal and the Z portal.") is None


def test_bands() -> None:
    words = "upto 9 years of service, above 9 and upto 16 years, 16 to 25 years of service, more than 25 years"
    assert [b for b, _ in bands_in(words)] == [Band(to=9), Band(above=9, to=16), Band(from_=16, to=25), Band(above=25)]
    assert [(years, a, b) for years, a, b in overlaps(bands_in(words))] == [
        ((16, 16), "above 9 and upto 16 years", "16 to 25 years of service")
    ]
    assert Band(above=9, to=16).holds(9.5)
    assert not Band(above=9, to=16).holds(9)
    assert Band(to=9).overlap(Band(above=9)) is None

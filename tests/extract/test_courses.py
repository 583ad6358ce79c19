"""Lists of courses, and the band of service that a heading names."""

from __future__ import annotations

import pytest

from extract.extractors.courses import audience_of, courses, service_of, service_years
from extract.record import Course
from extract.tables import tables
from tests.extract.views import view


def read(text: str) -> tuple[Course, ...]:
    paper = view(text)
    return courses(paper, tables(paper))


BANDS = [
    ("officers with 0-9 year of Service", (None, 0, 9)),
    ("officers with above 9 to 16 years of Service", (9, None, 16)),
    ("officers with above 9 and upto 16 years of service", (9, None, 16)),
    ("officers with more than 9 years and up to 16 years of service", (9, None, 16)),
    ("officers with above 25 years of Service", (25, None, None)),
    ("officers with 25 years and above of service", (None, 25, None)),
    ("officers having 25 or more years of service", (None, 25, None)),
    ("upto 9 years of service", (None, None, 9)),
    ("between 5 and 10 years of service", (None, 5, 10)),
    ("5 to 10 years of service", (None, 5, 10)),
    ("9 वर्ष से अधिक सेवा वाले अधिकारी", (9, None, None)),
    ("9 वर्ष से अधिक एवं 16 वर्ष तक सेवा वाले अधिकारी", (9, None, 16)),
    ("25 वर्ष या उससे अधिक सेवा वाले", (None, 25, None)),
    ("०-९ वर्ष की सेवा वाले अधिकारी", (None, 0, 9)),
    ("9 वर्ष तक की सेवा", (None, None, 9)),
]


@pytest.mark.parametrize(("printed", "band"), BANDS, ids=[b[0] for b in BANDS])
def test_bands(printed: str, band: tuple[float | None, float | None, float | None]) -> None:
    years = service_years(printed)
    assert years is not None
    assert (years.above, years.from_, years.to) == band


@pytest.mark.parametrize("printed", ["all officers", "Group B staff", "batch of 2019", "officers of 3 zones"])
def test_no_band(printed: str) -> None:
    assert service_years(printed) is None


@pytest.mark.parametrize(
    ("heading", "audience", "service"),
    [
        ("Courses prescribed for IPS officers with 0-9 years", "IPS officers with 0-9 years", "IPS"),
        ("A. Training for Section Officers", "Training for Section Officers", None),
        ("Course for teachers:", "teachers", None),
        ("भारतीय वन सेवा के अधिकारियों हेतु निर्धारित पाठ्यक्रम", "भारतीय वन सेवा के अधिकारियों", "भारतीय वन सेवा"),
    ],
)  # fmt: skip
def test_audience(heading: str, audience: str, service: str | None) -> None:
    assert audience_of(heading) == audience
    assert service_of(audience) == service


LIST = """2. The following courses are prescribed:

S.No.\tCourse Name\tRemarks
Course prescribed for clerks with 0-5 years of service
1.\tNoting\tMandatory
2.\tTyping\tOptional
Course prescribed for clerks with above 5 years of service
1.\tSupervision\tMandatory

3. This issues with approval."""


def test_a_list_in_bands() -> None:
    found = read(LIST)
    assert [(c.name, c.requirement, c.audience) for c in found] == [
        ("Noting", "mandatory", "clerks with 0-5 years of service"),
        ("Typing", "optional", "clerks with 0-5 years of service"),
        ("Supervision", "mandatory", "clerks with above 5 years of service"),
    ]
    assert found[2].service_years is not None
    assert found[2].service_years.above == 5


def test_evidence_is_the_name() -> None:
    for course in read(LIST):
        place = course.evidence[0]
        assert LIST[place.start : place.end] == course.name


def test_hindi_list() -> None:
    text = (
        "क्र.सं. | पाठ्यक्रम का नाम | अभ्युक्ति\n"
        "9 वर्ष से अधिक सेवा वाले कार्मिकों हेतु निर्धारित पाठ्यक्रम\n"
        "1 | टिप्पण एवं प्रारूपण | अनिवार्य\n"
        "2 | साइबर सुरक्षा | वैकल्पिक\n"
    )
    assert [(c.name, c.requirement, c.audience) for c in read(text)] == [
        ("टिप्पण एवं प्रारूपण", "mandatory", "9 वर्ष से अधिक सेवा वाले कार्मिकों"),
        ("साइबर सुरक्षा", "optional", "9 वर्ष से अधिक सेवा वाले कार्मिकों"),
    ]


def test_a_list_without_remarks() -> None:
    found = read("Sl. No. | Name of the training | Duration\n1 | First aid | 2 days\n2 | Fire drill | 1 day\n")
    assert [(c.name, c.requirement, c.audience) for c in found] == [
        ("First aid", None, None),
        ("Fire drill", None, None),
    ]


def test_other_tables_are_no_courses() -> None:
    assert read("S.No. | Item | Remarks\n1 | Chairs | Mandatory\n2 | Desks | Optional\n") == ()

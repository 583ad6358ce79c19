"""From the plain text of circulars on other subjects, through the reader, to rules: no word of the five is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extract.pipeline import read
from ingest.source import source_from_bytes
from knowledge import queries
from knowledge.store import Register
from tests.knowledge.papers import NURSES

EXTENSION = """No. HB/TRG/2024/118
STATE HOSPITAL BOARD
TRAINING BRANCH

Dated: 20th September, 2024

CORRIGENDUM

Subject: Trainings for nurses of the Board's hospitals – extension of date.

In partial modification of this Board's circular of even number dated 05.04.2024,
in paragraph 3 for the words "31.12.2024" the words "31.03.2025" shall be substituted.

(A. Example)
Secretary

To
All Medical Superintendents
"""

TEACHERS = """क्रमांक: शिक्षा/2023/451
उत्तर प्रदेश शासन
शिक्षा विभाग

लखनऊ, दिनांक: 10.05.2023

परिपत्र

विषय:- शिक्षकों के प्रशिक्षण के संबंध में।

1. समस्त शिक्षक निर्धारित प्रशिक्षण दिनांक 31.07.2023 तक अनिवार्य रूप से पूर्ण करेंगे।

2. समस्त शिक्षकों का मोबाइल नंबर दोनों पोर्टल (शाला दर्पण और मानव संपदा) पर समान होना आवश्यक है।

3. समस्त शिक्षक दक्षता परीक्षा दिनांक 31.12.2023 तक उत्तीर्ण करेंगे।

(क. ख. ग.)
निदेशक
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("register")) as r:
        for name, text in (("extension.txt", EXTENSION), ("nurses.txt", NURSES), ("teachers.txt", TEACHERS)):
            r.add(read(source_from_bytes(name, text.encode())))
        yield r


def typed(r: Register, day: str) -> dict[str, str | None]:
    return {x.id.rsplit("#", 1)[1].split(":", 1)[1]: x.deadline for x in queries.rules(r, day) if x.typed}


def test_nurses(register: Register) -> None:
    rules = typed(register, "2024-05-01")
    assert rules["share-training"] == "2024-09-30"
    assert rules["pass-examination"] == "2024-12-31"
    assert "same-mobile-hrms-payroll" in rules
    assert {k for k in rules if k.startswith("list-training")} == {"list-training-from-0-to-5", "list-training-above-5"}


def test_the_corrigendum_moves_the_day(register: Register) -> None:
    assert typed(register, "2024-09-20")["pass-examination"] == "2025-03-31"


def test_teachers_in_hindi(register: Register) -> None:
    assert typed(register, "2024-01-01") == {
        "complete-training": "2023-07-31",
        "same-mobile-मानव_संपदा-शाला_दर्पण": None,
        "pass-examination": "2023-12-31",
    }


def test_a_nurse_and_a_teacher(register: Register) -> None:
    nurse = {"post": "nurse", "years_of_service": 3, "completed": ["Hand Hygiene", "Cannulation", "Fire Drill"],
             "examination_passed": True, "hrms_mobile": "9876543210", "payroll_mobile": "9876543210"}  # fmt: skip
    assert queries.check(register, nurse, "2025-01-01").compliant is True
    assert queries.check(register, {**nurse, "payroll_mobile": "1"}, "2025-01-01").compliant is False
    teacher = {"post": "शिक्षक", "examination_passed": False}
    failed = queries.check(register, teacher, "2024-01-01")
    assert failed.compliant is False
    assert not any("HRMS" in d.action for d in failed.duties if d.status != "not_applicable")

"""A number that one paper of a file misreads, read as the others print it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

from extract.agreement import agreed
from extract.record import Communication

ORDER = """GOVERNMENT OF LAKES
Department of Ponds
No. {number}
Dated the 3rd April, 2031

OFFICE MEMORANDUM

Subject: Enrolment on the iPOND portal.

All officers shall enrol on the iPOND portal. The iPOND portal is open; iPOND courses follow.

(A. Rivers)
Director

"""
ENDORSEMENT = """GOVERNMENT OF LAKES
Department of Wells
Endst. No. {own}                Dated: 9.4.2031

A copy of the letter No. {cited} dated 03.04.2031 is forwarded to all heads of offices for necessary action.

(B. Streams)
Under Secretary

"""


def papers(text: str) -> list[Communication]:
    return list(read_text(text).communications)


def own(found: list[Communication]) -> list[str | None]:
    return [c.reference_no.value if c.reference_no else None for c in found]


def test_the_number_printed_oftener_holds_and_what_was_read_is_kept() -> None:
    text = ORDER.format(number="11/3/2O31-PND-I") + "".join(
        ENDORSEMENT.format(own=f"{n}/8/2031-WLS", cited="11/3/2031-PND-1") for n in (4, 5)
    )
    found = papers(text)
    assert own(found) == ["11/3/2031-PND-1", "4/8/2031-WLS", "5/8/2031-WLS"]
    number = found[0].reference_no
    assert number is not None and "2O31-PND-I" in (number.printed or "")
    assert text[number.evidence[0].start : number.evidence[0].end] == "11/3/2O31-PND-I"


def test_one_against_one_stays_as_printed() -> None:
    text = ORDER.format(number="11/3/2031-PND-I") + ENDORSEMENT.format(own="4/8/2031-WLS", cited="11/3/2031-PND-1")
    found = papers(text)
    assert own(found)[0] == "11/3/2031-PND-I"
    assert found[1].cites[0].reference_no == "11/3/2031-PND-1"


def test_a_word_of_a_number_is_the_word_that_the_text_prints() -> None:
    number = papers(ORDER.format(number="R-4/9/2031-1POND"))[0].reference_no
    assert number is not None
    assert (number.value, number.printed) == ("R-4/9/2031-iPOND", "R-4/9/2031-1POND")


def test_a_figure_before_a_word_that_the_text_does_not_print_stays() -> None:
    assert own(papers(ORDER.format(number="03/01/2031-1Trg."))) == ["03/01/2031-1Trg."]


def test_a_doubted_tail_is_taken_where_the_file_prints_it_again() -> None:
    text = ORDER.format(number="11/3/2031-PND-III") + ENDORSEMENT.format(own="4/8/2031-WLS", cited="11/3/2031-PND-III")
    found = papers(text)
    whole = found[0].reference_no
    assert whole is not None
    stem = whole.model_copy(
        update={"value": "11/3/2031-PND-", "incomplete": True, "candidates": ("11/3/2031-PND-III",), "confidence": 0.5}
    )
    cut = [found[0].model_copy(update={"reference_no": stem}), found[1]]
    mended = agreed(cut, text)[0].reference_no
    assert mended is not None
    assert (mended.value, mended.incomplete, mended.printed) == ("11/3/2031-PND-III", None, "11/3/2031-PND-")
    alone = agreed(cut[:1], text)[0].reference_no
    assert alone is not None and alone.incomplete, "nothing else in the file says it"

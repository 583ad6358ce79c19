"""Papers that begin at the top of a page, though nobody could read the signature above."""

from __future__ import annotations

from corpus.bench_extract import in_pages
from extract.pipeline import read_document

FIRST = (
    "No. 4-2/2020-Nets\nGovernment of India\nMinistry of Ponds\n\nDated the 8th July, 2020\n\nOFFICE MEMORANDUM\n\n"
    "Subject: Nets.\n\nThe undersigned is directed to say that nets shall be counted every year by all offices.\n\n"
    "3. CMIS with the request to upl on the portal\n"
)
HEAD = "\\ ,\n\nNo. {number}\nGovernment of India\nMinistry of Ponds\n\nDated the 4th August, 2020\n"
REST = "70,\nThe Registrar, Pond Circle\n\nSubject: Nets.\n\nSir,\nI am directed to enclose a copy.\n"


def numbers(*pages: str) -> list[str | None]:
    found = read_document(in_pages(list(pages))).communications
    return [c.reference_no.value if c.reference_no else None for c in found]


def test_a_whole_head_at_the_top_of_a_page_begins_a_paper() -> None:
    assert numbers(FIRST, HEAD.format(number="14-1/2020-U3") + REST) == ["4-2/2020-Nets", "14-1/2020-U3"]


def test_a_head_that_repeats_the_paper_s_number_begins_none() -> None:
    repeated = HEAD.format(number="4-2/2020-Nets") + "Boats shall be counted as well.\n"
    assert numbers(FIRST, repeated) == ["4-2/2020-Nets"]


def test_a_number_alone_at_the_top_of_a_page_begins_none() -> None:
    going_on = "No. 14-1/2020-U3\n\n4. Boats shall be counted as well by all offices.\n"
    assert numbers(FIRST, going_on) == ["4-2/2020-Nets"]

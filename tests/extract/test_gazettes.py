"""What gazettes and amending letters print otherwise than letters do: text on the number's line, "For … Read …"."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text


def test_the_text_on_the_numbers_line_lays_down_duties() -> None:
    text = (
        "POND DEPARTMENT\nNOTIFICATION\nLaketown, the 24th September, 2021\n"
        "No. 15(52)/Pond/2021.—The following draft rules further to amend the Lakeland Pond Rules, 1954 are hereby "
        "published for the information of the persons likely to be affected thereby. The objections in this behalf "
        "should be addressed to the Additional Secretary (Ponds), Laketown.\n"
    )
    paper = read_text(text).communications[0]
    assert paper.reference_no is not None and paper.reference_no.value == "15(52)/Pond/2021"
    assert [(o.modality, o.quote[:30]) for o in paper.obligations] == [("should", "The objections in this behalf ")]


def test_for_and_read_on_lines_of_their_own_are_an_amendment() -> None:
    text = (
        "No. 12(1)/2014/D(Pond)\nGovernment of India\nMinistry of Lakes\nNew Delhi, Dated: 06.06.2017\nTo\n"
        "The Chief of Ponds\nSubject: Pond pension.\nSir,\n"
        "The undersigned is directed to refer to this Ministry letter No. 12(1)/2014/D(Pond) dated 7.11.2015. "
        "The following amendments are made in said letter:\n"
        "Line 2 of Para 4\nFor: 13(3)I(i)(b)\nRead: 13(3)II(i)(b)\n"
        "2. All other terms shall remain unchanged.\nYours faithfully,\n(A. B. Clerk)\nUnder Secretary\n"
    )
    paper = read_text(text).communications[0]
    assert [(a.paragraph, a.old, a.new) for a in paper.amends] == [("4", "13(3)I(i)(b)", "13(3)II(i)(b)")]
    assert [(c.date, c.relation) for c in paper.cites] == [("2015-11-07", "amends")]


def test_a_roster_notified_on_a_day_is_no_cited_paper() -> None:
    text = (
        "POND COURT OF LAKELAND\nNo. R-305/RG/2020\nDated: 29.05.2020\nOFFICE ORDER\n"
        "It is ordered that as per earlier directions, all the Benches shall take up urgent matters as per Roster "
        "notified on 20.05.2020 and the notes contained therein.\n(A. B. Clerk)\nRegistrar General\n"
    )
    assert read_text(text).communications[0].cites == ()

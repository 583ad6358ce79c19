"""What a paper changes in another."""

from __future__ import annotations

from typing import Any

import pytest

from extract.extractors.amends import amends
from extract.paragraphs import paragraphs
from extract.record import Amendment
from tests.extract.views import view


def read(text: str, **more: Any) -> tuple[Amendment, ...]:
    paper = view(text, **more)
    return amends(paper, paragraphs(paper))


CASES: list[tuple[str, str, list[tuple[str, str | None, str | None]]]] = [
    (
        "a paragraph replaced in words and another deleted in the same sentence",
        'विभागीय आदेश की कंडिका-1 में अंकित "5 तारीख" के स्थान पर "10 तारीख" प्रतिस्थापित किया जाता है '
        "तथा कंडिका-3 को विलोपित किया जाता है।",
        [("1", "5 तारीख", "10 तारीख"), ("3", None, None)],
    ),
    (
        "a paragraph superseded in part",
        "इस विभाग के आदेश का पैरा 3 आंशिक रूप से अधिक्रमित करते हुए बैठक त्रैमास में एक बार आयोजित की जाएगी।",
        [("3", None, None)],
    ),
    (
        "words that are amended to read as others",
        'The words "pond premises" appearing in Para 5.3.1 of the Handbook are amended to read as "pond/premises".',
        [("5.3.1", "pond premises", "pond/premises")],
    ),
    (
        "a paragraph replaced as under",
        'Paragraph 4.29 (vi) of the Pond Policy is replaced as under: "Separate nets shall be issued for each pond."',
        [("4.29(vi)", None, "Separate nets shall be issued for each pond.")],
    ),
    (
        "the following substituted: the quotation begins with its own number and runs over two sentences",
        'For para 2 of the said O.M., the following shall be substituted, namely: "2. Rent is due. It is paid now."',
        [("2", None, "2. Rent is due. It is paid now.")],
    ),
    (
        "the new words fill the next paragraph",
        'Para 4 of the circular shall be substituted by the following:\n\n"Tea is served. Cups are washed."',
        [("4", None, "Tea is served. Cups are washed.")],
    ),
    (
        "two changes in one Hindi sentence, each with its paragraph",
        'आदेश दिनांक 03.02.2021 के पैरा 1 में "मई" के स्थान पर "जून" पढ़ा जाए तथा पैरा 2 में "सहायक" के स्थान पर "वरिष्ठ" पढ़ा जाए।',
        [("1", "मई", "जून"), ("2", "सहायक", "वरिष्ठ")],
    ),
    (
        "two changes in one English sentence",
        "In para 5, for the words 'one month', the words 'two months' shall be substituted and in para 6, for "
        "the figures '10', the figures '15' shall be substituted.",
        [("5", "one month", "two months"), ("6", "10", "15")],
    ),
    (
        "an insertion has nothing old",
        'In the O.M. of 3.3.2021, after para 3 the following shall be inserted, namely:- "3A. Offices keep a book."',
        [("3", None, "3A. Offices keep a book.")],
    ),
    (
        "an insertion in Hindi",
        'परिपत्र दिनांक 4 मार्च, 2020 के पैरा 3 के पश्चात निम्नलिखित पैरा जोड़ा जाए:- "3क. पंजी रखी जाए।"',
        [("3", None, "3क. पंजी रखी जाए।")],
    ),
    ("hereby omitted", "Para 3(ii) of the circular is hereby omitted.", [("3(ii)", None, None)]),
    (
        "the paper's own date is not the date that is moved",
        "The date in para 3 of the notice of 1.5.2021 is extended to 31.05.2021.",
        [("3", None, "31.05.2021")],
    ),
    (
        "Hindi, moved from one date to another",
        "उक्त परिपत्र दिनांक 10.01.2021 के प्रस्तर 2 में निर्धारित तिथि 31.03.2021 को बढ़ाकर 30.04.2021 किया जाता है।",
        [("2", "31.03.2021", "30.04.2021")],
    ),
    (
        "Hindi, extended; the paper's own date stands before the paragraph",
        "परिपत्र दिनांक 10.01.2021 के प्रस्तर 2 की अंतिम तिथि दिनांक 30.04.2021 तक बढ़ाई जाती है।",
        [("2", None, "30.04.2021")],
    ),
    (
        "Hindi, a whole paragraph replaced",
        'परिपत्र के प्रस्तर 3 के स्थान पर निम्नलिखित प्रस्तर पढ़ा जाए: "स्वीकृति निदेशक द्वारा दी जायेगी।"',
        [("3", None, "स्वीकृति निदेशक द्वारा दी जायेगी।")],
    ),
    (
        "for the words read",
        "In para 4 of the circular, for the words “ten days” read “fifteen days”.",
        [("4", "ten days", "fifteen days")],
    ),
    (
        "may be read as",
        "In clause 7(ii) of the said order, 'Group C' may be read as 'Group D'.",
        [("7(ii)", "Group C", "Group D")],
    ),
    (
        "instead of, the other way round",
        "In para 2(b), \"Room 12\" may be read instead of \"Room 21\".",
        [("2(b)", "Room 21", "Room 12")],
    ),
    (
        "for the words, substituted",
        "In rule 5, for the words “one month”, the words “two months” shall be substituted.",
        [("5", "one month", "two months")],
    ),
    (
        "deleted, two paragraphs",
        "Accordingly, paragraphs 6.2.1.a and 8.5 of the manual stand deleted.",
        [("6.2.1.a", None, None), ("8.5", None, None)],
    ),
    (
        "date extended",
        "The date given in para 3 of the notice is extended to 31.05.2021.",
        [("3", None, "31.05.2021")],
    ),
    (
        "contrast over two sentences",
        "Attention is invited to Para 5(iv), which states that the score will be kept in Section-A of the form.\n\n"
        "2. It has now been decided that the score shall, instead, be entered in Section-C of the form.",
        [("5(iv)", "Section-A", "Section-C")],
    ),
    (
        "Hindi, quoted",
        "उक्त आदेश के बिन्दु संख्या 4 में शब्द “सात दिवस” के स्थान पर “दस दिवस” पढ़ा जाए।",
        [("4", "सात दिवस", "दस दिवस")],
    ),
    (
        "Hindi, unquoted",
        "पैरा 2 में अंकित 15 जून के स्थान पर 25 जून पढ़ा जावे।",
        [("2", "15 जून", "25 जून")],
    ),
    (
        "Hindi, deleted",
        "परिपत्र की कंडिका 6 विलोपित की जाती है।",
        [("6", None, None)],
    ),
    (
        "read with the new in place of the old",
        'Para 5.1 thereof may be read with "half-yearly" in place of "quarterly".',
        [("5.1", "quarterly", "half-yearly")],
    ),
    (
        "shall be read, words over a line end",
        'In para 6 of the said O.M., for the words "the Head", the words "the\nWarden" shall be read.',
        [("6", "the Head", "the Warden")],
    ),
    (
        "no paragraph named",
        "The words “ten days” may be read as “fifteen days”.",
        [],
    ),
    (
        "a cited paragraph is not amended",
        "Attention is invited to para 3 of the circular, which all offices shall follow.",
        [],
    ),
    (
        "instead without another paper",
        "Plates shall be made of steel instead of plastic.",
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "text", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_changes(reason: str, text: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    assert [(a.paragraph, a.old, a.new) for a in read(text)] == wanted, reason


def test_modified_as_under_takes_the_quotation_below_and_the_one_above() -> None:
    text = (
        "1. Para 9.2 of the Master Circular specifies as under:\n\n"
        "“The panel must have two auditors.”\n\n"
        "2. Accordingly, Para 9.2 of the Master Circular stands modified as under:\n\n"
        "“The panel must have three auditors.”"
    )
    assert [(a.paragraph, a.old, a.new) for a in read(text)] == [
        ("9.2", "The panel must have two auditors.", "The panel must have three auditors.")
    ]


def test_evidence_is_the_changing_sentence() -> None:
    text = "It is noted. Accordingly, paragraph 8.5 stands deleted. No more."
    (one,) = read(text)
    assert text[one.evidence[0].start : one.evidence[0].end] == "Accordingly, paragraph 8.5 stands deleted."

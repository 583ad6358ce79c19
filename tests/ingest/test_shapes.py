"""Points and brackets of dates and of lists of mail addresses are put right by what stands around them."""

import pytest

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.shapes import in_shape

LIST = '"a"<a@b.in>,"c"<c@d.in>,"e"<e@f.in>,"g"<g@h.in>,"i"<i@j.in>'


def read(*lines: str, gap: int = 8) -> str:
    placed = []
    for row, text in enumerate(lines):
        at, words = 100, []
        for part in text.split():
            words.append(OcrWord(part, (at, 100 + 50 * row, at + 12 * len(part), 120 + 50 * row), 0.9))
            at = words[-1].box[2] + gap
        placed.append(OcrLine(tuple(words), 1, 1))
    shaped = in_shape(OcrPage(tuple(placed), 1000, 1000))
    return "|".join(" ".join(w.text for w in line.words) for line in shaped.lines)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("by 31 07.2031", "by 31.07.2031"),
        ("(by 09 11.2031)", "(by 09.11.2031)"),
        ("para 31 13.2031", "para 31 13.2031"),  # no month
        ("para 32 07.2031", "para 32 07.2031"),  # no day
        ("Rs. 31 07.20", "Rs. 31 07.20"),  # no year
        ("by 02:08.2031 and 02.08:2031", "by 02.08.2031 and 02.08.2031"),
        ("at 10:30:2031 or 10:30", "at 10:30:2031 or 10:30"),
    ],
)
def test_points_of_dates(printed: str, text: str) -> None:
    assert read(printed) == text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("by the Sth of", "by the 5th of"), ("1Oth, 1Sth and lst", "10th, 15th and 1st"), ("the l1th.", "the 11th."),
        ("Ist floor, IInd IIth", "Ist floor, IInd IIth"),  # printed so
        ("Snd 1Ost Oth 13rd 2nd 23rd", "Snd 1Ost Oth 13rd 2nd 23rd"),  # no ordinal ends so
        ("SSI ltd STh Sthal", "SSI ltd STh Sthal"),
        ("September 30. 2031", "September 30, 2031"),  # a comma worn to a point
        ("फरवरी, ०५. २०३१ तक", "फरवरी, ०५, २०३१ तक"),
        ("of August; 2031", "of August, 2031"),
        ("दिनांक: फरवरी; ०५. २०३१", "दिनांक: फरवरी, ०५, २०३१"),
        ("until September 30. 2031 officers", "until September 30, 2031 officers"),
        ("until September 30. The", "until September 30. The"),
        ("para 30. 2031", "para 30. 2031"),
        ("Full Marks; 2031", "Full Marks; 2031"),  # begins as a month does
        ('dated 9" July, 2031', "dated 9th July, 2031"),  # small raised letters
        ("the 04™ August 2031.", "the 04th August 2031."), ("23% March, 2031", "23rd March, 2031"),
        ("9% Bonds, 2031", "9% Bonds, 2031"), ('9" July week', '9" July week'), ("32% July, 2031", "32% July, 2031"),
        ("Madan/Sir, Madan", "Madam/Sir, Madan"), ("Sir/Madan,", "Sir/Madam,"),
        ("Sub Division Il", "Sub Division II"), ("Ill Ilam", "Ill Ilam"),
        ("विषय::- पत्र", "विषयः- पत्र"), ("विषय:ः- पत्र:", "विषयः- पत्र:"), ("विषय:- पत्र", "विषय:- पत्र"),
        ("क्र-सं. चक्र-सं", "क्र.सं. चक्र-सं"),
        ("मो०० डा00 अनु00-8 सं0 रू.00", "मो० डा0 अनु0-8 सं0 रू.00"), ("सं0012", "सं0012"),
        ("२७:०६.२०३१", "२७.०६.२०३१"),
        ("प्रकरण पुन: भेजें, अत: पत्र: छ:", "प्रकरण पुनः भेजें, अतः पत्र: छ:"), ("पुन:- पुन:5", "पुनः- पुन:5"),
    ],
)  # fmt: skip
def test_ordinals_and_labels(printed: str, text: str) -> None:
    assert read(printed) == text


def test_the_figures_of_an_ordinal_belong_together() -> None:
    assert read("1 8th March", gap=3) == "18th March"
    assert read("1 8th March", gap=12) == "1 8th March"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("12/44/2031-E. Ill, dated", "12/44/2031-E.III, dated"),
        ("4/2/2031-Estt. Il", "4/2/2031-Estt.II"),
        ("in 2031. Ill health", "in 2031. Ill health"),
        ("Secretary-E. Ill, dated", "Secretary-E. Ill, dated"),
    ],
)
def test_the_numeral_of_a_section_belongs_to_its_number(printed: str, text: str) -> None:
    assert read(printed, gap=8) == text


def test_the_last_figure_of_a_year_belongs_to_it() -> None:
    assert read("जे-39/6/203 1-मत्स्य", gap=6) == "जे-39/6/2031-मत्स्य"
    assert read("२५.०६.२०३ १", gap=6) == "२५.०६.२०३१"
    assert read("12/203 5 copies", gap=20) == "12/203 5 copies"
    assert read("No.12/203 15 copies", gap=6) == "No.12/203 15 copies"


def test_a_number_farther_away_is_no_day() -> None:
    assert read("12 07.2031", gap=30) == "12 07.2031"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ('"secy-x"“secy-', '"secy-x"<secy-'),
        ('"office8"*office8@dept', '"office8"<office8@dept'),
        ('"office8"* office8@dept.in>', '"office8"<office8@dept.in>'),
        ('<secy@dept.in>. "x"', '<secy@dept.in>, "x"'),
        ('"secy" ‘secy@dept.in>', '"secy" <secy@dept.in>'),
        ('"k"<k@l.in>, "cs"<cs@m.in>', '"k"<k@l.in>, "cs"<cs@m.in>'),
        ('<secy@dept.in~,"x"', '<secy@dept.in>,"x"'),
        ('<secy@dept.in>."x"', '<secy@dept.in>,"x"'),
        ("<secy@dept.in>.", "<secy@dept.in>."),  # the end of the list
        ("<secy@dept,in>", "<secy@dept.in>"),
        ("<secy@dept in>,", "<secy@dept.in>,"),
        ("<secy-x@dept.in>", "<secy-x@dept.in>"),
    ],
)
def test_brackets_of_a_list_of_addresses(printed: str, text: str) -> None:
    assert read(LIST, printed) == f"{LIST}|{text}"
    if "<" not in printed:
        assert read(printed) == printed, "no list on the page"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("निदेशक. भवन|है।", "निदेशक, भवन|है।"),  # a comma worn to a point
        ("प्रति, आयुक्त.|है।", "प्रति, आयुक्त,|है।"),
        ("निदेशक. भवन|है", "निदेशक. भवन|है"),  # sentences may end in points there
        ("क्र.सं. आई.टी. प्रशा. सं.|है।", "क्र.सं. आई.टी. प्रशा. सं.|है।"),  # cut short
        ("लक्ष्मीनगर. २. 31.|है।", "लक्ष्मीनगर. २. 31.|है।"),  # on no list
    ],
)
def test_a_common_hindi_word_has_a_comma_and_no_point(printed: str, text: str) -> None:
    assert read(*printed.split("|")) == text

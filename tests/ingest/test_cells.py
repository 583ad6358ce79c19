"""Tables without rules: found by their white, never made of lists, letters or two columns of prose."""

from collections.abc import Sequence

from ingest.cells import unruled, with_unruled
from ingest.document import BBox
from ingest.layout import PlacedWord, compose, with_tables

LINE = 28.0
WIDE = 8.0


def placed(rows: Sequence[str], top: float = 100.0) -> list[PlacedWord]:
    """Words of a drawing in fixed pitch: a sign is 8 wide, a line 20 high and 28 apart."""
    out = []
    for number, row in enumerate(rows):
        at = 0
        for piece in row.split(" "):
            if piece:
                y = top + number * LINE
                out.append(PlacedWord(piece, BBox(at * WIDE, y, (at + len(piece)) * WIDE, y + 20)))
            at += len(piece) + 1
    return out


def text_of(rows: Sequence[str]) -> list[str]:
    words = placed(rows)
    return [x for x in compose(with_tables(words, unruled(words)))[0].split("\n") if x]


TABLE = [
    "S.No.  Item                    Last date",
    "1.     Return of stores        01.02.2020",
    "2.     Audit of cash books     03.02.2020",
    "3.     Roll of pensioners      15.03.2020",
]


def test_rows_are_lines_of_cells() -> None:
    assert text_of(TABLE) == [
        "S.No.\tItem\tLast date",
        "1.\tReturn of stores\t01.02.2020",
        "2.\tAudit of cash books\t03.02.2020",
        "3.\tRoll of pensioners\t15.03.2020",
    ]


def test_prose_around_the_table_stays_prose() -> None:
    before = ["The schedule of activities for the current year is as under:", ""]
    behind = ["", "", "                    By order of the competent authority"]
    read = text_of([*before, *TABLE, *behind])
    assert read[0] == before[0]
    assert read[-1].strip() == behind[-1].strip()
    assert sum("\t" in line for line in read) == 4


def test_wrapped_text_belongs_to_the_row_above() -> None:
    read = text_of([TABLE[0], TABLE[1], "       and instruments", *TABLE[2:], "       of the state"])
    assert read[1] == "1.\tReturn of stores and instruments\t01.02.2020"
    assert read[-1] == "3.\tRoll of pensioners of the state\t15.03.2020"
    assert len(read) == 4


def test_a_row_that_lost_its_serial_number_is_still_a_row() -> None:
    read = text_of([*TABLE[:2], TABLE[2].replace("2.", "  ", 1), TABLE[3]])
    assert read[2] == "Audit of cash books\t03.02.2020"
    assert read[3].startswith("3.\t")


def test_a_band_heading_between_rows_is_a_line_of_its_own() -> None:
    read = text_of([*TABLE[:3], "       Offices outside the headquarters of the state", TABLE[3]])
    assert read[3] == "Offices outside the headquarters of the state"
    assert read[4] == "3.\tRoll of pensioners\t15.03.2020"


def test_header_wider_than_its_gap_is_parted_by_the_rows_below() -> None:
    rows = [
        "S.No.  Name of work done  Amount sanctioned",
        *(f"{n}.     Road number {n}      1,2{n},000" for n in range(1, 5)),
    ]
    assert text_of(rows)[0] == "S.No.\tName of work done\tAmount sanctioned"


def test_a_speck_in_the_white_does_not_bridge_it() -> None:
    words = placed(TABLE)
    speck = PlacedWord("=", BBox(27 * WIDE, 128, 31 * WIDE, 140))
    (table,) = unruled([*words, speck])
    assert [len(row) for row in table] == [3, 3, 3, 3]


def test_what_is_no_table() -> None:
    lists = [
        "1.   The Secretary         to Government,    Finance",
        "2.   All Heads of Departments   (by name).  Jaipur",
        "3.   Guard       file      of the branch",
    ]
    columns = [
        "it is therefore ordered     all officers shall send",
        "that the returns shall      their returns before the",
        "reach this office in time   end of the month without",
        "without any delay at all    waiting for a reminder",
    ]
    number = ["No. 12/3/2019-Estt.                Dated 03.04.2019"]
    signature = ["(A. Kumar)           (B. Devi)          (C. Rao)", "Chairman             Member             Member"]
    for drawing in (lists, columns, number, signature, TABLE[:2], []):
        assert unruled(placed(drawing)) == [], drawing


def test_hindi_rows() -> None:
    rows = [
        "क्र.सं.   विवरण              अंतिम तिथि",
        "१.       भण्डार की सूची      ०१.०२.२०२०",
        "२.       रोकड़ का मिलान     ०३.०२.२०२०",
        "३.       पेंशनर सूची        १५.०३.२०२०",
    ]
    assert [line.count("\t") for line in text_of(rows)] == [2, 2, 2, 2]


def test_words_of_ruled_tables_are_left_to_their_rules() -> None:
    words = placed(TABLE)
    ruled = [[[BBox(-10, 90, 200, 200), BBox(200, 90, 500, 200)]] * 2]
    assert with_unruled(words, ruled) == ruled


def test_many_lines_take_no_longer_than_their_number() -> None:
    rows = [TABLE[0], *(f"{n:<6} Return of stores        01.02.2020" for n in range(1, 120))]
    (table,) = unruled(placed(rows))
    assert len(table) == 120

"""Tables without rules: found by their white, never made of lists, letters or two columns of prose."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.cells import Doubt, doubts, read_again, unruled, with_unruled
from ingest.document import BBox, Span
from ingest.errors import OcrFailed
from ingest.layout import PlacedWord, compose, with_tables
from ingest.load import load
from ingest.ocr import OcrLine, OcrPage, OcrWord, Orientation
from tests.ingest.engines import Says
from tests.ingest.papers import source, typed_pdf

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


def test_a_first_row_of_many_lines_is_found_from_the_rows_below() -> None:
    tall = ["1.     Leave       of     01.02.2020", "       women who", "       bear a", "       child"]
    rows = [f"{n}.     Return of stores   0{n}.03.2020" for n in range(2, 6)]
    read = text_of(["S.No.  Item               Till", *tall, *rows])
    assert read[0] == "S.No.\tItem\tTill"
    assert read[1] == "1.\tLeave of women who bear a child\t01.02.2020"
    assert len(read) == 6


def test_lines_on_which_most_cells_go_on_are_no_rows() -> None:
    rows = ["S.No.  Item         From         Till         Amount", ""]
    for n in range(1, 5):
        rows += [
            f"{n})     Return of    15th         12th         1,2{n}0.00",
            "       stores       September,   December,",
            "       to office    2018         2019", "",
        ]  # fmt: skip
    read = text_of(rows)
    assert read[1] == "1)\tReturn of stores to office\t15th September, 2018\t12th December, 2019\t1,210.00"
    assert [line.count("\t") for line in read] == [4] * 5


def test_a_title_above_the_table_draws_no_line_into_it() -> None:
    read = text_of(["No. 12/3              Dated 03.04.2019", "       Statement", *TABLE])
    assert [line.count("\t") for line in read] == [0, 0, 2, 2, 2, 2]


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


def test_a_word_below_the_table_that_fits_fewer_columns_does_not_join_two() -> None:
    """The first row lost its serial number, and the box of one of its words reaches into the white."""
    rows = [
        "S.No.     Item                From         Till",
        "          Return of stores    01.02.2020   02.02.2020",
        "2.        Audit of cash       03.02.2020   04.02.2020",
        "3.        Roll of people      15.03.2020   16.03.2020",
        "4.        Hire of vehicles    17.03.2020   18.03.2020",
        "          and carts",
        "                            Order",
    ]
    words = [replace(w, bbox=replace(w.bbox, x1=28 * WIDE)) if w.text == "Return" else w for w in placed(rows)]
    read = compose(with_tables(words, unruled(words)))[0].split("\n")
    assert read[0] == "S.No.\tItem\tFrom\tTill"
    assert read[2] == "2.\tAudit of cash\t03.02.2020\t04.02.2020"
    assert read[-1] == "Order"


def test_a_speck_in_the_white_does_not_bridge_it() -> None:
    words = placed(TABLE)
    speck = PlacedWord("=", BBox(27 * WIDE, 128, 31 * WIDE, 140))
    (table,) = unruled([*words, speck])
    assert [len(row) for row in table] == [3, 3, 3, 3]


def test_a_pens_scrap_in_the_white_does_not_bridge_it() -> None:
    """Hardly read letters beside a date are what a stroke was taken for; the row keeps its columns."""
    words, place = placed(TABLE), BBox(24 * WIDE, 130, 31 * WIDE, 140)
    assert unruled([*words, PlacedWord('"n', place, 0.07)]) == unruled(words)
    assert unruled([*words, PlacedWord('"n', place, 0.9)]) != unruled(words)
    label = [replace(w, text="क्र.", confidence=0.2) if w.text == "S.No." else w for w in words]
    assert unruled(label) == unruled(words)  # a short label of a header is none


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


def test_numbered_rows_without_a_header_are_a_table_where_they_are_set_in_columns() -> None:
    rows = [
        "Course for clerks of less than eight years",
        "1.   Use of registers       Optional",
        "2.   Noting                 Compulsory",
        "3.   Keeping of old files   Optional",
    ]
    assert [line.count("\t") for line in text_of(rows)] == [0, 2, 2, 2]
    out_of_turn = [rows[1], rows[3], rows[2]]
    a_cell_short = [*rows[1:3], "3.                          Optional", "4.   Keeping of old files   Optional"]
    uneven = [*rows[1:3], "3.      Keeping of old     files"]
    for drawing in (out_of_turn, a_cell_short, uneven):
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


# ------------------------------------------------------------------------------ cells read again


@dataclass
class Reader:
    """An engine that reads the strips it is handed as ``answers``, in turn, with one confidence."""

    answers: list[str]
    confidence: float = 0.9
    asked: list[str] = field(default_factory=list)
    fails: bool = False

    def probe(self, languages: str) -> str:
        return "reader"

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        raise AssertionError("only strips are read again")

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        if self.fails:
            raise OcrFailed("stopped")
        self.asked += [languages] * len(images)
        return [
            OcrPage((OcrLine((OcrWord(text, (0, 0, 10, 10), self.confidence),), 1, 1),), image.width, image.height)
            for text, image in zip(self.answers, images, strict=True)
        ]

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        return None


@dataclass
class Unsteady(Reader):
    """Reads each way of showing a cell otherwise: ``ways`` are the answers of each in turn."""

    ways: tuple[str, ...] = ()

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.answers = [self.ways[len(self.asked)]]
        return super().read_strips(images, dpi, languages)


def again(rows: Sequence[str], engine: Reader, languages: str = "Devanagari+eng") -> list[PlacedWord]:
    """The words after doubtful cells were read again from a picture with a frame of ink for every word."""
    words = placed(rows)
    picture = Image.new("L", (700, 600), 255)
    for word in words:
        box = word.bbox
        ImageDraw.Draw(picture).rectangle((box.x0, box.top + 3, box.x1 - 2, box.bottom - 3), outline=0, width=2)
    return read_again(words, unruled(words), np.asarray(picture), 100, engine, languages)


DAMAGED = [
    "S.No.  Item                    Last date     Amount",
    "1.     Return of stores        01.02.2020    1,20,000",
    "2.     Audit of cash books     O3.02.2020    2,30,500",
    "3.     Roll of pensioners      15.03.2020    3,110,250",
    "A.     Return of books         18.03.2020    4,20,000",
    "5.     Closing of accounts     19.03.2020    5,20,000",
]


def test_cells_of_another_form_than_their_column_are_in_doubt() -> None:
    words = placed(DAMAGED)
    found = {d.said: d.expected for d in doubts(words, unruled(words))}
    assert found == {"O3.02.2020": None, "3,110,250": None, "A.": 4}


def test_a_sure_reading_of_the_right_form_is_taken_and_the_first_one_kept_beside_it() -> None:
    engine = Reader(["4.", "03.02.2020", "3,10,250"])
    words = {w.text: w for w in again(DAMAGED, engine)}
    assert words["03.02.2020"].alternatives == ("O3.02.2020",)
    assert words["3,10,250"].alternatives == ("3,110,250",)
    assert words["4."].alternatives == ("A.",)
    assert "O3.02.2020" not in words
    assert set(engine.asked) == {"eng"}
    assert len(words["03.02.2020"].text) == 10
    assert abs(words["03.02.2020"].bbox.x0 - 31 * WIDE) < 12


def test_what_does_not_fit_or_is_unsure_is_not_taken() -> None:
    said = sorted(w.text for w in placed(DAMAGED))
    for engine in (
        Reader(["8.", "43.02.2020", "3,110,251"]),  # not the number in turn, no day, not of the form
        Reader(["4", "03.02.2020.", "-"]),
        Reader(["A.", "08.08.2026", "9,10,450"], confidence=0.5),
        Reader([], fails=True),
    ):
        assert sorted(w.text for w in again(DAMAGED, engine)) == said


@pytest.mark.parametrize(
    ("ways", "text"),
    [
        (("04.03.2020", "01.03.2020", "04.03.2020"), "04.03.2020"),
        (("04.03.2020", "", ""), "04.03 220"),  # one way alone
        (("04.03.2020", "01.03.2020", "07.03.2020"), "04.03 220"),
        (("18.12.2020", "18.12.2020", "18.12.2020"), "04.03 220"),  # far from what stands there
    ],
)
def test_what_two_ways_read_alike_is_taken_though_each_is_unsure(ways: tuple[str, ...], text: str) -> None:
    rows = [DAMAGED[0], DAMAGED[1], *(row.replace("O3", "03").replace("3,110", "3,10") for row in DAMAGED[2:4])]
    rows[2] = rows[2].replace("03.02.2020", "04.03 220 ")
    words = again(rows, Unsteady([], confidence=0.4, ways=ways))
    assert text in " ".join(w.text for w in words)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("04.03.2020 -", "04.03.2020"), (". 04.03.2020", "04.03.2020"), ("04.03.2020 k", "04.03.2020"),
        ("04.03.2020 12", ""), ("1 04.03.2020", ""), ("04.03.2020 FN", ""),
    ],
)  # fmt: skip
def test_one_sign_beside_a_date_is_none_of_it(said: str, text: str) -> None:
    assert in_column(said, ["14.02.2020", "18.03.2020", "19.03.2020"]) == text


@pytest.mark.parametrize(
    ("said", "column", "text"),
    [
        ("June 29, 2031 k", ["May 3, 2031", "July 14, 2031"], "June 29, 2031"),
        ("June’29, 2031", ["May 3, 2031", "July 14, 2031"], "June 29, 2031"),
        ("24th April,.2031", ["3rd May, 2031", "14th July, 2031"], "24th April, 2031"),
        ("1 1th June 2031", ["3rd May 2031", "14th July 2031"], "11th June 2031"),
        ("26th Febru a ry 2031", ["3rd May 2031", "14th July 2031"], "26th February 2031"),
        ("14th July, 2031 FN", ["3rd May, 2031", "5th May, 2031"], ""),  # it may be of the date
        ("Group A", ["3rd May 2031", "14th July 2031"], ""),
    ],
)
def test_dates_with_a_month_are_those_of_the_column(said: str, column: list[str], text: str) -> None:
    assert in_column(said, column) == text


def test_what_takes_the_place_of_several_words_stands_where_they_stood() -> None:
    rows = [DAMAGED[0], DAMAGED[1], DAMAGED[4].replace("A.", "2."), DAMAGED[5].replace("5.", "3.")]
    rows[2] = rows[2].replace("18.03.2020", "18. 03.2020")
    (date,) = [w for w in again(rows, Reader([])) if w.text == "18.03.2020"]
    assert (date.bbox.x0, date.bbox.x1) == (31 * WIDE, 42 * WIDE)


def in_column(said: str, column: Sequence[str]) -> str:
    """What signs alone make of a cell among others that are of one form; empty where nothing is clear."""
    return next((doubt.signed() for doubt in in_doubt(["Date", *column, said]) if doubt.said == said), "")


def in_doubt(texts: Sequence[str]) -> list[Doubt]:
    """The doubts about the only column of a table."""
    cells = [BBox(100, 40 * n, 300, 40 * n + 30) for n in range(len(texts))]
    words = [
        PlacedWord(text, BBox(110, cell.top + 5, 290, cell.top + 25)) for text, cell in zip(texts, cells, strict=True)
    ]
    return doubts(words, [[[cell] for cell in cells]])


@pytest.mark.parametrize(
    ("column", "text"),
    [(["]", "2", "3"], "1"), (["|.", "2.", "3."], "1."), (["6", "]", "8"], ""), (["]", "२", "३"], "")],
)
def test_a_lone_stroke_is_the_one_that_the_rows_ask_for(column: list[str], text: str) -> None:
    asked = {doubt.said: doubt.signed() for doubt in in_doubt(["S.No.", *column])}
    assert list(asked.values()) == [text]


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        (["1.", "2.", "3.", "I,", "2.", "3."], 1),
        (["1.", "2.", "3.", "A.", "1.", "2."], 4),
        (["1.", "2.", "3.", "A.", "5.", "6."], 4),
        (["1.", "2.", "3.", "A.", "7.", "9."], None),
    ],
)
def test_a_count_may_begin_anew(column: list[str], asked: int | None) -> None:
    assert [doubt.expected for doubt in in_doubt(["S.No.", *column]) if doubt.said in {"I,", "A."}] == [asked]


def test_a_serial_number_whose_figure_counts_on_is_printed_with_the_sign_of_its_column() -> None:
    rows = [line.replace("A.", "4:").replace("5.     C", "`5     C") for line in DAMAGED]
    engine = Reader(["03.02.2020", "3,10,250"])
    words = {w.text: w for w in again(rows, engine)}
    assert words["4."].alternatives == ("4:",)
    assert words["5."].alternatives == ("`5",)
    assert len(engine.asked) == 6  # the other two cells, three ways each


def test_points_and_commas_are_those_of_the_column() -> None:
    damage = {"O3.02.2020": "03,02.2020", "2,30,500": "2.30,500", "3,110,250": "3,10, 250"}
    rows = DAMAGED
    for printed, said in damage.items():
        rows = [line.replace(printed, said) for line in rows]
    words = [w.text for w in again([*rows, "6.     Sale of scrap           20.03.2020.   6,20,000"], Reader(["4."]))]
    assert {"03.02.2020", "20.03.2020", "2,30,500", "3,10,250"} <= set(words)
    assert "250" not in words


def test_amounts_whose_commas_were_read_as_points_say_themselves_what_they_are() -> None:
    amounts = ("१.२०.०००.००", "२.३०,५००.००", "३५.०३७.००  ", "४,५०,०००.५०")
    days = ("०१.०२.२०२०", "०२.०२.२०२०", "०३.०२.२०२०", "०४.०२.२०२०")
    head = "क्र.सं.   विवरण             राशि            दिनांक"
    body = [f"{n}.       कार्य क्रमांक          {m}     {d}" for n, m, d in zip("१२३४", amounts, days, strict=True)]
    rows = [head, *body]
    engine = Reader([])
    words = {w.text: w for w in again(rows, engine)}
    assert {"१,२०,०००.००", "२,३०,५००.००", "३५,०३७.००", "४,५०,०००.५०"} <= set(words)
    assert words["१,२०,०००.००"].alternatives == ("१.२०.०००.००",)
    assert {"०१.०२.२०२०", "०४.०२.२०२०"} <= set(words)
    assert engine.asked == []


def test_specks_beside_and_within_amounts_do_not_hide_that_the_column_is_one_of_amounts() -> None:
    amounts = ("5,46,415", "6.10.502.", "~—-8,86,533", "2.35, 185", "7,11.561")
    rows = ["S.No.  Item                    Last date     Amount      "]
    rows += [f"{n}.     Roll of pensioners      0{n}.02.2020    {m}" for n, m in enumerate(amounts, 1)]
    engine = Reader([])
    words = [w.text for w in again(rows, engine)]
    assert {"5,46,415", "6,10,502", "8,86,533", "2,35,185", "7,11,561"} <= set(words)
    assert engine.asked == []


def test_codes_grouped_by_points_alone_stay() -> None:
    rows = ["S.No.  Item                    Last date     Code    ", *(f"{n}.     Roll of pensioners      {d}    {code}"
            for n, d, code in zip("1234", ("01.02.2020", "02.02.2020", "03.02.2020", "04.02.2020"),
                                  ("2.110.05", "2.110.06", "3.515.00", "4.800.01"), strict=True))]  # fmt: skip
    words = [w.text for w in again(rows, Reader([]))]
    assert {"2.110.05", "2.110.06", "3.515.00", "4.800.01"} <= set(words)


def test_two_signs_otherwise_or_a_figure_too_many_are_left_to_the_engine() -> None:
    rows = [line.replace("01.02.2020", "01,02,2020").replace("2,30,500", "2,305,00") for line in DAMAGED]
    engine = Reader(["-"] * 5)
    words = [w.text for w in again(rows, engine)]
    assert {"01,02,2020", "2,305,00", "3,110,250"} <= set(words)
    assert len(engine.asked) == 15


def test_two_dates_among_figures_say_what_the_others_are() -> None:
    rows = [line.replace("01.02.2020", "01,02.2020").replace("18.03.2020", "18.0 2020 ") for line in DAMAGED]
    rows[2] = rows[2].replace("O3.02.2020", "03.02.2o20")
    assert "01.02.2020" in [w.text for w in again(rows, Reader(["4.", "-", "-", "-"]))]


def test_a_figure_out_of_turn_does_not_get_a_sign() -> None:
    rows = [line.replace("A.", "7:") for line in DAMAGED]
    assert "7:" in [w.text for w in again(rows, Reader(["7.", "03.02.2020", "3,10,250"]))]


def test_another_reading_of_the_cell_that_fits_is_taken_before_the_engine_is_asked() -> None:
    words = [replace(w, alternatives=("4.",)) if w.text == "A." else w for w in placed(DAMAGED)]
    read = read_again(words, unruled(words), np.full((600, 700), 255, np.uint8), 100, Reader([]), "Devanagari+eng")
    (found,) = [w for w in read if w.text == "4."]
    assert found.alternatives == ("A.",)


def test_a_lost_serial_number_is_looked_for_where_it_must_stand() -> None:
    words = placed([line.replace("2.  ", "    ") for line in TABLE])
    picture = Image.new("L", (700, 600), 255)
    ImageDraw.Draw(picture).rectangle((2, 100 + 2 * LINE + 3, 14, 100 + 2 * LINE + 17), fill=0)
    read = read_again(words, unruled(words), np.asarray(picture), 100, Reader(["2."]), "Devanagari+eng")
    (found,) = [w for w in read if w.text == "2."]
    assert found.alternatives == ()
    assert found.bbox.x0 < 10
    blank = np.full((600, 700), 255, np.uint8)
    assert len(read_again(words, unruled(words), blank, 100, Reader([]), "Devanagari+eng")) == len(words)


def test_devanagari_columns_are_read_by_their_model() -> None:
    rows = ["क्र.सं.   विवरण             राशि", *(f"{n}.       कार्य क्रमांक          {m}" for n, m in
            zip("१२३४", ("१,२०,०००", "२,३०,०००", "HA,OOO", "४,५०,०००"), strict=True))]  # fmt: skip
    engine = Reader(["३,४०,०००"])
    assert "३,४०,०००" in [w.text for w in again(rows, engine)]
    assert set(engine.asked) == {"Devanagari"}
    assert set(Reader([]).asked) == set()
    only = Reader(["३,४०,०००"])
    again(rows, only, "eng")
    assert set(only.asked) == {"eng"}  # a reader of one language is not asked for another


def test_a_column_of_prose_is_never_in_doubt() -> None:
    rows = [line.replace("01.02.2020", "by then   ").replace("03.02.2020", "at once   ") for line in TABLE]
    words = placed(rows)
    assert [d.said for d in doubts(words, unruled(words))] == []


# ------------------------------------------------------------------------------ text layers


def row(*cells: tuple[int, str]) -> list[tuple[str, str]]:
    """A typed line whose cells begin at given places: narrow signs and spaces are one wide, others two."""
    out, at = "", 0
    for place, text in cells:
        out += " " * (place - at)
        at = max(at, place)
        out += text
        at += sum(1 if c in " ,.;:il|'" else 2 for c in text)
    return [("Arial", out)]


def test_a_text_layer_without_rules_has_rows_of_cells_too() -> None:
    lines = [
        row((0, "Government of the State, Office of the Commissioner")),
        row((0, "The schedule of activities for the current year is as under")),
        row((0, "Sr. No."), (24, "Activity of the office"), (80, "Last date")),
        row((0, "1."), (24, "Return of stores"), (80, "01.02.2020")),
        row((0, "2."), (24, "Audit of cash books"), (80, "03.02.2020")),
        row((24, "of all branches")),
        row((0, "3."), (24, "Roll of pensioners"), (80, "15.03.2020")),
    ]
    document = load(source("table.pdf", typed_pdf(lines, size=11)), engine=Says([]))
    assert document.pages[0].origin == "text_layer"
    rows = [line for line in document.text.split("\n") if "\t" in line]
    assert rows[2:] == ["2.\tAudit of cash books of all branches\t03.02.2020", "3.\tRoll of pensioners\t15.03.2020"]
    assert document.text.count("\t") == 8
    said = "Audit of cash books of all branches"
    start = document.text.index(said)
    (region,) = document.regions(Span(start, start + len(said)))  # a cell's box is that of its span
    line, column = 1.6 * 11, 60 + 24 * 278 * 11 / 1000
    assert region.bbox is not None
    assert abs(region.bbox.x0 - column) < 2
    assert region.bbox.x1 < 60 + 80 * 278 * 11 / 1000
    assert line < region.bbox.bottom - region.bbox.top < 2.2 * line


def test_a_header_whose_first_line_stands_above_its_serial_number() -> None:
    first = ["       Kind of                 Last", TABLE[0].replace("Item", "item").replace("Last date", "date")]
    read = text_of([*first, *TABLE[1:]])
    assert read[0] == "S.No.\tKind of item\tLast date"
    assert len(read) == 4

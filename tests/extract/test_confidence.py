"""From the strength of a finding to a confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extract.confidence import PRIOR, UNCALIBRATED, Calibration, Cell, confidence, parse, shipped, strength_of, wear
from extract.cues import Cue
from extract.pipeline import read_document
from extract.segment import Form
from extract.view import Line
from ingest.document import BBox, Document, Page, SourceFile, Span, Word
from tests.extract.reading import read_text

TABLE = Calibration(
    {
        "date": {
            "labelled": {"clean": Cell(1000, 0.98), "bad": Cell(1000, 0.8)},
            "placed": {"clean": Cell(2, 0.0)},
        }
    }
)
LETTER = """GOVERNMENT OF SAMPLES
DEPARTMENT OF EXAMPLES
No. A-12/3/2024-Estt                                   Dated: 07.05.2024

Subject: Filing of returns in time.

All officers shall file the return by 30.06.2024.
"""


@pytest.mark.parametrize("strength", list(PRIOR))
def test_a_strength_is_known_by_its_prior(strength: str) -> None:
    assert strength_of(PRIOR[strength]) == strength  # type: ignore[index]


def test_agreement_raises_and_a_bad_page_lowers() -> None:
    assert confidence("shape") < confidence("shape", agreeing=1) < confidence("labelled", agreeing=2) <= 0.99
    assert confidence("labelled", page_confidence=0.2) < confidence("labelled")


def test_the_measured_share_replaces_the_prior() -> None:
    assert TABLE("date", 0.97) == pytest.approx(0.98, abs=0.002)
    assert TABLE("date", 0.97, "bad") == pytest.approx(0.8, abs=0.002)


def test_a_cell_of_few_cases_leans_on_its_field() -> None:
    assert 0.6 < TABLE("date", 0.88) < 0.8


def test_a_strength_never_measured_is_no_surer_than_its_prior() -> None:
    assert TABLE("date", 0.35) == PRIOR["doubtful"]


def test_a_wear_never_measured_takes_the_field_at_any_wear() -> None:
    assert 0.8 < TABLE("date", 0.97, "worn") < 0.98


def test_a_field_never_measured_keeps_its_own_figure() -> None:
    assert TABLE("priority", 0.88) == 0.88


@pytest.mark.parametrize("table", [TABLE, UNCALIBRATED])
def test_confidence_falls_with_the_worst_word(table: Calibration) -> None:
    said = [table("date", 0.97, least_word=w) for w in (1.0, 0.8, 0.6, 0.3, 0.0)]
    assert said[0] == said[1] > said[2] > said[3] > said[4] > 0


@pytest.mark.parametrize("sure", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("least", [-1.0, 0.0, 1.0, 2.0])
def test_a_confidence_stays_between_nought_and_one(sure: float, least: float) -> None:
    assert 0 <= UNCALIBRATED("x", sure, "bad", least) < 1


@pytest.mark.parametrize("bad", ["[date.certain]\nclean={n=1,right=1}", "[date.labelled]\nclean={n=1,right=2}"])
def test_data_that_cannot_be_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="date"):
        parse(bad)


def test_the_shipped_figures_cover_what_a_reader_looks_at() -> None:
    named = {"reference_no", "date", "subject", "issuer", "place", "signatories", "addressees", "copy_to", "cites"}
    assert named | {"deadlines", "obligations"} <= set(shipped().fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LETTER, "clean"),
        ("", "clean"),
        ("| a | b |\n|---|---|\n", "clean"),
        ("The rate of CO2 under rule 12(1)(a) of G.O. 2024", "clean"),
        ("सं0 12/2024 पृ.क्रं. विषय: अवकाश के संबंध में।", "clean"),
        ("The o1der  dated l2.05.2O24 of the Depart ment |", "bad"),
        ("पङे हुए का:म को निस्तारित करें |", "bad"),
    ],
)
def test_wear_is_told_by_signs_no_typist_prints(text: str, expected: str) -> None:
    assert wear(text) == expected


def test_an_unreadable_page_is_bad_however_clean_its_text() -> None:
    assert wear(LETTER, "unreadable") == "bad"
    assert wear(LETTER, "doubtful") == "clean"


def page_of(text: str, confidences: dict[str, float]) -> Document:
    """One scanned page whose words were read well but for those named."""
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append(Word(Span(at, at + len(word)), BBox(at, 0, at + len(word), 10), confidences.get(word, 0.96)))
        at += len(word)
    page = Page(1, Span(0, len(text)), "ocr", 0.95, "good", 595, 842, tuple(words))
    return Document(SourceFile("a.png", "0" * 64, "image/png", b""), text, (page,))


def test_a_badly_read_word_lowers_its_value_and_no_other() -> None:
    well, badly = (
        read_document(page_of(LETTER, c)).communications[0] for c in ({}, {"07.05.2024": 0.3, "A-12/3/2024-Estt": 0.9})
    )
    assert well.date and badly.date and well.reference_no and badly.reference_no and well.subject and badly.subject
    assert badly.date.value == well.date.value == "2024-05-07"
    assert badly.date.confidence < 0.85 * well.date.confidence
    assert badly.reference_no.confidence == well.reference_no.confidence
    assert badly.subject.confidence == well.subject.confidence


def test_a_disputed_line_makes_its_values_less_sure_and_no_other() -> None:
    def against_the_subject(lines: Sequence[Line], _cues: Sequence[frozenset[Cue]], _form: Form) -> tuple[Line, ...]:
        return tuple(replace(line, disputed=line.zone == "subject") for line in lines)

    table = Calibration(
        {f: {"labelled": {"clean": Cell(99, 0.98)}, "disputed": {"clean": Cell(9, 0.2)}} for f in ("date", "subject")}
    )
    one = read_document(page_of(LETTER, {}), table, against_the_subject).communications[0]
    assert one.date and one.subject
    assert one.date.confidence > 0.95
    assert one.subject.confidence < 0.5


def test_a_dispute_never_measured_is_little_better_than_a_guess() -> None:
    assert TABLE("date", 0.97, disputed=True) == pytest.approx(0.5)


def test_the_calibration_can_be_another() -> None:
    document = page_of(LETTER, {})
    plain = read_document(document, UNCALIBRATED).communications[0].date
    other = read_document(document, TABLE).communications[0].date
    assert plain and other and plain.confidence in PRIOR.values() and other.confidence != plain.confidence


def test_lists_are_calibrated_too() -> None:
    one = read_text(LETTER).communications[0]
    cells = shipped().fields["obligations"]
    assert one.obligations and cells
    assert one.obligations[0].confidence != PRIOR[strength_of(one.obligations[0].confidence)]

"""A space behind a short label is seen in the picture."""

import numpy as np
import pytest

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.prepare import Gray
from ingest.spaces import spaced

SIGN, HIGH, LEFT, TOP = 16, 30, 50, 40


def printed(gaps: list[int]) -> tuple[Gray, tuple[int, int, int, int]]:
    """A picture of signs as blocks with these gaps between them, and the box around all."""
    picture = np.full((120, 600), 250, np.uint8)
    x = LEFT
    for gap in [*gaps, 0]:
        picture[TOP : TOP + HIGH, x : x + SIGN] = 20
        x += SIGN + gap
    return picture, (LEFT, TOP, x, TOP + HIGH)


def read(text: str, gaps: list[int], others: tuple[str, ...] = ()) -> list[OcrWord]:
    picture, box = printed(gaps)
    page = OcrPage((OcrLine((OcrWord(text, box, 0.9, others),), 1, 1),), 600, 120)
    return list(spaced(picture, page).lines[0].words)


@pytest.mark.parametrize(
    ("text", "gaps", "words"),
    [
        ("No.3", [4, 4, 16], "No. 3"),
        ("S.No.", [4, 16, 4, 4], "S. No."),
        ("No.3", [4, 4, 5], "No.3"),
        ("No.3", [9, 9, 12], "No.3"),  # a typewriter's signs stand apart, all of them
        ("No.3", [16, 4, 4], "No.3"),  # not behind the point
        ("N.K.Rao", [4, 4, 4, 16, 4, 4], "N.K.Rao"),  # more than one point
        ("3.5", [4, 16], "3.5"),
        ("ABC.DEF", [4, 4, 4, 16, 4, 4], "ABC.DEF"),  # a slash read as a point
        ("Noting.", [4, 4, 4, 4, 4, 16], "Noting."),
    ],
)
def test_a_space_behind_a_label(text: str, gaps: list[int], words: str) -> None:
    assert " ".join(word.text for word in read(text, gaps)) == words


def test_each_part_has_its_place_and_its_other_readings() -> None:
    label, number = read("No.12", [4, 4, 16, 4], ("No.17", "Mo.12"))
    assert (label.box[0], label.box[2]) == (LEFT, LEFT + 3 * SIGN + 8)
    assert (number.box[0], number.box[2]) == (LEFT + 3 * SIGN + 24, LEFT + 5 * SIGN + 28)
    assert (label.alternatives, number.alternatives) == ((), ("17",))


def test_white_paper_is_no_word() -> None:
    page = OcrPage((OcrLine((OcrWord("No.3", (10, 10, 60, 40), 0.2),), 1, 1),), 600, 120)
    assert spaced(np.full((120, 600), 250, np.uint8), page) == page

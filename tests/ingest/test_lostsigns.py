"""Signs above the head line that were not read: told by their ink, and by the one common word that they make."""

import numpy as np
import pytest

from ingest.lostsigns import with_lost_signs
from ingest.prepare import Gray

LEFT, RIGHT = 20, 220
HEAD, FOOT = 60, 110


def picture(*above: tuple[float, float], paper: int = 235, pale: int = 40, high: int = 10) -> Gray:
    """Five stems below a head line, and ink above it from where to where, in shares of the word's width."""
    drawn = np.full((140, 240), paper, np.uint8)
    drawn[HEAD : HEAD + 6, LEFT:RIGHT] = 40
    for n in range(5):
        drawn[HEAD:FOOT, LEFT + 30 + 40 * n : LEFT + 36 + 40 * n] = 40
    for start, end in above:
        x0, x1 = (LEFT + round(share * (RIGHT - LEFT)) for share in (start, end))
        drawn[HEAD - 6 - high : HEAD - 6, x0:x1] = pale
    return drawn


@pytest.mark.parametrize(
    ("why", "read", "above", "word"),
    [
        ("a dot", "दिनाक", [(0.02, 0.28), (0.62, 0.66)], "दिनांक"),
        ("a hook", "कायालय", [(0.5, 0.55)], "कार्यालय"),
        ("two dots", "सबध", [(0.24, 0.28), (0.58, 0.62)], "संबंध"),
        ("the stroke of a vowel", "रलवे", [(0.08, 0.2), (0.8, 0.95)], "रेलवे"),
        ("a half of a vowel's sign", "याजना", [(0.3, 0.4)], "योजना"),
        ("no ink", "दिनाक", [], ""),
        ("ink of a sign that was read", "दिनाक", [(0.02, 0.28)], ""),
        ("ink of a sign that was read, though a hook makes a name of it", "पावती", [(0.75, 0.95)], ""),
        ("ink elsewhere", "दिनाक", [(0.02, 0.28), (0.92, 0.98)], ""),
        ("one dot of two", "सबध", [(0.24, 0.28)], ""),
        ("ink, but no common word", "वेदनगरी", [(0.5, 0.55)], ""),
    ],
)
def test_the_common_word_that_signs_with_ink_make(
    why: str, read: str, above: list[tuple[float, float]], word: str
) -> None:
    assert with_lost_signs(picture(*above), LEFT, RIGHT, read) == word, why


def test_a_dot_of_thin_print_is_pale() -> None:
    drawn = picture((0.02, 0.28), (0.62, 0.66), pale=150)
    assert with_lost_signs(drawn, LEFT, RIGHT, "दिनाक") == "दिनांक"
    drawn = picture((0.02, 0.28), (0.62, 0.66), pale=205)
    assert with_lost_signs(drawn, LEFT, RIGHT, "दिनाक") == ""


def test_ink_that_comes_down_from_the_line_above_is_no_sign() -> None:
    drawn = picture((0.02, 0.28))
    drawn[: HEAD - 6, LEFT + 125 : LEFT + 131] = 40
    assert with_lost_signs(drawn, LEFT, RIGHT, "दिनाक") == ""


def test_a_picture_without_a_head_line_says_nothing() -> None:
    assert with_lost_signs(np.full((140, 240), 235, np.uint8), LEFT, RIGHT, "दिनाक") == ""

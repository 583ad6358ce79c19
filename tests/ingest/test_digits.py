"""Figures of a pen are read from their ink, and what is no figure is not. The ink is drawn here."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

import ingest.digits
from ingest.digits import CLASSES, NONE, SIDE, Mask, chances, normalised, read_figures

PEN = cv2.FONT_HERSHEY_SIMPLEX
SCRIPT = cv2.FONT_HERSHEY_SCRIPT_COMPLEX


def written(text: str, font: int = PEN, gap: int = 6) -> Mask:
    """Signs one by one, as a pen sets them down."""
    out = np.zeros((140, 60 + 60 * len(text)), np.uint8)
    x = 20
    for sign in text:
        if sign == "/":
            cv2.line(out, (x, 105), (x + 18, 38), 1, 4)
            x += 18 + gap
        elif sign == "-":
            cv2.line(out, (x, 75), (x + 26, 75), 1, 4)
            x += 26 + gap
        else:
            (width, _), _ = cv2.getTextSize(sign, font, 1.6, 4)
            cv2.putText(out, sign, (x, 92), font, 1.6, 1, 4)
            x += width + gap
    return out[:, : x + 20]


@pytest.mark.parametrize("text", ["24", "503", "1275", "8", "67350"])
def test_a_row_of_figures(text: str) -> None:
    best = read_figures(written(text))[0]
    assert best.text == text
    assert best.chance > 0.3


@pytest.mark.parametrize("text", ["28/11/24", "20-04-2024", "3/6/24"])
def test_a_date_of_a_printed_year(text: str) -> None:
    best = read_figures(written(text), years={2024})[0]
    assert best.text == text
    assert best.chance > 0.4


def test_no_date_of_another_year() -> None:
    assert all(w.text != "28/11/24" or w.chance < 0.4 for w in read_figures(written("28/11/24"), years={1995}))


def test_a_slash_leads_where_print_ends_in_one() -> None:
    assert read_figures(written("/503"), led=True)[0].text == "/503"


@pytest.mark.parametrize("text", ["Wmk", "Hx", "Rany", "M"])
def test_letters_are_no_figures(text: str) -> None:
    assert all(w.chance < 0.4 for w in read_figures(written(text, SCRIPT)))


def test_a_scribble_is_no_figure() -> None:
    ink = np.zeros((120, 300), np.uint8)
    steps = np.linspace(0, 9 * np.pi, 300)
    points = np.stack([20 + 8 * steps, 60 + 35 * np.sin(steps) + 9 * np.sin(2.3 * steps)], axis=1)
    cv2.polylines(ink, [points.astype(np.int32)], False, 1, 4)
    assert all(w.chance < 0.4 for w in read_figures(ink))


def test_the_dots_below_are_not_read() -> None:
    ink = written("24")
    for x in range(4, ink.shape[1] - 6, 11):
        ink[98:102, x : x + 5] = 1
    assert read_figures(ink)[0].text == "24"


@pytest.mark.parametrize("text", ["8", "24", "53"])
def test_figures_whose_feet_end_among_the_dots_keep_them(text: str) -> None:
    """Dots of seven pixels to the left and right; the lowest rows of the figures are theirs as well."""
    ink = np.pad(written(text), ((0, 0), (60, 60)))
    for x in (12, 28, 44, ink.shape[1] - 56, ink.shape[1] - 40, ink.shape[1] - 24):
        cv2.circle(ink, (x, 90), 3, 1, -1)
    read = read_figures(ink)[0]
    assert read.text == text
    assert read.chance > 0.95 * read_figures(written(text))[0].chance


def test_the_rule_below_is_not_read() -> None:
    ink = written("24")
    ink[112:114, 2:-2] = 1
    assert read_figures(ink)[0].text == "24"


def test_a_raised_ordinal_is_left_out() -> None:
    ink = np.pad(written("24"), ((0, 0), (0, 60)))
    cv2.putText(ink, "th", (ink.shape[1] - 74, 68), PEN, 0.6, 1, 2)
    assert read_figures(ink)[0].text == "24"


def test_a_raised_ordinal_half_as_tall_as_the_day_is_left_out() -> None:
    ink = np.pad(written("8"), ((0, 0), (0, 80)))
    cv2.putText(ink, "h", (ink.shape[1] - 92, 62), PEN, 0.9, 1, 3)
    assert [w.text for w in read_figures(ink) if w.chance > 0.5] == ["8"]


def test_figures_with_and_without_a_slash_before_them_are_the_same_figures() -> None:
    texts = [w.text.lstrip("/") for w in read_figures(written("/503"), led=True)]
    assert len(texts) == len(set(texts))


def test_figures_that_touch_are_parted() -> None:
    assert read_figures(written("53", gap=-7))[0].text == "53"


@pytest.mark.parametrize("ink", [np.zeros((60, 80), np.uint8), np.zeros((0, 0), np.uint8), np.eye(4, dtype=np.uint8)])
def test_no_ink_no_figures(ink: Mask) -> None:
    assert read_figures(ink) == []


def test_chances_add_up_to_one_at_most() -> None:
    found = read_figures(written("503"), most=50)
    assert sum(w.chance for w in found) <= 1.0001
    assert [w.chance for w in found] == sorted((w.chance for w in found), reverse=True)


def test_a_piece_fits_whatever_its_size() -> None:
    for shape in ((3, 200), (200, 3), (1, 1), (70, 40)):
        image = normalised(np.ones(shape, np.uint8))
        assert image.shape == (SIDE, SIDE)
        assert 0 < image.max() < 1.001


def test_classes() -> None:
    said = chances([written("8"), np.pad(np.ones((4, 90), np.uint8), 3)])
    assert said.shape == (2, CLASSES)
    assert said[0].argmax() == 8
    assert said[1].argmax() == NONE
    assert np.allclose(said.sum(axis=1), 1, atol=1e-3)


def test_the_weights_are_small_and_a_figure_is_read_fast() -> None:
    assert (Path(ingest.digits.__file__).parent / "models" / "digits.npz").stat().st_size < 300_000
    pieces = [written(d) for d in "0123456789"] * 4
    chances(pieces)
    begun = time.process_time()
    chances(pieces)
    assert (time.process_time() - begun) / len(pieces) < 0.05  # 1 ms by itself; other work shares the processor

"""Curled paper is straightened, flat paper is left alone, and words are found again where they lie on the photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.ink import connected
from ingest.prepare import DARK, Gray, Prepared, prepare, skew_angle
from ingest.unwarp import curve_of

Sink = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
WIDE, HIGH, DPI = 1700, 2200, 200
MARK = (900, 1240, 60, 24)


def paper(columns: int = 1) -> Gray:
    """Lines of print; two columns stand half a line apart. One solid block among them is easily found again."""
    page = np.full((HIGH, WIDE), 255, np.uint8)
    said = "the offices below shall send their returns of each quarter by post and in due form to this".split()
    for column in range(columns):
        left = 150 + column * (WIDE - 200) // columns
        right = left + (WIDE - 300) // columns - 60
        for n, y in enumerate(range(200 + 22 * column, HIGH - 200, 44)):
            x = left + 11 * (n % 3)
            for word in said[n % 5 :] + said:
                (width, _), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 0.75, 2)
                if x + width > right:
                    break
                cv2.putText(page, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 0, 2, cv2.LINE_AA)
                x += width + 16
    return page


def sunk(page: Gray, sink: Sink) -> Gray:
    x, y = np.meshgrid(np.arange(WIDE, dtype=np.float32), np.arange(HIGH, dtype=np.float32))
    return np.asarray(cv2.remap(page, x, (y - sink(x, y)).astype(np.float32), cv2.INTER_CUBIC, borderValue=255))


def book(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """A bound page: it bends towards its left edge, more so at the foot."""
    return np.asarray(45 * np.exp(-x / 500) * (0.4 + 0.6 * y / HIGH))


def wave(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(18 * np.sin(np.pi * x / WIDE + 0.8) + 0 * y)


def level(gray: Gray) -> float:
    """How much the sums of neighbouring rows differ: most where all lines are straight and level."""
    rows = (gray < DARK).mean(axis=1)
    return float(np.abs(np.diff(rows)).sum())


@pytest.mark.parametrize("sink", [book, wave])
def test_curled_lines_are_straight_again(sink: Sink) -> None:
    page = paper()
    curled = sunk(page, sink)
    ready = prepare(curled, DPI)
    assert ready.curve is not None
    assert any(note.startswith("curled paper straightened") for note in ready.notes)
    assert level(ready.image) > 0.85 * level(page) > 1.2 * level(curled)
    assert abs(skew_angle(ready.image)) < 0.3


@pytest.mark.parametrize("askew", [-1.4, 0.0, 0.2, 3.0])
def test_flat_paper_is_only_turned(askew: float) -> None:
    turned = cv2.warpAffine(
        paper(), cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), askew, 1), (WIDE, HIGH), borderValue=255
    )
    ready = prepare(np.asarray(turned), DPI)
    assert ready.curve is None
    assert any(note.startswith("turned by") for note in ready.notes) == (abs(askew) > 0.5)


def test_columns_whose_lines_do_not_meet_are_not_bent_together() -> None:
    curve = curve_of(paper(columns=2), DPI)
    assert curve is not None and not curve.curled


def test_an_empty_page_and_a_drawing_have_no_curve() -> None:
    page = np.full((HIGH, WIDE), 255, np.uint8)
    assert prepare(page, DPI).curve is None
    for radius in range(60, 700, 40):
        cv2.circle(page, (850, 1100), radius, 0, 4)
    assert prepare(page, DPI).curve is None


@pytest.mark.parametrize("sink", [book, wave])
def test_a_box_lies_where_its_ink_lies_on_the_curled_page(sink: Sink) -> None:
    ready, curled = marked(sink)
    left, top, right, bottom = ready.box_back(block(ready.image))
    assert (left, top, right, bottom) == pytest.approx(block(curled), abs=3)


def test_the_coloured_mask_goes_along() -> None:
    ready, curled = marked(wave)
    only = np.zeros_like(curled)
    x0, y0, x1, y1 = (int(v) for v in block(curled))
    only[y0:y1, x0:x1] = 1
    moved = ready.along(only)
    assert moved.shape == ready.image.shape
    rows, columns = np.nonzero(moved)
    assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == pytest.approx(block(ready.image), abs=3)


def marked(sink: Sink) -> tuple[Prepared, Gray]:
    x, y, w, h = MARK
    page = paper()
    page[y - 20 : y + h + 20, x - 20 : x + w + 20] = 255
    page[y : y + h, x : x + w] = 0
    curled = sunk(page, sink)
    ready = prepare(curled, DPI)
    assert ready.curve is not None
    return ready, curled


def block(gray: Gray) -> tuple[float, float, float, float]:
    """The box of the solid block: the part with most ink."""
    boxes = connected((gray < DARK).astype(np.uint8)).boxes
    x, y, w, h, _ = boxes[int(boxes[:, cv2.CC_STAT_AREA].argmax())]
    return float(x), float(y), float(x + w), float(y + h)

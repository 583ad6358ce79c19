"""Connected ink is labelled and measured as OpenCV does it."""

import cv2
import numpy as np
import pytest

from ingest.ink import connected


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (40, 33), (64, 65)])
@pytest.mark.parametrize("dense", [0.0, 0.05, 0.45, 1.0])
def test_parts_are_those_of_opencv(shape: tuple[int, int], dense: float, connectivity: int) -> None:
    chance = np.random.default_rng(5)
    ink = (chance.random(shape) < dense).astype(np.uint8)
    count, labels, boxes, centres = cv2.connectedComponentsWithStats(ink, connectivity=connectivity)
    found = connected(ink, connectivity)
    assert len(found) == count
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.boxes[1:], boxes[1:])
    assert np.array_equal(found.centres()[1:], centres[1:])
    place = slice(shape[0] // 3, shape[0]), slice(1, shape[1] - shape[1] // 4)
    assert np.array_equal(found.crop(*place), labels[place])
    chosen = chance.random(count) < 0.5
    chosen[0] = False
    assert np.array_equal(found.mask(chosen), chosen[labels])
    assert np.array_equal(found.pixels(chosen), np.flatnonzero(chosen[labels]))
    assert np.array_equal(found.counts(labels % 3), np.bincount(labels[labels % 3 > 0], minlength=count))
    padded = np.pad(chosen[labels], ((0, shape[0] % 2), (0, shape[1] % 2)))
    fours = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2)
    assert np.array_equal(found.halved(chosen), fours.any(axis=(1, 3)))


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("shape", [(40, 33), (65, 64)])
@pytest.mark.parametrize("chance_of_paper", [0.3, 0.8])
def test_rows_of_paper_between_lines_part_what_they_part(
    shape: tuple[int, int], chance_of_paper: float, connectivity: int
) -> None:
    chance = np.random.default_rng(11)
    for _ in range(20):
        ink = (chance.random(shape) < 0.5).astype(np.uint8)
        ink[chance.random(shape[0]) < chance_of_paper] = 0
        ink[:, : chance.integers(0, 9)] = 0
        assert np.array_equal(connected(ink, connectivity).labels, cv2.connectedComponents(ink, None, connectivity)[1])


def test_more_parts_than_two_bytes_can_number() -> None:
    ink = np.zeros((600, 600), np.uint8)
    ink[::2, ::2] = 1
    assert len(connected(ink)) == 90_001

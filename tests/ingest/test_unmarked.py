"""The network that tells print from marks over it: the stamp goes, the print below stays as it is without the stamp.

``marks/NAME.jpg``: at the left a piece of a typeset scan at 200 dpi with a mark in black over it, at the right the same
scan without the mark.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ingest.colour import lifted, sheet_of
from ingest.outline import freed
from ingest.overprint import parted
from ingest.prepare import DARK, Gray, Prepared
from ingest.unmarked import DPI, Tones, net, print_share, tones


def pair(name: str) -> tuple[Gray, Gray]:
    both = cv2.imread(str(Path(__file__).with_name("marks") / f"{name}.jpg"), cv2.IMREAD_GRAYSCALE)
    assert both is not None
    marked, plain = np.hsplit(np.asarray(both, np.uint8), 2)
    return np.ascontiguousarray(marked), np.ascontiguousarray(plain)


def differs(one: Gray, other: Gray) -> int:
    return int(((one < DARK) != (other < DARK)).sum())


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("frame_over_hindi", 0.3),  # a frame, its letters and its number across two lines
        ("frame_over_bold_english", 0.15),  # letters of the stamp lie on letters of a bold line
    ],
)
def test_the_letters_of_a_black_stamp_go_and_the_print_below_stays(name: str, left: float) -> None:
    marked, plain = pair(name)
    ready, found = freed(Prepared(marked), DPI)
    assert [o.shape for o in found] == ["frame"] and found[0].own is not None
    assert differs(ready.image, plain) < left * differs(marked, plain)
    own = found[0].own
    assert 0.7 < (own < DARK).sum() / differs(marked, plain) < 1.3  # the stamp's own picture holds it, and no print


def test_a_thin_stamp_goes_whole_whose_colour_was_packed_away() -> None:
    """A frame over five lines, of which the colour is left in parts: the rest of it is a mark and tinted."""
    path = Path(__file__).with_name("marks") / "green_frame.jpg"
    sheet = sheet_of(Image.open(path).convert("RGB"))
    assert sheet.colour is not None
    seen, freed_ = lifted(sheet.gray, sheet.colour, DPI, sheet.light)
    assert freed_
    for corner in (np.s_[50:160, 395:445], np.s_[255:320, 60:112]):
        assert (sheet.gray[corner] < 170).sum() > 100 and not (seen[corner] < 170).any()
    title = np.s_[35:72, 120:395]
    assert (seen[title] < DARK).sum() > 0.95 * (sheet.gray[title] < DARK).sum()


def test_the_network_sees_places_of_any_size_one_after_the_other() -> None:
    rng = np.random.default_rng(1)
    for high, wide in ((32, 320), (320, 32), (160, 224), (48, 48), (160, 224)):
        assert net()(rng.random((high, wide), np.float32)).shape == (high, wide)


def test_print_alone_is_print() -> None:
    for name in ("frame_over_hindi", "frame_over_bold_english"):
        _, plain = pair(name)
        place = slice(40, plain.shape[0] - 40), slice(40, plain.shape[1] - 40)
        share = print_share(plain, place, tones(plain, DPI), DPI)
        both = parted(plain[place], share, None, np.ones(share.shape, bool))
        assert differs(both.print_, plain[place]) < 0.03 * (plain[place] < DARK).sum()


def test_a_place_is_looked_at_with_what_is_around_it_at_any_resolution() -> None:
    marked, _ = pair("frame_over_hindi")
    levels = tones(marked, DPI)
    whole = print_share(marked, (slice(0, marked.shape[0]), slice(0, marked.shape[1])), levels, DPI)
    place = slice(120, 200), slice(90, 301)
    assert np.abs(print_share(marked, place, levels, DPI) - whole[place]).mean() < 0.05
    larger = np.asarray(cv2.resize(marked, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC), np.uint8)
    place = slice(180, 300), slice(135, 451)
    share = print_share(larger, place, tones(larger, 300), 300)
    assert share.shape == (120, 316) and share.min() >= 0 and share.max() <= 1


def test_levels_of_ink() -> None:
    page = np.full((400, 400), 230, np.uint8)
    assert tones(page, DPI) == Tones(230, 40)  # no print: as dark as print mostly is
    page[100:140, 100:300] = 60
    levels = tones(page, DPI)
    assert levels == Tones(230, 60)
    ink = levels.ink(np.array([[230, 145, 60, 0]], np.uint8))
    assert ink[0].tolist() == pytest.approx([0, 0.5, 1, 1.353], abs=0.01)


def test_what_is_not_in_the_zone_stays() -> None:
    picture = np.full((4, 6), 200, np.uint8)
    picture[1:3, 1:5] = 20
    zone = np.zeros(picture.shape, bool)
    zone[:, :3] = True
    both = parted(picture, np.zeros(picture.shape, np.float32), None, zone)
    assert both.print_[1].tolist() == [200, 200, 200, 20, 20, 200]
    assert both.mark[1].tolist() == [200, 20, 20, 200, 200, 200]


def test_the_network_gives_a_share_to_each_pixel() -> None:
    ink = np.zeros((32, 48), np.float32)
    ink[8:24, 10:12] = 1
    share = net()(ink)
    assert share.shape == ink.shape and share.dtype == np.float32

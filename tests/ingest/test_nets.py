"""Tesseract's models run by ourselves: what they read of a word, and how likely other texts are."""

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from corpus.train_reader import floating
from ingest.nets import NOWHERE, Columns, Net, net_of
from ingest.prepare import Gray
from ingest.tessdata import OWN, find_tessdata

WORDS = Path(__file__).parent / "words"
"""Words of typeset copies (`corpus.pages`, tuning fonts) as `ingest.second` cuts them: NAME.png the word's own height,
NAME-tall.png its line's."""


def picture(name: str) -> Gray:
    return np.asarray(cv2.imread(str(WORDS / f"{name}.png"), cv2.IMREAD_GRAYSCALE), np.uint8)


@pytest.fixture(scope="module")
def own() -> Net:
    net = net_of(OWN / "Devanagari.traineddata")
    assert net is not None
    return net


def test_a_net_reads_a_word(own: Net) -> None:
    sound, lost = own.columns([picture("other-letter"), picture("dot-within")])
    assert own.said(sound) == "सत्यापन"  # as it is printed: tesseract reads सत्याषन in the page
    assert own.said(lost) == "गारटी"


def test_a_word_reads_the_same_alone_and_among_others(own: Net) -> None:
    pictures = [picture(name) for name in ("short-word", "half-dha", "lost-dot")]
    together = own.columns(pictures)
    for one, columns in zip(pictures, together, strict=True):
        alone = own.columns([one])[0]
        assert np.allclose(alone.shares, columns.shares, atol=1e-4)


def test_columns_are_shares(own: Net) -> None:
    (columns,) = own.columns([picture("lost-dot")])
    assert np.allclose(columns.shares.sum(axis=1), 1, atol=1e-4)


def test_what_is_printed_is_likelier_than_what_is_not(own: Net) -> None:
    (columns,) = own.columns([picture("other-letter")])
    printed, near, other = own.likelihoods(columns, ["सत्यापन", "सत्याषन", "कार्यालय"])
    assert max(printed, near) > other + 50
    assert max(printed, near) <= 0


def test_no_share_for_unknown_signs_nor_for_more_signs_than_columns(own: Net) -> None:
    (columns,) = own.columns([picture("short-word")])
    assert own.likelihoods(columns, ["漢字", "", "में" * 60]).tolist() == [NOWHERE] * 3


def test_likelihoods_are_those_of_all_ways_counted_one_by_one(own: Net) -> None:
    chance = np.random.default_rng(3).random((3, 217)).astype(np.float32)
    columns = Columns(chance / chance.sum(axis=1, keepdims=True))
    code, nothing = own._codes["क"][0], own._nothing
    shares = columns.shares.astype(np.float64)
    ways = 0.0
    for first in (code, nothing):
        for second in (code, nothing):
            for third in (code, nothing):
                row = [first, second, third]
                kept = [c for n, c in enumerate(row) if c != nothing and (n == 0 or row[n - 1] != c)]
                ways += np.prod(shares[range(3), row]) if kept == [code] else 0.0
    assert own.likelihoods(columns, ["क"])[0] == pytest.approx(np.log(ways))


def test_a_picture_too_wide_for_a_word_is_not_looked_at(own: Net) -> None:
    (columns,) = own.columns([np.full((20, 2000), 255, np.uint8)])
    assert own.said(columns) == ""
    assert own.likelihoods(columns, ["में"]).tolist() == [NOWHERE]


def test_many_and_wide_pictures_are_run_in_turns(own: Net) -> None:
    word = picture("lost-dot")
    wide = np.hstack([word] * 6)
    said = [own.said(columns) for columns in own.columns([wide, *[word] * 70, wide])]
    assert said[1:-1] == ["अतिम"] * 70
    assert said[0] == said[-1] == own.said(own.columns([wide])[0])


def test_white_paper_is_no_fault(own: Net) -> None:
    (columns,) = own.columns([np.full((40, 90), 255, np.uint8)])
    assert np.isfinite(columns.shares).all()


def test_the_installed_model_can_be_run_too() -> None:
    net = net_of(find_tessdata() / "hin.traineddata")
    assert net is not None
    assert net.said(net.columns([picture("half-letter")])[0]).startswith("अनुल")


@pytest.mark.parametrize("broken", [b"", b"\0" * 400, b"not a model" * 90])
def test_what_is_no_model_is_none(tmp_path: Path, broken: bytes) -> None:
    file = tmp_path / "Devanagari.traineddata"
    file.write_bytes(broken)
    assert net_of(file) is None
    assert net_of(tmp_path / "missing.traineddata") is None


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.7])
def test_a_model_cut_short_is_none(tmp_path: Path, kept: float) -> None:
    whole = (OWN / "Devanagari.traineddata").read_bytes()
    file = tmp_path / "Devanagari.traineddata"
    file.write_bytes(whole[: int(kept * len(whole))])
    assert net_of(file) is None


def test_a_model_of_floating_numbers_says_the_same(tmp_path: Path, own: Net) -> None:
    whole = (OWN / "Devanagari.traineddata").read_bytes()
    (count,) = struct.unpack_from("<i", whole)
    starts = list(struct.unpack_from(f"<{count}q", whole, 4))
    first, end = starts[17], min(start for start in starts if start > starts[17])
    lstm = floating(whole[first:end])
    longer = len(lstm) - (end - first)
    moved = [start + longer if start > first else start for start in starts]
    file = tmp_path / "Devanagari.traineddata"
    file.write_bytes(struct.pack(f"<i{count}q", count, *moved) + whole[4 + 8 * count : first] + lstm + whole[end:])
    net = net_of(file)
    assert net is not None
    shown = [picture("lost-dot")]
    assert np.allclose(net.columns(shown)[0].shares, own.columns(shown)[0].shares, atol=1e-4)

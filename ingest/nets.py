"""A recogniser's network of tesseract's, run on the picture of a word: how likely is it that a text stands there?

Tesseract says what it reads and no more. Its models can be asked more than that: for each column of a picture they give
the share of every sign (Graves' connectionist temporal classification), and from these follows how likely any text is.
Here such a model is read from its file and run with NumPy; single words cost 2 to 5 ms.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.prepare import Gray

Floats = NDArray[np.float32]

NOWHERE = -1e3
"""The share (as a logarithm) of a text that a model has no signs for, or that is longer than its picture."""

_LSTM, _SIGNS, _CODES = 17, 21, 22  # places of a packed model's components
INT, DOUBLE = 1, 128
"""Flags of a matrix of weights."""
OWN_RATES = 64
"""Flag of a network: a rate for each layer."""
RECURRENT = frozenset({"LSTM", "SummLSTM"})
_HOLDS_OTHERS = {"Series", "XYTranspose", "Reversed", "RTLReversed"}
_SIZES = {"Convolve": "<ii", "Maxpool": "<ii", "Input": "<5i"}
_FULL = {"Tanh", "Softmax"}
_GATES = 4
_STATE_MOST = 100.0
_COLUMNS_AT_ONCE = 4000  # pixels: some twenty words, and 50 MB
_WIDEST = 16  # heights: hardly a word is so wide, and what a picture costs grows with its width

_Run = Callable[[Floats, NDArray[np.int64]], tuple[Floats, NDArray[np.int64]]]
"""From (pictures, rows, columns, features) and the columns of each picture to the same of a layer's output."""


class Packed:
    """Reads a component of a model. Raises ValueError where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if size < 0 or len(taken) != size:
            raise ValueError("this is no model as tesseract 4 and 5 write them")
        self._at += size
        return taken

    def numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def number(self) -> int:
        return int(self.numbers("<i")[0])

    def text(self) -> str:
        return self.take(self.number()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a model says of one picture: ``shares`` of its signs by column, as float32 of shape (columns, signs)."""

    shares: Floats


class Net:
    """One model. ``height`` is how many pixels high it wants its pictures."""

    def __init__(self, packed: bytes) -> None:
        parts = _components(packed)
        try:
            lstm, signs, codes = parts[_LSTM], parts[_SIGNS], parts[_CODES]
        except KeyError:
            raise ValueError("this is no model as tesseract 4 and 5 write them") from None
        reader = Packed(lstm)
        self.height = 0
        self._run = self._layer(reader)
        reader.text()  # how the network was described
        reader.numbers("<3i")
        self._nothing = reader.number()
        self._codes = _coded(signs, codes)
        self._signs = {code: sign for sign, code in self._codes.items()}
        self._longest = max(map(len, self._signs))

    def columns(self, pictures: Sequence[Gray]) -> list[Columns]:
        """What the model says of ``pictures`` (words in print, dark on light); none of one too wide for a word."""
        ready = {n: _fitted(p, self.height) for n, p in enumerate(pictures) if p.shape[1] <= _WIDEST * p.shape[0]}
        out = [Columns(np.zeros((0, 0), np.float32))] * len(pictures)
        order = sorted(ready, key=lambda n: ready[n].shape[1])
        for some in _together(order, [ready[n].shape[1] for n in order]):
            wide = np.array([ready[n].shape[1] for n in some])
            batch = np.zeros((len(some), self.height, int(wide.max()), 1), np.float32)
            for row, n in enumerate(some):
                batch[row, :, : wide[row], 0] = ready[n]
            said, wide = self._run(batch, wide)
            for row, n in enumerate(some):
                out[n] = Columns(said[row, 0, : wide[row]])
        return out

    def said(self, columns: Columns) -> str:
        """What is read where each column has its likeliest sign."""
        if not len(columns.shares):
            return ""
        best = columns.shares.argmax(axis=1)
        new = np.flatnonzero(np.diff(best, prepend=-1))
        codes = tuple(int(best[n]) for n in new if best[n] != self._nothing)
        text, at = "", 0
        while at < len(codes):
            for size in range(self._longest, 0, -1):
                if (sign := self._signs.get(codes[at : at + size])) is not None:
                    text, at = text + sign, at + size
                    break
            else:
                at += 1
        return text

    def likelihoods(self, columns: Columns, texts: Sequence[str]) -> NDArray[np.float64]:
        """Logarithm of the share of all ways to set each of ``texts`` along the columns; NOWHERE at least."""
        out = np.full(len(texts), NOWHERE)
        coded = {n: codes for n, text in enumerate(texts) if (codes := self._encoded(text))}
        steps = len(columns.shares)
        coded = {n: codes for n, codes in coded.items() if len(codes) <= steps}
        if not coded:
            return out
        ends = np.array([2 * len(codes) for codes in coded.values()])
        states = np.full((len(coded), int(ends.max()) + 1), self._nothing)
        for row, codes in enumerate(coded.values()):
            states[row, 1 : 2 * len(codes) : 2] = codes
        leap = np.zeros(states.shape)  # over nothing, between two signs that differ
        leap[:, 2:] = (states[:, 2:] != self._nothing) & (states[:, 2:] != states[:, :-2])
        told = columns.shares[:, states.ravel()].reshape(steps, *states.shape).astype(np.float64)
        ways = np.zeros((len(coded), states.shape[1] + 2))  # two more before the first: nothing comes from there
        at = ways[:, 2:]
        at[:, :2] = told[0][:, :2]
        scale = np.zeros(len(coded))
        for step in range(1, steps):
            at[:] = (at + ways[:, 1:-1] + ways[:, :-2] * leap) * told[step]
            most = at.max(axis=1)
            most[most <= 0] = 1.0
            at /= most[:, None]
            scale += np.log(most)
        rows = np.arange(len(coded))
        whole = at[rows, ends] + at[rows, ends - 1]
        with np.errstate(divide="ignore"):
            out[list(coded)] = np.maximum(np.log(whole) + scale, NOWHERE)
        return out

    def _encoded(self, text: str) -> tuple[int, ...]:
        """The codes of ``text``; none where the model lacks one of its signs."""
        codes = [self._codes.get(sign, ()) for sign in text]
        return tuple(code for some in codes for code in some) if all(codes) else ()

    def _layer(self, reader: Packed) -> _Run:
        if reader.take(1) != b"\0":
            raise ValueError("this is no model as tesseract 4 and 5 write them")
        kind = reader.text()
        reader.take(2)
        flags, inputs, outputs, _ = reader.numbers("<4i")
        reader.text()
        if kind in _HOLDS_OTHERS:
            if kind != "Series":
                return self._recurrent(reader, kind, flags)
            layers = [self._layer(reader) for _ in range(reader.number())]
            if flags & OWN_RATES:
                reader.take(4 * reader.number())
            return lambda x, wide: _one_by_one(layers, x, wide)
        if kind in _SIZES:
            sizes = reader.numbers(_SIZES[kind])
            if kind == "Input":
                self.height = sizes[1]
                return lambda x, wide: (x, wide)
            across, down = sizes
            if kind == "Convolve":
                return lambda x, wide: (_neighbours(x, across, down), wide)
            return lambda x, wide: (_largest(x, across, down), wide // across)
        if kind in RECURRENT:
            return _across(*_gates(reader, inputs, outputs), backward=False)
        if kind not in _FULL:
            raise ValueError(f"a layer of a kind that is not known here: {kind}")
        weights = _weights(reader)
        bend = np.tanh if kind == "Tanh" else _softmax
        return lambda x, wide: (np.asarray(bend(x @ weights[:, :-1].T + weights[:, -1])), wide)

    def _recurrent(self, reader: Packed, kind: str, flags: int) -> _Run:
        """A layer that runs along lines from right to left, or down each column."""
        if reader.number() != 1 or reader.take(1) != b"\0" or reader.text() not in RECURRENT:
            raise ValueError("a layer of a kind that is not known here")
        reader.take(2)
        _, inputs, outputs, _ = reader.numbers("<4i")
        reader.text()
        gates = _gates(reader, inputs, outputs)
        if flags & OWN_RATES:
            reader.take(4 * reader.number())
        return _down(*gates) if kind == "XYTranspose" else _across(*gates, backward=True)


@lru_cache(maxsize=8)
def net_of(file: Path) -> Net | None:
    """The model in ``file``; None where there is none of a kind that can be run here."""
    try:
        return Net(file.read_bytes())
    except (OSError, ValueError, struct.error, UnicodeDecodeError):
        return None


def _together(order: Sequence[int], wide: Sequence[int]) -> Iterator[list[int]]:
    """``order`` (the narrowest first, ``wide`` pixels each) in groups that are run at once."""
    some: list[int] = []
    for n, width in zip(order, wide, strict=True):
        if some and (len(some) + 1) * width > _COLUMNS_AT_ONCE:
            yield some
            some = []
        some.append(n)
    if some:
        yield some


def _components(packed: bytes) -> dict[int, bytes]:
    reader = Packed(packed)
    count = reader.number()
    if not _CODES < count < 100:
        raise ValueError("this is no model as tesseract 4 and 5 write them")
    starts = reader.numbers(f"<{count}q")
    held = sorted((start, n) for n, start in enumerate(starts) if start >= 0)
    ends = [start for start, _ in held[1:]] + [len(packed)]
    return {n: packed[start:end] for (start, n), end in zip(held, ends, strict=True)}


def _coded(signs: bytes, codes: bytes) -> dict[str, tuple[int, ...]]:
    """The codes of each sign. Where a model has a sign twice, the first counts."""
    reader = Packed(codes)
    coded = []
    for _ in range(reader.number()):
        reader.take(1)
        coded.append(reader.numbers(f"<{reader.number()}i"))
    names = [line.partition(" ")[0] for line in signs.decode("utf-8").splitlines()[1:]]
    out: dict[str, tuple[int, ...]] = {}
    for number, (name, code) in enumerate(zip(names, coded, strict=False)):
        out.setdefault(" " if number == 0 else name, code)
    return out


def _weights(reader: Packed) -> Floats:
    """A matrix, one row for each output and the bias in the last column."""
    (mode,) = reader.take(1)
    rows, columns = reader.numbers("<ii")
    if not mode & DOUBLE or rows < 0 or columns < 0:
        raise ValueError("weights as no model of tesseract 5 has them")
    if not mode & INT:
        reader.take(8)
        large = np.frombuffer(reader.take(8 * rows * columns), "<f8").reshape(rows, columns)
        return np.asarray(large, np.float32)
    reader.take(1)
    small = np.frombuffer(reader.take(rows * columns), np.int8).reshape(rows, columns)
    scales = np.frombuffer(reader.take(8 * reader.number()), "<f8")[:rows]
    return np.asarray(small * scales[:, None], np.float32)


def _gates(reader: Packed, inputs: int, outputs: int) -> tuple[Floats, Floats, Floats]:
    """Weights of what comes in, of what the layer said before, and the bias: cell, input, forgetting and output."""
    if reader.number() != inputs + outputs:
        raise ValueError("a layer that runs both ways at once")
    whole = np.concatenate([_weights(reader) for _ in range(_GATES)])
    return whole[:, :inputs].T, np.ascontiguousarray(whole[:, inputs:-1].T), whole[:, -1]


def _one_by_one(layers: Sequence[_Run], x: Floats, wide: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    for layer in layers:
        x, wide = layer(x, wide)
    return x, wide


def _neighbours(x: Floats, across: int, down: int) -> Floats:
    """Each place with those around it, column by column."""
    _, high, wide, _ = x.shape
    padded = np.pad(x, ((0, 0), (down, down), (across, across), (0, 0)))
    return np.concatenate(
        [padded[:, j : j + high, i : i + wide] for i in range(2 * across + 1) for j in range(2 * down + 1)], axis=-1
    )


def _largest(x: Floats, across: int, down: int) -> Floats:
    count, high, wide, features = x.shape
    high, wide = high // down, wide // across
    cut = x[:, : high * down, : wide * across].reshape(count, high, down, wide, across, features)
    return np.asarray(cut.max(axis=(2, 4)))


def _softmax(x: Floats) -> Floats:
    shares = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def _across(inward: Floats, back: Floats, bias: Floats, *, backward: bool) -> _Run:
    def run(x: Floats, wide: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
        steps = x[:, 0].transpose(1, 0, 2)
        if backward:  # what stands behind a picture's end must leave nothing in the cells
            there = (np.arange(len(steps))[:, None] < wide[None, :]).astype(np.float32)[::-1]
            said = _stepped(steps[::-1], inward, back, bias, there)[::-1]
        else:
            said = _stepped(steps, inward, back, bias, None)
        return said.transpose(1, 0, 2)[:, None], wide

    return run


def _down(inward: Floats, back: Floats, bias: Floats) -> _Run:
    """Down each column, of which the last step alone counts."""

    def run(x: Floats, wide: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
        count, high, columns, features = x.shape
        steps = x.transpose(1, 0, 2, 3).reshape(high, count * columns, features)
        return _stepped(steps, inward, back, bias, None)[-1].reshape(count, 1, columns, -1), wide

    return run


def _stepped(steps: Floats, inward: Floats, back: Floats, bias: Floats, there: Floats | None) -> Floats:
    """What the cells say at each of ``steps`` (steps, pictures, features)."""
    cells = len(back)
    came = steps @ inward + bias
    out = np.empty((*steps.shape[:2], cells), np.float32)
    said, state = np.zeros((2, steps.shape[1], cells), np.float32)
    for n in range(len(steps)):
        gates = came[n] + said @ back
        new = np.tanh(gates[:, :cells])
        let = 1 / (1 + np.exp(-gates[:, cells:]))
        state = np.clip(state * let[:, cells : 2 * cells] + new * let[:, :cells], -_STATE_MOST, _STATE_MOST)
        said = np.tanh(state) * let[:, 2 * cells :]
        if there is not None:
            state, said = state * there[n][:, None], said * there[n][:, None]
        out[n] = said
    return out


def _fitted(picture: Gray, height: int) -> Floats:
    """``picture`` as high as a model wants it, its print at -1 and its paper at 1."""
    high, wide = picture.shape
    size = (max(3, round(wide * height / high)), height)
    way = cv2.INTER_AREA if height < high else cv2.INTER_LINEAR
    fitted = cv2.resize(picture, size, interpolation=way).astype(np.float32)
    row = fitted[height // 2]  # tesseract looks for the darkest and lightest places of the line in the middle
    before, here, behind = row[:-2], row[1:-1], row[2:]
    dark, light = here[(here < before) & (here <= behind)], here[(here > before) & (here >= behind)]
    black = float(np.quantile(dark, 0.25)) if len(dark) else 0.0
    white = float(np.quantile(light, 0.75)) if len(light) else 255.0
    half = (white - black) / 2
    return np.asarray(np.clip((fitted - black) / (half if half > 0 else 1.0) - 1, -1, 1), np.float32)

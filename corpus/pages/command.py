"""`python -m corpus pages`: page images with exact truth from one seed.

    python -m corpus pages --seed 7 --count 20 --out DIR [--kinds clean,office,…] [--contents letter,ruled,…]
                           [--languages en,hi] [--half tuning|held-out|all]

writes DIR/NAME.tif (a page a frame), DIR/NAME.txt (its text, page by page) and DIR/NAME.json (lines, words, tables and
their boxes in pixels). Fonts come from the system; the command says which packages are missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import get_args

from corpus.generate.parts import HALVES, Half, Lang
from corpus.pages.contents import CONTENTS, Content
from corpus.pages.degrade import KINDS, Kind
from corpus.pages.fonts import FontsMissing
from corpus.pages.sample import Plan, Sample, sample


def plans(
    seed: int, count: int, kinds: Sequence[Kind], contents: Sequence[Content], langs: Sequence[Lang], half: Half
) -> Iterator[Plan]:
    """``count`` plans of every kind, content and language, in an order in which the first ones differ most."""
    for index in range(count):
        for content, lang, kind in product(contents, langs, kinds):
            yield Plan(seed, index, kind, lang, content, half)


def write(made: Sample, folder: Path) -> Path:
    """The image of a sample, with its text and truth beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    images = [image for image, _ in made.pages]
    path = folder / f"{made.plan.name}.tif"
    dpi = (made.style.dpi, made.style.dpi)
    packing = "group4" if images[0].mode == "1" else "tiff_adobe_deflate"
    images[0].save(path, save_all=True, append_images=images[1:], compression=packing, dpi=dpi)
    path.with_suffix(".txt").write_text("\n\f\n".join(page.text for _, page in made.pages) + "\n", encoding="utf-8")
    path.with_suffix(".json").write_text(made.truth() + "\n", encoding="utf-8")
    return path


def chosen(said: str, known: Sequence[str]) -> list[str]:
    """The names in a list parted by commas. Raises ValueError for one that is not known."""
    names = said.split(",")
    if strange := [name for name in names if name not in known]:
        raise ValueError(f"{', '.join(strange)}: not one of {', '.join(known)}")
    return names


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say which samples are meant."""
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=1, help="samples of every kind, content and language")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--contents", default=",".join(CONTENTS))
    parser.add_argument("--languages", default="en,hi")
    parser.add_argument("--half", choices=HALVES, default="held-out")


def wanted(a: argparse.Namespace) -> list[Plan]:
    """Raises ValueError for a kind, content or language that does not exist."""
    kinds = [k for k in KINDS if k in chosen(a.kinds, KINDS)]
    contents = [c for c in CONTENTS if c in chosen(a.contents, CONTENTS)]
    langs: list[Lang] = [x for x in get_args(Lang) if x in chosen(a.languages, get_args(Lang))]
    return list(plans(a.seed, a.count, kinds, contents, langs, a.half))


def main(argv: Sequence[str]) -> int:
    p = argparse.ArgumentParser(prog="corpus pages", description=(__doc__ or "").split("\n")[0])
    arguments(p)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args(argv)
    try:
        made = [write(sample(plan), a.out) for plan in wanted(a)]
    except (FontsMissing, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(made)} samples written to {a.out}")
    return 0

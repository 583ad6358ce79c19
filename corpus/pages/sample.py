"""One sample: a paper set, copied, and its truth moved along. Everything follows from its seed."""

from __future__ import annotations

import dataclasses
import json
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image

from corpus.generate.parts import Half, Lang
from corpus.pages.contents import Content, blocks
from corpus.pages.degrade import Kind, copied
from corpus.pages.fonts import DEVANAGARI, LATIN, Face, available
from corpus.pages.marks import stamped
from corpus.pages.truth import TruePage
from corpus.pages.typeset import Setter, Style

RESOLUTIONS: dict[Kind, tuple[int, ...]] = {
    "clean": (200, 300), "office": (200, 200, 300, 150), "phone": (200, 250), "stamp": (200, 300),
    "photocopy": (200, 300), "rotated": (200, 300), "fax": (100, 120, 150),
}  # fmt: skip
_TRIES = 12


@dataclass(frozen=True)
class Plan:
    """What is wanted of a sample; ``half`` names the parts, sentences and fonts it may use."""

    seed: int
    index: int
    kind: Kind
    lang: Lang
    content: Content
    half: Half = "held-out"

    @property
    def name(self) -> str:
        return f"{self.index:04}-{self.kind}-{self.content}-{self.lang}"


@dataclass(frozen=True)
class Sample:
    """``pages``: image and truth, at most two; ``style`` says how it was set, ``quarters`` how each page lies."""

    plan: Plan
    style: Style
    pages: tuple[tuple[Image.Image, TruePage], ...]
    quarters: tuple[int, ...]

    def truth(self) -> str:
        """JSON of everything but the pixels."""
        said = {
            "plan": dataclasses.asdict(self.plan),
            "style": dataclasses.asdict(self.style),
            "quarters": self.quarters,
            "pages": [dataclasses.asdict(page) for _, page in self.pages],
        }
        return json.dumps(said, ensure_ascii=False, indent=None)


def sample(plan: Plan) -> Sample:
    """Raises FontsMissing where the fonts of the half are not installed."""
    paper = blocks(plan.seed, plan.index, plan.content, plan.lang, plan.half)
    rng = random.Random(f"{plan.seed}/{plan.index}/{plan.kind}/style")
    for _ in range(_TRIES):  # some fonts lack a sign that a paper prints
        style = _style(plan, rng)
        try:
            set_pages = Setter(style, 2 if plan.content == "over_pages" else 1).set(paper)
            break
        except ValueError:
            continue
    else:
        raise ValueError(f"no installed font prints all of {plan.name}")
    pages, quarters = [], []
    for number, (image, truth) in enumerate(set_pages):
        picture = np.asarray(image)
        if plan.kind == "stamp":
            picture, stamps, strokes = stamped(image, style.dpi, Face(style.devanagari, style.latin, 20), rng)
            truth = dataclasses.replace(truth, stamps=tuple(stamps), strokes=tuple(strokes))
        copy = copied(picture, plan.kind, style.dpi, f"{plan.seed}/{plan.index}/{plan.kind}/{number}")
        high, wide = copy.image.shape[:2]
        done = Image.fromarray(copy.image)
        if plan.kind in ("photocopy", "fax"):
            done = done.convert("1")
        done.info["dpi"] = (style.dpi, style.dpi)
        pages.append((done, truth.moved(copy.move, wide, high)))
        quarters.append(copy.quarters)
    return Sample(plan, style, tuple(pages), tuple(quarters))


def _style(plan: Plan, rng: random.Random) -> Style:
    return Style(
        devanagari=rng.choice(available(DEVANAGARI, plan.half)),
        latin=rng.choice(available(LATIN, plan.half)),
        size=rng.choice((10.5, 11, 11, 12, 12, 13)) if plan.content != "columns" else rng.choice((9.5, 10, 11)),
        dpi=rng.choice(RESOLUTIONS[plan.kind]),
        leading=rng.choice((1.35, 1.45, 1.6)),
        margins=(rng.uniform(0.8, 1.1), rng.uniform(0.6, 1.0), rng.uniform(0.6, 0.9), 0.7),
        rule=rng.choice((0.5, 0.75, 1.0)),
    )

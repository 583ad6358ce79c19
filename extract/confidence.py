"""The one place where the strength of a pattern, the page's quality and agreement become a confidence (0..1).

Two steps. An extractor knows how it found a value and says so by ``confidence(strength)``: a prior, the order of
findings. The pipeline knows field and page; when it grounds a value it asks ``calibrated``, which answers with the
share of right values among findings of this kind that was measured on papers with gold (``calibration.toml``, written
by ``python -m corpus calibrate``): by strength and wear of the page, apart where rules and line model disagree about
the line, lowered where the recogniser was unsure of the words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import regex

from ingest.document import Quality

Strength = Literal["labelled", "placed", "shape", "inherited", "inferred", "doubtful"]
PRIOR: dict[Strength, float] = {
    "labelled": 0.97,
    "placed": 0.88,
    "shape": 0.75,
    "inherited": 0.8,
    "inferred": 0.6,
    "doubtful": 0.35,
}
Row = Strength | Literal["disputed"]
"""What is measured apart: a finding by its strength, but one on a disputed line as such, whatever its strength."""
Wear = Literal["clean", "worn", "bad"]
WEARS: tuple[Wear, ...] = ("clean", "worn", "bad")
WORN, BAD = 0.3, 1.2
"""Odd signs in a hundred words. Good transcripts have 0 to 0.3, office scans about 0.5, bad copies 1.5 and more."""
SURE_WORD = 0.8
"""From here on a recogniser's confidence in a word says nothing more about the value."""
ILLEGIBLE = 0.7
"""Values with a word that the recogniser gave no chance are right nearly as often: measured on scans of the five."""
HIGHEST, LOWEST = 0.99, 0.02
DISPUTED = 0.5
"""The prior of a finding on a line that the line model takes for another part of the paper."""
WEIGHT_OF_FIELD = 6
"""A cell of few cases leans on its whole field: as if that many of the field's values had been seen in it."""


def confidence(strength: Strength, page_confidence: float = 1.0, agreeing: int = 0) -> float:
    """How sure before calibration: the prior of ``strength``, lowered by a bad page, raised by agreeing findings."""
    sure = PRIOR[strength] * (0.5 + 0.5 * max(0.0, min(1.0, page_confidence)))
    for _ in range(agreeing):
        sure += (1 - sure) * 0.4
    return round(min(sure, 0.99), 3)


def strength_of(sure: float) -> Strength:
    """The strength whose prior lies nearest: some extractors say a figure of their own."""
    return min(PRIOR, key=lambda s: abs(PRIOR[s] - sure))


@dataclass(frozen=True)
class Cell:
    """``n`` values of one kind were judged, of which the share ``right`` was right."""

    n: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """field → strength (or "disputed") → wear → what was measured. An empty one leaves every confidence as it is."""

    fields: Mapping[str, Mapping[Row, Mapping[Wear, Cell]]] = field(default_factory=dict)

    def __call__(
        self, name: str, sure: float, wear: Wear = "clean", least_word: float = 1.0, disputed: bool = False
    ) -> float:
        """The confidence of a value of field ``name`` that an extractor gave ``sure``.

        ``least_word`` is the recogniser's confidence in the worst word of the evidence (0..1). ``disputed``: rules and
        line model see different parts of the paper where the value stands.
        """
        cells = self.fields.get(name)
        if cells:
            sure = self._share(cells, "disputed" if disputed else strength_of(sure), wear)
        return round(max(min(sure * _legible(least_word), HIGHEST), LOWEST if sure else 0.0), 3)

    def _share(self, cells: Mapping[Row, Mapping[Wear, Cell]], row: Row, wear: Wear) -> float:
        """The cell's share, leaning on the field's at this wear; a disputed one on the field's disputed ones."""
        if row == "disputed":
            whole = _together([*cells.get(row, {}).values(), Cell(WEIGHT_OF_FIELD, DISPUTED)])
        else:
            agreed = [found for strength, found in cells.items() if strength != "disputed"]
            whole = _together([c for found in agreed for w, c in found.items() if w == wear])
            if not whole.n:
                whole = _together([c for found in agreed for c in found.values()])
            if row not in cells:  # never seen: the field's share, but no surer than the prior
                return min(whole.right, PRIOR[row])
        cell = cells.get(row, {}).get(wear, Cell(0, 0))
        return (cell.n * cell.right + WEIGHT_OF_FIELD * whole.right) / (cell.n + WEIGHT_OF_FIELD)


UNCALIBRATED = Calibration()


def _together(cells: list[Cell]) -> Cell:
    n = sum(c.n for c in cells)
    return Cell(n, sum(c.n * c.right for c in cells) / n if n else 0.0)


def _legible(least_word: float) -> float:
    """1 for a word that was read well, falling to ``ILLEGIBLE`` for one of which nothing is known."""
    return ILLEGIBLE + (1 - ILLEGIBLE) * max(0.0, min(1.0, least_word / SURE_WORD))


@cache
def shipped() -> Calibration:
    """What was measured, from ``calibration.toml`` beside this module; empty where there is none."""
    path = Path(__file__).with_name("calibration.toml")
    return parse(path.read_text(encoding="utf-8")) if path.exists() else UNCALIBRATED


def parse(text: str) -> Calibration:
    """``[field.strength]`` tables with ``wear = {n, right}``. Raises ValueError on a word or a share that cannot be."""
    fields: dict[str, dict[Row, dict[Wear, Cell]]] = {}
    for name, strengths in tomllib.loads(text).items():
        for strength, wears in strengths.items():
            for wear, cell in wears.items():
                if (
                    strength not in (*PRIOR, "disputed")
                    or wear not in WEARS
                    or not (0 <= cell["right"] <= 1 and cell["n"] >= 0)
                ):
                    raise ValueError(f"not a measured share: {name}.{strength}.{wear}")
                fields.setdefault(name, {}).setdefault(strength, {})[wear] = Cell(cell["n"], cell["right"])
    return Calibration(fields)


_ODD = regex.compile(
    r"(?<=\p{L}\p{M}?) {2}(?=\p{L})"  # a doubled blank
    r"|(?<=\S )\|(?!.*\|)"  # a danda read as a bar
    r"|ङ(?!्)|(?<=\p{Devanagari}):(?=\p{Devanagari})"  # ड with a speck, a visarga read as a colon
    r"|(?<![\p{L}\p{M}\p{N}])(?:\d+[OIlS]|[OIlS]\d+)[OIlS\d]*(?![\p{L}\p{N}])"  # letters in figures
    r"|\p{Ll}\d\p{Ll}|\p{Ll}{3}\p{Lu}\p{Ll}"  # a figure in a word, two words run together
)


def wear(text: str, quality: Quality = "good") -> Wear:
    """How badly a page was read, told by its text: signs that no typist prints, per hundred words.

    Rows of tables are left out. Linear in the length of ``text``. A page that was graded unreadable is as bad as any;
    a doubtful one is told by its text (on scans, values of doubtful pages are right as often as those of good ones).
    """
    if quality == "unreadable":
        return "bad"
    words = odd = 0
    for line in text.split("\n"):
        if line.count("|") < 2:
            words += len(line.split())
            odd += sum(1 for _ in _ODD.finditer(line[:_LONGEST_LINE]))
    rate = 100 * odd / words if words else 0.0
    return "bad" if rate >= BAD else "worn" if rate >= WORN else "clean"


_LONGEST_LINE = 2000
"""Longer lines are no print; their beginning says enough, and the look-ahead for a second bar stays short."""

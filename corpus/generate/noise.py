"""What a recogniser does to a page: measured confusions, with given chances a line or a word.

The gold stays as it is: a reader is to find what was printed.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.generate.paper import Printed

Level = Literal["none", "light", "heavy"]
LEVELS: tuple[Level, ...] = ("none", "light", "heavy")

# (seen, read as): chances are those of ``Rates.letters``, spread over what the line offers
WHOLE = (("क्र", "क"), ("ड", "ङ"), ("द्दि", "दुदि"), ("ः", ":"), ("ँ", "ं"), ("।", "|"), ("।", "."), ("।", ""), ("श्व", "श्च"), ("घ", "ध"),
         ("भ", "म"), ("rn", "m"), ("ii", "n"), ("–", "-"), ("’", "'"), (" / ", "/"))  # fmt: skip
DIGITS = (("1", "l"), ("1", "I"), ("0", "O"), ("5", "S"), ("1", ""), ("8", "3"), ("l", "1"), ("I", "l"))
LIST_MARK = re.compile(r"^\s*(?:\(?[0-9०-९ivx]{1,4}[.)-]\)?)\s+")


@dataclass(frozen=True)
class Rates:
    """Chances: a confusable group, a digit, a space doubled or lost (each a place); a blank line, a list number (each a line)."""

    letters: float
    digits: float
    doubled: float
    broken: float
    blank: float
    mark: float


RATES: dict[Level, Rates] = {
    "none": Rates(0, 0, 0, 0, 0, 0),
    "light": Rates(0.03, 0.002, 0.01, 0.002, 0.08, 0.02),
    "heavy": Rates(0.15, 0.012, 0.03, 0.01, 0.25, 0.12),
}


def noisy(lines: list[Printed], level: Level, rng: random.Random) -> list[Printed]:
    """The lines as a recogniser might give them; lines keep their zones, some blank lines are gone."""
    if level == "none":
        return lines
    rates = RATES[level]
    out = []
    for line in lines:
        if not line.text:
            if rng.random() >= rates.blank:
                out.append(line)
            continue
        out.append(replace(line, text=_line(line.text, rates, rng)))
    return out


def _line(text: str, rates: Rates, rng: random.Random) -> str:
    if rng.random() < rates.mark:
        text = LIST_MARK.sub("", text, count=1) or text
    for seen, read in WHOLE:
        text = _swap(text, seen, read, rates.letters / 3 if len(seen) == 1 else rates.letters, rng)
    for seen, read in DIGITS:
        text = _swap(text, seen, read, rates.digits / 2, rng)
    out = []
    for i, c in enumerate(text):
        inside = 0 < i < len(text) - 1
        if c == " " and inside and rng.random() < rates.doubled:
            c = "  " if rng.random() < 0.7 else ""
        elif inside and c.isalpha() and text[i - 1].isalpha() and rng.random() < rates.broken / 3:
            c = " " + c
        out.append(c)
    return "".join(out) if "".join(out).strip() else text


def _swap(text: str, seen: str, read: str, chance: float, rng: random.Random) -> str:
    parts = text.split(seen)
    out = parts[0]
    for part in parts[1:]:
        out += (read if rng.random() < chance else seen) + part
    return out

"""The fonts pages are set in. None is kept here: they are found on the system by name.

    apt-get install fonts-noto-core fonts-lohit-deva fonts-nakula fonts-sahadeva fonts-sarai fonts-gargi \\
      fonts-samyak-deva fonts-deva-extra fonts-sil-annapurna fonts-liberation fonts-dejavu-core fonts-freefont-ttf

Lists are halved by place like the parts of invented papers: even places are for tuning, odd ones held out.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache

import regex
from fontTools.ttLib import TTFont
from PIL import ImageFont, features

from corpus.generate.parts import Half, of_half

PACKAGES = {
    "Noto Sans Devanagari": "fonts-noto-core", "Lohit Devanagari": "fonts-lohit-deva", "Nakula": "fonts-nakula",
    "Noto Serif Devanagari": "fonts-noto-core", "Sarai": "fonts-sarai", "Sahadeva": "fonts-sahadeva",
    "Gargi": "fonts-gargi", "Samyak Devanagari": "fonts-samyak-deva", "Annapurna SIL": "fonts-sil-annapurna",
    "Chandas": "fonts-deva-extra", "Kalimati": "fonts-deva-extra", "Samanata": "fonts-deva-extra",
    "Liberation Serif": "fonts-liberation", "DejaVu Serif": "fonts-dejavu-core", "Liberation Sans": "fonts-liberation",
    "FreeSerif": "fonts-freefont-ttf", "DejaVu Sans": "fonts-dejavu-core", "FreeSans": "fonts-freefont-ttf",
}  # fmt: skip
DEVANAGARI = (
    "Noto Sans Devanagari", "Noto Serif Devanagari", "Lohit Devanagari", "Sarai", "Nakula", "Sahadeva", "Gargi",
    "Samyak Devanagari", "Annapurna SIL", "Chandas", "Kalimati", "Samanata",
)  # fmt: skip
LATIN = ("Liberation Serif", "FreeSerif", "Liberation Sans", "DejaVu Serif", "DejaVu Sans", "FreeSans")
LARGER = {"Sarai": 1.2, "Nakula": 1.2, "Sahadeva": 1.2, "Samyak Devanagari": 1.1, "Kalimati": 0.95}
"""Fonts that are cut small beside Latin print of the same size."""

_DEVANAGARI_RUN = regex.compile(r"[\u0900-\u097f\u200c\u200d]+|[^\u0900-\u097f\u200c\u200d]+")


class FontsMissing(RuntimeError):
    """Too few of the fonts are installed, or Pillow cannot shape Hindi. The message says what to install."""


@cache
def installed() -> dict[tuple[str, bool], str]:
    """(family, bold) → file of every upright font that fontconfig knows."""
    try:
        done = subprocess.run(
            ["fc-list", "--format", "%{family[0]}\t%{slant}\t%{weight}\t%{width}\t%{file}\n"],
            capture_output=True, timeout=60, check=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return {}
    out: dict[tuple[str, bool], str] = {}
    for line in sorted(done.stdout.splitlines()):
        family, slant, weight, width, file = line.split("\t")
        if slant != "0" or width != "100" or weight not in ("80", "200") or not file.endswith((".ttf", ".otf")):
            continue
        out.setdefault((family, weight == "200"), file)
    return out


def available(names: tuple[str, ...], half: Half) -> list[str]:
    """Families of one half that are installed. Raises FontsMissing where there is none, or no shaping."""
    if not features.check("raqm"):
        raise FontsMissing("Pillow was built without libraqm: Hindi would be set wrongly.")
    wanted = of_half(list(names), half)
    found = [name for name in wanted if (name, False) in installed()]
    if not found:
        packages = sorted({PACKAGES[name] for name in wanted})
        raise FontsMissing(f"None of the fonts is installed: apt-get install {' '.join(packages)}")
    return found


@cache
def _covers(file: str) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@dataclass(frozen=True)
class Face:
    """One Devanagari and one Latin font at one size; ``size`` is the em of Latin print in pixels."""

    devanagari: str
    latin: str
    size: float
    bold: bool = False

    def runs(self, text: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        """The text in runs of one font each. Raises ValueError where a character is in neither font."""
        out = []
        for found in _DEVANAGARI_RUN.finditer(text):
            script = "\u0900" <= found[0][0] <= "\u097f" or found[0][0] in "\u200c\u200d"
            first, second = (self.devanagari, self.latin) if script else (self.latin, self.devanagari)
            for family in (first, second):
                file = installed().get((family, self.bold)) or installed()[family, False]
                if all(ord(c) in _covers(file) or c in "\u200c\u200d" for c in found[0]):
                    scale = LARGER.get(family, 1.0) if family == self.devanagari else 1.0
                    out.append((_font(file, round(self.size * scale, 2)), found[0]))
                    break
            else:
                raise ValueError(f"neither {self.devanagari} nor {self.latin} prints {found[0]!r}")
        return out

    def width(self, text: str) -> float:
        return sum(font.getlength(run) for font, run in self.runs(text))


@cache
def _font(file: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.RAQM)

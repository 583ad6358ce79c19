"""Layouts: which blocks a paper prints, in which order (parts/layouts.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from corpus.generate.parts import Half, Lang, of_half, read_part


@dataclass(frozen=True)
class Layout:
    """``kinds`` and ``groups``: what it may be used for ("*": any group but "go"); ``blocks``: methods of ``Paper``."""

    name: str
    langs: tuple[str, ...]
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    blocks: tuple[str, ...]

    def serves(self, kind: str, lang: Lang, group: str) -> bool:
        grouped = group in self.groups or ("*" in self.groups and group != "go")
        return lang in self.langs and kind in self.kinds and grouped

    def weight(self) -> float:
        """How often it is taken, against others that fit: what is made for a few kinds or groups comes oftener."""
        return 6 / len(self.kinds) + (0 if "*" in self.groups else 4)


@cache
def layouts(half: Half) -> tuple[Layout, ...]:
    rows = of_half(read_part("layouts")["layout"], half)
    return tuple(
        Layout(x["name"], *(tuple(x[k].split()) for k in ("langs", "kinds", "groups", "blocks"))) for x in rows
    )


def fitting(half: Half, kind: str, lang: Lang, group: str) -> list[Layout]:
    """The layouts of ``half`` in which an office of ``group`` may print a ``kind``."""
    return [x for x in layouts(half) if x.serves(kind, lang, group)]

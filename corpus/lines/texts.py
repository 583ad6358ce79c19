"""What lines say: pieces of given prose, words in any order, and what circulars have beside prose."""

from __future__ import annotations

import gettext
import html
import random
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import regex

Kind = str
"""piece, words, item, figures, short, english or penned."""

LONGEST = 112
PEN = "¢"
"""Stands for a run of handwriting: no paper has it, and the model can write it."""
SHARES: dict[Kind, int] = {"piece": 20, "words": 10, "item": 15, "figures": 40, "short": 8, "english": 7}
SIGNS = frozenset(
    "अआइईउऊऋएऐऑओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरऱलळवशषसहऽािीुूृॅेैॉोौ्ँंः़।॥०१२३४५६७८९₹—“”‘’§ "
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[]_|" + PEN
)
"""Signs that the model writes. It has others that no line needs."""

_ON_A_FORM = 0.6
_DEVANAGARI = regex.compile(r"[\u0900-\u097f]")
_CONSONANTS = r"[क-हऱळ]़?(?:्[क-हळ]़?)*"
_SYLLABLES = regex.compile(rf"(?:[अ-औ][ँंः]?|{_CONSONANTS}(?:[ािीुूृॅेैॉोौ][ँंः]?|[ँंः]|्)?|[०-९।॥ऽ]|[^\u0900-\u097f])+")
_CLUSTER = regex.compile(rf"{_CONSONANTS}[ािीुूृॅेैॉोौ]?[ँंः]?|[अ-औ][ँंः]?")
_FIGURES = str.maketrans("0123456789", "०१२३४५६७८९")


def printable(text: str) -> bool:
    """Whether the text is one that the model can write: its signs, whole syllables, single spaces, composed."""
    return (
        bool(text)
        and text == " ".join(text.split())
        and SIGNS.issuperset(text)
        and bool(_SYLLABLES.fullmatch(text))
        and unicodedata.is_normalized("NFC", text)
    )


def tidied(text: str) -> str:
    """Without joiners and tags, composed; dashes and dots as the model writes them."""
    text = html.unescape(regex.sub(r"<[^>]{0,200}>", " ", text)).replace("…", "...").replace("–", "-")
    return " ".join(unicodedata.normalize("NFC", regex.sub(r"[\u200c\u200d~]", "", text)).split())


def pieces(path: Path) -> Iterator[str]:
    """The pieces of text of a file: a line of a .txt, a paragraph of an .html, a message of an .mo (both languages).

    A folder is all its files. Raises OSError for a broken .mo, ValueError for what is none of these.
    """
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".html", ".mo")):
            yield from pieces(file)
    elif path.suffix == ".mo":
        with path.open("rb") as f:
            catalog: dict[Any, Any] = vars(gettext.GNUTranslations(f))["_catalog"]
        for said, meant in catalog.items():
            source = said[0] if isinstance(said, tuple) else said
            yield from (
                tidied(line) for text in (source, meant) for line in text.split("\n") if "charset=" not in meant
            )
    elif path.suffix in (".txt", ".html"):
        text = path.read_text(encoding="utf-8", errors="ignore")
        ends = r"</?(?:p|h\d|li|td|tr|div|br|title)\b[^>]*>" if path.suffix == ".html" else r"\n"
        yield from map(tidied, regex.split(ends, text))
    else:
        raise ValueError(f"{path}: neither .txt nor .html nor .mo")


@dataclass(frozen=True)
class Source:
    """Hindi and English pieces, and Hindi words. All sorted: the same files give the same lines."""

    hindi: tuple[str, ...]
    english: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, found: Iterable[str]) -> Source:
        """Raises ValueError where there is too little to make lines of."""
        hindi, english, words = set(), set(), set()
        for piece in found:
            letters = len(_DEVANAGARI.findall(piece))
            if letters > 0.5 * len(piece):
                hindi.add(piece)
                words |= {w for w in regex.findall(r"[\u0900-\u0963]{2,18}", piece) if printable(w)}
            elif not letters and piece.isascii() and piece.count(" ") > 3 and not regex.search("[%{}]", piece):
                english.add(piece)
        if len(hindi) < 5 or len(english) < 5 or len(words) < 20:
            raise ValueError(f"too little text: {len(hindi)} Hindi and {len(english)} English pieces")
        return cls(tuple(sorted(hindi)), tuple(sorted(english)), tuple(sorted(words)))

    @cached_property
    def by_cluster(self) -> dict[str, list[str]]:
        """Words by the syllables in them, so that rare ones can be drawn as often as common ones."""
        out: dict[str, list[str]] = {}
        for word in self.words:
            for cluster in set(_CLUSTER.findall(word)):
                out.setdefault(cluster, []).append(word)
        return out

    @cached_property
    def conjuncts(self) -> list[str]:
        return sorted(c for c in self.by_cluster if "्" in c) or sorted(self.by_cluster)

    @cached_property
    def clusters(self) -> list[str]:
        return sorted(self.by_cluster)


class Writer:
    """Makes lines up from a source and `parts.toml`."""

    def __init__(self, source: Source, rng: random.Random, penned: float = 0.0) -> None:
        """``penned``: the share of lines on which a pen wrote."""
        self.source, self.rng, self._penned_share = source, rng, penned
        with (Path(__file__).parent / "parts.toml").open("rb") as f:
            parts = tomllib.load(f)
        bar = {"labels": "|"}
        self.parts: dict[str, list[str]] = {
            k: v if isinstance(v, list) else [p.strip() for p in v.split(bar.get(k))] for k, v in parts.items()
        }
        one = self.one
        self.slots: dict[str, Callable[[], str]] = {
            "serial": self.serial, "number": lambda: self.figures(self.rng.choice((1, 1, 2, 2, 3, 4, 5, 6, 7))),
            "date": self.date, "amount": self.amount, "reference": self.reference, "label": lambda: one("labels"),
            "word": self.word, "few": lambda: self.words(self.rng.randint(1, 4)),
            "many": lambda: self.words(self.rng.randint(3, 10)),
            "piece": lambda: self.cut(self.rng.choice(self.source.hindi)),
            "eight": lambda: self.figures(8), "one": lambda: self.figures(1), "two": lambda: self.figures(2),
            "year": self.year, "mail": self.mail, "site": self.site, "latin": self.latin, "unit": lambda: one("units"),
            "title": lambda: one("titles"), "group": self.grouped, "four": lambda: self.figures(4),
            "six": lambda: self.figures(6), "section": lambda: one("sections"), "short": lambda: one("short"),
            "initials": lambda: one("initials"), "series": lambda: one("series"), "post": lambda: one("posts"),
            "month": lambda: one("months"), "name": self.name, "pen": lambda: PEN,
        }  # fmt: skip

    def line(self) -> tuple[Kind, str]:
        """A line that the model can write, of at most 112 signs."""
        while True:
            penned = self.rng.random() < self._penned_share
            kind = "penned" if penned else self.rng.choices(list(SHARES), list(SHARES.values()))[0]
            text = self._penned() if penned else self._said(kind)
            if kind != "english":
                text = self._figured(text, devanagari=0.65 if kind == "figures" else 0.2)
            if len(text) <= LONGEST and printable(text):
                return kind, text

    def _penned(self) -> str:
        """Places that forms leave for a pen, and lines of any kind with handwriting before, in or behind them."""
        if self.rng.random() < _ON_A_FORM:
            return self.item("penned")
        words = self._said(self.rng.choices(list(SHARES), list(SHARES.values()))[0]).split()
        at = self.rng.choice((0, len(words), len(words), len(words), self.rng.randint(0, len(words))))
        return " ".join([*words[:at], PEN, *words[at:]])

    def _said(self, kind: Kind) -> str:
        if kind in ("piece", "english"):
            return self.cut(self.rng.choice(self.source.hindi if kind == "piece" else self.source.english))
        if kind == "words":
            return self.ended(self.words(self.rng.choice((3, 6, 9, 11, 12, 13))))
        return self.item("items" if kind == "item" else kind)

    def _figured(self, text: str, devanagari: float) -> str:
        """Figures drawn anew, each as often as the others (dates and years would have ०, १ and २ most), and in
        Devanagari with the probability given. A zero behind a letter shortens a word (डा0, सं०) and stays."""
        text = text.translate(_FIGURES) if self.rng.random() < devanagari else text
        for figures in ("०१२३४५६७८९", "0123456789"):
            if figures[0] == "०" or self.rng.random() < 0.85:
                others = rf"(?<![\u0900-\u0963]){figures[0]}|[{figures[1:]}]"
                text = str(regex.sub(others, lambda _, among=figures: self.rng.choice(among), text))
        return text

    def item(self, among: str = "items") -> str:
        return str(regex.sub(r"\{(\w+)\}", lambda m: self.slots[m[1]](), self.one(among)))

    def one(self, name: str) -> str:
        return self.rng.choice(self.parts[name])

    def cut(self, text: str) -> str:
        """A part of the text that fills a line, or all of it where it is short."""
        if len(text) <= 100:
            return text
        words = text.split()
        most, kept = self.rng.randint(55, 100), ""
        for word in words[self.rng.randrange(len(words)) :]:
            if len(kept) + len(word) > most:
                break
            kept = f"{kept} {word}".strip()
        return kept

    def word(self) -> str:
        """Four in ten common, the others by rare syllables and conjuncts."""
        draw, source = self.rng.random(), self.source
        if draw < 0.15:
            return self.one("hard")
        if draw < 0.6:
            return self.rng.choice(source.words)
        return self.rng.choice(source.by_cluster[self.rng.choice(source.clusters if draw < 0.8 else source.conjuncts)])

    def words(self, count: int) -> str:
        return " ".join(self._dressed(self.word()) for _ in range(count))

    def _dressed(self, word: str) -> str:
        draw = self.rng.random()
        if draw < 0.06:
            return f"{word},"
        if draw < 0.08:
            return f"({word})"
        if draw < 0.095:
            first, last = self.rng.choice(("“”", "‘’", '""', "''"))
            return f"{first}{word}{last}"
        if draw < 0.11:
            return word + self.rng.choice((":", " :", ";", " -", ":-", f"/{self.word()}", f"-{self.word()}", " —"))
        if draw < 0.13:
            return self.slots["number"]()
        return self.latin() if draw < 0.145 else word

    def ended(self, text: str) -> str:
        return text + self.rng.choices(("", "।", " ।", ".", "?", "!", ";"), (58, 22, 5, 11, 1, 1, 1))[0]

    def figures(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def year(self) -> str:
        return str(self.rng.randint(1985, 2029))

    def date(self) -> str:
        day, month, year = self.rng.randint(1, 31), self.rng.randint(1, 12), self.rng.randint(1985, 2029)
        by = self.rng.choice("..-/")
        said = f"{day} {self.one('months')}"
        return self.rng.choice(
            (
                f"{day:02}{by}{month:02}{by}{year}",
                f"{day}{by}{month}{by}{year}",
                f"{day:02}{by}{month:02}{by}{year % 100:02}",
                f"{said}, {year}",
                f"{said} {year}",
            )
        )

    def amount(self) -> str:
        return self.one("amounts").format(self.grouped())

    def grouped(self) -> str:
        figures = str(self.rng.randint(10, 10 ** self.rng.randint(2, 8)))
        head, tail = figures[:-3], figures[-3:]
        while head:
            head, tail = head[:-2], f"{head[-2:]},{tail}"
        return tail

    def reference(self) -> str:
        said = self.one("references").format(section=self.one("sections"), series=self.one("series"))
        said = regex.sub("#", lambda _: self.figures(self.rng.randint(1, 4)), said)
        return str(said.replace("@", self.year()))

    def serial(self) -> str:
        number, letter, roman = str(self.rng.randint(1, 40)), self.one("letters"), self.one("roman")
        mark = self.rng.choice(
            (number, number, number.translate(_FIGURES), letter, roman, roman.upper(), "a", "b", "c")
        )
        return self.rng.choice(("{}.", "({})", "{})")).format(mark)

    def latin(self) -> str:
        found = regex.findall("[A-Za-z]{2,12}", self.rng.choice(self.source.english)) or ["Office"]
        word = self.rng.choice(found)
        return self.rng.choice((word, word, word.upper(), self.one("latin"), self.mail(), self.site()))

    def name(self) -> str:
        """Looks like one: capitalised words of the source, and initials."""
        said = self._name().capitalize()
        return self.rng.choice(
            (said, f"{self.rng.choice('ABDGHJKMNPRSTV')}.{said}", f"{said} {self._name().capitalize()}")
        )

    def _name(self) -> str:
        return str((regex.findall("[a-z]{3,12}", self.rng.choice(self.source.english).lower()) or ["office"])[0])

    def mail(self) -> str:
        return f"{self._name()}{self.rng.choice(('', '_', '.', '-'))}{self._name()}@{self.one('hosts')}"

    def site(self) -> str:
        return f"{self.rng.choice(('www.', 'https://'))}{self._name()}.{self.one('hosts')}"

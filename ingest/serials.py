"""Numbers of a list or a column of serials are figures of one script: that in which they count.

To one model १) २) ३) ४) ५) of a list are 9) 2) 3) 8) 4), and it is sure of some of them. What both models read is
kept; the reading whose numbers follow each other, one below the other, is what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from ingest.ocr import OcrPage, OcrWord

LIST_NUMBER = regex.compile(r"\(?\p{Nd}{1,3}[.)\-]{0,2}")
"""The number of a paragraph or row as a word; whether it is one, its neighbours say."""

_READ = regex.compile(r"(\(?)(\p{Nd}{1,3})([.)\-]{0,2})")
_FIGURES = {False: regex.compile("[0-9३०]+"), True: regex.compile("[०-९30]+")}  # 3 and 0 look alike in both scripts
_ZERO = {False: ord("0"), True: ord("०")}
_LOOKS_LIKE = {  # the European figures, as read, that a Devanagari figure is taken for
    0: "0", 1: "9", 2: "2", 3: "3", 4: "8", 5: "4", 6: "6", 7: "96", 8: "6", 9: "8",
}  # fmt: skip
_SAME_COLUMN = 0.5  # of the narrower number's width lies below the other
_LEAST = 2  # numbers that follow each other
_SURE = 0.9  # of a number that was not read so first: of the page's list numbers that count, as of other words in print


@dataclass(frozen=True, slots=True)
class _Number:
    """The number at the beginning of a line. ``read``: its value in each script (True: Devanagari) and how it reads."""

    line: int
    word: OcrWord
    read: dict[bool, tuple[int, str]]

    @property
    def signs(self) -> tuple[str, str]:
        texts = [self.word.text, *(text for _, text in self.read.values())]
        found = next(match for text in texts if (match := _READ.fullmatch(text)))
        return found[1], found[3][:1]

    def below(self, other: _Number) -> bool:
        """Whether it stands in the column of ``other``, lower."""
        (x0, top, x1, _), (left, _, right, bottom) = self.word.box, other.word.box
        return min(x1, right) - max(x0, left) > _SAME_COLUMN * min(x1 - x0, right - left) and top >= bottom


@dataclass(frozen=True, slots=True)
class _Run:
    """Numbers of a column, from ``first``, that follow each other in figures of a script, from ``value`` on."""

    hindi: bool
    first: int
    value: int
    length: int
    own: int
    """How many of them stand in figures of the script now."""

    def members(self) -> range:
        return range(self.first, self.first + self.length)


def one_script(page: OcrPage) -> OcrPage:
    """``page`` with the figures of list numbers in the script in which they count; what stood there stays beside."""
    said: dict[int, str] = {}
    for column in _columns(_numbers(page)):
        for run in _settled(column):
            for at in run.members():
                number = column[at]
                text = _written(number, run.hindi, run.value + at - run.first)
                if text and text != number.word.text:
                    said[number.line] = text
    lines = [
        replace(line, words=(_with(line.words[0], said[n]), *line.words[1:])) if n in said else line
        for n, line in enumerate(page.lines)
    ]
    return replace(page, lines=tuple(lines))


def _numbers(page: OcrPage) -> list[_Number]:
    found = []
    for n, line in enumerate(page.lines):
        word = line.words[0] if line.words else None
        if word is None:
            continue
        read: dict[bool, tuple[int, str]] = {}
        for text in (word.text, *word.alternatives):
            for hindi in (True, False):
                if (value := _value(text, hindi)) is not None:
                    read.setdefault(hindi, (value, text))
        if read:
            found.append(_Number(n, word, read))
    return sorted(found, key=lambda number: number.word.box[1])


def _value(text: str, hindi: bool) -> int | None:
    """The number in figures of the script that may look so in it; None for all else."""
    match = _READ.fullmatch(text)
    return int(match[2]) if match and _FIGURES[hindi].fullmatch(match[2]) else None


def _columns(numbers: Iterable[_Number]) -> list[list[_Number]]:
    """Numbers below each other that carry the same signs, from top to bottom."""
    columns: list[list[_Number]] = []
    for number in numbers:
        fitting = [c for c in columns if c[-1].signs == number.signs and number.below(c[-1])]
        if fitting:
            max(fitting, key=lambda column: column[-1].word.box[3]).append(number)
        else:
            columns.append([number])
    return [column for column in columns if len(column) >= _LEAST]


def _settled(column: Sequence[_Number]) -> list[_Run]:
    """Runs that share no number, the longest first; of equal ones those that stand in their script already."""
    out: list[_Run] = []
    runs = [run for hindi in (True, False) for run in _runs(column, hindi)]
    for run in sorted(runs, key=lambda run: (-run.length, -run.own, run.hindi)):
        if all(set(run.members()).isdisjoint(other.members()) for other in out):
            out.append(run)
    return out


def _runs(column: Sequence[_Number], hindi: bool) -> list[_Run]:
    """The longest stretches that count; a number within that only looks like the one that is asked for is one."""
    out: list[_Run] = []
    at = 0
    while at < len(column):
        start = column[at].read.get(hindi)
        end = at + 1
        if start is not None:
            while end < len(column) and _may_be(column[end], hindi, start[0] + end - at):
                end += 1
            while not _reads(column[end - 1], hindi, start[0] + end - 1 - at):
                end -= 1
            if end - at >= _LEAST:
                own = sum(_FIGURES[hindi].fullmatch(_figures(n.word.text)) is not None for n in column[at:end])
                out.append(_Run(hindi, at, start[0], end - at, own))
        at = end
    return out


def _reads(number: _Number, hindi: bool, value: int) -> bool:
    return hindi in number.read and number.read[hindi][0] == value


def _may_be(number: _Number, hindi: bool, value: int) -> bool:
    return _reads(number, hindi, value) or (hindi and _looks_like(number, value))


def _looks_like(number: _Number, value: int) -> bool:
    """Whether the European figures that were read are what this number looks like in Devanagari."""
    if False not in number.read:
        return False
    seen = _figures(number.read[False][1])
    asked = str(value)
    return len(seen) == len(asked) and all(s in _LOOKS_LIKE[int(a)] for s, a in zip(seen, asked, strict=True))


def _figures(text: str) -> str:
    match = _READ.fullmatch(text)
    return match[2] if match else ""


def _written(number: _Number, hindi: bool, value: int) -> str:
    """The number with its signs in figures of the script."""
    text = number.read[hindi][1] if _reads(number, hindi, value) else number.word.text
    match = _READ.fullmatch(text) or _READ.fullmatch(number.read[not hindi][1])
    assert match is not None  # only what was read as a number is a member
    figures = "".join(chr(_ZERO[hindi] + int(c)) for c in match[2][: -len(str(value))] + str(value))
    return f"{match[1]}{figures}{match[3]}"


def _with(word: OcrWord, text: str) -> OcrWord:
    others = dict.fromkeys(other for other in (word.text, *word.alternatives) if other != text)
    return replace(word, text=text, confidence=max(word.confidence, _SURE), alternatives=tuple(others))

"""What the papers of one file say of each other's numbers: a doubtful one is read as it is printed elsewhere.

A bundle prints a number more than once: on its paper, where an endorsement cites it, on a corrigendum. A copy that was
photocopied oftener than the others is misread oftener. Nothing is made up: the value taken stands in the same file, and
what was read stays as ``printed``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import regex

from extract.record import Cite, Communication, Field

LETTERS_FOR = {"1": "iIl", "0": "O", "5": "S"}
"""Figures, and the letters that are read as them."""
LIKE = str.maketrans({letter: figure for figure, letters in LETTERS_FOR.items() for letter in letters} | {"|": "1"})
MIXED = regex.compile(r"(?<![\p{L}\p{N}])[015](?=\p{L}{2})\p{L}+(?![\p{L}\p{N}])")
"""A word in a number that begins with a figure: "R-4/2031-1POND"."""
WORD = regex.compile(r"[\p{L}\p{N}]+")
OFTEN = 3


class _Said:
    """How often the file prints each complete number (papers' own and cited ones) and each word."""

    def __init__(self, papers: Iterable[Communication], text: str) -> None:
        self._text = text
        self.numbers = Counter[str]()
        for paper in papers:
            if paper.reference_no is not None and not paper.reference_no.incomplete:
                self.numbers[paper.reference_no.value] += 1
            self.numbers.update(c.reference_no for c in paper.cites if c.reference_no and not c.even_number)
        self._oftenest: dict[str, str] = {}
        for number, _ in reversed(self.numbers.most_common()):
            self._oftenest[number.translate(LIKE)] = number

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(WORD.findall(self._text))

    def meant(self, value: str) -> str:
        """``value`` as the file prints it oftener, or with its words as the text prints them."""
        oftenest = self._oftenest.get(value.translate(LIKE), value)
        if self.numbers[oftenest] > self.numbers[value]:
            return oftenest
        return str(MIXED.sub(lambda word: self._word(word.group()), value))

    def _word(self, word: str) -> str:
        """The word of letters that the text prints often where it hardly prints ``word``."""
        best = max((letter + word[1:] for letter in LETTERS_FOR[word[0]]), key=lambda w: self.words[w])
        return best if self.words[best] >= max(OFTEN, OFTEN * self.words[word]) else word


def agreed(papers: Sequence[Communication], text: str) -> list[Communication]:
    """The papers with their own and cited numbers as the file as a whole prints them. Linear in papers and text.

    A number cut off at what looked handwritten is completed where the reading with that tail is printed elsewhere; of
    two numbers that differ in look-alikes alone (1 and I, 0 and O) the one printed oftener holds; a word of a number
    that begins with a figure is the word that the text prints often ("1POND" where it says "iPOND").
    """
    said = _Said(papers, text)
    return [_paper(paper, said) for paper in papers]


def _paper(paper: Communication, said: _Said) -> Communication:
    own = paper.reference_no
    number = None if own is None else _number(own, said)
    moved = {own.value: number.value} if own is not None and number is not None else {}
    cites = tuple(_cite(c, moved, said) for c in paper.cites)
    if number == own and cites == paper.cites:
        return paper
    return paper.model_copy(update={"reference_no": number, "cites": cites})


def _number(number: Field, said: _Said) -> Field:
    changed: dict[str, object]
    if number.incomplete:
        value = next((c for c in number.candidates if said.numbers[c]), number.value)
        changed = {"value": value, "incomplete": None}
    else:
        value = said.meant(number.value)
        changed = {"value": value, "candidates": (value, number.value)}
    if value == number.value:
        return number
    return number.model_copy(update={**changed, "printed": number.printed or number.value})


def _cite(cite: Cite, moved: Mapping[str, str], said: _Said) -> Cite:
    """``moved``: the citing paper's own number as it was read and as it is; "of even number" goes with it."""
    number = cite.reference_no
    if number is None:
        return cite
    better = moved.get(number, number) if cite.even_number else said.meant(number)
    return cite if better == number else cite.model_copy(update={"reference_no": better})

"""Of a Hindi word that is on no list: is it a common one, by how well both fit the ink?

Thin print and bad copies lose dots, hooks and strokes, and every model then reads what is left: पेशनरों, अधिकारियो. The
models are therefore asked how likely other texts are for the same picture (ingest/nets.py): common words a few signs
off, their inflected forms, and what other readings said. A common word is taken to be e^7 times as likely to be printed
as any one chain of signs that is none; a chain of signs that is no word wins only where the models together find it
likelier by far. Three models are heard, two of our own and ``hin``, of another make; the second and third only where
what was heard before leaves it open. Words on the list are never changed, nor figures: of a number with Hindi letters
these alone are looked at, in other readings and where a letter or a sign is like another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
import regex
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ingest.gate import SYLLABLES
from ingest.hindi import common, common_words, mistaken, parts, rare
from ingest.lists import listed, table
from ingest.nets import NOWHERE, Columns, Net, net_of
from ingest.ocr import PAGE_MODEL, SECOND_HINDI, WITNESS
from ingest.prepare import Gray

# Logarithms: how much likelier a text is before anything is seen of it.
_COMMON, _INFLECTED, _FREQUENT = 7.0, 6.0, 4.0
_TWO = 3.0  # two common words without the space between them: names of places and people are made of such
_FOR_A_WORD = 3.0  # in place of a word that is on the list, though it is often misread: करे of करें
_READ = -4.0  # a chain of signs that is no word
_BROKEN = -4.0  # one that is no chain of syllables, or ends in half a letter
_LESS = -3.0  # a word that lacks signs which were read: signs get lost, few are won
_ABOVE = 4.0  # a word that has more signs, all above the head line: these get lost most
_OTHER_LETTERS = -2.0  # of a number, than those that were read
_WORST = -3.0  # by one model alone, of such a chain
_NOT_SHOWN = -40.0  # the picture is of something else: the word's box was wrong
_OPEN_TO_ONE, _OPEN_TO_TWO = 4.0, 2.0  # so much less likely by one model, by two: the next one is asked
_NEAR, _FAR = ((3, 1), (7, 2)), 3  # signs of a word, and how many of them may differ; of longer ones
_FAR_OF_RARE = 2
_MOST = 60
_LONGEST = 40  # signs of a word: more are no word, and each makes others
_PART = 2  # signs of a word that lost the space beside it
_AROUND = 4  # pixels
_PALEST = 30  # grey levels: print on the faintest copies differs from its paper

_FIGURE = regex.compile(r"\p{N}")
_HINDI = regex.compile("[\u0900-\u0963\u0970-\u097f]+")
_CONSONANT = regex.compile("[\u0915-\u0939]$")
_SAME = str.maketrans({"ँ": "ं", "\u093c": "", "\u200c": "", "\u200d": ""})
"""Signs that papers set or leave out as they like: words that differ by them alone are not told apart here."""
_LAST = "\u0903\u094d"  # a visarga, a half letter's sign
_OPEN = regex.compile("[\u0915-\u0939](?![\u093c-\u094d])")  # a letter that a sign may follow
_RAKAR, _DOT = "\u094d\u0930", "\u0902"
_LIKE = (("व", "ब"), ("य", "थ"), ("प", "ष"), ("भ", "म"), ("घ", "ध"))
_LOST = frozenset("\u0901\u0902\u0947\u0948\u0930\u094d")


Logarithms = NDArray[np.float64]


@runtime_checkable
class Inspectable(Protocol):
    """An engine whose models may be looked into."""

    def model_file(self, language: str) -> Path:
        """Raises OcrUnavailable where the folder of models is not found."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A word as it was read, its picture, that of all its line's height, and what other readings said of it."""

    text: str
    picture: Gray
    tall: Gray
    readings: tuple[str, ...]


@dataclass(slots=True)
class _Weighed:
    """A word with the texts that it may be, and how likely each is: at first as words go, then by each model."""

    before: str
    behind: str
    texts: list[str]
    first: Logarithms
    """One for each text; that which was read comes first."""
    heard: list[Logarithms]

    def best(self) -> float:
        """By how much the likeliest of the other texts is likelier than what was read, as far as is heard."""
        total = self.total()
        return float(total[1:].max() - total[0])

    def total(self) -> Logarithms:
        return np.asarray(self.first + np.mean(self.heard, axis=0))

    def hear(self, net: Net, columns: Columns) -> bool:
        """Whether ``net`` has anything to say of these texts: what is likely before seeing decides nothing alone."""
        whole = net.likelihoods(columns, [f"{self.before}{text}{self.behind}" for text in self.texts])
        if (whole <= whole.min()).all():  # the model lacks a sign that stands beside the word
            whole = net.likelihoods(columns, self.texts)
        self.heard.append(whole)
        return bool(whole.max() > NOWHERE)


def likeliest(engine: object, asked: Sequence[Asked]) -> list[str]:
    """For each word the text in its place, empty where it stays. Without all three models every word stays."""
    out = [""] * len(asked)
    nets = _nets(engine)
    if nets is None or not asked:
        return out
    own, witness, other = nets
    pictures = [_trimmed(word.picture) for word in asked]
    weighed: dict[int, _Weighed] = {}
    inked = [n for n, word in enumerate(asked) if _has_ink(word.picture)]
    for n, columns in _said(own, pictures, inked):
        if (word := _weighing(asked[n], own.said(columns))) is not None:
            if word.hear(own, columns) and word.best() >= -_OPEN_TO_ONE:
                weighed[n] = word
    tall = [word.tall for word in asked]
    seen = [n for n, columns in _said(witness, tall, weighed) if weighed[n].hear(witness, columns)]
    for n, columns in _said(other, pictures, [n for n in seen if weighed[n].best() >= -_OPEN_TO_TWO]):
        if weighed[n].hear(other, columns):
            out[n] = _settled(weighed[n])
    return out


def _nets(engine: object) -> tuple[Net, Net, Net] | None:
    if not isinstance(engine, Inspectable):
        return None
    nets = [net_of(engine.model_file(name)) for name in (PAGE_MODEL, WITNESS, SECOND_HINDI)]
    own, witness, other = nets
    return (own, witness, other) if own and witness and other else None


def _said(net: Net, pictures: Sequence[Gray], wanted: Iterable[int]) -> Iterator[tuple[int, Columns]]:
    """Which of the pictures that are ``wanted``, and what ``net`` says of it."""
    some = list(wanted)
    return zip(some, net.columns([pictures[n] for n in some]), strict=True)


def _weighing(asked: Asked, said: str) -> _Weighed | None:
    """What ``asked`` may be; ``said`` is one reading more. None where it is nothing but what was read."""
    before, old, behind = parts(asked.text)
    if not old or len(old) > _LONGEST or common(old):
        return None
    if _FIGURE.search(old):
        others = _others_of_number(old, {*asked.readings, parts(said)[1]})
        first = [0.0, *[_OTHER_LETTERS] * len(others)]
        return _Weighed(before, behind, [old, *others], np.array(first), []) if others else None
    read = {old, *asked.readings, parts(said)[1]} - {""}
    inflected = old in _inflected()
    read = set() if inflected else {t for t in read if t in common_words() or (_may_stand(t) and not mistaken(t))}
    broken = _HINDI.fullmatch(old) and not _may_stand(old)
    texts, first = [old], [_INFLECTED if inflected else _BROKEN if broken else 0.0]
    near = read.union(*map(_near, read | {old}), _two_words(old)) - {old}
    if any(text in common_words() and _alike(text) == _alike(old) for text in near):
        return None  # a nukta, or a dot for a half moon: a speck, or print
    for text in sorted(near):
        likely = _before_seen(text, old)
        if likely is not None and mistaken(old) and not rare(old):
            likely = _FOR_A_WORD if text in _frequent() else None
        if likely is None and text in read:
            likely = _READ
        if likely is not None:
            texts.append(text)
            first.append(likely)
    return _Weighed(before, behind, texts, np.array(first), []) if len(texts) > 1 else None


def _others_of_number(old: str, readings: Iterable[str]) -> list[str]:
    """Texts with the same figures as ``old``, a number with Hindi letters: other readings, and letters like its own."""
    others = {text for text in readings if " " not in text and _FIGURE.findall(text) == _FIGURE.findall(old)}
    for found in _OPEN.finditer(old):
        others |= {f"{old[: found.end()]}{sign}{old[found.end() :]}" for sign in (_RAKAR, _DOT)}
    for sign in (_RAKAR, _DOT):
        others |= {old[:at] + old[at + len(sign) :] for at in range(len(old)) if old.startswith(sign, at)}
    for one, other in (*_LIKE, *((other, one) for one, other in _LIKE)):
        others |= {old[:at] + other + old[at + 1 :] for at in range(len(old)) if old[at] == one}
    return sorted(others - {old, ""})


def _may_stand(text: str) -> bool:
    """Whether what was read may be taken though it is no word: whole syllables, the last one too."""
    return SYLLABLES.fullmatch(text) is not None and text[-1] not in _LAST


def _before_seen(text: str, old: str) -> float | None:
    """How likely a word is in place of ``old``, as words go; None where it is no word, or the same one."""
    if len(text) < 2 or mistaken(text) or _alike(text) == _alike(old):
        return None
    if " " in text:
        return _TWO
    likely = _COMMON if text in common_words() else _INFLECTED if text in _inflected() else None
    if likely is None:
        return None
    likely += _FREQUENT if text in _frequent() or "." in text else 0.0  # as heads of tables shorten them
    if len(text) < len(old):
        return likely + (_LESS if _lies_in(text, old) else 0.0)
    above = len(text) > len(old) and _lies_in(old, text) and set(Counter(text) - Counter(old)) <= _LOST
    return likely + (_ABOVE if above else 0.0)


def _settled(word: _Weighed) -> str:
    """The likeliest text; empty where that is what was read."""
    total = word.total()
    for n in np.argsort(-total, kind="stable"):
        text = word.texts[int(n)]
        if n == 0:
            return ""
        if np.mean([heard[n] for heard in word.heard]) < _NOT_SHOWN:
            return ""
        chain = " " not in text and not _known(text)
        if chain and min(heard[n] - heard[0] for heard in word.heard) < _WORST:
            continue
        return f"{word.before}{text}{word.behind}"
    return ""


def _alike(text: str) -> str:
    return text.translate(_SAME).rstrip(_LAST)


def _lies_in(text: str, longer: str) -> bool:
    """Whether all signs of ``text`` stand in ``longer`` in their order."""
    rest = iter(longer)
    return all(sign in rest for sign in text)


def _two_words(text: str) -> list[str]:
    """``text`` parted where both parts are common words: the space between them was not seen."""
    return [
        f"{text[:at]} {text[at:]}"
        for at in range(_PART, len(text) - _PART + 1)
        if _known(text[:at]) and _known(text[at:])
    ]


def _known(text: str) -> bool:
    return text in common_words() or text in _inflected()


def _near(text: str) -> list[str]:
    most = next((most for longest, most in _NEAR if len(text) <= longest), _FAR)
    most = max(most, _FAR_OF_RARE) if rare(text) else most
    words = [w for size in range(len(text) - most, len(text) + most + 1) for w in _by_length().get(size, ())]
    found = process.extract(text, words, scorer=Levenshtein.distance, score_cutoff=most, limit=_MOST)
    return [word for word, _, _ in found]


@cache
def _by_length() -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for word in sorted(common_words() | _inflected()):
        out.setdefault(len(word), []).append(word)
    return out


@cache
def _inflected() -> frozenset[str]:
    """Forms of the common words that are on no list themselves."""
    endings = table("hindi_forms")
    made = set[str]()
    for word in common_words():
        if len(word) < 3:
            continue
        for ending, forms in endings.items():
            if word.endswith(ending) if ending != "consonant" else _CONSONANT.search(word):
                stem = word if ending == "consonant" else word[: -len(ending)]
                made.update(stem + form for form in forms)
    return frozenset(made - common_words())


@cache
def _frequent() -> frozenset[str]:
    return listed("devanagari") | listed("months")


def _has_ink(picture: Gray) -> bool:
    """Whether anything is darker than the paper: of white paper a model says something too."""
    return float(np.percentile(picture, 90)) - float(picture.min()) >= _PALEST


def _trimmed(picture: Gray) -> Gray:
    """``picture`` as far as its ink reaches, with a rim."""
    paper = int(np.percentile(picture, 90))
    dark = picture < (paper + int(picture.min())) // 2
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return picture
    part = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return cv2.copyMakeBorder(part, _AROUND, _AROUND, _AROUND, _AROUND, cv2.BORDER_CONSTANT, value=paper).astype(
        np.uint8
    )

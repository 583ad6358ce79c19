"""Hindi words in doubt are read a second time, each alone, by another model.

The Devanagari model reads pages and numbers best; ``hin``, of another net, knows thin and old cuts that it does not:
है and हे, न्न and त्र, half letters. It never sees a page: a word that the first model is sure of, and one made of
common words, stands. Its reading is taken where it reads the same at two sizes, or a common word; figures it may
not change. ``Devanagari_worn``, the first model trained further on photos, turned pages and print under marks, is heard
beside it: a common word that it reads, and what both say, is taken, and what it reads as the first model did stands,
unless the other reads a common word. In thin print all take the hook of a र् above a letter for a vowel sign: where no
reading is a common word and exactly one is had by a hook in its place, it is that word.

What is on no list then is weighed against common words by its ink (ingest/likely.py).

Signs that stand outside a word's box are not seen by whoever is shown that box alone: the second picture, and the
witness's, is as high as the line, and ink there above the head line for which no sign was read is looked at
(ingest/lostsigns.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.hindi import common, mistaken, parts
from ingest.legacy import colons
from ingest.likely import Asked, likeliest
from ingest.lostsigns import with_lost_signs
from ingest.ocr import SECOND_HINDI, WITNESS, OcrEngine, OcrLine, OcrPage, OcrWord, has_model
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.signs import tidied_text

_SURE = 0.95
_SCALE = 0.7  # of the second picture
_MOST = 60  # words a page
_MARGIN, _ABOVE, _AROUND = 8, 5, 10  # pixels at 300 dpi
_BESIDE, _LEAST_BESIDE = 4, 3  # words at each side that say how high a line is; of them all
_TALL, _REACH = 1.5, 0.45  # of their usual height: no line is higher; so far a sign stands outside a word's box
_FAR = 3  # letters changed at most, and no more than half of the word
_LEAST = 0.3
_LEAST_LETTERS = 2
_SURE_WITNESS = 0.5
_STANDS = 0.7  # under it the second model was right more often than the first and the witness together

_LETTER = regex.compile("[\u0900-\u0963\u0970-\u097f]")
_JOINED = regex.compile(r"[-.:'ः]")
_FULL_LETTER = regex.compile(r"\p{L}")
_JOINERS = regex.compile("[\u200c\u200d]")
_FIGURE = regex.compile(r"\p{N}")
_CLUSTER = regex.compile("(?<!\u094d)[\u0915-\u0939\u0958-\u095f]\u093c?(?:\u094d[\u0915-\u0939\u0958-\u095f]\u093c?)*")
_HOOK = "\u0930\u094d"
_ANUSVARA = "\u0902"
_TAKEN_FOR_HOOK = {"\u0947": "", "\u0948": "", "\u094b": "\u093e", "\u094c": "\u093e"}  # े ै, ो ौ of ा
_LEFT_OUT = regex.compile("[\u093c\u094d]")
_ODD_END = regex.compile("[\u094dः]$")  # a half letter, a visarga


_Seen = tuple[OcrWord, ...]
"""One reading of a word alone."""

Place = tuple[int, int]
"""A line of the page, and a word in it."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A word, its place in the page's lines, its picture, that of all of its line's height, and the columns there that
    it stands between."""

    line: int
    at: int
    word: OcrWord
    picture: Gray
    tall: Gray
    left: int
    right: int

    @property
    def place(self) -> Place:
        return self.line, self.at


def second_readings(engine: OcrEngine, image: Gray, dpi: int, page: OcrPage) -> tuple[OcrPage, tuple[str, ...]]:
    """``page`` with doubtful Hindi words read again, and a note that says how many. ``image`` is what was read.

    Without the model the page stays as it is, and the note says so. What was read first stays in ``alternatives``.
    """
    doubts = [
        _Doubt(number, at, word, *_alone(image, line.words, at, dpi))
        for number, line in enumerate(page.lines)
        for at, word in enumerate(line.words)
        if _in_doubt(word) or _unknown(word)
    ]
    doubts = sorted(doubts, key=lambda doubt: doubt.word.confidence)
    again = [doubt for doubt in doubts if _in_doubt(doubt.word)][:_MOST]
    settled: dict[tuple[int, int], tuple[OcrWord, ...]] = {}
    note: tuple[str, ...] = ()
    if again:
        try:
            engine.probe(SECOND_HINDI)
            heard = _heard(engine, again, dpi)
            settled = {doubt.place: words for doubt in again if (words := _taken(doubt, *heard[doubt.place]))}
            taken = sum(words[0].text != page.lines[line].words[at].text for (line, at), words in settled.items())
            note = (f"{taken} of {len(again)} doubtful words as {SECOND_HINDI} reads them",)
            likelier = _likelier(engine, doubts[: 2 * _MOST], settled, heard)
            note = (*note, f"{len(likelier)} as their ink has them likeliest") if likelier else note
            settled |= likelier
        except OcrUnavailable:
            note = (f"no second reading: {SECOND_HINDI} is not installed",)
        except OcrFailed:
            note = ("second reading failed",)
    lines = [
        OcrLine(
            tuple(w for at, word in enumerate(line.words) for w in settled.get((number, at), (_with_colon(word),))),
            line.block,
            line.paragraph,
        )
        for number, line in enumerate(page.lines)
    ]
    return OcrPage(tuple(lines), page.width, page.height), note


def _with_colon(word: OcrWord) -> OcrWord:
    """Few Hindi words end in a visarga, many labels in a colon, and the first model mixes them up."""
    text = colons(word.text)
    return word if text == word.text else replace(word, text=text)


def _in_doubt(word: OcrWord) -> bool:
    if colons(word.text) != word.text or mistaken(word.text):
        return True  # the first model is sure of these and wrong
    return word.confidence < _SURE and _unknown(word)


def _unknown(word: OcrWord) -> bool:
    """Whether a Hindi word is on no list, however sure of it the first model is."""
    return len(_LETTER.findall(word.text)) >= _LEAST_LETTERS and not common(tidied_text(word.text))


def _alone(image: Gray, words: Sequence[OcrWord], at: int, dpi: int) -> tuple[Gray, Gray, int, int]:
    """The word's pictures with white around, at most half of the gaps to its neighbours: of its own height and of its
    line's, and the word's columns."""
    high, wide = image.shape
    x0, y0, x1, y1 = words[at].box
    margin, above, around = (pixels(side, dpi, 2) for side in (_MARGIN, _ABOVE, _AROUND))
    before = max(2, (x0 - words[at - 1].box[2]) // 2) if at else margin
    behind = max(2, (words[at + 1].box[0] - x1) // 2) if at + 1 < len(words) else margin
    left, right = max(0, x0 - min(margin, before)), min(wide, x1 + min(margin, behind))

    def cut(top: int, bottom: int) -> Gray:
        top, bottom = max(0, top - above), min(high, bottom + above)
        part = image[top : max(bottom, top + 1), left : max(right, left + 1)]
        paper = int(np.percentile(part, 90))
        framed = cv2.copyMakeBorder(part, around, around, around, around, cv2.BORDER_CONSTANT, value=paper)
        return framed.astype(np.uint8)

    return cut(y0, y1), cut(*_height(words, at)), x0 - left + around, x1 - left + around


def _height(words: Sequence[OcrWord], at: int) -> tuple[int, int]:
    """From where to where the word's line reaches beside it.

    A sign above the head line that the recogniser did not see is often outside its box, and would not be seen again.
    """
    _, top, _, bottom = words[at].box
    beside = [word.box for word in words[max(0, at - _BESIDE) : at + _BESIDE + 1] if len(word.text) > 1]
    if len(beside) < _LEAST_BESIDE:
        return top, bottom
    usual = median(box[3] - box[1] for box in beside)
    near = [b for b in beside if b[3] - b[1] <= _TALL * usual and min(b[3], bottom) - max(b[1], top) > 0]
    reach = round(_REACH * usual)
    highest, lowest = min((b[1] for b in near), default=top), max((b[3] for b in near), default=bottom)
    return min(top, max(highest, top - reach)), max(bottom, min(lowest, bottom + reach))


def _heard(engine: OcrEngine, doubts: Sequence[_Doubt], dpi: int) -> dict[Place, tuple[list[_Seen], _Seen]]:
    """What the second model reads of each word at two sizes, and what the witness does."""
    strips = [Image.fromarray(picture) for doubt in doubts for picture in (doubt.picture, _scaled(doubt.tall))]
    seen = _seen(engine, strips, dpi, SECOND_HINDI)
    beside: list[_Seen] = [()] * len(doubts)
    if has_model(engine, WITNESS):
        beside = _seen(engine, [Image.fromarray(doubt.tall) for doubt in doubts], dpi, WITNESS)
    return {doubt.place: (seen[2 * n : 2 * n + 2], beside[n]) for n, doubt in enumerate(doubts)}


def _likelier(
    engine: OcrEngine,
    doubts: Sequence[_Doubt],
    settled: Mapping[Place, tuple[OcrWord, ...]],
    heard: Mapping[Place, tuple[list[_Seen], _Seen]],
) -> dict[Place, tuple[OcrWord, ...]]:
    """Words that are still on no list, and are likelier to be another by their ink (ingest/likely.py)."""
    words, asked = [], []
    for doubt in doubts:
        now = settled.get(doubt.place) or (_with_colon(doubt.word),)
        if len(now) == 1 and _unknown(now[0]):
            seen, beside = heard.get(doubt.place, ([], ()))
            words.append((doubt.place, now[0]))
            asked.append(Asked(now[0].text, doubt.picture, doubt.tall, (*map(_said, seen), _said(beside))))
    return {
        place: tuple(
            replace(word, text=piece, box=box, alternatives=(*word.alternatives, word.text) if piece == text else ())
            for piece, box in zip(text.split(" "), _shared(word.box, text.split(" ")), strict=True)
        )
        for (place, word), text in zip(words, likeliest(engine, asked), strict=True)
        if text
    }


def _seen(engine: OcrEngine, strips: Sequence[Image.Image], dpi: int, model: str) -> list[_Seen]:
    return [tuple(w for line in page.lines for w in line.words) for page in engine.read_strips(strips, dpi, model)]


def _scaled(picture: Gray) -> Gray:
    return cv2.resize(picture, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _said(words: Sequence[OcrWord]) -> str:
    """Letters and figures of a reading, without joiners: the second model sets them where no typist does."""
    return parts(_JOINERS.sub("", tidied_text(" ".join(word.text for word in words))))[1]


def _can_be(word: OcrWord, new: str, far: int = 0) -> bool:
    """Whether another reading of a word is one that differs, and may be of the same word: half of its letters may
    differ, ``far`` of a shorter one, or a hook stands in place of a vowel sign."""
    old = parts(word.text)[1]
    if not new or new == parts(_JOINERS.sub("", tidied_text(colons(word.text))))[1] or not _LETTER.search(new):
        return False
    if _FIGURE.findall(old) != _FIGURE.findall(new):
        return False
    if (
        _ODD_END.search(new) and not _ODD_END.search(old) and not common(new)
    ):  # hardly a word ends so: its last letter is cut
        return False
    longer, shorter = sorted((old, new), key=len, reverse=True)
    if shorter in longer and _FULL_LETTER.search(longer.replace(shorter, "", 1)):  # an edge of the picture cuts
        return False
    return Levenshtein.distance(old, new) <= max(1, far, min(_FAR, len(old) // 2)) or new in _hooked(old)


def _taken(doubt: _Doubt, readings: Sequence[_Seen], beside: _Seen = ()) -> _Seen:
    """The words in place of a doubtful one; none where it stands, itself where a visarga at its end is sure.

    ``beside`` is what the witness read.
    """
    word = doubt.word
    said = [_said(words) for words in readings]
    if word.text.rstrip("-").endswith("ः") and all(text.endswith("ः") for text in said):
        return (word,)
    witness = _said(beside)
    sure = min((w.confidence for w in beside), default=0.0)
    heard = witness in said and sure > word.confidence and not common(parts(word.text)[1])
    if mistaken(word.text) and len(set(said)) > 1 and not (heard and common(witness)):
        return ()
    if lost := _with_hook(word, [*said, witness]) or _with_lost(doubt, said, witness):
        return lost
    agreed = heard and _can_be(word, witness, _FAR if common(witness) else 0)
    if agreed or (sure >= _SURE_WITNESS and _known_to(witness, word)):
        before, _, behind = parts(word.text)
        return (replace(word, text=f"{before}{witness}{behind}", confidence=sure, alternatives=(word.text,)),)
    sure = max((min(w.confidence for w in words) for words in readings if words), default=0.0)
    known = [text for text in said if common(text)]
    new = next((text for text in (*known, said[0]) if _can_be(word, text)), "")
    if not new or (new not in known and (len(set(said)) > 1 or sure < _LEAST)):
        return ()
    if new not in known and word.confidence >= _STANDS and witness == parts(word.text)[1] and not mistaken(word.text):
        return ()
    before, old, behind = parts(word.text)
    if old.endswith("ः"):
        behind = ""
    pieces = f"{before}{new}{behind}".split(" ")
    parted = not _FIGURE.search(old) and _JOINED.sub(" ", old) == new
    if len(pieces) > 1 and not (parted or all(_LETTER.search(p) and common(p) for p in pieces)):
        return ()
    return tuple(
        OcrWord(piece, box, sure, (word.text,) if len(pieces) == 1 else ())
        for piece, box in zip(pieces, _shared(word.box, pieces), strict=True)
    )


def _known_to(witness: str, word: OcrWord) -> bool:
    """Whether the witness reads a common word in place of one that is none, and does not only leave a dot or a
    half letter's sign out: names and loan words are printed with these."""
    old = parts(word.text)[1]
    if not common(witness) or common(old) or mistaken(word.text) or not _can_be(word, witness):
        return False
    if " " in witness or old.startswith(witness):  # its end is cut off
        return False
    return bool(_LEFT_OUT.sub("", witness) != _LEFT_OUT.sub("", old))


def _with_hook(word: OcrWord, said: Sequence[str]) -> _Seen:
    """The one common word that a hook makes of what was read; nothing where a reading is common itself."""
    before, old, behind = parts(word.text)
    read = {old, *said} - {""}
    if any(common(text) or common(text + _ANUSVARA) or _FIGURE.search(text) for text in read):
        return ()
    whole = (text for text in read if len(_FULL_LETTER.findall(text)) == len(_FULL_LETTER.findall(old)))
    hooked = {new for text in whole for new in _hooked(text) if common(new) and Levenshtein.distance(old, new) <= _FAR}
    if len(hooked) != 1:
        return ()
    return (replace(word, text=f"{before}{hooked.pop()}{behind}", alternatives=(word.text,)),)


def _with_lost(doubt: _Doubt, said: Sequence[str], witness: str) -> _Seen:
    """The common word that signs above the head line make of what was read, where their ink is there.

    Nothing where a reading is common itself.
    """
    word = doubt.word
    before, old, behind = parts(word.text)
    if _FIGURE.search(old) or any(text and common(text) for text in (old, witness, *said)):
        return ()
    read = witness if witness in said and _can_be(word, witness) else old
    new = with_lost_signs(doubt.tall, doubt.left, doubt.right, read)
    return (replace(word, text=f"{before}{new}{behind}", alternatives=(word.text,)),) if new else ()


def _hooked(text: str) -> Iterator[str]:
    """``text`` with a hook in place of each vowel sign that looks like one.

    Never where no sign was read: real words differ by a hook alone (a receipt and a name).
    """
    for found in _CLUSTER.finditer(text, 1):
        rest = text[found.end() :]
        if rest and rest[0] in _TAKEN_FOR_HOOK:
            yield f"{text[: found.start()]}{_HOOK}{found[0]}{_TAKEN_FOR_HOOK[rest[0]]}{rest[1:]}"


def _shared(box: tuple[int, int, int, int], pieces: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The box of a word parted among its pieces by their letters."""
    left, top, right, bottom = box
    unit = (right - left) / (sum(map(len, pieces)) + len(pieces) - 1)
    out, at = [], float(left)
    for piece in pieces:
        out.append((round(at), top, round(at + unit * len(piece)), bottom))
        at += unit * (len(piece) + 1)
    return out

"""Hindi words in doubt are read a second time, each alone, by another model.

The Devanagari model reads pages and numbers best; ``hin``, of another net, knows thin and old cuts that it does not:
है and हे, न्न and त्र, half letters. It never sees a page: a word that the first model is sure of, and one made of
common words, stands. Its reading is taken where it reads the same at two sizes, or a common word; figures it may
not change. ``Devanagari_worn``, the first model trained further on photos, turned pages and print under marks, is heard
beside it: a common word that it reads, and what both say, is taken, and what it reads as the first model did stands,
unless the other reads a common word. In thin print all take the hook of a र् above a letter for a vowel sign: where no
reading is a common word and exactly one is had by a hook in its place, it is that word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.hindi import common, mistaken
from ingest.legacy import colons
from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord, has_model
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.signs import tidied_text

MODEL = "hin"
WITNESS = "Devanagari_worn"
_SURE = 0.95
_SCALES = (1.0, 0.7)
_MOST = 60  # words a page
_MARGIN, _ABOVE, _AROUND = 8, 5, 10  # pixels at 300 dpi
_FAR = 3  # letters changed at most, and no more than half of the word
_LEAST = 0.3
_LEAST_LETTERS = 2
_SURE_WITNESS = 0.5
_STANDS = 0.7  # under it the second model was right more often than the first and the witness together

_LETTER = regex.compile("[\u0900-\u0963\u0970-\u097f]")
_PARTS = regex.compile(r"([^\p{L}\p{M}\p{N}]*)(.*?)([^\p{L}\p{M}\p{N}]*)", regex.S)
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


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A word, its place in the page's lines, and its picture."""

    line: int
    at: int
    word: OcrWord
    picture: Gray


def second_readings(engine: OcrEngine, image: Gray, dpi: int, page: OcrPage) -> tuple[OcrPage, tuple[str, ...]]:
    """``page`` with doubtful Hindi words read again, and a note that says how many. ``image`` is what was read.

    Without the model the page stays as it is, and the note says so. What was read first stays in ``alternatives``.
    """
    doubts = [
        _Doubt(number, at, line.words[at], _alone(image, line.words, at, dpi))
        for number, line in enumerate(page.lines)
        for at, word in enumerate(line.words)
        if _in_doubt(word)
    ]
    doubts = sorted(doubts, key=lambda doubt: doubt.word.confidence)[:_MOST]
    settled: dict[tuple[int, int], tuple[OcrWord, ...]] = {}
    note: tuple[str, ...] = ()
    if doubts:
        try:
            engine.probe(MODEL)
            settled = _settled(engine, doubts, dpi)
            taken = sum(words[0].text != page.lines[line].words[at].text for (line, at), words in settled.items())
            note = (f"{taken} of {len(doubts)} doubtful words as {MODEL} reads them",)
        except OcrUnavailable:
            note = (f"no second reading: {MODEL} is not installed",)
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


def lacking(engine: OcrEngine) -> str:
    """What a reading hangs on beside the engine's version: empty, or that the second model is not there."""
    return "" if has_model(engine, MODEL) else f" without {MODEL}"


def _in_doubt(word: OcrWord) -> bool:
    letters = _LETTER.findall(word.text)
    if colons(word.text) != word.text or mistaken(word.text):
        return True  # the first model is sure of these and wrong
    return word.confidence < _SURE and len(letters) >= _LEAST_LETTERS and not common(word.text)


def _alone(image: Gray, words: Sequence[OcrWord], at: int, dpi: int) -> Gray:
    """The word's picture with white around, at most half of the gaps to its neighbours."""
    high, wide = image.shape
    x0, y0, x1, y1 = words[at].box
    margin, above, around = (pixels(side, dpi, 2) for side in (_MARGIN, _ABOVE, _AROUND))
    before = max(2, (x0 - words[at - 1].box[2]) // 2) if at else margin
    behind = max(2, (words[at + 1].box[0] - x1) // 2) if at + 1 < len(words) else margin
    left, right = max(0, x0 - min(margin, before)), min(wide, x1 + min(margin, behind))
    top, bottom = max(0, y0 - above), min(high, y1 + above)
    part = image[top : max(bottom, top + 1), left : max(right, left + 1)]
    paper = int(np.percentile(part, 90))
    framed = cv2.copyMakeBorder(part, around, around, around, around, cv2.BORDER_CONSTANT, value=paper)
    return framed.astype(np.uint8)


def _settled(engine: OcrEngine, doubts: Sequence[_Doubt], dpi: int) -> dict[tuple[int, int], tuple[OcrWord, ...]]:
    """The words to take in place of doubtful ones, by line and place in it."""
    strips = [Image.fromarray(_scaled(doubt.picture, scale)) for doubt in doubts for scale in _SCALES]
    seen = _seen(engine, strips, dpi, MODEL)
    beside: list[_Seen] = [()] * len(doubts)
    if has_model(engine, WITNESS):
        beside = _seen(engine, [Image.fromarray(doubt.picture) for doubt in doubts], dpi, WITNESS)
    out = {}
    for n, doubt in enumerate(doubts):
        if words := _taken(doubt.word, seen[n * len(_SCALES) : (n + 1) * len(_SCALES)], beside[n]):
            out[doubt.line, doubt.at] = words
    return out


def _seen(engine: OcrEngine, strips: Sequence[Image.Image], dpi: int, model: str) -> list[_Seen]:
    return [tuple(w for line in page.lines for w in line.words) for page in engine.read_strips(strips, dpi, model)]


def _scaled(picture: Gray, scale: float) -> Gray:
    if scale == 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _parts(text: str) -> tuple[str, str, str]:
    """What stands before the letters and figures of a word, these, and what stands behind."""
    match = _PARTS.fullmatch(text)
    assert match is not None  # every text has these parts
    return match[1], match[2], match[3]


def _said(words: Sequence[OcrWord]) -> str:
    """Letters and figures of a reading, without joiners: the second model sets them where no typist does."""
    return _parts(_JOINERS.sub("", tidied_text(" ".join(word.text for word in words))))[1]


def _can_be(word: OcrWord, new: str) -> bool:
    """Whether another reading of a word is one that differs, and may be of the same word."""
    old = _parts(word.text)[1]
    if not new or new == _parts(_JOINERS.sub("", tidied_text(colons(word.text))))[1] or not _LETTER.search(new):
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
    return Levenshtein.distance(old, new) <= max(1, min(_FAR, len(old) // 2))


def _taken(word: OcrWord, readings: Sequence[_Seen], beside: _Seen = ()) -> _Seen:
    """The words in place of ``word``; none where it stands, itself where a visarga at its end is sure.

    ``beside`` is what the witness read.
    """
    said = [_said(words) for words in readings]
    if word.text.rstrip("-").endswith("ः") and all(text.endswith("ः") for text in said):
        return (word,)
    if mistaken(word.text) and len(set(said)) > 1:
        return ()
    witness = _said(beside)
    sure = min((w.confidence for w in beside), default=0.0)
    agreed = witness in said and sure > word.confidence and not common(_parts(word.text)[1]) and _can_be(word, witness)
    if agreed or (sure >= _SURE_WITNESS and _known_to(witness, word)):
        before, _, behind = _parts(word.text)
        return (replace(word, text=f"{before}{witness}{behind}", confidence=sure, alternatives=(word.text,)),)
    sure = max((min(w.confidence for w in words) for words in readings if words), default=0.0)
    known = [text for text in said if common(text)]
    new = next((text for text in (*known, said[0]) if _can_be(word, text)), "")
    if new not in known and (hooked := _with_hook(word, said)):
        return hooked
    if not new or (new not in known and (len(set(said)) > 1 or sure < _LEAST)):
        return ()
    if new not in known and word.confidence >= _STANDS and witness == _parts(word.text)[1] and not mistaken(word.text):
        return ()
    before, old, behind = _parts(word.text)
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
    old = _parts(word.text)[1]
    if not common(witness) or common(old) or mistaken(word.text) or not _can_be(word, witness):
        return False
    if " " in witness or old.startswith(witness):  # its end is cut off
        return False
    return bool(_LEFT_OUT.sub("", witness) != _LEFT_OUT.sub("", old))


def _with_hook(word: OcrWord, said: Sequence[str]) -> _Seen:
    """The one common word that a hook makes of what was read; nothing where a reading is common itself."""
    before, old, behind = _parts(word.text)
    read = {old, *said} - {""}
    if any(common(text) or common(text + _ANUSVARA) or _FIGURE.search(text) for text in read):
        return ()
    hooked = {new for text in read for new in _hooked(text) if common(new) and Levenshtein.distance(old, new) <= _FAR}
    if len(hooked) != 1:
        return ()
    return (replace(word, text=f"{before}{hooked.pop()}{behind}", alternatives=(word.text,)),)


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

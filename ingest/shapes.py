"""Dates and lists of mail addresses have a shape: a point or bracket that a copy lost or changed in them is put right.

Only signs are, by what stands around them; no letter and no figure changes (docs/ocr-generated.md, "Points and
brackets").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ingest.ocr import OcrPage, OcrWord

_DAY = regex.compile(r"(?:.*\D)?(?:0[1-9]|[12]\d|3[01])")
_MONTH = regex.compile(r"(?:0[1-9]|1[0-2])\.(?:19|20)\d\d\D?")
_NEAR = 0.6  # heights: between a day and its month, whose point is gone
_COLON = regex.compile(r"(?<![\d.:])(\d{1,2})(?:\.(\d{1,2}):|:(\d{1,2})\.)((?:19|20)\d\d)(?!\d)")

_LISTED = regex.compile(r"\"<\p{L}")
_LEAST = 5  # on a page: `"name"<address>`, again and again
_SIGN = r"[“”\"'‘’«*~=\-]"
_OPENS = regex.compile(rf"(?<=[\p{{L}}\p{{N}}][\"”]){_SIGN}(?=\p{{L}}[\p{{L}}\p{{N}}._-]*(?:@|$))")
_OPENS_WORD = regex.compile(rf"^{_SIGN}(?=\p{{L}}[\p{{L}}\p{{N}}._-]*(?:@|$))")
_OPENED = regex.compile(rf"(.*[\p{{L}}\p{{N}}][\"”]){_SIGN}")
_ADDRESS = regex.compile(r"\p{L}[\p{L}\p{N}._-]*@.*")
_NAME_ENDS = regex.compile(r"[\p{L}\p{N}][\"”]$")
_CLOSES = regex.compile(rf"(?<=@[\p{{L}}\p{{N}}.-]+\.\p{{L}}{{2,3}}){_SIGN}(?=,)")
_NEXT = regex.compile(r"(?<=@[\p{L}\p{N}.-]+>)\.(?=[\"“])")
_NEXT_WORD = regex.compile(r"(?<=@[\p{L}\p{N}.-]+>)\.$")
_DOMAIN = regex.compile(r"(?<=@[\p{L}\p{N}.-]+)[,:](?=\p{L}{2,3}>)")
_HOST, _TOP = regex.compile(r".*@[\p{L}\p{N}.-]*\p{L}"), regex.compile(r"\p{L}{2,3}>.*")


def in_shape(page: OcrPage) -> OcrPage:
    """``page`` with the points of its dates, and on a page with a list of mail addresses their points and brackets."""
    listed = sum(len(_LISTED.findall(word.text)) for line in page.lines for word in line.words) >= _LEAST
    lines = []
    for line in page.lines:
        words = _dated(line.words)
        lines.append(replace(line, words=tuple(_addresses(words) if listed else words)))
    return OcrPage(tuple(lines), page.width, page.height)


def _dated(words: Sequence[OcrWord]) -> list[OcrWord]:
    out = list(words[:1])
    for before, word in pairwise(words):
        near = 0 <= word.box[0] - before.box[2] < _NEAR * (word.box[3] - word.box[1])
        if near and _DAY.fullmatch(before.text) and _MONTH.fullmatch(word.text):
            out[-1] = _joined(out[-1], word)
        else:
            out.append(word)
    return [_with(word, _COLON.sub(r"\1.\2\3.\4", word.text)) for word in out]


def _addresses(words: Sequence[OcrWord]) -> list[OcrWord]:
    out: list[OcrWord] = []
    for word in words:
        text = _DOMAIN.sub(".", _NEXT.sub(",", _CLOSES.sub(">", _OPENS.sub("<", word.text))))
        before = out[-1] if out else None
        if before and _NAME_ENDS.search(before.text):
            text = _OPENS_WORD.sub("<", text)
        word = _with(word, text)
        if before and text[0] in '"“':
            out[-1] = before = _with(before, _NEXT_WORD.sub(",", before.text))
        if before and _HOST.fullmatch(before.text) and _TOP.fullmatch(text):
            out[-1] = _joined(before, word)
        elif before and (found := _OPENED.fullmatch(before.text)) and _ADDRESS.fullmatch(text):
            out[-1] = _joined(replace(before, text=found[1]), word, "<")
        else:
            out.append(word)
    return out


def _joined(before: OcrWord, behind: OcrWord, sign: str = ".") -> OcrWord:
    """Two words with ``sign`` between them."""
    box = (
        min(before.box[0], behind.box[0]), min(before.box[1], behind.box[1]),
        max(before.box[2], behind.box[2]), max(before.box[3], behind.box[3]),
    )  # fmt: skip
    text, sure = f"{before.text}{sign}{behind.text}", min(before.confidence, behind.confidence)
    return OcrWord(text, box, sure, (f"{before.text} {behind.text}",))


def _with(word: OcrWord, text: str) -> OcrWord:
    return word if text == word.text else replace(word, text=text, alternatives=(*word.alternatives, word.text))

"""Signs as typists set them: what recognisers make of rules, dashes, dots and colons is put right without another look.

Each rule was counted on typeset pages and on real scans (docs/ocr-generated.md, "Hindi").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import regex

from ingest.legacy import colons
from ingest.ocr import OcrLine, OcrPage, OcrWord

_RULES = regex.compile(r"[|_¦]+")
_DASHES = regex.compile("(?<=[0-9])[-\u2010-\u2015]+(?=[0-9])")
# The hook of र् and the dot of a plural stand on one another, and the model sees the hook alone. No word of 170 papers
# ends so without the dot, 15 end with it; typeset pages: 22 changes right, none wrong (nearly all of one word).
_HOOK = regex.compile("र्[\u0915-\u0939]\u093c?ो(?=$|[,।.;:)])")
_STOP = "।"
_ENDS_IN_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}]$")
_STOP_NEAR = 0.6  # of the word's height: signs of some fonts stand in a wide white of their own
_STOP_SPACES = 1.65  # of the line's usual space: offices that set a space before it measure 1.8 and more


def tidied(page: OcrPage) -> OcrPage:
    """Without what rules of tables leave behind (a lone bar), with one hyphen for any dash between digits, with the
    dot of Hindi plurals behind a hook, with colons for the visarga that no Hindi word ends in, and with the Hindi full
    stop at its word.

    Wide hyphens of Hindi fonts come back as long or doubled dashes; numbers and telephone numbers print hyphens.
    """
    lines = []
    for line in page.lines:
        words = []
        for at, word in enumerate(line.words):
            text = tidied_text(word.text)
            if _RULES.fullmatch(text):
                if not _starts_i(line.words, at):
                    continue
                text = "I"
            words.append(word if text == word.text else replace(word, text=text))
        lines.append(OcrLine(tuple(_stops_at_words(words)), line.block, line.paragraph))
    return OcrPage(tuple(line for line in lines if line.words), page.width, page.height)


def tidied_text(text: str) -> str:
    """One word as ``tidied`` leaves it, where its neighbours do not matter."""
    return colons(_HOOK.sub(lambda m: f"{m[0]}ं", _DASHES.sub("-", text)))


def _starts_i(words: Sequence[OcrWord], at: int) -> bool:
    """A bar before "am" is the pronoun."""
    return words[at].text == "|" and at + 1 < len(words) and words[at + 1].text in {"am", "have", "shall", "will"}


def _stops_at_words(words: Sequence[OcrWord]) -> list[OcrWord]:
    """A full stop read as a word of its own goes to the word before it, where it stands no farther than a space."""
    if not any(word.text == _STOP for word in words[1:]):
        return list(words)
    spaces = [b.box[0] - a.box[2] for a, b in pairwise(words) if b.text != _STOP and b.box[0] > a.box[2]]
    out = list(words[:1])
    for word in words[1:]:
        last = out[-1]
        gap, height = word.box[0] - last.box[2], last.box[3] - last.box[1]
        near = gap <= _STOP_NEAR * height and gap <= _STOP_SPACES * (median(spaces) if spaces else height)
        if word.text == _STOP and near and _ENDS_IN_LETTER.search(last.text):
            box = (
                min(last.box[0], word.box[0]), min(last.box[1], word.box[1]),
                max(last.box[2], word.box[2]), max(last.box[3], word.box[3]),
            )  # fmt: skip
            out[-1] = replace(last, text=last.text + _STOP, box=box)
        else:
            out.append(word)
    return out

"""What recognisers do to the few words that extractors live by, undone for the time of the search.

A letter misread ("shal1", "requestod"), a word parted ("reques ted") or two run together ("shallbe", "by16/12/2021"),
a digit taken for a letter ("2O17"). Only words of duty, names of months and dates are touched; what is quoted is
always the text as printed, found through the offsets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from extract.lexicon import lexicon
from ingest.document import Span

WORDS = (
    "shall", "must", "should", "will", "may", "please", "kindly", "requested", "directed", "instructed", "required",
    "advised", "ensure", "permitted", "expected", "mandatory", "request", "cannot",
)  # fmt: skip
LOOKS_LIKE = {"l": "[l1I|!]", "i": "[i1l!]", "e": "[eco]", "o": "[o0]", "s": "[s5]"}
JOINED = regex.compile(
    r"(?<![\p{L}\p{M}])(?:shall(?!ow|ot)|should(?!er)|must(?!er|ard|ache|y|ang))(?=\p{Ll}{2})"
    r"|(?<=\p{Ll}{3})(?<![Mm]ar)(?=(?:shall|should)\b)"
    r"|(?<=\p{Ll}{3})(?=(?:are|is)\s+(?:requested|directed|instructed|required|advised)\b)"
    r"|\b(?:shall|will|may|must|should|to)\s+be(?=\p{Ll}{3,}ed\b)"
    r"|\b(?:kindly|please)(?=\p{Ll}{3})"
    r"|\b(?:requested|directed|instructed|required|advised)(?=to\b)"
    r"|कृपया(?=\p{L})|नहीं(?=\p{L})"
    r"|\b(?:by|till|before|upto|on|to|from|than)(?=[\p{Nd}OolI]{1,2}[./-][\p{Nd}OolI]{1,2}[./-]\p{Nd})"
    r"|(?<=[./-]\p{Nd}{2,4})(?=(?:तक|से|को|के)(?![\p{L}\p{M}]))"
    r"|(?<=\p{L}\p{M}*)(?=(?:अंतिम|अन्तिम)\s(?:तिथि|तारीख|दिनांक))"
)
DATE_LIKE = regex.compile(
    r"(?:(?<![\p{L}\p{N}./-])|(?<=\b(?:by|till|before|upto|on|to|from|than)))[\dOolI|]{1,2}([./-])[\dOolI|]{1,2}\1[\dOolI|]{2,4}(?![A-Za-z\p{N}])|\b[12][\dOolI|]{3}\b"
)
ORDINAL = regex.compile(r"(?<=(?<!\p{N})\d{1,2})\s?[!\"“”'’°º*™^]{1,2}(?=\s{0,2}\p{Lu}\p{Ll}{2,8}\b,?\s*['’]?\d{2})")
"""A raised "th" read as a sign: 23" June, 20!" January."""
LOST_SIGNS = {"हागा": "होगा", "हागी": "होगी", "हांगे": "होंगे"}
LOST_SIGN = regex.compile(
    r"(?<![\p{L}\p{M}])(?:हागा|हागी|हांगे|(?!रेंग(?:\s|$))\p{Devanagari}{1,8}(?:ेंग|ोंग))(?=\s*(?:[।,;]|$))"
)
"""Vowel signs that a copy lost at a verb's end: "देय हागा", "सुनिश्चित करेंग"."""
DIGITS = str.maketrans("OolI|", "00111")
MISREAD_L = regex.compile(r"(?<=\b\p{L}*[a-z])1(?=\p{Ll}*\b)|(?<=\b[A-Z])1(?=[1a-z]\p{Ll}*\b)")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its repairs and the way back."""

    text: str
    at: tuple[int, ...] | None
    """For each character its offset in the printed text; None where nothing was moved."""

    def span(self, found: Span) -> Span:
        """The printed stretch under ``found``."""
        if self.at is None or found.end <= found.start:
            return found
        return Span(self.at[found.start], self.at[found.end - 1] + 1)


@cache
def _words() -> tuple[regex.Pattern[str], dict[str, str]]:
    months = {f.casefold() for f in lexicon().forms("month") if f.isascii() and f.isalpha() and len(f) > 4}
    shapes = {word: " ?".join(LOOKS_LIKE.get(c, c) for c in word) for word in (*WORDS, *sorted(months))}
    names = {f"w{k}": word for k, word in enumerate(shapes)}
    either = "|".join(f"(?P<{name}>{shapes[word]})" for name, word in names.items())
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}’'])(?:{either})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE), names


@lru_cache(maxsize=4096)
def mend(text: str) -> Mended:
    """``text`` with its words of duty and its dates repaired. Linear in the text; most texts come back unchanged."""
    edits: list[tuple[int, int, str]] = []
    shape, names = _words()
    for found in shape.finditer(text):
        word = names[str(found.lastgroup)]
        if found.group().casefold() != word:
            edits.append((found.start(), found.end(), word.capitalize() if found.group()[0].isupper() else word))
    for found in JOINED.finditer(text):
        edits.append((found.end(), found.end(), " "))
    for found in DATE_LIKE.finditer(text):
        digits = found.group().translate(DIGITS)
        if digits != found.group() and sum(c.isdigit() for c in found.group()) >= 2:
            edits.append((found.start(), found.end(), digits))
    for found in ORDINAL.finditer(text):
        edits.append((found.start(), found.end(), "th"))
    for found in LOST_SIGN.finditer(text):
        edits.append((found.start(), found.end(), LOST_SIGNS.get(found.group(), found.group() + "े")))
    for found in MISREAD_L.finditer(text):
        edits.append((found.start(), found.end(), "l"))
    return _applied(text, edits) if edits else Mended(text, None)


def _applied(text: str, edits: list[tuple[int, int, str]]) -> Mended:
    out: list[str] = []
    at: list[int] = []
    last = 0
    for start, end, new in sorted(edits):
        if start < last:
            continue
        out.append(text[last:start])
        at.extend(range(last, start))
        out.append(new)
        far = max(end - start - 1, 0)  # the first letter keeps its place, the last one too
        at.extend(min(start + k * far // max(len(new) - 1, 1), len(text) - 1) for k in range(len(new)))
        last = end
    out.append(text[last:])
    at.extend(range(last, len(text)))
    return Mended("".join(out), tuple(at))

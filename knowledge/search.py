"""Words of a text as both the index and the query see them. Hindi words stay whole."""

from __future__ import annotations

import unicodedata

import regex

WORD = regex.compile(r"(?:[^\W_]|[\u0900-\u0963\u0970-\u097f])+")
JOINERS = regex.compile("[\u200c\u200d]")


def tokens(text: str) -> list[str]:
    """Case-folded words; matras and nukta belong to their word, the danda does not."""
    return [w.casefold() for w in WORD.findall(JOINERS.sub("", unicodedata.normalize("NFC", text)))]


def match_query(words: str) -> str | None:
    """An FTS5 query in which every term is quoted, so that no user text is syntax; None where no word is left.

    A trailing ``*`` on a word asks for words that begin so.
    """
    terms: list[str] = []
    for part in words.split():
        found = tokens(part)
        terms += [f'"{t}"' for t in found]
        if part.endswith("*") and found:
            terms[-1] += "*"
    return " ".join(terms) or None

"""Words of a text as both the index and the query see them. Hindi words stay whole."""

from __future__ import annotations

import unicodedata

import regex
from sqlalchemy import literal, text
from sqlmodel import Session, col, select

from knowledge.tables import SearchRow

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


RANKED = 2000
EDGE = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :query ORDER BY rowid DESC LIMIT 1 OFFSET :ranked")
BEST = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :query AND rowid > :edge ORDER BY rank LIMIT :limit")


def matching_copies(s: Session, query: str, words: list[str], limit: int) -> list[int]:
    """Ids of the copies that hold every word, best first: by FTS5 on SQLite, by whole-word LIKE elsewhere.

    Of more than ``RANKED`` copies those that came last are ranked: a word that every paper holds would take as long as
    the register is large, and tells nothing apart.
    """
    if s.get_bind().dialect.name == "sqlite":
        values = {"query": query, "limit": limit, "ranked": RANKED}
        edge = s.connection().execute(EDGE, values).scalar()
        found = s.connection().execute(BEST, {**values, "edge": edge if edge is not None else -1})
        return [int(row[0]) for row in found]
    padded = literal(" ").concat(col(SearchRow.words)).concat(" ")
    shapes = [padded.contains(f" {w} ", autoescape=True) for w in words]
    return list(s.exec(select(SearchRow.copy_id).where(*shapes).order_by(col(SearchRow.copy_id).desc()).limit(limit)))


def snippet(body: str, words: list[str], width: int = 160) -> str:
    """Some of the text around the first of the words, on one line."""
    flat = " ".join(body.split())
    low = unicodedata.normalize("NFC", flat).casefold()
    at = min((i for w in words if (i := low.find(w)) >= 0), default=0)
    # cut between words: inside a Hindi one a vowel sign would be left without its letter
    start = flat.rfind(" ", 0, max(0, at - width // 3) + 1) + 1
    end = len(flat) if start + width >= len(flat) else flat.rfind(" ", start, start + width + 1)
    end = end if end > start else start + width
    return ("… " if start else "") + flat[start:end].strip() + (" …" if end < len(flat) else "")

"""Can a PDF's text layer be trusted? A layer is rejected for measured reasons, each of them named.

A sound layer is better than any OCR; a broken one (another recogniser's Latin over Hindi, a legacy font's
codes, a wrong glyph map) is worse than none.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from ingest.lists import listed

_C = "[\u0915-\u0939\u0958-\u095f]\u093c?"
_V = "[\u0904-\u0914\u0960\u0961]"
SYLLABLES = regex.compile(
    f"(?:(?:{_C}(?:\u094d[\u200c\u200d]?{_C})*+(?:\u094d[\u200c\u200d]?|[\u093e-\u094c\u0962\u0963])?+|{_V})"
    "[\u0900-\u0903]*+)++"
)
_DEVANAGARI_WORD = regex.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_LATIN_WORD = regex.compile(r"\b[A-Za-z][a-z]+\b|\b[A-Z]{2,}\b")
_ODD = regex.compile("[\u0100-\u02ff\ufffd\ue000-\uf8ff\u0001-\u0008\u000e-\u001f]")

_LEGACY_FONT = regex.compile(
    r"kruti|krutidev|devlys|chanakya|walkman|shusha|shree-?dev|agra|narad|aps-dv|dv-?tt|4cgandhi|bhaskar|marathi-?lekhani",
    regex.IGNORECASE,
)

_TOLD_TWICE = regex.compile("([\u0915-\u0939](?:\u094d[\u0915-\u0939])*[\u093e-\u094c\u0900-\u0903]+)\\1")
_MIXED = regex.compile("[\u0900-\u0963][A-Za-z\u0100-\u02ff]|[A-Za-z\u0100-\u02ff][\u0900-\u0963]")
_EDGES = regex.compile(r"^[\p{P}\p{S}]+|[\p{P}\p{S}]+$")
_JOINERS = str.maketrans("", "", "\u200c\u200d\u00ad")

MALFORMED_MOST = 0.04
TWICE_MOST = 0.02
MIXED_MOST = 0.05
COMMON_LEAST = 0.12
HINDI_COMMON_LEAST = 0.12  # 0.20 on the poorest of 60 sound papers, 0.08 on the best of wrong glyph maps
ODD_MOST = 0.05
FULL_PAGE_IMAGE_LEAST = 300
PROOF_WORDS_LEAST = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    trusted: bool
    reasons: tuple[str, ...]
    """Why not; for a trusted layer what was measured."""


def malformed_share(text: str) -> float | None:
    """Share of Devanagari words that break the grammar of syllables; None where there is no such word."""
    words = _DEVANAGARI_WORD.findall(text)
    if not words:
        return None
    return sum(SYLLABLES.fullmatch(word) is None for word in words) / len(words)


def common_share(text: str) -> tuple[float, int]:
    """Share of Latin words that are common English ones, and how many Latin words there are."""
    words = _LATIN_WORD.findall(text)
    return (sum(word.lower() in listed("latin") for word in words) / len(words) if words else 0.0), len(words)


def hindi_share(text: str) -> float:
    """Share of the letters and signs that are Devanagari, 0..1."""
    letters = sum(not c.isspace() for c in text)
    return sum(map(len, _DEVANAGARI_WORD.findall(text))) / letters if letters else 0.0


def agreement(layer: str, seen: Iterable[str]) -> float | None:
    """The share of the words ``seen`` on the page that stand in its layer; None where too few are seen to tell.

    Words of one letter and signs alone prove nothing and do not count.
    """
    held = Counter(_bare(word) for word in layer.split())
    wanted = Counter(word for word in map(_bare, seen) if len(word) >= 2)
    if wanted.total() < PROOF_WORDS_LEAST:
        return None
    return (held & wanted).total() / wanted.total()


def _bare(word: str) -> str:
    return str(_EDGES.sub("", unicodedata.normalize("NFC", word.translate(_JOINERS))))


def judge(text: str, fonts: frozenset[str] = frozenset(), image_share: float = 0.0) -> Verdict:
    """``image_share`` is the part of the page that its largest image covers, 0..1."""
    reasons: list[str] = []
    letters = sum(not c.isspace() for c in text)
    if not letters:
        return Verdict(False, ("no text layer",))
    legacy = sorted(font for font in fonts if _LEGACY_FONT.search(font))
    if legacy:
        reasons.append(f"legacy font {legacy[0]}")
    if image_share > 0.6 and letters < FULL_PAGE_IMAGE_LEAST:
        reasons.append(f"only {letters} characters over a full-page image")
    malformed = malformed_share(text)
    deva = _DEVANAGARI_WORD.findall(text)
    if malformed is not None and malformed > MALFORMED_MOST and len(deva) >= 10:
        reasons.append(f"{malformed:.0%} of the Hindi words are malformed")
    usual = sum(word in listed("devanagari") for word in deva) / len(deva) if deva else 1.0
    if len(deva) >= 60 and usual < HINDI_COMMON_LEAST:
        reasons.append(f"only {usual:.0%} of the Hindi words are common ones")
    if len(deva) >= 10:
        twice = sum(_TOLD_TWICE.search(word) is not None for word in deva) / len(deva)
        if twice > TWICE_MOST:
            reasons.append(f"{twice:.0%} of the Hindi words say a syllable twice")
        mixed = len(_MIXED.findall(text)) / len(deva)
        if mixed > MIXED_MOST:
            reasons.append(f"{mixed:.0%} of the Hindi words hold other letters")
    odd = len(_ODD.findall(text)) / letters
    if odd > ODD_MOST:
        reasons.append(f"{odd:.0%} of the characters have no meaning")
    share, latin = common_share(text)
    if latin >= 40 and share < COMMON_LEAST and (image_share > 0.6 or not deva):
        reasons.append(f"only {share:.0%} of the Latin words are common English")
    if reasons:
        return Verdict(False, tuple(reasons))
    measured = [f"{letters} characters"]
    if malformed is not None:
        measured.append(f"{malformed:.1%} of the Hindi words malformed")
    return Verdict(True, tuple(measured))

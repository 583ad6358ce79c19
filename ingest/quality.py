"""How far a page can be relied on."""

from __future__ import annotations

import regex

from ingest.document import Quality, Word

GOOD = 0.80
DOUBTFUL = 0.45
_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]")


def ocr_confidence(text: str, words: tuple[Word, ...]) -> float:
    """Mean confidence of the words, each weighted by its letters and digits; 0 where nothing was read."""
    weight = total = 0.0
    for word in words:
        letters = len(_LETTERS.findall(word.span.of(text)))
        weight += letters
        total += letters * word.confidence
    return total / weight if weight else 0.0


def grade(confidence: float) -> Quality:
    """``good`` can be worked from; ``doubtful`` wants a look; ``unreadable`` says nothing reliable."""
    if confidence >= GOOD:
        return "good"
    return "doubtful" if confidence >= DOUBTFUL else "unreadable"

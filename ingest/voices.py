"""A text layer that was not trusted still has a voice where a number was read: as another reading of the same place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from ingest.document import BBox, Word
from ingest.layout import PageDraft, PlacedWord

_DIGIT = regex.compile(r"\p{Nd}")
_EDGES = ".,;:()[]|'\"‘’“”"
_SAME_PLACE = 0.5  # of the smaller box


def with_voices(draft: PageDraft, layer: Sequence[PlacedWord]) -> PageDraft:
    """Words with digits get what ``layer`` says in the same place as an alternative, where that is another word with
    digits. The text and the confidences stay. Boxes of both are in points of the same page."""
    spoken = [word for word in layer if _DIGIT.search(word.text)]
    if not spoken:
        return draft
    words = tuple(_heard(word, word.span.of(draft.text), spoken) for word in draft.words)
    return replace(draft, words=words) if words != draft.words else draft


def _heard(word: Word, text: str, spoken: Sequence[PlacedWord]) -> Word:
    if not _DIGIT.search(text):
        return word
    known = {text.strip(_EDGES), *word.alternatives}
    others = [
        found
        for other in spoken
        if _overlap(word.bbox, other.bbox) > _SAME_PLACE and (found := other.text.strip(_EDGES)) not in known
    ]
    return replace(word, alternatives=(*word.alternatives, *dict.fromkeys(others))) if others else word


def _overlap(one: BBox, other: BBox) -> float:
    """The part of the smaller box that both cover, 0..1."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    least = min((b.x1 - b.x0) * (b.bottom - b.top) for b in (one, other))
    return across * down / least if least > 0 else 0.0

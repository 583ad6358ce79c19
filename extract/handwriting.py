"""A number line's handwritten tail: nothing reads it, so the printed stem is given and said to be incomplete.

क्रमांक /40/2020/135/ 1894      (the last figures are written with a pen; the recogniser is unsure of them)
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extract.record import Field
from ingest.document import Document, Span

UNSURE = 0.5
"""A word the recogniser is less sure of than this was probably not printed (0..1, tesseract's own figure)."""
STEM = 4
"""A stem of fewer characters tells nothing."""


def illegible(document: Document) -> list[Span]:
    """The words of recognised pages that the recogniser itself doubts, in order."""
    return [
        word.span for page in document.pages if page.origin == "ocr" for word in page.words if word.confidence < UNSURE
    ]


def printed_part(number: Field, doubted: Sequence[Span]) -> Field:
    """The number without a doubted tail, marked incomplete; the number itself where all of it is sound.

    A doubted word with slashes keeps what stands before its last slash.
    """
    at = number.evidence[0]
    if abs(at.end - at.start - len(number.value)) > 2:
        return number  # "As above": the value is printed elsewhere
    tail = next((span for span in doubted if span.start < at.end <= span.end or at.start <= span.start < at.end), None)
    if tail is None or tail.end < at.end - 1:
        return number
    held = max(0, at.end - max(tail.start, at.start))
    stem, rest = number.value[: max(0, len(number.value) - held)], number.value[-held:]
    slash = regex.match(r".*[/\-](?=[^/\-]*$)", rest)
    if slash:
        stem += slash.group()
    stem = stem.rstrip()
    if len(stem.strip("/-. ")) < STEM or not regex.search(r"\p{N}", stem):
        return number.model_copy(update={"confidence": min(number.confidence, 0.35)})
    end = at.end - (len(number.value) - len(stem))
    return number.model_copy(
        update={
            "value": stem,
            "incomplete": True,
            "candidates": (number.value,),
            "confidence": min(number.confidence, 0.8),
            "evidence": (at.model_copy(update={"end": max(at.start + 1, end)}), *number.evidence[1:]),
        }
    )

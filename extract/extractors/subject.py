"""The subject as printed, "reg." included, without its label; also a G.O.'s abstract."""

from __future__ import annotations

from functools import cache

import regex

from extract.confidence import confidence
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Field
from extract.view import View, at
from ingest.document import Span

LEAD = r"^[\s\-–—•·*|:.]*"
AFTER = r"[\s:;._\-–—=।ः]+"


@cache
def _title_of_law() -> regex.Pattern[str]:
    """ "ORDER UNDER SECTION 19(1) OF THE PONDS ACT, 1961"."""
    return regex.compile(rf"\W*{lexicon().alternation('kind_title')}\s+(?:\p{{L}}+\s+)?under\s.*\d", regex.IGNORECASE)


def _said_in_title(view: View) -> Field | None:
    """The title of a paper without subject, where it says under what law it is made."""
    for line in view.zone("title"):
        if _title_of_law().match(line.text):
            return Field(value=collapse(line.text), confidence=confidence("placed"), evidence=(at(line.span),))
    return None


def subject(view: View) -> Field | None:
    """The subject lines joined. None where the paper has none (circulars and orders often have not)."""
    lines = view.zone("subject")
    if not lines:
        return _said_in_title(view)
    start, end = lines[0].span.start, lines[-1].span.end
    label = regex.compile(LEAD.lstrip("^") + lexicon().alternation("subject_label") + AFTER, regex.IGNORECASE).match(
        view.text, pos=start
    )
    if label is None:  # a label with letters misread: up to its colon
        label = regex.compile(r"[^\s:]{3,10}\s*[:;][\s:\-–—]*").match(view.text, pos=start)
    labelled = label is not None and label.end() <= end
    if label is not None and labelled:
        start = label.end()
    value = collapse(view.text[start:end])
    if not regex.search(r"[\p{L}\p{M}]{2}", value):
        return None
    return Field(
        value=value, confidence=confidence("labelled" if labelled else "placed"), evidence=(at(Span(start, end)),)
    )

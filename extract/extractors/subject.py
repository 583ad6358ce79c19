"""The subject as printed, "reg." included, without its label; also a G.O.'s abstract."""

from __future__ import annotations

import regex

from extract.confidence import confidence
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Field
from extract.view import View, at
from ingest.document import Span

LEAD = r"^[\s\-–—•·*|:.]*"
AFTER = r"[\s:;._\-–—=।ः]+"


def subject(view: View) -> Field | None:
    """The subject lines joined. None where the paper has none (circulars and orders often have not)."""
    lines = view.zone("subject")
    if not lines:
        return None
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

"""The normalised text as printed lines, each with its page, the gap above it and its indentation."""

from __future__ import annotations

from bisect import bisect_right

import regex

from extract.normalise import Normalised
from extract.view import Line
from ingest.document import Document, Span

LINE = regex.compile(r"[^\n\f\v\r\u2028\u2029]+")


def lines_of(normalised: Normalised, document: Document) -> tuple[Line, ...]:
    """Every line that holds more than white space, in order. ``gap`` counts blank lines above it.

    A page break adds no gap of its own: a paragraph may run over it. Linear in the text.
    """
    starts = [page.span.start for page in document.pages]
    out: list[Line] = []
    gap = 0
    text = normalised.text
    last_end = 0
    for found in LINE.finditer(text):
        between = text[last_end : found.start()]
        gap += max(0, between.count("\n") - 1) if "\f" not in between else max(0, between.count("\n") - 2)
        last_end = found.end()
        printed = found.group()
        if not printed.strip():
            gap += 0
            continue
        lead = len(printed) - len(printed.lstrip())
        span = Span(found.start() + lead, found.start() + len(printed.rstrip()))
        page = document.pages[max(0, bisect_right(starts, normalised.offsets.starts[span.start]) - 1)].number
        indent = sum(8 if c == "\t" else 1 for c in printed[:lead])
        out.append(Line(len(out), span, text[span.start : span.end], page, gap, indent))
        gap = 0
    return tuple(out)

"""Loops: a recogniser that has lost the page prints one passage over and over.

Nothing here knows a language. A loop is a run of at least ``LEAST`` consecutive blocks that say nearly the
same thing; lists of addresses and tables differ from entry to entry, and a circular enclosed twice is
a repetition of the whole, not of one passage.
"""

from __future__ import annotations

from ingest.document import Span


def repetition_loops(text: str) -> list[Span]:
    return []

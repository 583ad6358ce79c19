"""Persons' e-mail addresses and telephone numbers on pages: enough to recognise, not enough to use.

The JSON answers keep them: they are the contract with systems that have the right to the paper anyway.
"""

from __future__ import annotations

import regex

from api.persons import ADDRESS, PHONE

SHOWN_DIGITS = 2
MAYBE = regex.compile(r"[@\[(\d]")
"""Without one of these signs there is no address and no number: nearly every string of a page is told so."""


def masked_characters(text: str) -> list[str]:
    """What to show for each code point of ``text``: itself, a substitute, or nothing. Same length as ``text``."""
    shown = list(text)
    for hit in ADDRESS.finditer(text):
        start, end = hit.start("local") + 1, hit.end("local")
        if start < end:
            shown[start:end] = ["…"] + [""] * (end - start - 1)
    for hit in PHONE.finditer(text):
        start, end = hit.start() + SHOWN_DIGITS, hit.end() - SHOWN_DIGITS
        shown[start:end] = ["…"] + [""] * (end - start - 1)
    return shown


def masked(text: str) -> str:
    """``clerk@office.example`` as ``c…@office.example``; ``98765 43210`` as ``98…10``."""
    if MAYBE.search(text) is None or (ADDRESS.search(text) is None and PHONE.search(text) is None):
        return text
    return "".join(masked_characters(text))

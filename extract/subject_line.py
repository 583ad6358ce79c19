"""Does a subject go on over the next line? A wrapped subject may be torn apart by a recogniser's blank line."""

from __future__ import annotations

import regex

from extract.lexicon import lexicon

ENDED = regex.compile(r"[-–—\s.]*\b(?:reg|regd|regarding)\b[\s.:\-–]*$|[।]\s*$|\.\s*$", regex.IGNORECASE)
BEGINS = regex.compile(
    r"\W*(?:The|It|This|As|In|Attention|Kindly|Please|I|We|You|With reference|Consequent|Reference"
    r"|Whereas|There|These|Accordingly|Vide|Your|Further)\s"
)
"""Words that begin a sentence with a capital: a wrapped subject does not go on so."""
HINDI_END = regex.compile(r"(?:(?:संबंध|सम्बन्ध|संबन्ध)\s+में|बाबत्?|विषयक|बारे(?:\s+में)?)\s*$")
"""How Hindi subjects end; what is printed below in a full line is the text."""
LABEL_ALONE = regex.compile(r"\W*[\p{L}\p{M}]{3,9}\s*[:.\-–—ः]+\s*")
"""The label with nothing behind it: "Subject :"; all of the subject stands on the next line."""
TORN = 45
"""A line at least this long (characters) that has no end was probably broken by the margin."""


def ended(text: str) -> bool:
    """The subject has come to its end with this line ("– reg.", a full stop, a danda)."""
    return ENDED.search(text) is not None


def goes_on(above: str, below: str, gap: int) -> bool:
    """Whether ``below`` carries on the subject whose last line is ``above``; ``gap`` blank lines lie between."""
    if LABEL_ALONE.fullmatch(above) and lexicon().pattern("subject_label").match(above.strip()):
        return True
    if ended(above) or (len(above) >= 20 and BEGINS.match(below)):
        return False
    if len(below) >= 60 and HINDI_END.search(above):
        return False
    if not gap:
        # a line that stops well short of the next was not broken by the margin: the text begins below it
        return not (len(below) >= 60 and len(above) < 0.6 * len(below))
    return gap == 1 and len(above) >= TORN and len(below) < 90 and ended(below)

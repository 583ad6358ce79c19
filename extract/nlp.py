"""The spaCy side: a blank multilingual pipeline with infixes for our papers, and sentences.

spaCy leaves a danda between two words unsplit and keeps "10(4)कार्मिक" whole; the infixes below mend both.
Numbers and dates are found by the ``regex`` package, not by tokens.
"""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex

INFIXES = (r"[।॥]", r"(?<=[0-9०-९])(?=[\u0904-\u0939])", r"[()/]", r"(?<=[\u0904-\u0963])[-–](?=[\u0904-\u0963])")


@cache
def nlp() -> Language:
    """The tokenizer, built once. No trained parts."""
    pipeline = spacy.blank("xx")
    infixes = [*(pipeline.Defaults.infixes or ()), *INFIXES]
    pipeline.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    pipeline.max_length = 20_000_000
    return pipeline

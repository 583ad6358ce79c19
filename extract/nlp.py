"""The spaCy side: a blank multilingual pipeline with infixes for our papers, and sentences.

spaCy leaves a danda between two words unsplit and keeps "10(4)कार्मिक" whole; the infixes below mend both.
Numbers and dates are found by the ``regex`` package, not by tokens.

``import spacy`` brings a command line and two HTTP clients with it and takes longer than all else that a start needs.
There is no smaller door, so it is imported where tokens are asked for: a question to the register asks for none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

INFIXES = (r"[।॥]", r"(?<=[0-9०-९])(?=[\u0904-\u0939])", r"[()/]", r"(?<=[\u0904-\u0963])[-–](?=[\u0904-\u0963])")


LONGEST_WORD = 150
"""Characters without white space that may be a word; more is a rule of signs or a fault of reading."""
_TOO_LONG = regex.compile(rf"\S{{{LONGEST_WORD + 1},}}+")


class ShortWords:
    """spaCy's tokenizer, but a word that is too long is cut into pieces of ``LONGEST_WORD``, with no look inside.

    The tokenizer takes prefixes and suffixes off a word one by one: its time is quadratic in a run of brackets.
    """

    def __init__(self, inner: Tokenizer) -> None:
        self.inner = inner

    def __call__(self, text: str) -> Doc:
        """The tokens of ``text``; together with their spaces they are the text."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        done = 0
        for found in _TOO_LONG.finditer(text):
            self._add(text[done : found.start()], words, spaces)
            done = found.end()
            for at in range(found.start(), done, LONGEST_WORD):
                words.append(text[at : min(at + LONGEST_WORD, done)])
                spaces.append(False)
        if not done:
            plain: Doc = self.inner(text)
            return plain
        self._add(text[done:], words, spaces)
        return Doc(self.inner.vocab, words=words, spaces=spaces)

    def _add(self, text: str, words: list[str], spaces: list[bool]) -> None:
        if spaces and text.startswith(" "):
            spaces[-1], text = True, text[1:]
        for token in self.inner(text):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))


@cache
def nlp() -> Language:
    """The tokenizer, built once. No trained parts."""
    import spacy
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex

    pipeline = spacy.blank("xx")
    infixes = [*(pipeline.Defaults.infixes or ()), *INFIXES]
    inner = pipeline.tokenizer
    assert isinstance(inner, Tokenizer)
    inner.infix_finditer = compile_infix_regex(infixes).finditer
    pipeline.tokenizer = ShortWords(inner)
    pipeline.max_length = 20_000_000
    return pipeline

"""Sentences of a paragraph: spaCy's tokens, and a rule of our own for where one sentence ends.

The rule knows "No.", "Dr.", "O.M.", initials, list labels and the danda; a table's cell ends a sentence too.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from extract.compiled import compiled
from extract.lexicon import lexicon
from extract.nlp import nlp
from ingest.document import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONGEST = 4000
CLOSERS = "\"”’'»)"
ENDERS = frozenset({".", "?", "!", "।", "॥", "…"})
CELL = frozenset("\t|")
RAISED = regex.compile(r"(?<=\p{Nd})!(?:[\"”’']|(?=\s\p{Lu}\p{Ll}{2,8},?\s\p{Nd}))")
HEAD_OF_ACCOUNT = regex.compile(r"0\d")
LETTER = regex.compile(r"\p{L}\p{M}*")
SHORT_HINDI = regex.compile(r"(?:[\p{Devanagari}--\p{N}]\p{M}*+){1,3}", regex.V1)
"""A Latin letter spelled in Hindi ("एन", "आई", "डब्ल्यू" is longer)."""


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(form.casefold().rstrip(".") for form in lexicon().forms("abbreviation"))


@cache
def _stop_before_year() -> regex.Pattern[str]:
    """The comma before a year, read as a stop: "July 19. 2013"."""
    return compiled(
        rf"(?<={lexicon().alternation('month')}\s\d{{1,2}})\.(?=\s(?:19|20)\d\d(?!\d))"
        rf"|(?<=\d{{1,2}}(?:st|nd|rd|th)?\s{lexicon().alternation('month')})\.(?=\s(?:19|20)\d\d(?!\d))",
        regex.IGNORECASE,
    )


def _with_starts(doc: Doc) -> Doc:
    """The same tokens with sentence starts set."""
    from spacy.tokens import Doc

    words = [token for token in doc if not token.is_space]
    starts: set[int] = {words[0].i} if words else set()
    for k in range(1, len(words)):
        if _ends(words, k - 1) and _may_begin(words[k]):
            starts.add(words[k].i)
    begin = False
    for token in doc:
        if token.text == "|" or (token.is_space and any(c in CELL for c in token.text)):
            begin = True
        elif begin and not token.is_space:
            starts.add(token.i)
            begin = False
    # A new Doc: setting the starts one by one makes spaCy look through the whole Doc each time.
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        sent_starts=[token.i in starts or token.i == 0 for token in doc],
    )


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, white space and bars at their ends left out.

    What has no end within ``LONGEST`` characters is no sentence but a fault of reading; it is cut there.
    """
    # A raised "th" is read as 20!" by some recognisers; that ends no sentence.
    plain = RAISED.sub(lambda found: " " * len(found.group()), regex.sub(r"[\n\r\f]", " ", text))
    plain = _stop_before_year().sub(" ", plain)
    doc = _with_starts(nlp().make_doc(plain))
    out: list[Span] = []
    for sent in doc.sents:
        for first in range(sent.start_char, sent.end_char, LONGEST):
            start, end = first, min(first + LONGEST, sent.end_char)
            while start < end and (text[start].isspace() or text[start] == "|"):
                start += 1
            while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
                end -= 1
            if end > start:
                out.append(Span(start, end))
    return tuple(out)


def _ends(words: list[Token], k: int) -> bool:
    """Whether a sentence may end with ``words[k]``."""
    word = words[k]
    if word.text[-1] in CLOSERS and len(word.text) == 1 and k:
        inner = words[k - 1].text
        return inner in ENDERS or (inner[-1] in "।?!" and len(inner) > 1)
    last = word.text[-1]
    if last in "।॥?!":
        return True
    if last != ".":
        return False
    stem = word.text.rstrip(".")
    if not stem:
        if k == 0 or word.idx > words[k - 1].idx + len(words[k - 1]):
            return k > 0  # a full stop after a blank
        stem, at = words[k - 1].text, k - 1
    else:
        at = k
    before = words[at - 1] if at else None
    apart = before is None or words[at].idx > before.idx + len(before)
    if stem.casefold() in {"a.m", "p.m"} and before is not None and before.text[-1].isdigit():
        behind = words[k + 1].text if k + 1 < len(words) else ""
        return behind[:1].isupper() and len(behind) > 3  # "by 9.00 A.M. Heads of offices shall …"
    if stem.casefold() in _abbreviations() or stem.casefold().rsplit(".", 1)[-1] == "no":
        return False  # "No.", "F.No."
    letters = LETTER.findall(stem)
    if len(letters) == 1 and len(letters[0]) == len(stem):
        # An initial or a list label; but "Annexure-I." and "Group B." end a sentence.
        return before is not None and (
            (before.text in "-–" and not apart) or lexicon().match("lettered_thing", before.text) is not None
        )
    if "." in stem and all(SHORT_HINDI.fullmatch(p) for p in stem.split(".")):
        return False  # "एन.आई.सी."
    if "." in stem and letters and all(len(LETTER.findall(p)) <= 1 for p in stem.split(".")):
        return False  # O.M., e.g.; but "12.06.2024." ends a sentence
    if HEAD_OF_ACCOUNT.fullmatch(stem):
        return False  # "05. Office Expenses": a head of account is named, nothing ends
    quoted = before is not None and before.text in {'"', "“", "‘"}
    label = stem.isdigit() and len(stem) <= 2 and (apart or quoted)
    return not (label and (before is None or before.text in ENDERS | {":", "-", ";", '"', "“", "‘"}))


def _may_begin(word: Token) -> bool:
    """Whether a sentence may begin with this token."""
    first = word.text.lstrip("\"“‘'([-–*•")[:1]
    if not first:
        return word.text[:1] in "\"“‘'(["
    return first.isupper() or first.isdigit() or "\u0904" <= first <= "\u0939" or "\u0958" <= first <= "\u0961"

"""Which form of communication a paper has: from its title, its number's label, its salutation and closing."""

from __future__ import annotations

from functools import cache
from typing import cast

import regex

from extract.compiled import compiled
from extract.cues import cue_reader, do_label, forwarded_to, minutes_title, proceedings
from extract.lexicon import lexicon
from extract.numbers import find_numbers
from extract.record import Kind
from extract.segment import Form
from extract.view import Line

HEAD_KINDS: tuple[tuple[regex.Pattern[str], Kind], ...] = (
    (regex.compile(r"^\W*G\.?\s?O\.?\s*\(?\s*(?:Ms|Rt|P|D|MS|RT|No)\b", regex.IGNORECASE), "order"),
    (
        regex.compile(r"^\W*(?:S\.\s?O\.|G\.\s?S\.\s?R\.|का\.?\s?आ\.?|सा\.?\s?का\.?\s?नि\.?)\s*\d", regex.IGNORECASE),
        "notification",
    ),
)
"""Letters that belong to the number itself say what the paper is: "G.O.(Ms)No. 5", "S.O. 1234(E)"."""


MEMO = regex.compile(r"^\W*Memo(?:randum)?\.?\s*No", regex.IGNORECASE)
"""The label of a memorandum; letters with recipients have it too ("Memo No. 12/3 … To … Sir")."""
CIRCULAR_FILE = regex.compile(r"/\s*Circular\s*(?:/|$)|(?:^|[/\s:])C(?:ir|IR)\s?[-/]\s?(?=[\p{Lu}\d])")
"""The number counts circulars: "PL/BT/27/ Circular / Vol. IV"."""
DEVANAGARI = regex.compile(r"\p{Devanagari}")
UO_AT_FOOT = regex.compile(r"^\W*अशा\.?\s*सं|(?<!\p{L})(?:U\.\s?O\.|UO|I\.\s?D\.)\s*(?:Note\s*)?No", regex.IGNORECASE)


def kind(lines: tuple[Line, ...], form: Form) -> Kind:
    """The form of communication; ``other`` where nothing printed tells. A title in the head decides over all else."""
    if form != "paper":
        return {"endorsement": "endorsement", "email": "email", "unreadable": "unreadable"}[form]  # type: ignore[return-value]
    words = lexicon()
    titles = [line for line in lines if line.zone == "title"]
    # "NOTIFICATION / CORRIGENDUM": what it does to another says more than where it is printed
    titles.sort(key=lambda line: lexicon().match("kind_corrects", line.text.strip()) is None)
    for line in titles:
        for hit in words.find("kind_title", cue_reader().title_text(line.text)):
            return hit.value  # type: ignore[return-value]
    if any(_named_by_subject().match(line.text) for line in lines if line.zone == "subject"):
        return "circular"
    if any(
        line.zone in ("letterhead", "subject", "title", "body") and minutes_title().match(line.text)
        for line in lines[:8]
    ):
        return "minutes"
    if any(line.zone in ("letterhead", "title") and proceedings().match(line.text) for line in lines[:4]):
        return "order"
    for line in lines:
        if line.zone in ("number_line", "letterhead"):
            if do_label().search(line.text):
                return "do_letter"
            labelled = _by_label(line.text)
            if labelled is not None:
                return labelled
        elif line.zone == "date_line" and (serial := _by_label(line.text)) is not None:
            return serial  # "Trade Notice No. 22/2015          New Delhi, Dated the 31st March, 2016"
    if any(CIRCULAR_FILE.search(line.text) for line in lines if line.zone == "number_line"):
        return "circular"
    if "salutation" in {line.zone for line in lines} and any(
        words.pattern("own_demi_official").search(line.text) for line in lines if line.zone == "body"
    ):
        return "do_letter"
    zones = {line.zone for line in lines}
    if not {"salutation", "closing"} <= zones and any(
        UO_AT_FOOT.search(line.text) for line in lines if line.zone in ("signature", "addressee", "footer", "enclosure")
    ):
        return "uo_note"
    body = " ".join(line.text for line in lines if line.zone == "body")
    if "copy_list" in zones and len(body) < 500 and forwarded_to().match(body):
        return "endorsement"
    if not zones & {"salutation", "closing", "addressee", "sender_block"} and "subject" in zones:
        if any(MEMO.match(line.text) for line in lines if line.zone == "number_line"):
            return "office_memorandum"
    if not zones & {"salutation", "closing"}:
        own = _by_its_own_name(lines)
        if own is not None:
            return own
    if "salutation" in zones or "addressee" in zones:
        return "letter"
    if "closing" in zones and zones & {"number_line", "subject"}:
        return "letter"
    if zones & {"number_line", "reference_line"} and "subject" in zones:
        return "letter"
    if lexicon().match("letter_opening", body) is not None:
        return "letter"
    if "signature" in zones and ("subject" in zones or _numbered_as_letter(lines)):
        return "letter"  # a paper is sent on under its subject alone
    return "other"


@cache
def _named_by_subject() -> regex.Pattern[str]:
    """ "Subject: Master Circular – Exchange of coins": a dash and what it is about stand behind the word."""
    words = lexicon()
    return compiled(
        rf"\W*(?:{words.alternation('subject_label')}[\s:.\-–—]*)?{words.alternation('circular_subject')}\s*[-–—:]",
        regex.IGNORECASE,
    )


def _numbered_as_letter(lines: tuple[Line, ...]) -> bool:
    """ "D.G. Posts letter No. 5/2012 dated …": the label says what the paper is."""
    heads = (line.text for line in lines if line.zone == "number_line")
    return any(number.label_kind == "letter" for text in heads for number in find_numbers(text))


@cache
def _labels() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Each group of labels with its shape; some stand behind a word or two: "Commercial Circular No. 5"."""
    words = lexicon()
    named = r"(?:\p{Lu}[\p{L}&.\-]+\s+){0,2}?"
    return (
        ("label_kind", compiled(rf"^\W*(?P<label>{words.openings('label_kind')})", regex.IGNORECASE)),
        (
            "label_kind_named",
            compiled(rf"^\W*{named}(?P<label>{words.openings('label_kind_named')})", regex.IGNORECASE),
        ),
    )


def _by_label(text: str) -> Kind | None:
    """What the label of the paper's number, or the number's own letters, say that it is."""
    for group, shape in _labels():
        found = shape.match(text)
        if found is not None:
            return cast("Kind", lexicon().entry_of(group, found["label"]).value)
    return next((named for shape, named in HEAD_KINDS if shape.search(text)), None)


def _by_its_own_name(lines: tuple[Line, ...]) -> Kind | None:
    """A paper without title or salutation may say what it is: "This order will be effective from …", «यह आदेश …»."""
    words = lexicon()
    for line in lines:
        if line.zone != "body":
            continue
        for hit in words.find("own_name", line.text):
            before, behind = line.text[: hit.span.start], line.text[hit.span.end :]
            english = words.match("own_name_verb", behind.lstrip()) is not None
            hindi = DEVANAGARI.search(hit.span.of(line.text)) and not regex.search(r"[\p{L}\p{N}]", before)
            if english or hindi:
                return cast("Kind", hit.value)
    return None

"""The interface in two languages: every text in both, every text that a page asks for is there."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest
import regex

import api.web.words as words
from extract.record import Kind, Modality, RelationWord

TEMPLATES = Path(words.__file__).parent / "templates"
PLACEHOLDER = regex.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_texts_and_placeholders() -> None:
    en, hi = words.words("en"), words.words("hi")
    assert set(en) == set(hi)
    for key in en:
        assert set(PLACEHOLDER.findall(en[key])) == set(PLACEHOLDER.findall(hi[key])), key
        assert hi[key].strip(), key
        assert en[key].strip(), key


def test_hindi_is_hindi() -> None:
    same = {k for k, v in words.words("hi").items() if not regex.search(r"\p{Devanagari}", v)}
    assert same == {"other_language", "nav.api", "reading.sha"}


def test_every_text_a_template_names_exists() -> None:
    known = words.words("en")
    asked = {
        key
        for file in TEMPLATES.glob("*.html")
        for key in regex.findall(r"""\bt\(\s*['"]([\w.]+)['"]\s*[,)]""", file.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= set(known)


@pytest.mark.parametrize(
    ("prefix", "codes"),
    [
        ("kind", typing.get_args(Kind)),
        ("relation", typing.get_args(RelationWord)),
        ("relation_in", typing.get_args(RelationWord)),
        ("modality", typing.get_args(Modality)),
        (
            "group",
            ("signatories", "addressees", "copy_to", "cites", "deadlines", "obligations", "courses", "amends", "roles"),
        ),
        ("op", ("eq", "ne", "gt", "ge", "lt", "le", "in", "same")),
        ("duty", ("met", "not_met", "pending", "unknown", "awaited", "not_applicable", "not_in_force")),
        ("basis", ("printed", "digital_signature", "mail_header", "inferred")),
    ],
)
def test_every_code_of_the_records_has_a_word(prefix: str, codes: tuple[str, ...]) -> None:
    assert {f"{prefix}.{c}" for c in codes} <= set(words.words("hi"))


def test_an_unknown_code_is_shown_not_hidden() -> None:
    assert words.say("hi", "kind.gazette_extraordinary") == "gazette extraordinary"


@pytest.mark.parametrize(
    ("cookie", "accepts", "tongue"),
    [
        (None, None, "en"),
        ("hi", "en", "hi"),
        (None, "hi-IN,hi;q=0.9,en;q=0.8", "hi"),
        ("xx", "fr, hi;q=0.5", "hi"),
        ("en", "hi", "en"),
    ],
)
def test_choice_of_language(cookie: str | None, accepts: str | None, tongue: str) -> None:
    assert words.pick(cookie, accepts) == tongue

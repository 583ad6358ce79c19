"""Words are data: every entry's example is run, every form is literal, no paper's own names are among them."""

from __future__ import annotations

import pytest
import regex

from extract.lexicon import Entry, Lexicon, form_pattern, lexicon


@pytest.mark.parametrize("entry", lexicon().entries, ids=lambda e: f"{e.language}-{e.group}-{e.forms[0]}")
def test_example_is_found(entry: Entry) -> None:
    hits = [h.span.of(entry.example) for h in lexicon().find(entry.group, entry.example)]
    shapes = [regex.compile(form_pattern(f), regex.IGNORECASE) for f in entry.forms]
    assert any(shape.fullmatch(hit) for shape in shapes for hit in hits), (
        f"{entry.group}: {entry.example!r} gives {hits}"
    )


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="no such group"):
        lexicon().forms("colour_of_ink")


@pytest.mark.parametrize(
    ("form", "printed", "found"),
    [
        ("F. No.", "F.No. 12", True),  # spaces after a full stop may be missing
        ("F. No.", "F No 12", True),  # and so may the full stop
        ("F. No.", "OF Nos 12", False),  # but a word does not begin inside another
        ("Yours faithfully", "Yours   faithfully,", True),
        ("सचिव", "सचिवालय", False),  # a matra or letter behind means another word
        ("ई-हस्ताक्षर", "ई – हस्ताक्षर", True),
        ("Dated", "Predated", False),
    ],
)
def test_form(form: str, printed: str, found: bool) -> None:
    assert bool(regex.search(form_pattern(form), printed, regex.IGNORECASE)) is found


def test_longer_forms_win() -> None:
    words = Lexicon((Entry("post", "en", ("Secretary", "Under Secretary"), "Under Secretary"),))
    assert [h.span.of("Under Secretary") for h in words.find("post", "Under Secretary")] == ["Under Secretary"]

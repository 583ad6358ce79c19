"""Marks over a text, in code points; what is masked keeps its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.marking import Mark, pieces
from api.web.masking import masked, masked_characters

TEXT = "क्रमांक 12/3 दिनांक 1.5.2025 😀 end"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8), st.integers(0, 10), st.integers(0, 40))
def test_pieces_are_the_text_and_know_their_fields(spans: list[tuple[int, int]], start: int, end: int) -> None:
    end = max(start, min(end, len(TEXT)))
    marks = [Mark(min(s), max(s), f"f{i}", "g") for i, s in enumerate(spans)]
    found = pieces(list(TEXT), start, end, marks)
    assert "".join(p.text for p in found) == TEXT[start:end]
    at = start
    for piece in found:
        assert set(piece.fields) == {m.field for m in marks if m.start <= at < m.end}
        at += len(piece.text)
    opened = [f for p in found for f in p.opens]
    assert len(opened) == len(set(opened))
    assert set(opened) == {f for p in found for f in p.fields}


def test_the_shortest_mark_gives_the_colour_and_breaks_stand_where_a_letter_begins() -> None:
    found = pieces(list("abcdef"), 0, 6, [Mark(0, 6, "long", "office"), Mark(2, 4, "short", "date")], {3: 2})
    assert [(p.text, p.group, p.breaks) for p in found] == [
        ("ab", "office", None),
        ("c", "date", None),
        ("d", "date", 2),
        ("ef", "office", None),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("clerk.one@office.example", "c…@office.example"),
        ("to clerk.one @office.example", "to c… @office.example"),
        ("clerk[at]office[dot]example", "c…[at]office[dot]example"),
        ("a@b.example", "a@b.example"),
        ("फोन 98765 43210", "फोन 98…10"),
        ("0172-2740021", "01…21"),
        ("Tele:011-26706348", "Tele:01…48"),
        ("at 10:0172-2740021", "at 10:0172-2740021"),
        ("clerk.one@", "c…@"),
        ("...clerk@office.example", ".…@office.example"),
        ("a.b@x.example,c.d@y.example;<e.f@z.example>", "a…@x.example,c…@y.example;<e…@z.example>"),
        ("No. 30/10/2025-1 PAR Cell of 2025-07-04", "No. 30/10/2025-1 PAR Cell of 2025-07-04"),
        ("जयपुर-302017", "जयपुर-302017"),
    ],
)
def test_masking(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text(alphabet="ab.@ 9876543210[]tक्र-", max_size=60))
def test_masking_keeps_one_place_for_each_code_point(text: str) -> None:
    assert len(masked_characters(text)) == len(text)


@pytest.mark.parametrize("text", ["a" * 500_000, "a." * 250_000, "9" * 500_000, "0172-" * 100_000, "क्" * 250_000])
def test_a_long_run_is_looked_at_once(text: str) -> None:
    began = time.perf_counter()
    assert masked(text + "1") == text + "1"
    assert time.perf_counter() - began < 5

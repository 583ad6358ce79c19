"""Loops that a recogniser prints, and repetitions that papers really have."""

import time

import pytest

from ingest.document import Span
from ingest.repetition import repetition_loops

INVENTED = (
    "The following is shared to help in the understanding of the entry.\n"
    " Entry: A new entry will be used for all entries. A new entry will be\n"
    " used for all entries. A new entry will be used for all entries."
)
LETTER = (
    "Sir,\n\nI am directed to say that the quarterly statement has not been received.\n\n"
    "2. It may be sent by the end of the month.\n\nYours faithfully,\n\nUnder Secretary"
)


def test_looping_tail_is_found_and_the_letter_before_it_is_not() -> None:
    text = LETTER + "\n\n" + "\n\n".join([INVENTED] * 12)
    (loop,) = repetition_loops(text)
    assert loop == Span(len(LETTER) + 2, len(text))


def test_small_differences_do_not_hide_a_loop() -> None:
    copies = [INVENTED.replace("understanding", word) for word in ("understanding", "understandimg") * 3]
    assert len(repetition_loops("\n\n".join(copies))) == 1


def test_paragraphs_that_take_turns() -> None:
    first, second = INVENTED, INVENTED.replace("new entry", "memorandum of the older kind")
    text = "\n\n".join([first, second] * 4)
    assert repetition_loops(text) == [Span(0, len(text))]


def test_words_inside_one_long_line() -> None:
    text = "Subject: Return. " + "the department of the department " * 40
    (loop,) = repetition_loops(text)
    assert loop.start >= 16
    assert loop.end > 0.95 * len(text)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("three times is a form, not a loop", "\n\n".join([INVENTED] * 3)),
        ("the same circular enclosed twice", LETTER + "\n\n" + LETTER),
        (
            "addresses differ from entry to entry",
            "\n\n".join(
                f"The Collector of {town},\nDistrict Office, {town},\nNorth Province" for town in
                ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")
            ),
        ),
        (
            "rows of a table differ in their serial number",
            "\n".join(f"{n}\tTraining in office procedure\tMandatory\t{n + 2} hours" for n in range(60)),
        ),
        ("dittos", "\n".join(["-do-"] * 80)),
        ("leader dots", ". " * 5000),
        ("rules of underscores", "\n\n".join(["_" * 80] * 30)),
        ("nothing", ""),
    ],
)  # fmt: skip
def test_real_repetitions_do_not_fire(why: str, text: str) -> None:
    assert repetition_loops(text) == [], why


@pytest.mark.slow
def test_a_megabyte_takes_linear_time() -> None:
    started = time.perf_counter()
    for text in ("x" * 1_000_000, "word " * 200_000, "a\n" * 500_000, " " * 1_000_000, "\n\n" * 400_000):
        repetition_loops(text)
    assert time.perf_counter() - started < 30

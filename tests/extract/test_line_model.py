"""The trained second opinion on zones: what it may change, what it leaves, what it costs."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from extract import line_model
from extract.cues import Cue, cue_reader
from extract.line_model import HEARD, MODEL, features, model, reconsidered
from extract.segment import Form
from extract.view import Line, Zone
from extract.zones import zone
from ingest.document import Span

LETTER = """GOVERNMENT OF KARNATAKA
Department of Fisheries
No. FD 12 MSC 2024
Dated: 3rd May, 2024
To
The Director of Ports,
Mangaluru
Subject: Return of survey instruments
Sir,
I am directed to say that the instruments on loan shall be returned by 30.06.2024 without fail.
Yours faithfully,
(A. B. Rao)
Under Secretary""".split("\n")


def read(texts: Sequence[str], form: Form = "paper") -> tuple[tuple[Line, ...], list[frozenset[Cue]]]:
    at, lines = 0, []
    for k, text in enumerate(texts):
        lines.append(Line(k, Span(at, at + len(text)), text, 1, 0, 0))
        at += len(text) + 1
    cues = [cue_reader().of(line) for line in lines]
    return zone(lines, cues, form), cues


def sure_of(monkeypatch: pytest.MonkeyPatch, answer: Zone, share: float = 0.99) -> None:
    monkeypatch.setattr(line_model, "opinions", lambda rows: [(answer, share) for _ in rows])


def test_the_model_is_small_loads_fast_and_knows_the_zones_it_is_asked_for() -> None:
    assert sum(f.stat().st_size for f in MODEL.rglob("*") if f.is_file()) < 10_000_000
    import spacy  # noqa: F401  # the library's own loading is no fault of the model

    model.cache_clear()
    began = time.process_time()
    labels = set(model().get_pipe("textcat").labels)
    assert time.process_time() - began < 2  # a loaded machine; about 0.1 s alone
    assert {*HEARD, *(z for heard in HEARD.values() for z in heard)} <= labels


def test_a_clean_letter_stays_as_the_rules_read_it() -> None:
    lines, cues = read(LETTER)
    assert reconsidered(lines, cues, "paper") == lines


def test_a_lost_label_is_made_good_by_the_neighbours() -> None:
    """The recogniser lost "Subject" and the stop after "Sir": the model may say so, the text stays as printed."""
    lines, cues = read(LETTER)
    again = reconsidered(lines, cues, "paper")
    assert [line.text for line in again] == LETTER
    assert [line.span for line in again] == [line.span for line in lines]


def test_only_listed_changes_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, cues = read(LETTER)
    sure_of(monkeypatch, "salutation")
    changed = [
        (a.zone, b.zone) for a, b in zip(lines, reconsidered(lines, cues, "paper"), strict=True) if a.zone != b.zone
    ]
    assert changed
    assert all(new in HEARD[old] for old, new in changed)


def test_a_doubtful_opinion_changes_no_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, cues = read(LETTER)
    sure_of(monkeypatch, "salutation", line_model.SURE)
    again = reconsidered(lines, cues, "paper")
    assert [line.zone for line in again] == [line.zone for line in lines]


def test_another_opinion_that_is_not_heard_is_a_dispute(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, cues = read(LETTER)
    sure_of(monkeypatch, "table")
    again = reconsidered(lines, cues, "paper")
    assert [line.zone for line in again] == [line.zone for line in lines]
    assert all(line.disputed for line in again if line.zone != "body")
    assert not any(line.disputed for line in reconsidered(lines, cues, "email"))


@pytest.mark.parametrize("form", ["email", "unreadable"])
def test_mails_and_invented_text_are_not_asked_about(monkeypatch: pytest.MonkeyPatch, form: Form) -> None:
    lines, cues = read(LETTER)
    sure_of(monkeypatch, "salutation")
    assert reconsidered(lines, cues, form) == lines


def test_a_number_is_learnt_by_its_length_alone() -> None:
    one, cues = read(["Pay Rs. 48213 to office 77 at once"])
    other, _ = read(["Pay Rs. 90654 to office 31 at once"])
    assert features(one, cues) == features(other, cues)


def test_every_line_has_features_of_its_neighbours() -> None:
    lines, cues = read(LETTER)
    rows = features(lines, cues)
    assert len(rows) == len(lines)
    assert "p=out" in rows[0] and "n=out" in rows[-1]
    assert "pc=to" in rows[5] and "zp=addressee" in rows[5]


def test_hostile_lines_pass() -> None:
    texts = ["\u202e\u200f" * 50, "क" * 300_000, "\x01\x02\x03", "x" * 300_000, "。" * 10, "1"]
    lines, cues = read(texts)
    began = time.perf_counter()
    assert [line.text for line in reconsidered(lines, cues, "paper")] == texts
    assert time.perf_counter() - began < 5
    assert reconsidered((), (), "paper") == ()


def test_the_vocabulary_does_not_grow_with_what_is_read() -> None:
    lines, cues = read(LETTER)
    reconsidered(lines, cues, "paper")
    before = len(model().vocab.strings)
    strange = [f"{text} zq{k}xv" for k, text in enumerate(LETTER)]
    reconsidered(*read(strange), "paper")
    assert len(model().vocab.strings) == before

"""Citations: rows of cases/cites.toml; evidence; hostile lines; the words of the lexicon."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
import regex

from extract.extractors.cites import _somebodys, cites
from extract.extractors.parties import _asked_of, _hindi_to
from extract.lexicon import Entry, lexicon
from extract.view import Line, View
from ingest.document import Span

CASES = tomllib.loads((Path(__file__).parent / "cases" / "cites.toml").read_text("utf-8"))["case"]
FOLDER = Path(__file__).parents[2] / "extract" / "lang"
GROUPS = {g for f in FOLDER.glob("*_cites.toml") for g in tomllib.loads(f.read_text("utf-8"))}
WORDS = [e for e in lexicon().entries if e.group in GROUPS]


def view_of(case: dict[str, Any]) -> View:
    """The case's parts as the zones of one paper."""
    text, lines = "", []
    for zone, words in case.get("parts") or [["body", case["text"]]]:
        for printed in words.split("\n"):
            span = Span(len(text), len(text) + len(printed))
            lines.append(Line(len(lines), span, printed, 1, 0, 0, zone))
            text += printed + "\n"
    return View(
        text,
        Span(0, len(text)),
        case.get("kind", "letter"),
        "en",
        tuple(lines),
        case.get("own_number"),
        case.get("own_date"),
    )


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_papers_named(case: dict[str, Any]) -> None:
    found = cites(view_of(case))
    assert [[c.reference_no or "", c.date or "", c.relation] for c in found] == case["cites"]


def test_evidence_is_the_words_from_kind_to_date() -> None:
    case = {"text": "refer to this Ministry's O.M. No. 12/3/2021-Estt dated 04.01.2021 on leave"}
    (found,) = cites(view_of(case))
    at = found.evidence[0]
    assert case["text"][at.start : at.end] == "O.M. No. 12/3/2021-Estt dated 04.01.2021"
    assert found.kind == "office_memorandum"


def test_paragraph_and_even_number() -> None:
    case = {
        "text": "attention is invited to para 3(vii) of this Department's O.M. of even number dated 04.07.2021",
        "own_number": "12/3/2021-T",
    }
    (found,) = cites(view_of(case))
    assert (found.reference_no, found.even_number, found.paragraph) == ("12/3/2021-T", True, "3(vii)")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Please refer to the Finance Department letter dated 16.10.2021 on leave", "Finance Department"),
        (
            "refer to communication dated 04.07.2021 (copy enclosed) of Training Division, on the subject",
            "Training Division",
        ),
        ("refer to this Department's letter dated 16.10.2021 on leave", None),
        ("refer to your letter dated 16.10.2021 on leave", None),
    ],
)
def test_issuer_printed_beside(text: str, issuer: str | None) -> None:
    (found,) = cites(view_of({"text": text}))
    assert found.issuer == issuer


@pytest.mark.parametrize(
    "piece",
    ["letter dated 04.07.2021 and ", "O.M. ", "dated 04.07.2021 ", "the ", "No. 1/2020/A ", "के क्रम में ", "( ", "A "],
)
def test_long_lines_stay_linear(piece: str) -> None:
    begin = time.perf_counter()
    cites(view_of({"text": piece * (8_000 // len(piece))}))
    assert time.perf_counter() - begin < 8


@pytest.mark.parametrize("entry", WORDS, ids=lambda e: f"{e.group}-{e.forms[0]}")
def test_each_word_is_found_in_its_example(entry: Entry) -> None:
    assert any(hit.entry == entry for hit in lexicon().find(entry.group, entry.example))


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (_somebodys(), "ताल" * 20_000),
        (_hindi_to(), "निदेशक" + " " * 40_000 + "x"),
        (_asked_of(), "निदेशक" + " " * 40_000 + "x"),
    ],
    ids=["another's paper", "recipient", "what is asked of him"],
)
def test_shapes_that_fail_fail_soon(shape: regex.Pattern[str], text: str) -> None:
    assert shape.search(text, timeout=2) is None


def test_many_papers_are_told_apart_in_time() -> None:
    text = "".join(f"refer to letter No. {i}/12/2020-Estt dated 04.07.2020. " for i in range(300))
    begin = time.perf_counter()
    assert len(cites(view_of({"text": text}))) == 300
    assert time.perf_counter() - begin < 8

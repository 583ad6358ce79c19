"""Two scanned pages of corpus/scans: enough to see in a bare clone that reading from paper works, Hindi and English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.score import fold, fold_number
from corpus.sources import SCANS, read_here

pytestmark = [pytest.mark.ocr, pytest.mark.slow]


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, Any]]:
    return {path.stem: read_here(path) for path in (SCANS / "hindi_letter.jpg", SCANS / "english_om.pdf")}


@pytest.mark.parametrize("name", ["hindi_letter", "english_om"])
def test_nearly_all_words_of_the_page_are_read(readings: dict[str, dict[str, Any]], name: str) -> None:
    printed = fold((SCANS / f"{name}.txt").read_text(encoding="utf-8")).split()
    read = set(fold(readings[name]["text"]).split())
    assert sum(word in read for word in printed) / len(printed) >= 0.95


@pytest.mark.parametrize(
    ("name", "kind", "number", "language"),
    [
        ("hindi_letter", "letter", "प. 10(4)कार्मिक/क-1/2024 पार्ट-5(14917)", "hi"),
        ("english_om", "office_memorandum", "T-28/27/2025-iGOT Part (1)", "en"),
    ],
)
def test_the_head_of_the_letter(
    readings: dict[str, dict[str, Any]], name: str, kind: str, number: str, language: str
) -> None:
    (page,) = readings[name]["pages"]
    assert (page["origin"], page["quality"]) == ("ocr", "good")
    first = readings[name]["communications"][0]
    assert (first["kind"], fold_number(first["reference_no"]["value"])) == (kind, fold_number(number))
    assert page["language"] in (language, "mixed")


@pytest.mark.parametrize("name", ["hindi_letter", "english_om"])
def test_evidence_lies_on_the_page(readings: dict[str, dict[str, Any]], name: str) -> None:
    reading = readings[name]
    width, height = reading["pages"][0]["width"], reading["pages"][0]["height"]
    number = reading["communications"][0]["reference_no"]["evidence"][0]
    x0, top, x1, bottom = number["bbox"]
    assert 0 <= x0 < x1 <= width
    assert 0 <= top < bottom <= height / 3  # the number stands in the head
    assert reading["text"][number["start"] : number["end"]] == number["quote"]


def test_scans_are_small_and_truthful(root: Path) -> None:
    for path in SCANS.iterdir():
        assert path.stat().st_size < 500_000, path.name
        assert path.with_suffix(".txt").exists(), f"{path.name}: nobody can check it"

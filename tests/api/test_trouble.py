"""Trouble on the pages: each code that the program can tell has Hindi words, and every one says what to do next."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
from pathlib import Path

import pytest
import regex

import api
from api.schemas import Trouble
from api.web.trouble import catalogue, for_scripts, told
from ingest.errors import UnreadableSource

ROOT = Path(api.__file__).parent.parent
MAKERS = {"Problem", "ProblemReport", "Trouble", "_problem", "add", "refusal"}
CODE = regex.compile("[a-z]+(?:_[a-z]+)*")


def codes_told() -> dict[str, str]:
    """Every code that a call in ingest, extract or api writes out, and where."""
    found: dict[str, str] = {}
    for package in ("ingest", "extract", "api"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name not in MAKERS or name == "add" and len(node.args) < 5:
                    continue
                given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "code")]
                for item in given:
                    if isinstance(item, ast.Constant) and isinstance(item.value, str) and CODE.fullmatch(item.value):
                        found.setdefault(item.value, f"{path.name}:{node.lineno}")
    return found


def errors() -> list[type[UnreadableSource]]:
    for module in pkgutil.iter_modules(api.__path__, "api."):
        if not module.name.startswith("api.cli"):
            importlib.import_module(module.name)
    out, left = [], [UnreadableSource]
    while left:
        one = left.pop()
        out.append(one)
        left += one.__subclasses__()
    # Refused bears whatever code came over from the reading process.
    return [e for e in out if e.__module__.split(".")[0] in {"ingest", "api"} and e.__name__ != "Refused"]


def test_codes_are_found() -> None:
    expected = {"too_many_pages", "unreadable_page", "undated", "doubtful_date", "struck_out", "files_in_pdf"}
    assert expected <= set(codes_told())
    assert {e.code for e in errors()} >= {"damaged_file", "reader_crashed", "cannot_open", "ocr_failed"}


@pytest.mark.parametrize(("code", "place"), sorted(codes_told().items()))
def test_every_code_has_hindi_words(code: str, place: str) -> None:
    assert code in catalogue(), f"{code} of {place} has no Hindi words in api/web/text/trouble_hi.toml"


@pytest.mark.parametrize("error", errors(), ids=lambda e: e.__name__)
def test_every_error_has_words_in_both_languages(error: type[UnreadableSource]) -> None:
    assert error.default_next_step.strip()
    said = told("hi", error("x.pdf is damaged."))
    assert regex.search(r"\p{Devanagari}", said.message), error.code
    assert regex.search(r"\p{Devanagari}", said.next_step), error.code


def test_no_words_without_a_code() -> None:
    codes = set(codes_told()) | {e.code for e in errors()} | {"attachment", "wrong_method", "refused"}
    assert set(catalogue()) <= codes
    for code, said in catalogue().items():
        assert set(said) <= {"message", "next_step", "detail"}, code
        assert said["message"].endswith("।"), code
        assert said["next_step"].endswith("।"), code


def test_english_is_the_programs_own_words() -> None:
    trouble = Trouble(code="undated", message="No date is printed.", next_step="Enter it.")
    assert told("en", trouble).message == "No date is printed."
    assert told("en", trouble).detail == ""
    assert for_scripts("en") == "{}"
    assert json.loads(for_scripts("hi")) == catalogue()


def test_names_and_numbers_are_not_lost_in_hindi() -> None:
    trouble = Trouble(code="files_in_pdf", message="a.pdf carries 1 file inside: b.pdf.", next_step="Save it.")
    assert told("hi", trouble).detail == trouble.message


def test_an_attachments_trouble_and_an_unknown_code() -> None:
    attachment = Trouble(code="attachment_damaged_file", message="The attachment a.pdf", next_step="Ask.")
    assert told("hi", attachment).message == catalogue()["attachment"]["message"]
    unknown = Trouble(code="never_heard", message="English words.", next_step="Do it.")
    assert told("hi", unknown).message == "English words."

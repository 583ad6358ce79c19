"""Patterns kept beside the bytecode: found again, never wrong, never in the way."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from extract import compiled as kept_patterns
from extract.compiled import compiled, keep

WORDS = r"(?<!\p{L})(?:पत्र\s+संख्या|Letter\s+No\.?)"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's patterns are kept; nothing is there yet, and nothing is known."""
    path = tmp_path / "__pycache__" / "patterns-now.pickle"
    monkeypatch.setattr(kept_patterns, "file_of_patterns", lambda: path)
    monkeypatch.setattr("atexit.register", lambda *_: None)
    _forget()
    yield path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    kept_patterns._kept.cache_clear()
    kept_patterns._keep_at_the_end.cache_clear()


def _count_compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    true = regex.compile

    def counted(pattern: str, flags: int = 0) -> regex.Pattern[str]:
        asked.append(pattern)
        return true(pattern, flags)

    monkeypatch.setattr(kept_patterns.regex, "compile", counted)
    return asked


def test_what_was_kept_is_not_compiled_again_and_finds_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = compiled(WORDS, regex.IGNORECASE)
    keep(kept_patterns._kept())
    _forget()
    asked = _count_compilations(monkeypatch)
    again = compiled(WORDS, regex.IGNORECASE)
    assert asked == []
    text = "letter no. 5, पत्र संख्या 7, preletter no. 9"
    assert [m.span() for m in again.finditer(text)] == [m.span() for m in fresh.finditer(text)] == [(0, 10), (14, 25)]


def test_other_words_or_flags_are_other_patterns(file: Path) -> None:
    compiled(WORDS, regex.IGNORECASE)
    keep(kept_patterns._kept())
    _forget()
    assert compiled(WORDS).search("letter no. 5") is None
    assert compiled(WORDS.replace("Letter", "Memo")).search("Memo No. 5")


@pytest.mark.parametrize("found", [b"", b"\x80\x05garbage", pickle.dumps([])[:-1]])
def test_a_damaged_file_costs_a_compilation(file: Path, found: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(found)
    assert compiled(WORDS).search("Letter No. 5")


def test_what_was_kept_for_other_words_goes(file: Path) -> None:
    file.parent.mkdir()
    old, other = file.with_name("patterns-old.pickle"), file.with_name("lexicon.cpython-311.pyc")
    old.write_bytes(b"")
    other.write_bytes(b"")
    keep({})
    assert sorted(file.parent.iterdir()) == [other, file]


def test_a_folder_that_cannot_be_written_is_left_alone(file: Path) -> None:
    file.parent.write_text("no folder")
    keep({})
    assert file.parent.read_text() == "no folder"


def test_nothing_is_written_where_python_may_write_no_bytecode(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("atexit.register", lambda *what: asked.append(what))
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    compiled(WORDS)
    assert asked == []
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    _forget()
    compiled(WORDS)
    assert len(asked) == 1


def test_the_file_is_named_by_the_words_it_was_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    now = kept_patterns.file_of_patterns()
    assert now == kept_patterns.file_of_patterns()
    monkeypatch.setattr(kept_patterns.regex, "__version__", "another")
    other = kept_patterns.file_of_patterns()
    assert now is not None and other is not None and other.name != now.name

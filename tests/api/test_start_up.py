"""What a start of the program brings with it: by what is imported, not by the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LETTER = "No. A-1/2024\nDated 07.05.2024\n\nTo\nThe Registrar\n\nSubject: Returns.\n\nReturns shall be filed.\n"
PAGES = {"cv2", "pypdfium2", "pdfplumber", "pdfminer", "pikepdf", "PIL", "docx", "lxml", "tesserocr", "pytesseract"}
SCRIPT = """
import sys
from api.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def modules_after(*words: str, root: Path, home: Path) -> set[str]:
    """The names of all modules that are loaded when the command is done."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "--home", str(home), *words],
        cwd=root, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_a_transcript_is_read_without_what_reads_pages(root: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    loaded = modules_after("read", str(letter), "--json", root=root, home=tmp_path)
    assert {"extract.pipeline", "ingest.text"} <= loaded
    assert not PAGES & loaded
    assert (
        not {"ingest.pdf", "ingest.pictures", "ingest.word", "ingest.mail", "ingest.scan", "ingest.recognise"} & loaded
    )
    assert not {"sqlalchemy", "fastapi"} & loaded


def test_the_register_answers_without_language_models(root: Path, tmp_path: Path) -> None:
    loaded = modules_after("works", root=root, home=tmp_path)
    assert not {"spacy", "thinc"} & loaded
    assert not PAGES - {"lxml"} & loaded


@pytest.mark.parametrize("words", [("--help",), ("read", "--help"), ("version",)])
def test_help_brings_next_to_nothing(words: tuple[str, ...], root: Path, tmp_path: Path) -> None:
    loaded = modules_after(*words, root=root, home=tmp_path)
    assert not {"spacy", "numpy", "sqlalchemy", "fastapi", "jinja2"} & loaded
    assert not PAGES & loaded

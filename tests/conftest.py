"""Fixtures that tests of every package share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.sources import CIRCULARS, GOLD

EVALUATION = "PARIPATRA_EVAL_"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def circulars() -> list[Path]:
    """The five transcripts, in order."""
    found = sorted(CIRCULARS.glob("*.txt"))
    assert len(found) == 5
    return found


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of gold readings, register.json and rules.json."""
    return GOLD


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """tests/fixtures: small files made for tests; its README says what each is for."""
    return Path(__file__).resolve().parent / "fixtures"


@pytest.fixture(scope="session")
def eval_dir() -> Callable[[str], Path]:
    """``eval_dir("devset")`` is the folder named by PARIPATRA_EVAL_DEVSET; the test skips where none is named.

    These folders hold papers that are kept outside the repository: gold, devset, scans.
    """

    def folder(name: str) -> Path:
        variable = EVALUATION + name.upper()
        if not (named := os.environ.get(variable)):
            pytest.skip(f"{variable} names no folder: the papers it measures are kept outside this repository")
        if not Path(named).is_dir():
            pytest.fail(f"{variable} names {named}, which is no folder")
        return Path(named)

    return folder


@pytest.fixture(scope="session")
def ocr_cache() -> Path:
    """OCR results kept between test runs, in a folder that git ignores: entries are keyed by image, engine and options.

    Only for tests that judge what is done with OCR's words; tests of OCR itself read anew.
    """
    return Path(__file__).resolve().parent / ".ocr-cache"


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees, or writes into, the register of whoever runs it."""
    monkeypatch.setenv("PARIPATRA_HOME", str(tmp_path_factory.mktemp("home", numbered=True)))
    for variable in ("PARIPATRA_LOG", "PARIPATRA_PORT", "PARIPATRA_UPLOAD_MB"):
        monkeypatch.delenv(variable, raising=False)

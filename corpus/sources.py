"""Where a reading to be measured comes from: this process, any program, or a folder."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Reader = Callable[[Path], dict[str, Any]]
"""A source file -> its reading as the contract's JSON. Raises whatever stops it."""

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
"""Where `python -m api.cli` finds the program, whether it is installed or not."""
CIRCULARS = HERE / "circulars"
GOLD = HERE / "gold"
SCANS = HERE / "scans"
LONGEST_RUN_S = 900


def reader_by_command(command: str) -> Reader:
    """``command`` prints the reading of ``{}`` as JSON (an object, or an array of which the first counts)."""

    def read(source: Path) -> dict[str, Any]:
        words = [w.replace("{}", str(source)) for w in shlex.split(command)]
        run = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_RUN_S)
        return first(json.loads(run.stdout))

    return read


def reader_of_stored(folder: Path) -> Reader:
    """``folder`` holds one JSON per source stem (what stands before the first dot)."""

    def read(source: Path) -> dict[str, Any]:
        return first(json.loads((folder / f"{source.name.split('.')[0]}.json").read_text(encoding="utf-8")))

    return read


def first(reading: Any) -> dict[str, Any]:
    got: dict[str, Any] = reading[0] if isinstance(reading, list) else reading
    return got


def read_here(source: Path) -> dict[str, Any]:
    """Reads in this process, through the one function that every way in uses."""
    from extract import pipeline
    from ingest.options import ReadOptions
    from ingest.source import open_source

    return first(json.loads(pipeline.read(open_source(source), ReadOptions()).to_json()))

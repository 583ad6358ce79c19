"""Patterns made of the lexicons, compiled once and kept where Python keeps this package's bytecode.

The lexicons make patterns of ten thousands of signs, and compiling them takes longer than reading a letter. What
``regex`` has compiled can be pickled. The file lies in ``extract/__pycache__``: whoever may write there may change the
program itself, so it is trusted as the bytecode beside it is. It is written at the end of a process that had to
compile, where Python may write bytecode. A pattern is found by its own text: a changed word costs a compilation, and
never a match.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import pickle
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import regex

Patterns = dict[tuple[str, int], "regex.Pattern[str]"]
"""Compiled patterns by text and flags."""

_NAME = "patterns-{}.pickle"


def compiled(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """What ``regex.compile`` gives, without compiling where it is kept. For patterns with lists of words in them."""
    kept = _kept()
    key = (pattern, int(flags))
    if key not in kept:
        kept[key] = regex.compile(pattern, flags)
        _keep_at_the_end()
    return kept[key]


def file_of_patterns() -> Path | None:
    """Where patterns are kept for these words, this Python and this ``regex``; None where Python keeps no bytecode."""
    try:
        folder = Path(importlib.util.cache_from_source(__file__)).parent
    except NotImplementedError:
        return None
    made_of = sha256(f"{sys.version} {regex.__version__}".encode())
    for words in sorted(Path(__file__).with_name("lang").glob("*.toml")):
        made_of.update(words.read_bytes())
    return folder / _NAME.format(made_of.hexdigest()[:16])


@cache
def _kept() -> Patterns:
    file = file_of_patterns()
    try:
        found: Patterns = pickle.loads(file.read_bytes()) if file else {}
    except Exception:  # none there, or a damaged one: that may raise anything, and to compile anew is always right
        return {}
    return found


@cache
def _keep_at_the_end() -> None:
    if not sys.dont_write_bytecode:
        atexit.register(keep, _kept())


def keep(patterns: Patterns) -> None:
    """Write ``patterns`` down, and drop what was kept for other words or versions.

    A folder that cannot be written is left alone. Another process that writes at the same time does no harm.
    """
    file = file_of_patterns()
    if file is None:
        return
    part = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(pickle.dumps(patterns))
        part.replace(file)
        for old in file.parent.glob(_NAME.format("*")):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)

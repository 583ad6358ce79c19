"""``paripatra ingest``: many files into the register, one line each, and nothing half done when somebody stops it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api import log
from api.intake import CACHE, ORIGINALS, Interrupts, Progress, files_under, open_path, place_of, read_source
from api.summary import console, count, plain
from ingest.errors import UnreadableSource

if TYPE_CHECKING:
    from knowledge.store import Register

INTERRUPTED = 130
EVERY_S = 10
"""Seconds between two words of how much is left to be derived."""
Say = Callable[[str], None]
Bar = Callable[[str, int], Progress]
"""Told a file's name and its place in the batch, gives what to call for each page of it."""


def ingest(paths: Sequence[Path], register: Register, home: Path, put: Say, say: Say, engine: str = "auto") -> int:
    """Read every file under ``paths`` into ``register``; gives the exit code.

    ``put`` prints a line on standard output (one for each file), ``say`` tells the person at the terminal.
    """
    files = files_under(paths)
    if not files:
        say("There is no file to read there.\n  -> Name files, or a folder that holds some.")
        return 2
    done: Counter[str] = Counter()
    worst = 0
    try:
        with Interrupts() as interrupts, bar(len(files), put) as (line, start):
            for number, path in enumerate(files):
                try:
                    outcome, said = _one(path, register, home, engine, start(plain(path.name), number), interrupts)
                except UnreadableSource as error:
                    worst = max(worst, error.exit_code)
                    outcome = "unread"
                    said = f"{plain(error.message)} [{error.code}] -> {plain(error.next_step)}"
                done[outcome] += 1
                line(f"{outcome:<7} {plain(path.name)}: {said}")
    except KeyboardInterrupt:
        left = len(files) - sum(done.values())
        say(
            f"Stopped. {_tally(done)}; {count(left, 'file')} left.\n"
            "  -> Nothing is half stored. Run the same command again: it goes on with the rest."
        )
        return INTERRUPTED
    say(f"{count(len(files), 'file')}: {_tally(done)}. The register holds {count(register.readings_count(), 'file')}.")
    _derive(register, say)
    return worst


def _derive(register: Register, say: Say) -> None:
    """What follows from large groups of linked papers, so that the first question does not wait for it.

    Only who breaks it off is told, since nothing is lost: the next question goes on with it.
    """
    told = time.monotonic()

    def left(papers: int) -> None:
        nonlocal told
        if time.monotonic() - told > EVERY_S:
            told = time.monotonic()
            say(f"Working out what follows: {count(papers, 'paper')} left.")

    try:
        register.settle(left)
    except KeyboardInterrupt:
        say("Stopped while working out what follows.\n  -> Nothing is lost: the next question goes on with it.")
    except Exception as error:
        # Whoever asks is told.
        log.trouble("underived", fault=place_of(error))


def _one(
    path: Path, register: Register, home: Path, engine: str, progress: Progress, interrupts: Interrupts
) -> tuple[str, str]:
    """Read and store one file. The original and what was read of it go in together, or neither."""
    from extract.pipeline import PIPELINE_VERSION
    from ingest.source import OriginalStore

    source = open_path(path)
    if register.has(source.sha256, PIPELINE_VERSION):
        return "held", "already in the register"
    began = time.monotonic()
    reading = read_source(source, progress, home / CACHE, engine)
    with interrupts.held():
        OriginalStore(home / ORIGINALS).put(source)
        register.add(reading)
    facts = [count(reading.source.pages, "page"), count(len(reading.communications), "communication")]
    if reading.problems:
        facts.append(count(len(reading.problems), "problem"))
    return "read", f"{', '.join(facts)} ({time.monotonic() - began:.1f} s)"


def _tally(done: Counter[str]) -> str:
    words = {"read": "read", "held": "already held", "unread": "could not be read"}
    said = [f"{done[key]} {word}" for key, word in words.items() if done[key] or key == "read"]
    return ", ".join(said)


@contextmanager
def bar(files: int, put: Say) -> Iterator[tuple[Say, Bar]]:
    """A progress bar where a person watches; the lines go to standard output all the same."""
    watched = next((s for s in (sys.stdout, sys.stderr) if s.isatty()), None)
    if watched is None:
        yield put, lambda _name, _number: lambda _page, _pages: None
        return
    on_stdout = watched is sys.stdout  # asked now: the bar puts a stream of its own in stdout's place
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Shown

    with Shown(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console(watched), transient=True,
    ) as shown:  # fmt: skip
        whole = shown.add_task("files", total=files)
        pages = shown.add_task("", total=None, visible=False)

        def start(name: str, number: int) -> Progress:
            shown.update(whole, completed=number)
            shown.reset(pages, description=name, total=None, visible=True)
            return lambda page, of: shown.update(pages, completed=page, total=of)

        def line(text: str) -> None:
            if on_stdout:
                shown.console.print(text, soft_wrap=True)
            else:
                put(text)

        yield line, start

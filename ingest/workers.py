"""Processes that read pages, one page at a time each: kept warm, and replaced when a page hangs or kills one.

A library that reads pages inside a process can take that process with it. Here it is never the one that was asked to
read the file: the page is tried once more by another engine, else it fails alone, and the rest is read.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.memory import keep_for_the_next_page, widen
from ingest.ocr import OcrEngine
from ingest.options import ReadOptions

Job = Callable[..., Any]
"""A function at the top of a module: it and its arguments are pickled. It is called with an engine, then with them."""

MEMORY = 2 << 30
"""Address space of a worker in bytes: a page that wants more fails alone. A worker at rest has mapped 0.6 GB."""

_LEAVE_SECONDS = 2.0


class WorkerLost(OcrFailed):
    """The process ended, or had to be ended, while it read."""

    default_next_step = "Scan the page again at 300 dpi, in grey, and upload it as PNG or PDF."


class Worker:
    """One process and the pipe to it. One caller at a time."""

    def __init__(self, memory: int = MEMORY) -> None:
        # To look for garbage among what is being imported takes a quarter of the start, OpenBLAS's own threads a tenth.
        start = (
            'import gc, os, sys; gc.disable(); os.environ["OPENBLAS_NUM_THREADS"] = "1"; '
            f"sys.path[:] = {sys.path!r}; import ingest.ocr_choice, ingest.recognise; "
            f"from ingest.workers import serve; serve({memory}); "
            "os._exit(0)"  # nothing is left to say, and to take the libraries apart takes 50 ms
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for whoever asked. Whatever the worker itself started dies with it.
            start_new_session=True,
        )
        widen(self._process.stdin)
        self._late = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, seconds: float, engine: OcrEngine, job: Job, *arguments: Any) -> Any:
        """What ``job(engine, *arguments)`` gives over there. Raises what it raises; WorkerLost after ``seconds``."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            _put(self._process.stdin, (pickle.dumps(engine), job, arguments))
            done, found = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # a pipe, as asked for
        except (OSError, EOFError, pickle.UnpicklingError):
            self.kill()
            why = f"did not finish within {seconds:g} s" if self._late else "stopped"
            raise WorkerLost(f"The reading of this page {why}.") from None
        finally:
            timer.cancel()
        if not done:
            raise found
        return found

    def dismiss(self) -> None:
        """End the process as it would end itself: its input closes, and what it started ends with it."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self._process.stdin.close()  # type: ignore[union-attr]  # a pipe, as asked for
            self._process.wait(_LEAVE_SECONDS)
        self.kill()

    def _give_up(self) -> None:
        self._late = True
        self._end()

    def kill(self) -> None:
        """End the process and what it started, now."""
        self._end()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _end(self) -> None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()


class Pool:
    """Workers at rest and at work. Safe to share between threads; ``start`` makes a worker."""

    def __init__(self, start: Callable[[], Worker] = Worker) -> None:
        self._start = start
        self._rest: list[Worker] = []
        self._out = 0
        self._changed = threading.Condition()

    @property
    def warm(self) -> bool:
        """Whether a worker is there already."""
        return bool(self._rest or self._out)

    def make_ready(self, count: int) -> None:
        """Starts processes until ``count`` are there; waits for none of them."""
        with self._changed:
            missing = count - self._out - len(self._rest)
            self._rest += [self._start() for _ in range(missing)]

    @contextmanager
    def worker(self, most: int) -> Iterator[Worker]:
        """A worker for one page; waits while ``most`` of them are at work. A dead one is not put back."""
        with self._changed:
            while self._out >= most:
                self._changed.wait()
            self._out += 1
            worker = self._rest.pop() if self._rest else None
        try:
            if worker is None or not worker.alive():
                if worker is not None:
                    worker.kill()
                worker = self._start()
            yield worker
        finally:
            with self._changed:
                self._out -= 1
                if worker is not None and worker.alive():
                    self._rest.append(worker)
                self._changed.notify()

    def close(self) -> None:
        with self._changed:
            workers, self._rest = self._rest, []
        for worker in workers:
            worker.dismiss()


SHARED = Pool()
"""The workers of this process: warm from one file to the next."""
atexit.register(SHARED.close)


@dataclass(frozen=True)
class Apart:
    """Calls jobs in workers of ``pool``; a page that costs a worker its life is tried once with ``fallback``."""

    engine: OcrEngine
    fallback: OcrEngine | None
    options: ReadOptions
    pool: Pool = field(default_factory=lambda: SHARED)

    def call(self, job: Job, *arguments: Any) -> tuple[Any, bool]:
        """What the job gives, and whether the fallback gave it. Raises what the job raises, or WorkerLost."""
        try:
            return self._once(self.engine, job, *arguments), False
        except WorkerLost as lost:
            if self.fallback is None:
                raise
            try:
                return self._once(self.fallback, job, *arguments), True
            except OcrUnavailable:
                raise lost from None

    def _once(self, engine: OcrEngine, job: Job, *arguments: Any) -> Any:
        with self.pool.worker(self.options.jobs) as worker:
            # A page is read in several calls; two full ones are the most that a page in good order ever took.
            return worker.ask(2 * self.options.page_timeout, engine, job, *arguments)


# --- the other side --------------------------------------------------------------------------------------------------


def serve(memory: int = MEMORY) -> None:
    """Answer jobs from standard input on standard output until the input ends."""
    # Libraries print what they like: the pipe gets a number of its own, and prints go where complaints go.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_memory(memory)
    keep_for_the_next_page()
    engines: dict[bytes, OcrEngine] = {}
    while True:
        try:
            made, job, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if not gc.isenabled():  # the first job has brought in all that stays
            gc.freeze()
            gc.enable()
        try:
            engine = engines.setdefault(made, pickle.loads(made)) if made not in engines else engines[made]
            found = (True, job(engine, *arguments))
        except MemoryError:
            found = (False, OcrFailed("There was not enough memory to read the page."))
        except Exception as error:
            found = (False, _portable(error))
        del arguments
        _put(answers, found)


def limit_memory(memory: int) -> None:
    """Holds this process to ``memory`` bytes of address space; what asks for more gets a MemoryError."""
    try:
        import resource
    except ImportError:
        return  # not on Windows
    with contextlib.suppress(ValueError, OSError):  # already held tighter by whoever started us
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _portable(error: Exception) -> Exception:
    """The error itself where it can travel, else its name."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever a foreign class does when it is rebuilt
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _put(pipe: BinaryIO | Any, message: object) -> None:
    pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()

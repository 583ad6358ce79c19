"""How the register bears its size: ``python -m corpus.bench_register [--works 1000 10000 100000] [--keep DIR]``.

Synthetic readings (no paper, no reader): families of an order, letters that pass it on and name all papers before
them, a corrigendum of every third and a superseding order of every tenth: three relations to a work. One circular
sets the duties of the persons of a roster. Reported at each size: readings added a second (each in a transaction of
its own, what follows from it derived), then in batches as the register is filled; p95 of search, lineage, the rules
of a day and of one work; and the most memory used. Then the pages of the service as a browser asks for them (with
``--no-pages`` they are left out), and at the end a roster against the rules.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from sqlmodel import col, select

from extract.record import (
    Amendment,
    Cite,
    Communication,
    Course,
    Deadline,
    Evidence,
    Field,
    Kind,
    Obligation,
    PageSummary,
    Reading,
    RelationWord,
    ServiceYears,
    SourceSummary,
)
from knowledge import queries, roster
from knowledge.sheets import Sheet
from knowledge.store import Register
from knowledge.tables import WorkRow

PLACES = ("Finance", "Health", "Education", "Transport", "Revenue", "Forest", "Labour", "Irrigation")
SUBJECTS = ("leave account", "property return", "travelling allowance", "transfer posting", "tender security")
VERSION = "synthetic"
WINDOW = 200
"""Adds over which the rate before each size is taken."""
BATCH = 200
"""Readings in one transaction while the register is filled up to the next size."""
ROUNDS = 100
DAY = "2025-06-30"
TRAININGS = ("Noting", "Accounts", "Records", "Fire Drill", "Mentoring")
PAGE = 50
"""Rules in one page of an answer."""
STEPS = 6
"""Letters of a family."""


class Text:
    """A growing text that gives evidence for what is put into it."""

    def __init__(self) -> None:
        self.body = ""

    def put(self, words: str, end: str = "\n") -> Evidence:
        start = len(self.body)
        self.body += words + end
        return Evidence(page=1, start=start, end=start + len(words), quote=words)


def field(text: Text, value: str, printed: str) -> Field:
    return Field(value=value, confidence=0.95, evidence=(text.put(printed),))


def day_of(n: int, later: int = 0) -> str:
    """A day for family ``n``: 2001 to 2024, never impossible."""
    return f"{2001 + n % 24}-{1 + (n // 24 + later) % 12:02d}-{1 + (n // 288) % 28:02d}"


def reading(kind: Kind, number: str, date: str, n: int, cites: tuple[tuple[str, str, RelationWord], ...]) -> Reading:
    """One paper of family ``n``."""
    text = Text()
    place, subject = PLACES[n % len(PLACES)], SUBJECTS[n % len(SUBJECTS)]
    fields = {
        "reference_no": field(text, number, f"No. {number}"),
        "issuer": field(text, f"GOVERNMENT | {place.upper()} DEPARTMENT", f"{place.upper()} DEPARTMENT"),
        "date": field(text, date, f"Dated {date}"),
        "subject": field(text, f"Statement {n} of {subject}", f"Subject: Statement {n} of {subject}"),
    }
    cited = [
        Cite(reference_no=other, date=on, issuer=None, kind="order", relation=relation, even_number=False,
             paragraph=None, confidence=0.9, evidence=(text.put(f"Order No. {other} dated {on}."),))
        for other, on, relation in cites
    ]  # fmt: skip
    duties, limits, amends = [], [], []
    if kind == "order":
        said = text.put(f"1. Heads of offices shall send statement {n} of {subject} by {date[:4]}-12-31.")
        duties.append(Obligation(who="Heads of offices", modality="must", quote=said.quote[3:], paragraph="1",
                                 confidence=0.9, evidence=(said,)))  # fmt: skip
        limits.append(Deadline(date=f"{date[:4]}-12-31", text=said.quote[3:], who=None, paragraph="1", confidence=0.9,
                               evidence=(said,)))  # fmt: skip
    if kind == "corrigendum":
        said = text.put(f"1. In para 1 for “{subject}” read “annual {subject}”.")
        amends.append(Amendment(paragraph="1", old=subject, new=f"annual {subject}", confidence=0.9, evidence=(said,)))
    return one_paper(
        text, kind, fields, cites=tuple(cited), obligations=tuple(duties), deadlines=tuple(limits), amends=tuple(amends)
    )


def one_paper(text: Text, kind: Kind, fields: dict[str, Field], **found: object) -> Reading:
    body = text.body
    item = Communication.model_validate(
        {"kind": kind, "language": "en", "pages": (1,), "start": 0, "end": len(body), "cut_reason": "start",
         "date_basis": "printed", **fields, **found}
    )  # fmt: skip
    sha = hashlib.sha256(body.encode()).hexdigest()
    return Reading(
        source=SourceSummary(name=f"{sha[:12]}.txt", sha256=sha, media_type="text/plain", pages=1),
        pipeline_version=VERSION,
        text=body,
        pages=(PageSummary(number=1, start=0, end=len(body), origin="transcript", language="en", confidence=1.0,
                           quality="good"),),
        communications=(item,),
    )  # fmt: skip


def duties_of_persons() -> Reading:
    """A circular that binds every clerk: a share of a list, a test, and one e-mail ID in two records."""
    text = Text()
    fields = {
        "reference_no": field(text, "TRG/1", "No. TRG/1"),
        "issuer": field(text, "GOVERNMENT | TRAINING DEPARTMENT", "TRAINING DEPARTMENT"),
        "date": field(text, "2025-01-15", "Dated 2025-01-15"),
        "subject": field(text, "Trainings for clerks", "Subject: Trainings for clerks"),
    }
    said = [
        text.put(f"{n}. {words}")
        for n, words in enumerate(
            (
                "All clerks shall complete the trainings prescribed below.",
                "All clerks shall complete at least 60% of the trainings prescribed by 31.03.2025.",
                "Every clerk must pass the typing examination by 30.04.2025.",
                "The email ID of every clerk shall be the same on HRMS and Payroll.",
            ),
            start=1,
        )
    ]
    courses = []
    for title, years in (("clerks with 0-5 years of service", ServiceYears(from_=0, to=5)),
                         ("clerks with above 5 years of service", ServiceYears(above=5))):  # fmt: skip
        text.put(f"Trainings prescribed for {title}")
        for n, name in enumerate(TRAININGS, start=1):
            at = text.put(f"{n}.\t{name} {'II' if years.above else 'I'}\tMandatory")
            courses.append(Course(name=at.quote.split("\t")[1], requirement="mandatory", audience=title, service=None,
                                  service_years=years, confidence=0.9, evidence=(at,)))  # fmt: skip
    duties = tuple(
        Obligation(who=None, modality="must", quote=e.quote[3:], paragraph=str(n), confidence=0.9, evidence=(e,))
        for n, e in enumerate(said, start=1)
    )
    limits = tuple(
        Deadline(date=day, text=e.quote[3:], who=None, paragraph=n, confidence=0.9, evidence=(e,))
        for day, e, n in (("2025-03-31", said[1], "2"), ("2025-04-30", said[2], "3"))
    )
    return one_paper(text, "circular", fields, obligations=duties, deadlines=limits, courses=tuple(courses))


def clerks(count: int) -> Sheet:
    """A roster: every seventh has another e-mail ID in one record, every fifth has not passed, bands by years."""
    head = ("Employee ID", "Name", "Post", "Years of service", "HRMS e-mail ID", "Payroll e-mail ID",
            "Examination passed", "Trainings completed")  # fmt: skip
    rows: list[tuple[int, tuple[object, ...]]] = [(1, head)]
    for n in range(count):
        level = "I" if n % 30 <= 5 else "II"
        done = "; ".join(
            f"{name} {level}" for name in ("Noting", "Accounts", "Records", "Fire Drill", "Mentoring")[: n % 6]
        )
        other = f"p{n}@office.example" if n % 7 else f"other{n}@office.example"
        rows.append((n + 2, (f"E{n}", f"Clerk {n}", "Clerk", n % 30, f"p{n}@office.example", other,
                             "yes" if n % 5 else "no", done)))  # fmt: skip
    return Sheet("clerks", rows)


def family(n: int) -> Iterator[Reading]:
    """An order, letters that pass it on one after the other, and what changes it."""
    own = (f"GO/{n}/A", day_of(n))
    yield reading("order", *own, n, ())
    before = [own]
    for step in range(1, STEPS + 1):
        here = (f"DO/{n}/{step}", day_of(n, step))
        others: list[tuple[str, str, RelationWord]] = [(*paper, "refers") for paper in before[:-1]]
        yield reading("letter", *here, n, ((*before[-1], "forwards"), *others))
        before.append(here)
    passed: list[tuple[str, str, RelationWord]] = [(*paper, "refers") for paper in before[1:3]]
    if n % 3 == 0:
        yield reading("corrigendum", f"GO/{n}/A", day_of(n, 7), n, ((*own, "amends"), *passed))
    if n % 10 == 0:
        yield reading("order", f"GO/{n}/B", day_of(n, 8), n, ((*own, "supersedes"), *passed))


def stream() -> Iterator[Reading]:
    yield duties_of_persons()
    n = 0
    while True:
        yield from family(n)
        n += 1


@dataclass(frozen=True)
class Taken:
    """Milliseconds below which 95 of 100 questions are answered: by the clock, and of the processor's time.

    The clock is what a person waits; on a machine that does other work besides, the second tells what is ours.
    """

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} ({self.processor:.1f})"


def p95(ask: Callable[[int], object], rounds: int = ROUNDS) -> Taken:
    clock, processor = [], []
    for k in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        ask(k)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return Taken(statistics.quantiles(clock, n=20)[-1], statistics.quantiles(processor, n=20)[-1])


def measure(register: Register, size: int, rates: str) -> str:
    counts = queries.counts(register)
    with register.session() as s:
        orders = list(s.exec(select(WorkRow.id).where(col(WorkRow.kind) == "order")))
    families = size // (STEPS + 2)
    rare = p95(lambda k: queries.search(register, f"statement {k * 7 % families} {SUBJECTS[k * 7 % families % 5]}"))
    common = p95(lambda k: queries.search(register, (PLACES[k % 8], "statement", SUBJECTS[k % 5], "dated")[k % 4]))
    lineage = p95(lambda k: queries.lineage(register, orders[k * 31 % len(orders)]))
    rules = p95(lambda k: (queries.rules(register, day_of(k), limit=PAGE), queries.rules_count(register, day_of(k))))
    deep = p95(lambda k: queries.rules(register, day_of(k), limit=PAGE, offset=max(0, size // 10 - PAGE)))
    of_work = p95(lambda k: queries.rules(register, day_of(k), work_id=orders[k * 31 % len(orders)]))
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{counts['works']:>7} works {counts['relations']:>7} relations {counts['rules']:>6} rules | {rates} | "
        f"p95 ms (CPU ms): search {rare}, of common words {common}, lineage {lineage}, rules of a day {rules}, "
        f"a late page {deep}, rules of one work {of_work} | memory {mib:.0f} MiB"
    )


CHECKOUT = Path(__file__).parent.parent
STARTING_S = 600
"""Seconds for the service to come up: a register of another version is derived anew before it answers."""


@contextmanager
def service(home: Path) -> Iterator[tuple[str, int]]:
    """The service over a register, as a process of its own: its address and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "PARIPATRA_HOME": str(home)}
    child = subprocess.Popen(line, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + STARTING_S
        while time.monotonic() < until and child.poll() is None:
            try:
                fetch(f"{address}/static/icon.svg")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address, child.pid
    finally:
        child.terminate()
        child.wait(30)


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=STARTING_S) as answer:
        return bytes(answer.read())


def used_by(process: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asked_of(address: str, process: int, paths: Callable[[int], str], rounds: int) -> str:
    """p95 by the clock, and how much of the processor's time the service needs for one on average."""
    before = used_by(process)
    taken = p95(lambda k: fetch(address + paths(k)), rounds)
    return f"{taken.clock:.0f} ({(used_by(process) - before) / rounds * 1000:.0f})"


def pages(home: Path, works: list[str], size: int, rounds: int = ROUNDS) -> str:
    """How long a browser waits for the pages that are asked for most."""
    asked: Mapping[str, Callable[[int], str]] = {
        "start page": lambda k: "/",
        "a late page of the register": lambda k: f"/?page={max(1, size // 50 - k % 10)}",
        "a work": lambda k: f"/works/{works[k * 31 % len(works)]}",
        "rules": lambda k: f"/rules?as_of={day_of(k)}",
        "deadlines": lambda k: f"/deadlines?as_of={day_of(k)}",
        "conflicts": lambda k: "/conflicts",
        "missing papers": lambda k: "/missing",
    }
    with service(home) as (address, process):
        fetch(f"{address}/rules")  # what is stale is derived
        fetch(f"{address}/conflicts")
        found = [f"{name} {asked_of(address, process, paths, rounds)}" for name, paths in asked.items()]
    return f"pages, p95 ms (mean CPU ms of the service): {', '.join(found)}"


def timed(what: Callable[[], object], count: int) -> tuple[float, float]:
    """How many a second, by the clock and of the processor's time."""
    begun, used = time.perf_counter(), time.process_time()
    what()
    return count / (time.perf_counter() - begun), count / (time.process_time() - used)


def in_batches(register: Register, source: Iterator[Reading], count: int) -> None:
    for _ in range(0, count, BATCH):
        register.add_all(islice(source, BATCH))


def one_by_one(register: Register, source: Iterator[Reading], count: int) -> None:
    for paper in islice(source, count):
        register.add(paper)


def run(sizes: list[int], home: Path, say: Callable[[str], None], persons: int = 0, page_rounds: int = 0) -> None:
    """Grow one register through ``sizes`` and report at each; then check a roster of ``persons``."""
    source = stream()
    with Register.open(home) as register:
        # A kept register is grown on; sizes that it has already are measured as they are.
        held = queries.counts(register)["works"]
        deque(islice(source, held), maxlen=0)
        for size in sorted(sizes):
            if size <= held:
                say(measure(register, held, "held already"))
                say_pages(register, home, held, say, page_rounds)
                continue
            fill = max(0, size - held - WINDOW) // BATCH * BATCH
            window = size - held - fill
            batches = timed(partial(in_batches, register, source, fill), fill) if fill else (0.0, 0.0)
            singly = timed(partial(one_by_one, register, source, window), window)
            held = size
            rates = (
                f"added a second one by one {singly[0]:.0f} ({singly[1]:.0f} a CPU second), "
                f"in batches {batches[0]:.0f} ({batches[1]:.0f})"
            )
            say(measure(register, size, rates))
            say_pages(register, home, size, say, page_rounds)
        if persons:
            sheet = clerks(persons)
            begun, used = time.perf_counter(), time.process_time()
            answer = roster.check_roster(queries.law_for_persons(register), sheet, DAY)
            taken, spent = time.perf_counter() - begun, time.process_time() - used
            mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            say(
                f"roster of {len(answer.persons)} persons, {len(answer.faults)} faults: {taken:.1f} s "
                f"({spent:.1f} CPU s) | {dict(answer.counts)} | memory {mib:.0f} MiB"
            )


def say_pages(register: Register, home: Path, size: int, say: Callable[[str], None], rounds: int) -> None:
    if rounds:
        with register.session() as s:
            orders = list(s.exec(select(WorkRow.id).where(col(WorkRow.kind) == "order").limit(5000)))
        say(pages(home, orders, size, rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--works", type=int, nargs="+", default=[1_000, 10_000], help="sizes; 1000 10000 100000 is all")
    parser.add_argument("--persons", type=int, default=100_000, help="persons of the roster")
    parser.add_argument("--keep", type=Path, help="build the register in this folder, or go on with it")
    parser.add_argument("--no-pages", action="store_true", help="leave out the pages of the service")
    options = parser.parse_args()
    page_rounds = 0 if options.no_pages else ROUNDS

    def say(line: str) -> None:
        print(line, flush=True)

    if options.keep:
        run(options.works, options.keep, say, options.persons, page_rounds)
        sys.exit(0)
    with tempfile.TemporaryDirectory() as folder:
        run(options.works, Path(folder), say, options.persons, page_rounds)


if __name__ == "__main__":
    main()

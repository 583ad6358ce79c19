"""How the register bears its size: ``python -m corpus.bench_register [--works 1000 10000] [--keep DIR]``.

Synthetic readings (no paper, no reader): families of an order, letters that forward it, a corrigendum of every third
and a superseding order of every tenth: five relations to four works. Reported are readings added a second over the
last adds before each size, p95 of search, lineage and rules as of a day, and the most memory used.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from extract.record import (
    Amendment,
    Cite,
    Communication,
    Deadline,
    Evidence,
    Field,
    Kind,
    Obligation,
    PageSummary,
    Reading,
    RelationWord,
    SourceSummary,
)
from knowledge import queries
from knowledge.store import Register

PLACES = ("Finance", "Health", "Education", "Transport", "Revenue", "Forest", "Labour", "Irrigation")
SUBJECTS = ("leave account", "property return", "travelling allowance", "transfer posting", "tender security")
VERSION = "synthetic"
WINDOW = 200
"""Adds over which the rate before each size is taken."""
ROUNDS = 40


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
    body = text.body
    item = Communication(
        kind=kind, language="en", pages=(1,), start=0, end=len(body), cut_reason="start", date_basis="printed",
        cites=tuple(cited), obligations=tuple(duties), deadlines=tuple(limits), amends=tuple(amends), **fields,
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


def family(n: int) -> Iterator[Reading]:
    """An order, letters that pass it on one after the other, and what changes it."""
    own = (f"GO/{n}/A", day_of(n))
    yield reading("order", *own, n, ())
    before = own
    for step, relation in enumerate(("forwards", "forwards", "refers"), start=1):
        here = (f"DO/{n}/{step}", day_of(n, step))
        links: list[tuple[str, str, RelationWord]] = [(*before, "forwards" if relation == "forwards" else "refers")]
        if before != own:
            links.append((*own, "refers"))
        yield reading("letter", *here, n, tuple(links))
        before = here
    if n % 3 == 0:
        yield reading("corrigendum", f"GO/{n}/A", day_of(n, 5), n, ((*own, "amends"),))
    if n % 10 == 0:
        yield reading("order", f"GO/{n}/B", day_of(n, 6), n, ((*own, "supersedes"),))


def stream() -> Iterator[Reading]:
    n = 0
    while True:
        yield from family(n)
        n += 1


def p95(ask: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Milliseconds below which 95 of 100 questions are answered."""
    taken = []
    for k in range(rounds):
        begun = time.perf_counter()
        ask(k)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def measure(register: Register, size: int, rate: float) -> str:
    orders = [w.id for w in queries.works(register) if w.kind == "order"]
    edges = len(queries.relations(register))
    begun = time.perf_counter()
    queries.rules(register, "2020-06-01")
    first = time.perf_counter() - begun
    search = p95(lambda k: queries.search(register, f"statement {k * 7 % max(1, len(orders))} {SUBJECTS[k % 5]}"))
    lineage = p95(lambda k: queries.lineage(register, orders[k * 31 % len(orders)]))
    rules = p95(lambda k: queries.rules(register, day_of(k)), 10)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:>7} works {edges:>7} relations  add {rate:6.0f}/s  search p95 {search:6.1f} ms  "
        f"lineage p95 {lineage:6.1f} ms  rules p95 {rules:6.1f} ms (first {first:.1f} s)  memory {mib:.0f} MiB"
    )


def run(sizes: list[int], home: Path, say: Callable[[str], None]) -> None:
    """Grow one register through ``sizes`` and report at each."""
    source = stream()
    with Register.open(home) as register:
        held = 0
        for size in sorted(sizes):
            window = min(WINDOW, size - held)
            while held < size - window:
                register.add(next(source))
                held += 1
            begun = time.perf_counter()
            while held < size:
                register.add(next(source))
                held += 1
            rate = window / (time.perf_counter() - begun)
            say(measure(register, size, rate))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--works", type=int, nargs="+", default=[1_000, 10_000], help="sizes; 100000 takes an hour")
    parser.add_argument("--keep", type=Path, help="build the register in this (empty) folder and leave it there")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, flush=True)

    if options.keep:
        run(options.works, options.keep, say)
        sys.exit(0)
    with tempfile.TemporaryDirectory() as folder:
        run(options.works, Path(folder), say)


if __name__ == "__main__":
    main()

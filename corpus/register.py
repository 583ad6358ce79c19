"""Is the register built from the five circulars right? Its answers against gold/register.json and gold/rules.json.

    python -m corpus register                                          # a fresh register of corpus/circulars
    python -m corpus register --sources FILE [FILE ...]                # ... of other copies of them
    python -m corpus register --command 'PROGRAM --home REGISTER'      # a register that is there, asked by any program
    python -m corpus register --told DIR                               # what the papers of DIR/docs say of others

The program is run as `PROGRAM works --json`, `relations --json`, `missing --json`, `conflicts --json`,
`rules --as-of DATE --json` and `check FILE --as-of DATE --json`. Exit status 0 when everything is found and nothing
is invented, 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.score import Json, fold_number, relation, value
from corpus.sources import CHECKOUT, CIRCULARS, GOLD, LONGEST_RUN_S

Ask = Callable[..., Any]
"""Words of the command line (without --json) -> the answer, parsed. Raises NoAnswer."""

RULES_AS_OF = "2026-03-31"


class NoAnswer(Exception):
    """The program did not answer; the message holds what it said."""


@dataclass
class Report:
    """``faults`` in words, without repetition; the rest are counts for the closing line."""

    faults: set[str] = field(default_factory=set)
    works: int = 0
    relations: tuple[int, int] = (0, 0)
    inferred: tuple[int, int] = (0, 0)
    cases: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        return "\n".join(
            [
                *sorted(self.faults),
                f"works {self.works}, relations {self.relations[0]}/{self.relations[1]}, "
                f"inferred hops {self.inferred[0]}/{self.inferred[1]}, cases {self.cases[0]}/{self.cases[1]}, "
                f"faults {len(self.faults)}",
            ]
        )


def asker(command: str, cwd: Path | None = None) -> Ask:
    """Runs ``command`` with the words, in ``cwd`` (None: here)."""

    def ask(*words: str) -> Any:
        line = [*shlex.split(command), *words, "--json"]
        run = subprocess.run(line, capture_output=True, text=True, timeout=LONGEST_RUN_S, cwd=cwd)
        if run.returncode:
            raise NoAnswer(f"{' '.join(words)}: exit {run.returncode}: {run.stderr[-300:]}")
        return json.loads(run.stdout)

    return ask


# ---------------------------------------------------------------------------------------- works and relations


def same_work(p: Json, g: Json) -> bool:
    """Kind, number and date; a gold without a date accepts one that is not printed (a signature's, an inferred one)."""
    if value(p.get("kind")) != g["kind"]:
        return False
    pn, gn = value(p.get("reference_no")), g["reference_no"]
    if bool(pn) != bool(gn) or (gn and fold_number(pn) != fold_number(gn)):
        return False
    pd, gd = value(p.get("date")), g["date"]
    return str(pd or "") == str(gd or "") or (gd is None and p.get("date_basis") not in (None, "printed"))


def same_missing(p: Json, g: Json) -> bool:
    number = fold_number(value(p.get("reference_no")) or "")
    return number == fold_number(g["reference_no"]) and str(value(p.get("date"))) == g["date"]


def judge_works(report: Report, works: list[Json], gold: Json) -> dict[Any, str]:
    """Faults of the list of works; returns register id -> name in the gold."""
    names: dict[Any, str] = {}
    left = dict(gold["works"])
    for w in works:
        hit = next((k for k, g in left.items() if same_work(w, g)), None)
        if hit is None:
            report.faults.add(
                f"work not in gold: {w.get('kind')} {value(w.get('reference_no'))} {value(w.get('date'))}"
            )
            continue
        names[w["id"]] = hit
        held = {str(h)[:3] for h in w.get("held_in") or []}
        if held != set(left.pop(hit)["held_in"]):
            report.faults.add(f"{hit} held in {sorted(held)}")
    report.faults |= {f"work missing: {k}" for k in left}
    return names


def judge_missing(report: Report, missing: list[Json], gold: Json) -> dict[Any, str]:
    """Faults of the list of papers cited but not held; returns register id -> name in the gold."""
    names: dict[Any, str] = {}
    left = dict(gold["cited_not_held"])
    for m in missing:
        hit = next((k for k, g in left.items() if same_missing(m, g)), None)
        if hit is None:
            report.faults.add(
                f"listed as not held, but not in gold: {value(m.get('reference_no'))} {value(m.get('date'))}"
            )
            continue
        names[m["id"]] = hit
        left.pop(hit)
    report.faults |= {f"not listed as cited but not held: {k}" for k in left}
    return names


def judge_relations(report: Report, relations: list[Json], gold: Json, names: dict[Any, str]) -> None:
    def edges(rows: list[Json]) -> set[tuple[Any, Any, Any]]:
        return {(r["source"], r["target"], relation(r["relation"])) for r in rows}

    want, inferred = edges(gold["relations"]), edges(gold["inferred"])
    allowed = inferred | {(source, target, "refers") for source, target, _ in want}
    have = {
        (names.get(r["source"]), names.get(r["target"]), relation(r["relation"]))
        for r in relations
        if relation(r["relation"]) not in ("contains", "restates")
    }
    report.faults |= {f"relation missing: {r}" for r in want - have}
    report.faults |= {f"relation not in gold: {r}" for r in have - want - allowed}
    report.relations = (len(want & have), len(want))
    report.inferred = (len(gold["inferred"]) - len(inferred - have), len(gold["inferred"]))


# -------------------------------------------------------------------------------------------- rules and cases


def about_same_email(duty: Json) -> bool:
    live = duty.get("status") not in (None, "not_applicable", "not_in_force")
    return live and "email" in json.dumps(duty).replace("-", "").lower() and duty.get("modality") == "must"


def expectation(expect: Json, got: Json) -> list[str]:
    """What a case expects and the answer does not give."""
    courses = got.get("courses") or {}
    wrong: list[str] = []

    def differs(name: str, want: Any, have: Any) -> None:
        if want != have:
            wrong.append(f"{name}: want {want!r}, got {have!r}")

    for key, want in expect.items():
        if key == "band":
            have = courses.get("band") or {}
            for k, v in want.items():
                differs(f"band.{k}", v, have.get(k))
        elif key in ("prescribed", "required", "completed", "due"):
            differs(key, want, courses.get(key, 0 if key == "prescribed" else None))
        elif key == "missing_mandatory":
            differs(key, sorted(want), sorted(courses.get(key) or []))
        elif key in ("same_email", "compliant"):
            differs(key, want, got.get(key))
        elif key == "same_email_duty":
            differs(key, want, any(about_same_email(d) for d in got.get("duties") or []))
        elif key == "flagged_conflict":
            differs(key, want, bool(got.get("conflicts")))
    return wrong


def judge_cases(report: Report, cases: list[Json], ask: Ask) -> None:
    passed = 0
    for case in cases:
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as f:
            json.dump(case["officer"], f)
            f.flush()
            wrong = expectation(case["expect"], ask("check", f.name, "--as-of", case["as_of"]))
        passed += not wrong
        report.faults |= {f"case '{case['name']}': {w}" for w in wrong}
    report.cases = (passed, len(cases))


def judge_rules(report: Report, listed: list[Json], rules: list[Json]) -> None:
    cited = {(fold_number(s.get("reference_no") or ""), s.get("date")) for r in listed for s in r.get("sources") or []}
    deadlines = {str(value(r.get("deadline"))) for r in listed}
    for rule in rules:
        for number, date, _ in rule["source"]:
            if (fold_number(number), date) not in cited:
                report.faults.add(f"no rule cites {number} {date} ({rule['id']})")
        if rule.get("deadline") and rule["deadline"] not in deadlines:
            report.faults.add(f"no rule with deadline {rule['deadline']} ({rule['id']})")


def judge(ask: Ask, gold: Path = GOLD) -> Report:
    """Asks the register everything the gold knows. Raises NoAnswer."""
    book = json.loads((gold / "register.json").read_text(encoding="utf-8"))
    rules = json.loads((gold / "rules.json").read_text(encoding="utf-8"))
    report = Report()
    names = judge_works(report, ask("works"), book)
    names |= judge_missing(report, ask("missing"), book)
    report.works = len(names)
    judge_relations(report, ask("relations"), book, names)
    judge_cases(report, rules["cases"], ask)
    judge_rules(report, ask("rules", "--as-of", RULES_AS_OF), rules["rules"])
    # The origin papers give two bands that meet at 25 years of service.
    if not any("25" in json.dumps(c) for c in ask("conflicts")):
        report.faults.add("the band conflict at 25 years is not reported")
    return report


# ------------------------------------------------------------------------------- relations of other papers

TOLD = ("supersedes", "amends", "continues", "reminds", "replies", "clarifies", "forwards", "encloses", "refers")


@dataclass
class Told:
    """What the gold's papers say of other papers, and what a register of them holds: found or missed, one line each."""

    lines: list[str] = field(default_factory=list)
    counts: dict[str, list[int]] = field(default_factory=dict)

    def note(self, name: str, word: str, cited: str, found: bool, instead: str) -> None:
        count = self.counts.setdefault(word, [0, 0])
        count[0] += found
        count[1] += 1
        said = "found " if found else "MISSED"
        self.lines.append(f"{said} {name}: {word} {cited}" + ("" if found else f" (instead: {instead or 'nothing'})"))

    def __str__(self) -> str:
        words = [w for w in (*TOLD, "even number") if w in self.counts]
        return "\n".join([*self.lines, ", ".join(f"{w} {self.counts[w][0]}/{self.counts[w][1]}" for w in words)])


Ends = dict[str, list[tuple[Json, str]]]
"""Stem of a file -> the works and missing papers to which its papers lead, each with the relation."""


def judge_told(gold: Path, readings: dict[str, Json], edges: Ends) -> Told:
    """Every citation of the gold in the folder ``gold`` against a register's edges and the readings (by stem)."""
    told = Told()
    for path in sorted(gold.glob("*.json")):
        book = json.loads(path.read_text(encoding="utf-8"))
        for item in book.get("communications") or book.get("documents") or []:
            for cite in item.get("cites") or []:
                judge_cite(told, path.stem, item, cite, edges.get(path.stem, []), readings.get(path.stem, {}))
    return told


def judge_cite(told: Told, name: str, item: Json, cite: Json, edges: list[tuple[Json, str]], reading: Json) -> None:
    wanted = relation(cite["relation"])
    named = cite.get("reference_no") or ("of even number" if cite.get("even_number") else "")
    cited = " ".join(v for v in (named, cite.get("date") or "") if v)
    if cited:
        words = {word for paper, word in edges if cited_paper(paper, cite, item)}
    else:
        # No paper can be looked up by it: the reading alone tells the relation.
        words = {relation(c["relation"]) for i in reading.get("communications") or [] for c in i.get("cites") or []}
        words |= {word for paper, word in edges if not paper}
    told.note(name, wanted, cited or "a paper without number and date", wanted in words, ", ".join(sorted(words)))
    if cite.get("even_number"):
        told.note(name, "even number", cited, bool(words), "")


def cited_paper(paper: Json, cite: Json, item: Json) -> bool:
    """Whether the work or missing paper is the one that ``cite``, a citation in ``item``, names."""
    number = cite.get("reference_no") or (value(item.get("reference_no")) if cite.get("even_number") else None)
    theirs = value(paper.get("reference_no"))
    if number and theirs and fold_number(number) != fold_number(theirs):
        return False
    date = str(cite.get("date") or "")
    return str(value(paper.get("date")) or "") == date if date else bool(number and theirs)


def told_of(folder: Path) -> Told:
    """A fresh register of the transcripts in ``folder``/docs against ``folder``/gold. Raises NoAnswer."""
    sources = sorted((folder / "docs").glob("*.txt"))
    with tempfile.TemporaryDirectory(prefix="paripatra-") as home:
        command = own_program(Path(home))
        ingested(command, sources)
        ask = asker(command, CHECKOUT)
        papers = {p["id"]: p for p in (*ask("works"), *ask("missing"))}
        edges: Ends = {}
        for r in ask("relations"):
            for name in papers.get(r["source"], {}).get("held_in") or []:
                edges.setdefault(Path(name).stem, []).append((papers.get(r["target"], {}), relation(r["relation"])))
        for e in ask("effects"):
            if e["type"] == "supersession" and e["affected"] is None:
                # Superseded by a phrase that names no paper.
                for name in papers.get(e["affecting"], {}).get("held_in") or []:
                    edges.setdefault(Path(name).stem, []).append(({}, "supersedes"))
        read = ask("read", *(str(s.resolve()) for s in sources))
        readings = {Path(r["source"]["name"]).stem: r for r in (read if isinstance(read, list) else [read])}
    return judge_told(folder / "gold", readings, edges)


# ---------------------------------------------------------------------------------------------- command line


def own_program(home: Path) -> str:
    """Paripatra itself on the register ``home``, as another process: what is judged is what a user gets."""
    return f"{shlex.quote(sys.executable)} -m api.cli --home {shlex.quote(str(home))}"


def ingested(command: str, sources: Sequence[Path]) -> None:
    line = [*shlex.split(command), "ingest", *(str(s.resolve()) for s in sources)]
    run = subprocess.run(line, capture_output=True, text=True, cwd=CHECKOUT)
    if run.returncode:
        raise NoAnswer(f"ingest: exit {run.returncode}: {run.stderr[-300:]}")


def judge_fresh(sources: Sequence[Path], gold: Path = GOLD) -> Report:
    """Builds a register of ``sources`` in a temporary folder and judges it. Raises NoAnswer."""
    with tempfile.TemporaryDirectory(prefix="paripatra-") as home:
        command = own_program(Path(home))
        ingested(command, sources)
        return judge(asker(command, CHECKOUT), gold)


def main(argv: Sequence[str] | None = None) -> int:
    ap = argparse.ArgumentParser(
        prog="python -m corpus register", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--gold", type=Path, default=GOLD)
    ap.add_argument("--command", help="asks a register that is there")
    ap.add_argument("--sources", type=Path, nargs="+", default=[CIRCULARS], help="files or folders to build it from")
    ap.add_argument("--told", type=Path, metavar="DIR", help="docs/*.txt and gold/*.json: which relations are found")
    a = ap.parse_args(argv)
    try:
        if a.told:
            print(told_of(a.told))
            return 0
        report = judge(asker(a.command), a.gold) if a.command else judge_fresh(a.sources, a.gold)
    except NoAnswer as e:
        print(e, file=sys.stderr)
        return 1
    print(report)
    return int(bool(report.faults))

"""The law of a day as decision tables: for each duty that facts decide, which facts give which status.

The tables are not a second engine: every combination of what a rule can tell apart is put to ``knowledge.compliance``,
and rows that agree are joined. So rows never overlap (hit policy UNIQUE) and give what ``check`` gives.

The inputs are *prepared* facts, made from the facts of a person as each input's ``source`` says: words from a closed
set ("" where the fact is not given) and numbers (-1 where it is not given).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Literal

import regex

from knowledge.bearers import classes_of
from knowledge.compliance import (
    STRICT,
    Compiled,
    Finding,
    Law,
    Standing,
    bearer_holds,
    compile_law,
    decide,
    decide_list,
    fits_post,
    fold_attribute,
    open_classes,
    plain,
    special_classes,
)
from knowledge.identity import fold
from knowledge.norms import ItemList, Rule
from knowledge.shapes import CompleteList, CompleteShare, Pass, Same

MOST_CASES = 40_000
"""Combinations of one table; a duty that depends on more facts is left out of the tables, and the pack says so."""
STATUSES = ("met", "not_met", "pending", "unknown", "awaited", "not_applicable", "not_in_force")
OPEN = ("pending", "unknown", "awaited")
IDLE = ("not_applicable", "not_in_force")


@dataclass(frozen=True)
class Input:
    """A prepared fact. ``values``: the closed set of words; None for a number.

    ``source``: how it is made, one of ``{"word": fact, "among": [..]}`` (the value, else "other"),
    ``{"yes_no": fact}``, ``{"flag": fact}`` (not given is "no"), ``{"number": fact}``,
    ``{"same": [fact, fact], "attribute": word}``, ``{"count": [names], "of": fact}`` and
    ``{"missing": [names], "of": fact}`` (names folded).
    """

    name: str
    values: tuple[str, ...] | None
    source: dict[str, Any] = field(compare=False, hash=False)


@dataclass(frozen=True)
class Words:
    """A cell: any of these words."""

    any_of: frozenset[str]


@dataclass(frozen=True)
class Span:
    """A cell: a number; ``above`` excluded or ``from_`` included, ``below`` excluded or ``to`` included."""

    low: float
    low_in: bool
    high: float
    high_in: bool

    def holds(self, value: float) -> bool:
        above = value >= self.low if self.low_in else value > self.low
        return above and (value <= self.high if self.high_in else value < self.high)


Cell = Words | Span | None


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    outputs: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """``kind``: "duty" (one status), "list" (which list applies) or "verdict" (all duties together)."""

    name: str
    title: str
    kind: Literal["duty", "list", "verdict"]
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Model:
    """``left_out``: rules that no table holds, with the reason."""

    as_of: str
    inputs: tuple[Input, ...]
    tables: tuple[Table, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def verdict(self) -> Table:
        return self.tables[-1]


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def variable(name: str) -> str:
    """A name that every engine takes: Hindi names of facts become numbers."""
    return name if regex.fullmatch(r"[a-z][a-z0-9_]*", name) else f"fact_{short(name)}"


def duty_name(rule: Rule) -> str:
    return f"duty_{short(rule.id)}"


# ------------------------------------------------------------------------------------------ what can be told apart
@dataclass(frozen=True)
class Axis:
    """One input and its points: a cell, and the facts of somebody who is there."""

    input: Input
    points: tuple[tuple[Cell, dict[str, Any]], ...]


def bearer_axes(rules: Sequence[Rule], extra: Sequence[str]) -> list[Axis]:
    """The facts on which the bearers depend, each with every value that some bearer tells apart."""
    classes: list[str] = []
    words: dict[str, list[str]] = {}
    flags: list[str] = list(extra)
    ends: dict[str, set[float]] = {}
    for c in (c for rule in rules for c in rule.bearer.conditions()):
        values = c.value if isinstance(c.value, list) else [c.value]
        if c.fact == "service":
            classes += [str(v) for v in values if v not in open_classes()]
            flags += [str(v) for v in values if v in open_classes()]
        elif isinstance(c.value, bool):
            flags.append(c.fact)
        elif isinstance(c.value, int | float):
            ends.setdefault(c.fact, set()).add(float(c.value))
        else:
            words.setdefault(c.fact, []).extend(str(v) for v in values)
    axes: list[Axis] = []
    if classes or any(f in open_classes() for f in flags):
        axes.append(word_axis("service", tuple(dict.fromkeys(classes))))
    axes += [word_axis(fact, tuple(dict.fromkeys(values))) for fact, values in sorted(words.items())]
    axes += [flag_axis(f) for f in dict.fromkeys(flags)]
    axes += [number_axis(fact, sorted(marks)) for fact, marks in sorted(ends.items())]
    return axes


def word_axis(fact: str, values: tuple[str, ...]) -> Axis:
    words = (*values, "other", "")
    made = Input(variable(fact), words, {"word": fact, "among": list(values)})
    given = {"other": "\u2047 none of them", "": None}
    return Axis(made, tuple((Words(frozenset([w])), {fact: given.get(w, w)}) for w in words))


def flag_axis(fact: str) -> Axis:
    if fact in special_classes():
        made = Input(variable(fact), ("yes", "no"), {"flag": fact})
        return Axis(made, tuple((Words(frozenset([w])), {fact: w == "yes"}) for w in ("yes", "no")))
    return yes_no_axis(fact)


def yes_no_axis(fact: str) -> Axis:
    made = Input(variable(fact), ("yes", "no", ""), {"yes_no": fact})
    return Axis(made, tuple((Words(frozenset([w])), {fact: v}) for w, v in (("yes", True), ("no", False), ("", None))))


def number_axis(fact: str, marks: Sequence[float]) -> Axis:
    """Every mark by itself, every space between two, what is above; below nought: not given."""
    points: list[tuple[Cell, dict[str, Any]]] = [(Span(-math.inf, False, 0, False), {fact: None})]
    edges = [0.0, *(m for m in marks if m > 0)]
    for i, low in enumerate(edges):
        high = edges[i + 1] if i + 1 < len(edges) else math.inf
        points.append((Span(low, True, low, True), {fact: low}))
        middle = (low + high) / 2 if high < math.inf else low + 1
        points.append((Span(low, False, high, False), {fact: middle}))
    return Axis(Input(variable(fact), None, {"number": fact}), tuple(points))


def same_axis(shape: Same) -> Axis:
    made = Input(
        variable("_".join(("same", shape.attribute, *shape.records))),
        ("yes", "no", ""),
        {"same": list(shape.facts), "attribute": shape.attribute},
    )
    a, b = shape.facts
    values = (("yes", ("1111111111", "1111111111")), ("no", ("1111111111", "2222222222")), ("", (None, None)))
    return Axis(made, tuple((Words(frozenset([w])), dict(zip((a, b), v, strict=True))) for w, v in values))


def list_input(rule: Rule, word: str) -> Input:
    assert isinstance(rule.shape, ItemList)
    names = [n for n, _ in rule.shape.items] if word == "count" else list(rule.shape.mandatory)
    prefix = "done" if word == "count" else "missing"
    return Input(f"{prefix}_{short(rule.id)}", None, {word: names, "of": "completed"})


# ------------------------------------------------------------------------------------------ tables
def model_of(law: Law, as_of: str) -> Model:
    """The decision tables of a day (ISO)."""
    compiled = compile_law(law, as_of)
    tables: list[Table] = []
    left: list[tuple[str, str]] = []
    strict: list[Table] = []
    rules: dict[str, Rule] = {}
    for rule in compiled.current:
        rules.setdefault(rule.id, rule)
    for rule in rules.values():
        made = duty_table(compiled, rule)
        if made is None:
            left.append((rule.id, f"it depends on more than {MOST_CASES} combinations of facts"))
            continue
        tables.append(made)
        if rule.modality in STRICT:
            strict.append(made)
    families: dict[str, Rule] = {}
    for rule in rules.values():
        if isinstance(rule.shape, CompleteList | CompleteShare | ItemList):
            families.setdefault(compiled.family(rule)[0], rule)
    lists = [t for r in families.values() if (t := list_table(compiled, r)) is not None]
    every = [*tables, *lists]
    inputs = {i.name: i for t in every for i in t.inputs}
    return Model(as_of, tuple(inputs[n] for n in sorted(inputs)), (*every, verdict_table(strict)), tuple(left))


def axes_of(compiled: Compiled, rule: Rule) -> list[Axis]:
    if isinstance(rule.shape, CompleteList | CompleteShare | ItemList):
        _, family = compiled.family(rule)
        special = [f for a in compiled.law.allocations if a.noun == family.noun for f, _ in a.special]
        axes = bearer_axes([rule, *family.kin], special)
        roles = {c for r in compiled.law.roles for c in classes_of(fold(r.for_ or ""))}
        return [with_classes(a, roles) if a.input.name == "service" else a for a in axes]
    axes = bearer_axes([rule], [])
    if isinstance(rule.shape, Same):
        return [*axes, same_axis(rule.shape)]
    assert isinstance(rule.shape, Pass)
    return [*axes, yes_no_axis(rule.shape.fact)]


def with_classes(axis: Axis, classes: set[str]) -> Axis:
    """Services for which an office holds a role are told apart too: the list that is awaited is another office's."""
    among = axis.input.source["among"]
    return word_axis("service", (*among, *sorted(classes - set(among) - open_classes())))


def combinations(axes: Sequence[Axis]) -> Iterator[tuple[tuple[Cell, ...], dict[str, Any]]]:
    for points in product(*(a.points for a in axes)):
        facts: dict[str, Any] = {}
        for _, patch in points:
            facts.update(patch)
        yield tuple(cell for cell, _ in points), facts


def too_many(axes: Sequence[Axis]) -> bool:
    return math.prod(len(a.points) for a in axes) > MOST_CASES


def duty_table(compiled: Compiled, rule: Rule) -> Table | None:
    axes = axes_of(compiled, rule)
    if too_many(axes):
        return None
    lists = lists_of(compiled, rule)
    word = "missing" if isinstance(rule.shape, ItemList) else "count"
    extra = [list_input(r, word) for r in lists]
    rows: list[Row] = []
    for cells, facts in combinations(axes):
        for more, found in outcomes(compiled, rule, facts, lists):
            why = found.why if found.status in ("unknown", "awaited") else ""
            rows.append(Row((*cells, *more), (found.status, why)))
    inputs = (*(a.input for a in axes), *extra)
    return table(duty_name(rule), rule.id, "duty", inputs, ("status", "why"), rows)


def lists_of(compiled: Compiled, rule: Rule) -> list[Rule]:
    if isinstance(rule.shape, CompleteList | CompleteShare | ItemList):
        return [r for r in compiled.family(rule)[1].kin if isinstance(r.shape, ItemList)]
    return []


def outcomes(
    compiled: Compiled, rule: Rule, facts: dict[str, Any], lists: list[Rule]
) -> Iterator[tuple[tuple[Cell, ...], Finding]]:
    """What ``check`` finds of somebody with these facts, for everything that can be done of the list that applies."""
    nothing: tuple[Cell, ...] = (None,) * len(lists)
    applies = bearer_holds(rule.bearer, facts)
    if applies is not True:
        status = "not_applicable" if applies is False else "unknown"
        yield nothing, Finding(rule, status, "whether it binds the person is not known" if applies is None else "")
        return
    if not isinstance(rule.shape, CompleteList | CompleteShare | ItemList):
        yield nothing, decide(compiled, rule, facts, {})
        return
    stand = compiled.standing(rule, facts, {})
    if stand.items is None:
        yield nothing, decide_list(rule, stand, compiled.as_of)
        return
    at = next(i for i, r in enumerate(lists) if stand.rule is not None and r.id == stand.rule.id)
    for cell, done in what_is_done(rule, stand):
        found = decide_list(rule, done, compiled.as_of)
        yield (*nothing[:at], cell, *nothing[at + 1 :]), found


def what_is_done(rule: Rule, s: Standing) -> Iterator[tuple[Span, Standing]]:
    """Not told; too little; enough."""
    assert s.items is not None
    names = tuple(n for n, _ in s.items.items)
    mandatory = s.items.mandatory
    not_told = Span(-math.inf, False, 0, False)
    yield not_told, replace(s, done=None, missing_mandatory=mandatory)
    if isinstance(rule.shape, ItemList):
        yield Span(0, True, 0, True), replace(s, done=names, missing_mandatory=())
        if mandatory:
            yield Span(0, False, math.inf, False), replace(s, done=(), missing_mandatory=mandatory)
        return
    if s.required > 0:
        yield Span(0, True, s.required, False), replace(s, done=names[: s.required - 1])
    yield Span(s.required, True, math.inf, False), replace(s, done=names[: s.required])


def list_table(compiled: Compiled, rule: Rule) -> Table | None:
    """Which list applies to whom, how much it holds, how much of it is required, by when."""
    axes = axes_of(compiled, rule)
    if too_many(axes):
        return None
    rows = []
    for cells, facts in combinations(axes):
        s = compiled.standing(rule, facts, {})
        known = s.items is not None and s.rule is not None
        held = len(s.items.items) if s.items else 0
        rows.append(Row(cells, (s.rule.id if known and s.rule else "", held, s.required, s.due or "")))
    key = compiled.family(rule)[0]
    outputs = ("list", "prescribed", "required", "due")
    return table(f"list_{short(key)}", key, "list", tuple(a.input for a in axes), outputs, rows)


def verdict_table(duties: Sequence[Table]) -> Table:
    """Compliant "yes" or "no"; "open" where a duty is pending, unknown or awaits a circular, or none binds."""
    inputs = tuple(Input(d.name, STATUSES, {"status": d.title}) for d in duties)
    rows: list[Row] = []

    def stair(before: Sequence[str], here: Sequence[str], after: Sequence[str] | None, word: str) -> None:
        for k in range(len(duties)):
            cells = [Words(frozenset(before)) for _ in range(k)] + [Words(frozenset(here))]
            rest: list[Cell] = [Words(frozenset(after)) if after else None for _ in range(len(duties) - k - 1)]
            rows.append(Row((*cells, *rest), (word,)))

    kind = [s for s in STATUSES if s != "not_met"]
    stair(kind, ["not_met"], None, "no")
    stair(["met", *IDLE], OPEN, kind, "open")
    stair(IDLE, ["met"], ["met", *IDLE], "yes")
    rows.append(Row(tuple(Words(frozenset(IDLE)) for _ in duties), ("open",)))
    return Table("verdict", "compliant", "verdict", inputs, ("compliant",), tuple(rows))


# ------------------------------------------------------------------------------------------ joining rows
def table(
    name: str, title: str, kind: Any, inputs: tuple[Input, ...], outputs: tuple[str, ...], rows: list[Row]
) -> Table:
    """The rows joined where they differ in one cell only, and inputs that no row reads left away."""
    whole = [frozenset(i.values) if i.values is not None else None for i in inputs]
    joined = dict.fromkeys(rows)
    while True:
        before = len(joined)
        for at in range(len(inputs)):
            joined = dict.fromkeys(join(list(joined), at, whole[at]))
        if len(joined) == before:
            break
    read = [i for i in range(len(inputs)) if any(r.cells[i] is not None for r in joined)]
    # Without an input there is one row; engines want a column all the same.
    read = read or ([0] if inputs else [])
    kept = tuple(Row(tuple(r.cells[i] for i in read), r.outputs) for r in joined)
    return Table(name, title, kind, tuple(inputs[i] for i in read), outputs, kept)


def join(rows: list[Row], at: int, whole: frozenset[str] | None) -> Iterator[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for r in rows:
        groups.setdefault((r.cells[:at], r.cells[at + 1 :], r.outputs), []).append(r)
    for group in groups.values():
        for cell in union([r.cells[at] for r in group], whole):
            yield replace(group[0], cells=(*group[0].cells[:at], cell, *group[0].cells[at + 1 :]))


def union(cells: list[Cell], whole: frozenset[str] | None) -> list[Cell]:
    if any(c is None for c in cells):
        return [None]
    words = [c for c in cells if isinstance(c, Words)]
    if words:
        every = frozenset().union(*(c.any_of for c in words))
        return [None if whole is not None and every >= whole else Words(every)]
    spans = sorted((c for c in cells if isinstance(c, Span)), key=lambda s: (s.low, not s.low_in))
    merged: list[Span] = []
    for s in spans:
        last = merged[-1] if merged else None
        if last and (last.high > s.low or (last.high == s.low and (last.high_in or s.low_in))):
            merged[-1] = Span(last.low, last.low_in, s.high, s.high_in)
        else:
            merged.append(s)
    return [None if s.low == -math.inf and s.high == math.inf else s for s in merged]


# ------------------------------------------------------------------------------------------ facts, prepared
def prepare(model: Model, facts: dict[str, Any]) -> dict[str, Any]:
    """The inputs of the tables for one person."""
    return {i.name: prepared(i, facts) for i in model.inputs}


def prepared(made: Input, facts: dict[str, Any]) -> Any:
    source = made.source
    if "word" in source:
        return word_of(source["word"], source["among"], facts.get(source["word"]))
    if "yes_no" in source:
        return {True: "yes", False: "no"}.get(facts.get(source["yes_no"]), "")  # type: ignore[arg-type]
    if "flag" in source:
        return "yes" if facts.get(source["flag"]) else "no"
    if "number" in source:
        given = facts.get(source["number"])
        return given if isinstance(given, int | float) and not isinstance(given, bool) else -1
    if "same" in source:
        a, b = (str(facts.get(n) or "").strip() for n in source["same"])
        word = source["attribute"]
        return "" if not a or not b else "yes" if fold_attribute(word, a) == fold_attribute(word, b) else "no"
    return counted(source, facts.get(source["of"]))


def word_of(fact: str, among: list[str], given: Any) -> str:
    if given is None or not str(given).strip():
        return ""
    own = {str(given), *classes_of(fold(str(given)))}
    for value in among:
        if value in own or (fact != "service" and fits_post(str(given), value)):
            return value
    return "other"


def counted(source: dict[str, Any], given: Any) -> int:
    """How many names of the list are done ("count") or lacking ("missing"); -1 where nothing is told."""
    if not isinstance(given, list | tuple):
        return -1
    done = {plain(str(n)) for n in given}
    if "count" in source:
        return sum(plain(n) in done for n in source["count"])
    return sum(plain(n) not in done for n in source["missing"])


def evaluate(tables: Sequence[Table], inputs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the tables say, by table: for tests and for those who have no engine."""
    values = dict(inputs)
    found: dict[str, dict[str, Any]] = {}
    for t in tables:
        hits = [r for r in t.rows if all(fits(c, values[i.name]) for c, i in zip(r.cells, t.inputs, strict=True))]
        outputs = dict(zip(t.outputs, hits[0].outputs, strict=True)) if hits else {}
        found[t.name] = outputs
        if t.kind == "duty":
            values[t.name] = outputs["status"]
    return found


def fits(cell: Cell, value: Any) -> bool:
    if cell is None:
        return True
    return value in cell.any_of if isinstance(cell, Words) else cell.holds(float(value))

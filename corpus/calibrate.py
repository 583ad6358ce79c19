"""How often are values right? The shares become the confidences.

    python -m corpus calibrate      # measure the tuning half, write extract/calibration.toml

Readings of invented papers (none, light and heavy noise) are matched with their exact gold, value by value, by the
scorer's own measures of likeness. For each field, strength of the finding and wear of the page (apart: findings on
disputed lines), the share of right values is written as data. Offices of the tuning half only: the held-out half, the
open set and scans are for measuring (``python -m corpus accuracy --only reliability``).

A value is judged in a communication that the scorer pairs with one of the gold. The lines of an issuer are values of
their own. In the open set an absent gold value is "not judged", and obligations are left out: its gold lists the
important ones only.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus import score
from corpus.generate.bundle import document
from corpus.generate.noise import LEVELS
from corpus.generate.parts import Half
from corpus.score import Alike, value
from corpus.sources import Reader
from extract import confidence
from extract.confidence import Calibration, Wear, strength_of
from extract.pipeline import MAIL_FIELDS, read_document
from extract.record import Reading
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import source_from_bytes

Json = dict[str, Any]
DATA = Path(confidence.__file__).with_name("calibration.toml")
SEED_TUNING, SEED_HELD_OUT = 401, 402
BINS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.001))


@dataclass(frozen=True)
class Judged:
    """One printed value: its field, how sure the reading is, and whether it is right.

    Before calibration ``sure`` is the extractor's own figure, and ``wear`` and ``disputed`` what else is known.
    """

    field: str
    sure: float
    right: bool
    wear: Wear = "clean"
    disputed: bool = False


@dataclass(frozen=True)
class Tickets(Calibration):
    """Answers every question with a number of its own instead of a share, and keeps what was asked under it."""

    asked: list[tuple[float, Wear, bool]] = field(default_factory=list)

    def __call__(
        self, name: str, sure: float, wear: Wear = "clean", least_word: float = 1.0, disputed: bool = False
    ) -> float:
        self.asked.append((sure, wear, disputed))
        return len(self.asked) / MOST_TICKETS

    def of(self, judged: Judged) -> Judged:
        sure, wear, disputed = self.asked[round(judged.sure * MOST_TICKETS) - 1]
        return replace(judged, sure=sure, wear=wear, disputed=disputed)


MOST_TICKETS = 1 << 20


# ------------------------------------------------------------------------------------------- right or not right


def similar_by(least: float) -> Alike:
    return lambda a, b: score.similar(a, b) >= least


SCALARS: dict[str, Alike] = {
    "reference_no": lambda a, b: score.fold_number(a) == score.fold_number(b),
    "date": lambda a, b: str(a).startswith(str(b)),
    "subject": lambda a, b: score.similar(score.fold_subject(a), score.fold_subject(b)) >= 0.90,
    "place": score.same_place,
    "sender": similar_by(0.85),
}


SILENT = frozenset({"place", "sender"})
"""The scorer never holds these against a reading where the gold has none: a town in the letterhead is a place too."""


def same_signatory(p: Json, g: Json) -> bool:
    """All that is said of a signatory is right; what the gold leaves open is not judged."""
    for key, least in (("name", 0.85), ("designation", 0.80)):
        said, printed = value(p.get(key)), value(g.get(key))
        if said and printed and score.similar(said, printed) < least:
            return False
    return any(value(p.get(key)) and value(g.get(key)) for key in ("name", "designation"))


def same_address(a: Any, b: Any) -> bool:
    """To the letter: a mail address that is nearly right reaches nobody."""
    return bool(str(value(a)).casefold() == str(value(b)).casefold())


LISTS: dict[str, Alike] = {
    "addressees": lambda a, b: score.same_party(value(a), value(b)),
    "copy_to": lambda a, b: score.same_party(value(a), value(b)),
    "signatories": same_signatory,
    "cites": score.same_cite,
    "deadlines": lambda a, b: value(a.get("date")) == value(b.get("date")),
    "obligations": lambda a, b: score.says(a, b) and a.get("modality") == b.get("modality"),
}


def equal(a: Any, b: Any) -> bool:
    return bool(value(a) == value(b))


def rights(found: Sequence[Any], gold: Sequence[Any], same: Alike) -> list[bool]:
    """For each found value whether it has a partner of its own in the gold; what is equal goes before what is alike."""
    left, out = list(gold), [False] * len(found)
    for alike in (equal, same):
        for k, f in enumerate(found):
            partner = None if out[k] else next((i for i, g in enumerate(left) if alike(f, g)), None)
            if partner is not None:
                out[k] = True
                del left[partner]
    return out


def judge(reading: Json, gold: Json, *, exact: bool) -> Iterator[Judged]:
    """Every value of the communications that pair with the gold's. ``exact``: what the gold lacks is wrong."""

    def said(name: str, found: Json, right: bool) -> Judged:
        return Judged(name, found["confidence"], right)

    for p, g in score.align(score.pooled(reading), score.pooled(gold)):
        mail = p.get("kind") == "email"
        for name, alike in SCALARS.items():
            found, wanted = p.get(name), value(g.get(name))
            judged = wanted is not None or (exact and name in g and name not in SILENT)
            if found and not found.get("incomplete") and judged:
                yield said(name, found, wanted is not None and alike(found["value"], wanted))
        if p.get("issuer") and value(g.get("issuer")):
            lines = [[x.strip() for x in str(v).split("|") if x.strip()] for v in (value(p["issuer"]), g["issuer"])]
            for right in rights(lines[0], lines[1], similar_by(0.85)):
                yield said("issuer", p["issuer"], right)
        for name, alike in LISTS.items():
            wanted_list = g.get(name)
            if not wanted_list and not (exact and name in g) or (name == "obligations" and not exact):
                continue
            found_list = [f for f in p.get(name) or [] if name != "deadlines" or f.get("date")]
            key = MAIL_FIELDS.get(name, name) if mail else name
            if key in MAIL_FIELDS.values():
                alike = same_address
            for found, right in zip(found_list, rights(found_list, wanted_list or [], alike), strict=True):
                if name != "cites" or found.get("date") or found.get("reference_no"):
                    yield said(key, found, right)


# --------------------------------------------------------------------------------------------------- the papers


def reading_of(name: str, text: str, calibration: Calibration | None = None) -> Reading:
    return read_document(load(source_from_bytes(name, text.encode()), ReadOptions(), None), calibration)


def judge_invented(half: Half, seed: int, count: int, calibration: Calibration | None = None) -> list[Judged]:
    """``count`` bundles at each noise level, the same bundles at each; without a calibration as the extractors say."""
    out: list[Judged] = []
    for level in LEVELS:
        for i in range(count):
            made = document(seed, i, half, level)
            tickets = Tickets()
            reading = reading_of(f"g{i:04}.txt", made.text, tickets if calibration is None else calibration)
            values = judge(json.loads(reading.to_json()), made.gold, exact=True)
            out += map(tickets.of, values) if calibration is None else values
    return out


def judge_files(sources: Iterable[Path], gold: Path, reader: Reader) -> list[Judged]:
    """Real papers as ``reader`` reads them, against the folder ``gold``, which may be silent about much."""
    out: list[Judged] = []
    for path in sources:
        wanted = score.gold_for(path, gold)
        if wanted is not None:
            out += judge(reader(path), json.loads(wanted.read_text(encoding="utf-8")), exact=False)
    return out


def calibrated(values: Iterable[Judged], calibration: Calibration) -> list[Judged]:
    """The same values as sure as ``calibration`` makes them. Transcripts only: their words are all sure."""
    return [replace(v, sure=calibration(v.field, v.sure, v.wear, disputed=v.disputed)) for v in values]


# -------------------------------------------------------------------------------------------------- the figures


def as_toml(values: Iterable[Judged], how: str) -> str:
    """The measured shares as data, in an order of their own; ``how`` becomes the heading comment."""
    cells: dict[tuple[str, confidence.Row, Wear], list[bool]] = defaultdict(list)
    for v in values:
        cells[v.field, "disputed" if v.disputed else strength_of(v.sure), v.wear].append(v.right)
    lines = [f"# {line}".rstrip() for line in how.split("\n")]
    order = [*confidence.PRIOR, "disputed"]
    table = None
    for name, strength, wear in sorted(cells, key=lambda k: (k[0], order.index(k[1]), confidence.WEARS.index(k[2]))):
        if table != (name, strength):
            table = (name, strength)
            lines += ["", f"[{name}.{strength}]"]
        right = cells[name, strength, wear]
        lines.append(f"{wear} = {{ n = {len(right)}, right = {sum(right) / len(right):.4f} }}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Bin:
    """Values whose confidence lies in ``low <= c < high``: how many, how sure on average, what share was right."""

    low: float
    high: float
    n: int
    sure: float
    right: float


def reliability(values: Sequence[Judged]) -> list[Bin]:
    """The filled bins."""
    said = [(v.sure, v.right) for v in values]
    out = []
    for low, high in BINS:
        inside = [(s, r) for s, r in said if low <= s < high]
        if inside:
            n = len(inside)
            out.append(Bin(low, min(high, 1.0), n, sum(s for s, _ in inside) / n, sum(r for _, r in inside) / n))
    return out


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of confidence and share, weighted by the values in each bin; 0 where there are none."""
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.sure - b.right) for b in bins) / n if n else 0.0


def by_field(values: Sequence[Judged]) -> dict[str, tuple[int, float, float]]:
    """field → (values, mean confidence, share right)."""
    out = {}
    for name in sorted({v.field for v in values}):
        own = [v for v in values if v.field == name]
        out[name] = (len(own), sum(v.sure for v in own) / len(own), sum(v.right for v in own) / len(own))
    return out


def main(argv: Sequence[str] | None = None) -> int:
    ap = argparse.ArgumentParser(
        prog="python -m corpus calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--count", type=int, default=150, help="bundles at each of three noise levels")
    ap.add_argument("--out", type=Path, default=DATA)
    a = ap.parse_args(argv)
    how = (
        "Written by `python -m corpus calibrate`; not by hand. Shares of right values by field, strength of the\n"
        f"finding and wear of the page: {a.count} bundles of the tuning offices at each noise, seed {SEED_TUNING}."
    )
    text = as_toml(judge_invented("tuning", SEED_TUNING, a.count), how)
    a.out.write_text(text, encoding="utf-8")
    table = confidence.parse(text)
    held_out = judge_invented("held-out", SEED_HELD_OUT, max(1, a.count // 2))
    before, after = (expected_calibration_error(reliability(v)) for v in (held_out, calibrated(held_out, table)))
    print(f"written: {a.out.name}, {len(table.fields)} fields")
    print(f"held-out offices, {len(held_out)} values: expected calibration error {after:.3f}, {before:.3f} before")
    return 0

"""`python -m corpus train`: the line model of extract/models, from invented papers, with a fixed seed.

    python -m corpus train [--bundles 400] [--seed 11] [--out extract/models/lines]    # train and write
    python -m corpus train --curve 50,100,200,400,800                                  # measure, write nothing

Trained on the generator's tuning half, each bundle clean and with light and heavy noise; measured on the
held-out half (offices, layouts and sentences that training has not seen): line accuracy and macro F1 over
zones of the rules, of the model, and of both as the product combines them.
"""

from __future__ import annotations

import argparse
import collections
import random
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from thinc.util import fix_random_seed

from corpus.generate.bundle import document as bundle
from corpus.generate.noise import LEVELS, Level
from corpus.generate.parts import Half
from extract.cues import Cue, cue_reader
from extract.line_model import HEARD, MODEL, SURE, asked, features, hashed
from extract.lines import lines_of
from extract.normalise import normalise
from extract.pipeline import glued
from extract.segment import Form, cut
from extract.view import Line
from extract.zones import zone
from ingest.document import Document, Page, SourceFile, Span

BUCKETS = 1 << 15
"""Rows of the hashed weight table: 2^15 by some twenty zones is 3 MB."""
EPOCHS, BATCH, RATE = 4, 256, 0.005
HELD_OUT_SEED, HELD_OUT_BUNDLES = 7, 200


@dataclass(frozen=True)
class Part:
    """The lines of one communication as the rules cut and zoned them, with the printed truth.

    ``groups`` are the kinds of offices whose papers the bundle holds.
    """

    lines: tuple[Line, ...]
    cues: tuple[frozenset[Cue], ...]
    form: Form
    gold: tuple[str, ...]
    groups: frozenset[str]


def parts(seed: int, count: int, half: Half, noise: Level) -> Iterator[Part]:
    """Invented bundles through the product's own first steps."""
    reader = cue_reader()
    for i in range(count):
        made = bundle(seed, i, half, noise)
        page = Page(1, Span(0, len(made.text)), "transcript", 1.0, "good")
        paper = Document(SourceFile("invented.txt", "", "text/plain", b""), made.text, (page,))
        normalised = normalise(made.text, glued())
        lines = reader.parted(lines_of(normalised, paper))
        cues = [reader.of(line) for line in lines]
        ends = [at for at, c in enumerate(made.text) if c == "\n"]
        truth = {number: name for number, name, _, _ in made.zones}
        starts = normalised.offsets.starts
        gold = [truth.get(bisect_left(ends, starts[line.span.start]) + 1, "blank") for line in lines]
        for s in cut(lines, cues, ()):
            own = tuple(cues[s.first : s.last])
            zoned = zone(lines[s.first : s.last], own, s.form)
            yield Part(zoned, own, s.form, tuple(gold[s.first : s.last]), frozenset(made.gold["made"]["groups"]))


def trained(papers: Sequence[Part], seed: int) -> Language:
    """A blank pipeline with one linear bag-of-features classifier."""
    rows: list[list[str]] = []
    truth: list[str] = []
    for paper in papers:
        for row, name in zip(features(paper.lines, paper.cues), paper.gold, strict=True):
            if name != "blank":
                rows.append(row)
                truth.append(name)
    fix_random_seed(seed)
    pipeline: Language = spacy.blank("xx")
    shape = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 1,
        "no_output_layer": False,
        "length": BUCKETS,
    }
    part: Any = pipeline.add_pipe("textcat", config={"model": shape})
    labels = sorted(set(truth))
    for label in labels:
        part.add_label(label)
    pipeline.initialize()
    optimizer: Any = pipeline.create_optimizer()  # type: ignore[no-untyped-call]
    docs = [hashed(row) for row in rows]
    wanted = np.zeros((len(truth), len(labels)), dtype="f")
    wanted[np.arange(len(truth)), [labels.index(name) for name in truth]] = 1
    order = list(range(len(docs)))
    rng = random.Random(seed)
    for epoch in range(EPOCHS):
        rng.shuffle(order)
        optimizer.learn_rate = RATE * (1 - epoch / EPOCHS)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            shares, back = part.model.begin_update([docs[k] for k in batch])
            back((shares - wanted[batch]) / len(batch))
            part.model.finish_update(optimizer)
    return pipeline


@dataclass(frozen=True)
class Figures:
    accuracy: float
    macro: float
    by_zone: dict[str, tuple[float, int]]


def figures(truth: Sequence[str], said: Sequence[str]) -> Figures:
    """Line accuracy, F1 by zone with its lines, and the mean of these."""
    right, gold, found = collections.Counter[str](), collections.Counter(truth), collections.Counter(said)
    for a, b in zip(truth, said, strict=True):
        right[a] += a == b
    by_zone = {name: (2 * right[name] / (gold[name] + found[name]), gold[name]) for name in sorted(gold)}
    mean = sum(f for f, _ in by_zone.values()) / len(by_zone)
    return Figures(sum(right.values()) / len(truth), mean, by_zone)


def measured(pipeline: Language, papers: Sequence[Part]) -> dict[str, Figures]:
    """Rules alone, model alone (its likeliest zone for every line) and both as in the product."""
    part: Any = pipeline.get_pipe("textcat")
    truth: list[str] = []
    said: dict[str, list[str]] = {"rules": [], "model": [], "both": []}
    for paper in papers:
        rows = features(paper.lines, paper.cues)
        shares = part.model.predict([hashed(row) for row in rows])
        best = [(part.labels[i], float(shares[k, i])) for k, i in enumerate(shares.argmax(axis=1))]
        for k, (line, name) in enumerate(zip(paper.lines, paper.gold, strict=True)):
            if name == "blank":
                continue
            guess, share = best[k]
            doubtful = asked(k, paper.lines, paper.cues, paper.form)
            taken = doubtful and share > SURE and guess in HEARD[line.zone]
            truth.append(name)
            said["rules"].append(line.zone)
            said["model"].append(guess)
            said["both"].append(guess if taken else line.zone)
    return {who: figures(truth, names) for who, names in said.items()}


def main(argv: Sequence[str]) -> int:
    p = argparse.ArgumentParser(prog="corpus train", description=(__doc__ or "").split("\n")[0])
    p.add_argument("--bundles", type=int, default=400)
    p.add_argument("--seed", type=int, default=11)
    p.add_argument("--out", type=Path, default=MODEL)
    p.add_argument("--curve", help="numbers of bundles, as 50,100,200: measure each, write no model")
    a = p.parse_args(argv)
    sizes = [int(n) for n in a.curve.split(",")] if a.curve else [a.bundles]
    tests = {noise: list(parts(HELD_OUT_SEED, HELD_OUT_BUNDLES, "held-out", noise)) for noise in LEVELS}
    print("| bundles | noise | rules acc | rules F1 | model acc | model F1 | both acc | both F1 |")
    print("|--:|---|--:|--:|--:|--:|--:|--:|", flush=True)
    for size in sizes:
        began = time.monotonic()
        pipeline = trained([x for noise in LEVELS for x in parts(a.seed, size, "tuning", noise)], a.seed)
        for noise, papers in tests.items():
            got = measured(pipeline, papers)
            cells = [f"{x:.4f}" for who in ("rules", "model", "both") for x in (got[who].accuracy, got[who].macro)]
            print("|", " | ".join([str(size), noise, *cells]), "|", flush=True)
        if not a.curve:
            for name, (rules, lines) in got["rules"].by_zone.items():
                print(f"  {name:15} {lines:5} lines  rules {rules:.3f}  model {got['model'].by_zone[name][0]:.3f}"
                      f"  both {got['both'].by_zone[name][0]:.3f}")  # fmt: skip
            a.out.parent.mkdir(parents=True, exist_ok=True)
            pipeline.to_disk(a.out, exclude=["vocab", "tokenizer"])
            print(f"written to {a.out} after {time.monotonic() - began:.0f} s")
    return 0

"""`python -m corpus generate`: bundles, gold and zone labels from one seed.

    python -m corpus generate --seed 7 --count 200 --out DIR [--noise none|light|heavy] [--offices tuning|held-out|all]

writes DIR/docs/gNNNN.txt, DIR/gold/gNNNN.json and DIR/zones/gNNNN.tsv (line, zone, language, communication).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from corpus.generate.bundle import document
from corpus.generate.noise import LEVELS
from corpus.generate.parts import HALVES


def main(argv: Sequence[str]) -> int:
    p = argparse.ArgumentParser(prog="corpus generate", description=(__doc__ or "").split("\n")[0])
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--count", type=int, default=200)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--noise", choices=LEVELS, default="none")
    p.add_argument("--offices", choices=HALVES, default="all", help="which half of the offices, layouts and sentences")
    a = p.parse_args(argv)
    for name in ("docs", "gold", "zones"):
        (a.out / name).mkdir(parents=True, exist_ok=True)
    for i in range(a.count):
        made = document(a.seed, i, a.offices, a.noise)
        stem = f"g{i:04}"
        (a.out / "docs" / f"{stem}.txt").write_text(made.text, encoding="utf-8")
        (a.out / "gold" / f"{stem}.json").write_text(
            json.dumps(made.gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        rows = ["line\tzone\tlanguage\tcommunication", *("\t".join(map(str, row)) for row in made.zones)]
        (a.out / "zones" / f"{stem}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{a.count} bundles written to {a.out}")
    return 0

"""`python -m corpus COMMAND`: measuring what was read. Never part of the program that is used."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "score": "corpus.score",  # readings against gold readings
    "register": "corpus.register",  # the register's answers against its gold
    "accuracy": "corpus.accuracy",  # all tables of docs/accuracy.md
    "errors": "corpus.errors",  # an HTML page of what was read wrongly
    "calibrate": "corpus.calibrate",  # measured shares of right values, for the confidences
    "bench": "corpus.bench_read",  # seconds and memory for the five circulars and their scans
    "generate": "corpus.generate.command",  # invented bundles with exact gold
    "pages": "corpus.pages.command",  # page images with exact truth
    "bench-pages": "corpus.bench_pages",  # how well typeset pages are read
    "reading-lines": "corpus.lines.command",  # images of lines with exact text, to train the Hindi model on
    "hindi-words": "corpus.hindi_words",  # the common Hindi words of ingest
    "train-reader": "corpus.train_reader",  # the Devanagari and English models of ingest, from lines
    "train-digits": "corpus.train_digits",  # the reader of pen figures, from MNIST
    "train-unmarked": "corpus.train_unmarked",  # the network that tells print from marks over it, from typeset pages
    "train": "corpus.train",  # the line model, from invented bundles
    "bench-extract": "corpus.bench_extract",  # pages a second from ready text, and that time grows with length
}


def main(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        print(f"usage: python -m corpus {{{','.join(COMMANDS)}}} [--help | OPTIONS]", file=sys.stderr)
        return 0 if argv in (["-h"], ["--help"]) else 2
    return int(importlib.import_module(COMMANDS[argv[0]]).main(argv[1:]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

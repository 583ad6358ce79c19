"""How well and how fast are page images read? CER, words found, exact numbers, seconds and memory.

    python -m corpus.bench_ocr --truth DIR SCAN_OR_FOLDER ... [--peer NAME] [--jobs N] [--show]

A scan is matched to its truth by stem: DIR/STEM/page*.txt, DIR/STEM.txt, or DIR/PREFIX.txt with what stands
before the first underscore. Several --truth may be given. White space, dashes and quotation marks fold;
Markdown stars, tabs and column bars count as spaces.

Measures, in per cent of the truth, over all characters, words or numbers of a group (one folder, one language):
  CER      edit distance of the whole text, reading order included
  words    words of the truth (punctuation at the ends apart) that stand in the reading, counted as often
  numbers  tokens with two or more digits that stand in the reading exactly (spaces do not count)
Peers run in the same run on the same pages: --peer tesseract reads pages rendered at 300 dpi with the command line
program, as many at once as --jobs, one thread each; --peer ocrmypdf makes a PDF and reads its text.

    python -m corpus.bench_ocr --speed [--sample N] [--bundle N] [--engine NAME ...] [--peer NAME[=PROGRAM]] SCAN ...

measures speed and memory instead, on bundles of pages (corpus/bench_speed.py says how).
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdfium2
import regex
from rapidfuzz.distance import Levenshtein

from corpus.bench_speed import BUNDLE, measure_speed
from ingest.load import load
from ingest.options import ENGINES, ReadOptions
from ingest.source import open_source
from ingest.workers import SHARED

SUFFIXES = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
FOLDS = str.maketrans(
    {"–": "-", "—": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "*": " ", "|": " "}
)
NUMBER = re.compile(r"\S*\d\S*\d\S*")
EDGES = regex.compile(r"^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$")  # \W would cut Hindi words at their matras
CALL_S = 600


@dataclass
class Score:
    """Counts, so that groups can be added up."""

    characters: int = 0
    errors: int = 0
    words: int = 0
    words_found: int = 0
    numbers: int = 0
    numbers_exact: int = 0
    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def add(self, other: Score) -> None:
        for name, amount in asdict(other).items():
            setattr(self, name, getattr(self, name) + amount)

    def row(self) -> list[str]:
        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:.2f}" if whole else "-"

        pages = max(1, self.pages)
        return [
            str(self.pages),
            share(self.errors, self.characters),
            share(self.words_found, self.words),
            share(self.numbers_exact, self.numbers),
            f"{self.wall / pages:.2f}",
            f"{self.cpu / pages:.2f}",
        ]


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(FOLDS)).strip()


def measure(truth: str, reading: str) -> Score:
    true, read = fold(truth), fold(reading)
    score = Score(len(true), Levenshtein.distance(true, read))
    held = collections.Counter(_words(read))
    for word, count in collections.Counter(_words(true)).items():
        score.words += count
        score.words_found += min(count, held[word])
    flat = read.replace(" ", "")
    for token, count in collections.Counter(EDGES.sub("", t) for t in NUMBER.findall(true)).items():
        score.numbers += count
        score.numbers_exact += min(count, flat.count(token))
    return score


def _words(text: str) -> list[str]:
    return [w for w in (EDGES.sub("", t) for t in text.split()) if w]


def missing(truth: str, reading: str) -> tuple[list[str], list[str]]:
    """Words and numbers of the truth that the reading lacks: what to look at next."""
    true, read = fold(truth), fold(reading)
    words = collections.Counter(_words(true)) - collections.Counter(_words(read))
    flat = read.replace(" ", "")
    return list(words), [t for t in (EDGES.sub("", t) for t in NUMBER.findall(true)) if t not in flat]


def truth_of(scan: Path, folders: Sequence[Path]) -> str | None:
    for folder in folders:
        if (folder / scan.stem).is_dir():
            pages = sorted((folder / scan.stem).glob("page*.txt"), key=lambda p: int(re.sub(r"\D", "", p.stem) or 0))
            return "\n".join(p.read_text(encoding="utf-8") for p in pages)
        for stem in (scan.stem, scan.stem.split("_")[0]):
            if (folder / f"{stem}.txt").exists():
                return (folder / f"{stem}.txt").read_text(encoding="utf-8-sig")
    return None


def language_of(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    return "hi" if sum("\u0900" <= c <= "\u097f" for c in letters) > 0.3 * max(1, len(letters)) else "en"


def cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def read_ours(scan: Path, options: ReadOptions) -> tuple[str, int]:
    document = load(open_source(scan), options)
    SHARED.close()  # what workers used is counted when they have ended
    return document.text, len(document.pages)


def read_tesseract(scan: Path, jobs: int, languages: str) -> tuple[str, int]:
    """The command line program on pages rendered at 300 dpi, ``jobs`` at once."""
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        images: list[Path] = []
        if scan.suffix.lower() == ".pdf":
            pdf = pypdfium2.PdfDocument(scan)
            for number, page in enumerate(pdf):
                scale = 300 / 72 * min(1.0, 842 / max(page.get_size()))
                images.append(Path(folder) / f"{number}.png")
                page.render(scale=scale, grayscale=True).to_pil().save(images[-1], compress_level=1)
        else:
            images.append(scan)

        def read(image: Path) -> str:
            command = ["tesseract", str(image), "-", "-l", languages, "--dpi", "300"]
            env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            return subprocess.run(command, capture_output=True, timeout=CALL_S, env=env).stdout.decode(
                "utf-8", "replace"
            )

        with ThreadPoolExecutor(jobs) as pool:
            return "\n".join(pool.map(read, images)), len(images)


def read_ocrmypdf(scan: Path, jobs: int, languages: str, program: str) -> tuple[str, int]:
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        text = Path(folder) / "out.txt"
        command = [program, "-l", languages, "--jobs", str(jobs), "--force-ocr", "--output-type", "pdf", "--quiet"]
        command += ["--image-dpi", "300", "--sidecar", str(text), str(scan), str(Path(folder) / "out.pdf")]
        # Debian's ocrmypdf orders the languages by hash: without a fixed seed two runs are two engines.
        subprocess.run(command, capture_output=True, timeout=CALL_S, env={**os.environ, "PYTHONHASHSEED": "0"})
        read = text.read_text(encoding="utf-8") if text.exists() else ""
        return read, read.count("\f") + 1


def scans_in(paths: Iterable[Path]) -> list[Path]:
    out: list[Path] = []
    for path in paths:
        out += sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
    return out


def _peer(said: str) -> tuple[str, str]:
    name, _, program = said.partition("=")
    if name not in ("tesseract", "ocrmypdf"):
        raise argparse.ArgumentTypeError(f"{name} is no peer: tesseract, ocrmypdf or ocrmypdf=PATH")
    return name, program or name


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", nargs="+", type=Path)
    parser.add_argument("--truth", action="append", type=Path, default=[])
    parser.add_argument("--peer", action="append", type=_peer, default=[], metavar="NAME[=PROGRAM]",
                        help="tesseract, ocrmypdf or ocrmypdf=PATH")  # fmt: skip
    parser.add_argument("--engine", action="append", choices=ENGINES, default=[])
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--sample", type=int, default=None, metavar="N", help="with --speed: this many pages")
    parser.add_argument("--bundle", type=int, default=BUNDLE, metavar="N", help="with --speed: pages of one file")
    parser.add_argument("--peer-languages", default="eng+Devanagari")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=None, help="OCR cache (times then mean nothing)")
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--show", action="store_true", help="print each file and what it lacks")
    parser.add_argument("--texts", type=Path, default=None, help="write what was read to this folder")
    arguments = parser.parse_args(argv)
    if arguments.speed:
        return measure_speed(arguments, scans_in(arguments.scans))
    if not arguments.truth:
        parser.error("--truth is needed, except with --speed")
    peers = dict(arguments.peer)
    engines = {f"paripatra:{name}": name for name in arguments.engine} or {"paripatra": "auto"}
    groups: dict[tuple[str, str, str], Score] = collections.defaultdict(Score)
    for scan in scans_in(arguments.scans):
        truth = truth_of(scan, arguments.truth)
        if truth is None:
            continue
        for reader in (*engines, *peers):
            wall, cpu = time.perf_counter(), cpu_seconds()
            if reader in engines:
                options = ReadOptions(jobs=arguments.jobs, cache_dir=arguments.cache, engine=engines[reader])
                text, pages = read_ours(scan, options)
            elif reader == "tesseract":
                text, pages = read_tesseract(scan, arguments.jobs, arguments.peer_languages)
            else:
                text, pages = read_ocrmypdf(scan, arguments.jobs, arguments.peer_languages, peers[reader])
            score = measure(truth, text)
            score.pages, score.wall, score.cpu = pages, time.perf_counter() - wall, cpu_seconds() - cpu
            groups[reader, scan.parent.name, language_of(truth)].add(score)
            if arguments.texts and reader in engines:
                arguments.texts.mkdir(parents=True, exist_ok=True)
                (arguments.texts / f"{scan.parent.name}-{scan.stem}.txt").write_text(text, encoding="utf-8")
            if arguments.show:
                print(f"{reader:10} {scan.parent.name}/{scan.name:40} {' '.join(score.row())}", flush=True)
                if reader in engines:
                    words, numbers = missing(truth, text)
                    print("    numbers lacking:", *numbers[:40])
                    print("    words lacking:", *words[:60])
    print("| reader | set | language | pages | CER | words | numbers | s/page | CPU s/page |")
    print("|---|---|---|---|---|---|---|---|---|")
    for key in sorted(groups, key=lambda k: (k[1], k[2], k[0] not in engines)):
        print("|", " | ".join([*key, *groups[key].row()]), "|")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: {peak:.0f} MB here, {child:.0f} MB in the largest child")
    if arguments.json:
        rows = [{"reader": k[0], "set": k[1], "language": k[2], **asdict(v)} for k, v in groups.items()]
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

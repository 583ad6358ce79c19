"""`python -m corpus hindi-words`: the common Hindi words of ingest, from the word list of tesseract's Hindi model.

    python -m corpus hindi-words [--model /usr/share/tesseract-ocr/5/tessdata/hin.traineddata]
                                 [--out ingest/hindi_words.txt.xz]

The model and its list are of tessdata_fast (Debian: tesseract-ocr-hin), under the Apache License 2.0. Unpacking needs
the programs combine_tessdata and dawg2wordlist (Debian: tesseract-ocr). Left out are words that are no Hindi letters
alone. Marked are those that one sign makes of a commoner word (हे of है, एबं of एवं): they are what recognisers misread.
"""

from __future__ import annotations

import argparse
import lzma
import subprocess
import tempfile
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import regex

INGEST = Path(__file__).resolve().parents[1] / "ingest"
MODEL = Path("/usr/share/tesseract-ocr/5/tessdata/hin.traineddata")
HEAD = (
    "# Common Hindi words: the word list of tesseract's model hin (tessdata_fast, Apache License 2.0);"
    " - before those that one sign makes of commoner ones."
)
_LETTERS = regex.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_TAKEN_FOR = (("े", "ै"), ("ो", "ौ"), ("ब", "व"), ("ं", ""), ("ँ", "ं"), ("ः", ""), ("ि", "ी"), ("ु", "ू"))


def words_of(model: Path) -> list[str]:
    """The word list of a model. Raises CalledProcessError and FileNotFoundError."""
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/model."
        subprocess.run(["combine_tessdata", "-u", model, place], check=True, capture_output=True)
        made = Path(folder) / "words"
        dawg = [f"{place}lstm-unicharset", f"{place}lstm-word-dawg"]
        subprocess.run(["dawg2wordlist", *dawg, made], check=True, capture_output=True)
        return made.read_text(encoding="utf-8").split()


def sifted(words: Iterable[str], commoner: Collection[str]) -> list[str]:
    """Words of Hindi letters in code order; those that one sign makes of a word in ``commoner`` are marked by a "-"."""
    kept = {unicodedata.normalize("NFC", w) for w in words if _LETTERS.fullmatch(w)}
    mistaken = {w for w in kept if w not in commoner and any(other in commoner for other in _like(w))}
    return sorted(f"-{w}" if w in mistaken else w for w in kept)


def _like(word: str) -> Iterator[str]:
    for one, two in _TAKEN_FOR:
        for old, new in ((one, two), (two, one)):
            for at in range(len(word) + (not old)):
                if word.startswith(old, at):
                    yield word[:at] + new + word[at + len(old) :]


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="corpus hindi-words", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--out", type=Path, default=INGEST / "hindi_words.txt.xz")
    a = parser.parse_args(argv)
    common = tomllib.loads((INGEST / "common_words.toml").read_text(encoding="utf-8"))["devanagari"]
    kept = sifted(words_of(a.model), common)
    a.out.write_bytes(lzma.compress("\n".join([HEAD, *kept, ""]).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(kept)} words, {a.out.stat().st_size} bytes: {a.out}")
    return 0

"""``pdf``, ``overlay`` and ``ocr``: what they write, what they refuse, and that the original stays as it was."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli_pages import differences, side_by_side
from api.overlay import overlays
from extract.pipeline import read_document
from ingest.cache import OcrCache
from ingest.load import load
from ingest.options import ReadOptions
from ingest.scan import ScanReader
from tests.ingest.engines import Crashes, Missing, Says
from tests.ingest.papers import image, png, scanned_pdf, source

LINES = (
    "GOVERNMENT OF EXAMPLE",
    "No. 12/3/2031-Estt",
    "Dated the 4th March, 2031",
    "Subject: वार्षिक प्रतिवेदन - reg.",
    "Every officer shall file the return by 31.07.2031.",
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with a recogniser that reads LINES from every page; other engines miss two words."""
    monkeypatch.setattr(
        "ingest.ocr_choice.reader_for",
        lambda options, _: ScanReader(Says(lines=LINES), options, OcrCache(options.cache_dir)),
    )
    other = Says(lines=(*LINES[:4], "Every officer shell file return by 31.07.2031."))
    monkeypatch.setattr("ingest.ocr_choice.chosen", lambda _: other)

    def call(*words: object) -> Result:
        return CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *map(str, words)])

    return call


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned_pdf(2))
    return path


def test_pdf(run: Run, scan: Path, tmp_path: Path) -> None:
    before = scan.read_bytes()
    done = run("pdf", scan, "--out", tmp_path / "new" / "out.pdf")
    assert done.exit_code == 0, done.output
    assert "2 pages, 2 of them" in done.stderr
    assert scan.read_bytes() == before
    with pypdfium2.PdfDocument(tmp_path / "new" / "out.pdf") as pdf:
        assert "वार्षिक प्रतिवेदन" in pdf[1].get_textpage().get_text_range()


def test_pdf_never_writes_over_the_original(run: Run, scan: Path, tmp_path: Path) -> None:
    before = scan.read_bytes()
    (tmp_path / "link.pdf").symlink_to(scan)
    for out in (scan, tmp_path / "link.pdf", tmp_path / "x" / ".." / "scan.pdf"):
        done = run("pdf", scan, "--out", out)
        assert done.exit_code == 2
        assert "never written over" in done.stderr
    assert scan.read_bytes() == before


def test_pdf_of_a_transcript(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Sir,", encoding="utf-8")
    done = run("pdf", tmp_path / "letter.txt", "--out", tmp_path / "out.pdf")
    assert done.exit_code == 2
    assert "no page images" in done.stderr
    assert not (tmp_path / "out.pdf").exists()


def test_a_place_that_cannot_be_written(run: Run, scan: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("pdf", scan, "--out", tmp_path / "file" / "out.pdf")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


def test_overlay(run: Run, scan: Path, tmp_path: Path) -> None:
    scan.write_bytes(scanned_pdf(2, (298.0, 421.0)))  # a quarter of the pixels to draw and pack
    done = run("overlay", scan, "--out", tmp_path / "drawn")
    assert done.exit_code == 0, done.output
    names = sorted(p.name for p in (tmp_path / "drawn").iterdir())
    assert names == ["scan-page001.png", "scan-page002.png"]
    assert [Path(line).name for line in done.stdout.split("\n") if line] == names
    done = run("overlay", scan, "--out", tmp_path / "one", "--page", 2)
    assert [p.name for p in (tmp_path / "one").iterdir()] == ["scan-page002.png"]
    assert run("overlay", scan, "--out", tmp_path / "one", "--page", 7).exit_code == 2


def test_words_are_coloured_by_confidence() -> None:
    paper = source("scan.png", png())

    def colours(confidence: float) -> np.ndarray:  # type: ignore[type-arg]
        document = load(paper, ReadOptions(jobs=1), engine=Says(lines=LINES, confidence=confidence))
        ((number, picture),) = overlays(paper, document, read_document(document))
        assert number == 1
        assert picture.height == 1754
        return np.asarray(picture)

    def drawn(picture: np.ndarray, ink: tuple[int, int, int]) -> int:  # type: ignore[type-arg]
        return int((picture[60:, 180:-520] == ink).all(axis=-1).sum())

    sure, poor = colours(0.97), colours(0.3)
    green, red, blue = (0x2E, 0x8B, 0x57), (0xD1, 0x1A, 0x2A), (0x1F, 0x4F, 0xD8)
    assert drawn(sure, green) > 500
    assert drawn(sure, red) == 0
    assert drawn(poor, red) > 500
    assert drawn(poor, green) == 0
    assert drawn(sure, blue) > 100  # the number, the date, the subject


def test_the_boxes_of_a_small_page_lie_on_it() -> None:
    paper = source("scan.png", png(image((500, 700))))
    document = load(paper, ReadOptions(jobs=1), engine=Says(lines=LINES[:2]))
    ((_, picture),) = overlays(paper, document, read_document(document))
    assert picture.height == 700


def test_ocr_side_by_side(run: Run, scan: Path) -> None:
    done = run("ocr", scan, "--compare", "tesseract:eng:6", "--page", 1)
    assert done.exit_code == 0, done.output
    assert "[shell]" in done.stdout
    assert "[the]" in done.stdout
    assert "page 2" not in done.stdout


def test_ocr_as_json(run: Run, scan: Path) -> None:
    done = run("ocr", scan, "--compare", "tesseract:eng:6", "--compare", "tesseract", "--json")
    pages = json.loads(done.stdout)
    assert [p["page"] for p in pages] == [1, 2]
    readings = pages[0]["readings"]
    assert [r["engine"] for r in readings] == ["pipeline", "tesseract:eng:6", "tesseract"]
    assert [(d["pipeline"], d["engine"]) for d in readings[1]["differences"]] == [("shall", "shell"), ("the", "")]
    assert readings[0]["differences"] == []


def test_ocr_alone_prints_the_reading(run: Run, scan: Path) -> None:
    done = run("ocr", scan, "--page", 2)
    assert done.exit_code == 0
    assert "वार्षिक प्रतिवेदन" in done.stdout


@pytest.mark.parametrize("spec", ["abbyy", "tesseract:eng:0", "tesseract:eng:x", "tesseract:-c:3", "tesseract:eng+:3"])
def test_engines_that_do_not_exist(run: Run, scan: Path, spec: str) -> None:
    done = run("ocr", scan, "--compare", spec)
    assert done.exit_code == 2
    assert "tesseract" in done.stderr


def test_an_engine_that_is_missing_or_fails(run: Run, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("ingest.ocr_choice.chosen", lambda options: asked.append(options.engine) or Missing())
    assert run("ocr", scan, "--compare", "tesserocr:eng").exit_code == 3
    assert asked[-1] == "tesserocr"
    monkeypatch.setattr("ingest.ocr_choice.chosen", lambda _: Crashes())
    done = run("ocr", scan, "--compare", "tesseract:eng", "--page", 1, "--json")
    assert done.exit_code == 0
    assert "stopped with code" in json.loads(done.stdout)[0]["readings"][1]["failed"]


def test_no_such_file(run: Run, tmp_path: Path) -> None:
    for words in (("pdf", "--out", "x.pdf"), ("overlay", "--out", "x"), ("ocr",)):
        done = run(words[0], tmp_path / "none.pdf", *words[1:])
        assert done.exit_code == 2
        assert "There is no file" in done.stderr


def test_differences_and_lines() -> None:
    found = differences("a b c d", "a x c d e")
    assert [(d.start, d.end, d.own, d.other) for d in found] == [(1, 2, ("b",), ("x",)), (4, 4, (), ("e",))]
    rows = side_by_side("a b\nc d", "a b extra c")
    assert rows == [
        ([("a", False), ("b", False)], [("a", False), ("b", False), ("extra", True)]),
        ([("c", False), ("d", True)], [("c", False)]),
    ]
    assert side_by_side("", "x") == [([], [("x", True)])]


def test_an_image(run: Run, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(out, "PNG")
    (tmp_path / "blank.png").write_bytes(out.getvalue())
    assert run("ocr", tmp_path / "blank.png", "--compare", "tesseract:eng").exit_code == 0
    assert run("overlay", tmp_path / "blank.png", "--out", tmp_path / "drawn").exit_code == 0

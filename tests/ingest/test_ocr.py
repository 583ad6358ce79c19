"""Tesseract, the real one and programs that fail in its place; the cache; two small scans."""

import shutil
import stat
from pathlib import Path

import pytest
import regex
from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.load import load
from ingest.ocr import Tesseract
from ingest.options import ReadOptions
from tests.ingest.engines import Crashes, Says
from tests.ingest.papers import FIXTURES, fixture, image, png, scanned_pdf, source


def program(folder: Path, body: str) -> str:
    """A program that answers --version and --list-langs as tesseract does and then does ``body``."""
    path = folder / "tesseract"
    path.write_text(
        "#!/bin/sh\n"
        'case "$1" in\n'
        "--version) echo tesseract 9.9; exit 0;;\n"
        "--list-langs) echo 'List of available languages (3):'; echo Devanagari; echo eng; echo osd; exit 0;;\n"
        f"esac\n{body}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_missing_program() -> None:
    with pytest.raises(OcrUnavailable) as error:
        Tesseract("no-such-tesseract").probe("eng")
    assert "apt-get install tesseract-ocr" in error.value.next_step


def test_missing_language(tmp_path: Path) -> None:
    engine = Tesseract(program(tmp_path, "exit 1"))
    assert engine.probe("Devanagari+eng") == "tesseract 9.9"
    with pytest.raises(OcrUnavailable, match="tam") as error:
        engine.probe("eng+tam")
    assert "apt-get install tesseract-ocr-tam" in error.value.next_step


def test_a_program_that_cannot_answer(tmp_path: Path) -> None:
    path = tmp_path / "tesseract"
    path.write_text("#!/bin/sh\nexit 127\n")
    path.chmod(0o755)
    with pytest.raises(OcrUnavailable):
        Tesseract(str(path)).probe("eng")


@pytest.mark.parametrize(
    "body",
    [
        "kill -9 $$",
        "echo boom >&2; exit 1",
        "exec sleep 3600",
        "exit 0",  # says it is done and writes nothing
        "printf '\\377\\376\\000garbage' > $2.tsv",
        "printf 'level\\tpage_num\\nx\\ty\\n' > $2.tsv",
        "printf 'no table at all' > $2.tsv",
    ],
)
def test_failures_are_ocr_failed(tmp_path: Path, body: str) -> None:
    engine = Tesseract(program(tmp_path, body), timeout=0.5)
    with pytest.raises(OcrFailed):
        engine.read(image((600, 900)), 300, "eng")


def test_a_lost_language_is_told_apart_from_a_crash(tmp_path: Path) -> None:
    engine = Tesseract(program(tmp_path, "echo \"Failed loading language 'eng'\" >&2; exit 1"))
    with pytest.raises(OcrUnavailable):
        engine.read(image((600, 900)), 300, "eng")


def test_cache_hit_miss_and_damage(tmp_path: Path) -> None:
    options = ReadOptions(cache_dir=tmp_path, jobs=1)
    engine = Says()
    first = load(source("a.pdf", scanned_pdf(2)), options, engine=engine)
    assert engine.calls == 2
    assert load(source("b.pdf", scanned_pdf(2)), options, engine=engine).text == first.text
    assert engine.calls == 2, "the same pixels are read once"
    load(source("a.pdf", scanned_pdf(2)), ReadOptions(cache_dir=tmp_path, jobs=1, dpi=200), engine=engine)
    assert engine.calls == 4, "another resolution is another reading"
    load(source("a.pdf", scanned_pdf(2)), options, engine=Says(version="fake 2"))
    for number, entry in enumerate(sorted(tmp_path.rglob("*.json"))):
        entry.write_bytes([b"", b"{", b"[]", b'{"lines": [[null, [[1]]]]}', b"\xff\xfe"][number % 5])
    again = Says()
    assert load(source("a.pdf", scanned_pdf(2)), options, engine=again).text == first.text
    assert again.calls == 2, "a damaged entry is a miss"


def test_failures_are_not_cached(tmp_path: Path) -> None:
    options = ReadOptions(cache_dir=tmp_path, jobs=1)
    with pytest.raises(OcrFailed):
        load(source("a.png", png()), options, engine=Crashes())
    assert load(source("a.png", png()), options, engine=Says()).text


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load(source("a.png", png()), ReadOptions(cache_dir=tmp_path / "file"), engine=Says()).text


NUMBER = regex.compile(r"\S*\d\S*\d\S*")


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed: ./run installs it")
@pytest.mark.parametrize(("name", "least"), [("english_office_scan.jpg", 0.95), ("hindi_office_scan.png", 0.9)])
def test_small_scans_with_the_real_tesseract(name: str, least: float) -> None:
    truth = (FIXTURES / name).with_suffix(".txt").read_text(encoding="utf-8")
    document = load(fixture(name))
    page = document.pages[0]
    found = sum(word in document.text.split() for word in truth.split()) / len(truth.split())
    assert found >= least, document.text
    printed = [token.strip(".,") for token in NUMBER.findall(truth)]
    assert [n for n in printed if n not in document.text.replace(" ", "")] == []
    assert page.quality == "good"
    assert any("turned by" in note for note in page.notes)
    # A box lies where the word is printed: the signature is in the right half, the letterhead at the top.
    first, last = page.words[0].bbox, page.words[-1].bbox
    assert first.top < 110
    assert last.x0 > 250


@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed: ./run installs it")
@pytest.mark.parametrize(
    ("name", "degrees"),
    [("english_office_scan.jpg", 180), ("hindi_office_scan.png", 90), ("hindi_office_scan.png", 270)],
)
def test_pages_that_lie_on_their_side(name: str, degrees: int) -> None:
    truth = (FIXTURES / name).with_suffix(".txt").read_text(encoding="utf-8")
    with Image.open(FIXTURES / name) as scan:
        lying = png(scan.convert("L").rotate(degrees, expand=True), dpi=(200, 200))
    document = load(source("lying.png", lying))
    found = sum(word in document.text.split() for word in truth.split()) / len(truth.split())
    assert found >= 0.9, document.text
    page = document.pages[0]
    assert f"page turned by {degrees} degrees" in page.notes
    # The boxes lie on the page as it was uploaded, not as it was read.
    assert all(w.bbox.x1 <= (page.width or 0) + 1 and w.bbox.bottom <= (page.height or 0) + 1 for w in page.words)
    first = page.words[0].bbox
    assert (first.bottom - first.top > first.x1 - first.x0) == (degrees != 180)

"""A model of whole numbers becomes one of floating numbers that reads the same."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.train_reader import floating, main, with_words
from ingest.tessdata import OWN, find_tessdata

pytestmark = pytest.mark.skipif(
    not (shutil.which("tesseract") and shutil.which("combine_tessdata")),
    reason="tesseract's programs are not installed",
)


def unpacked(model: Path, folder: Path) -> Path:
    subprocess.run(["combine_tessdata", "-u", str(model), f"{folder}/m."], check=True, capture_output=True)
    return folder / "m.lstm"


@pytest.mark.ocr
def test_the_floating_model_reads_the_same(tmp_path: Path) -> None:
    installed = find_tessdata() / "eng.traineddata"
    packed = unpacked(installed, tmp_path)
    (tmp_path / "float").mkdir()
    shutil.copy(installed, tmp_path / "float/eng.traineddata")
    model = floating(packed.read_bytes())
    assert len(model) > 7 * packed.stat().st_size
    packed.write_bytes(model)
    subprocess.run(
        ["combine_tessdata", "-o", str(tmp_path / "float/eng.traineddata"), str(packed)],
        check=True,
        capture_output=True,
    )
    page = Image.new("L", (1400, 120), 255)
    ImageDraw.Draw(page).text((30, 30), "No. 17/4/2031 dated the 3rd March", font=ImageFont.load_default(48))
    page.save(tmp_path / "line.png")
    read = [
        subprocess.run(
            ["tesseract", str(tmp_path / "line.png"), "-", "--psm", "7", *where],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for where in ([], ["--tessdata-dir", str(tmp_path / "float")])
    ]
    assert read[0] == read[1]
    assert "17/4/2031" in read[0]


def test_what_is_no_model_of_whole_numbers_is_refused(tmp_path: Path) -> None:
    packed = unpacked(find_tessdata() / "eng.traineddata", tmp_path).read_bytes()
    for broken in (b"", b"something else", packed[:-2000]):
        with pytest.raises((ValueError, UnicodeDecodeError)):
            floating(broken)
    with pytest.raises(ValueError, match="not of whole numbers"):
        floating(floating(packed))


def test_the_word_list_of_another_model(tmp_path: Path) -> None:
    """Ours has that of the smaller Hindi model, in its own letters."""
    ours = OWN / "Devanagari.traineddata"
    made = with_words(ours, ours, tmp_path)
    assert made.stat().st_size == pytest.approx(ours.stat().st_size, rel=0.02)


def test_folders_without_lines_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", "x", "--lines", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert f"no lines.lstmf in {tmp_path}" in capsys.readouterr().err

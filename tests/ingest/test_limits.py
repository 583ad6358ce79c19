"""Sheets larger than any reader should hold, and files of many pages: memory stays bounded, what is done is said."""

from __future__ import annotations

import io
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ingest.document import SourceFile
from ingest.image import REDUCED, Frames, open_images
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import TIFF
from tests.ingest.engines import Says
from tests.ingest.papers import huge_png, image, png, saved, source

A0 = (19_866, 28_087)
"""Pixels of an A0 sheet at 600 dpi: 558 MB in grey."""
MOST = 350

READ = """
import sys
from pathlib import Path
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import open_source
from tests.ingest.engines import Says
document = load(open_source(Path(sys.argv[1])), ReadOptions(jobs=1), engine=Says())
# The peak of this program alone: ru_maxrss would begin with that of the tests, from which it was started.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024, *document.pages[0].notes)
"""


def a0_as_pdf(folder: Path) -> bytes:
    """The sheet as scanners put it into a PDF: one picture on a page of its true size."""
    data = huge_png(*A0)
    at, packed = 8, b""
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        packed += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    pdf = pikepdf.new()
    size = (A0[0] / 600 * 72, A0[1] / 600 * 72)
    pdf.add_blank_page(page_size=size)
    parms = pikepdf.Dictionary(Predictor=15, Colors=1, BitsPerComponent=8, Columns=A0[0])
    picture = pikepdf.Stream(pdf, b"")
    picture.write(packed, filter=pikepdf.Name.FlateDecode, decode_parms=parms)
    for name, value in {"Width": A0[0], "Height": A0[1], "BitsPerComponent": 8}.items():
        picture[f"/{name}"] = value
    picture.Type, picture.Subtype, picture.ColorSpace = (
        pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceGray
    )  # fmt: skip
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im Do Q".encode())
    return saved(pdf)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_an_a0_sheet_at_600_dpi_is_read_smaller_and_within_limits(kind: str, tmp_path: Path, root: Path) -> None:
    path = tmp_path / f"sheet.{kind}"
    path.write_bytes(huge_png(*A0) if kind == "png" else a0_as_pdf(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    megabytes, _, notes = done.stdout.partition(" ")
    assert int(megabytes) <= MOST
    assert "19866 x 28087 pixels, read at 2481 x 3508" in notes or "2384 x 3370 points, read as an A4 sheet" in notes


def test_a_huge_picture_keeps_what_is_on_it() -> None:
    frame = open_images(source("a.png", huge_png(9_000, 12_000)), 1)[0]
    assert frame.info[REDUCED] == (9_000, 12_000)
    grey = np.asarray(frame)
    assert grey.shape[0] <= 3508 and grey.shape[1] <= 2631
    assert grey[:, : grey.shape[1] // 5].min() == 255
    assert 0.1 < (grey[:, grey.shape[1] // 2] < 128).mean() < 0.25, "eight bands, each a sixth of its place"


def test_a_huge_photo_is_decoded_smaller() -> None:
    out = Image.new("L", (8_000, 8_000), 255)
    out.paste(0, (2_000, 2_000, 6_000, 3_000))
    data = io.BytesIO()
    out.save(data, "JPEG", dpi=(300, 300))
    frame = open_images(source("a.jpg", data.getvalue()), 1)[0]
    assert frame.info[REDUCED] == (8_000, 8_000)
    assert frame.width == 4_000
    assert frame.info["dpi"] == (150.0, 150.0), "the size of the paper does not change"


def many_frames(count: int) -> SourceFile:
    frames = [Image.new("L", (124, 175), 255) for _ in range(count)]
    for number, frame in enumerate(frames):
        frame.paste(0, (20, 20, 90, 30 + number % 100))
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="raw")
    return source("many.tif", out.getvalue())


class Numbered(Says):
    """Reads the height of the ink: every page says which one it is."""

    def read(self, image, dpi, languages, psm=3):  # type: ignore[no-untyped-def]
        height = int((np.asarray(image)[:, image.width // 2] < 128).sum())
        self.lines = (f"ink {height}",)
        return super().read(image, dpi, languages, psm)


@pytest.mark.slow
def test_500_pages_keep_their_order_and_are_never_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    held, most = [0], [0]
    decode = Frames._frame

    def counted(self: Frames, image: Image.Image) -> Image.Image:
        frame = decode(self, image)
        held[0] += 1
        most[0] = max(most[0], held[0])
        weakref.finalize(frame, lambda: held.__setitem__(0, held[0] - 1))
        return frame

    monkeypatch.setattr(Frames, "_frame", counted)
    told: list[tuple[int, int]] = []
    scan = many_frames(500)
    assert scan.media_type == TIFF
    document = load(scan, ReadOptions(jobs=2, dpi=72), lambda *done: told.append(done), engine=Says())
    assert len(document.pages) == 500
    assert told == [(n, 500) for n in range(1, 501)], "progress is told for every page, in order"
    assert most[0] <= 4, "two pages at once, not five hundred"


def test_pages_come_in_order_however_they_end() -> None:
    document = load(many_frames(12), ReadOptions(jobs=2, dpi=72), engine=Numbered())
    heights = [int(page.span.of(document.text).split()[1]) for page in document.pages]
    assert heights == sorted(heights) and len(set(heights)) == 12


def test_frames_behave_as_a_list() -> None:
    frames = open_images(many_frames(3), 9)
    assert len(frames) == 3 and len(frames[:2]) == 2
    assert [f.size for f in frames] == [(124, 175)] * 3
    with pytest.raises(IndexError):
        frames[3]
    assert len(open_images(source("a.png", png(image())), 1)) == 1

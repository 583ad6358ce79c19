"""Photos of telephones (HEIC): read where the reader is installed, refused with a way out where it is not."""

import sys

import pytest

from ingest.document import SourceFile
from ingest.errors import DamagedSource, UnsupportedMedia
from ingest.image import open_images
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import HEIC, source_from_bytes
from tests.ingest.engines import Says
from tests.ingest.papers import FIXTURES, fixture


@pytest.fixture
def photo() -> SourceFile:
    return fixture("photo.heic")


def test_a_photo_is_read(photo: SourceFile) -> None:
    pytest.importorskip("pi_heif")
    assert photo.media_type == HEIC
    frames = open_images(photo, 1)
    assert [f.size for f in frames] == [(400, 560)]
    assert frames[0].convert("L").getpixel((100, 88)) < 60
    assert frames[0].convert("L").getpixel((20, 20)) > 200
    assert load(photo, ReadOptions(jobs=1), engine=Says()).pages[0].origin == "ocr"


def test_without_the_reader(photo: SourceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(UnsupportedMedia) as error:
        open_images(photo, 1)
    assert "JPEG" in error.value.next_step


def test_cut_short() -> None:
    pytest.importorskip("pi_heif")
    data = (FIXTURES / "photo.heic").read_bytes()
    with pytest.raises(DamagedSource):
        open_images(source_from_bytes("photo.heic", data[: len(data) // 2]), 1)

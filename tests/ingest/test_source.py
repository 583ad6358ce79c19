"""What a file is, by its content; originals kept."""

import threading
from pathlib import Path

import pytest

from ingest.errors import DamagedSource, EmptySource, UnsupportedMedia
from ingest.source import JPEG, PDF, PNG, TEXT, TIFF, OriginalStore, open_source, source_from_bytes
from tests.ingest.papers import FIXTURES, png, scanned_pdf


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.txt", b"Sir,", TEXT),
        ("a.md", "विषय".encode(), TEXT),
        ("README", b"plain", TEXT),
        ("a.txt", "विषय".encode("utf-16"), TEXT),
        ("a.pdf", scanned_pdf(1), PDF),
        ("a.txt", scanned_pdf(1), PDF),
        ("a.pdf", b"\r\n" + scanned_pdf(1), PDF),
        ("scan", png(), PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0rest", JPEG),
        ("a.tif", b"II*\x00rest", TIFF),
        ("a.txt", b"MZ Enterprises, New Delhi\n", TEXT),
        ("a.md", b"# Heading\n", TEXT),
    ],
)
def test_media_type_by_content(name: str, data: bytes, media: str) -> None:
    assert source_from_bytes(name, data).media_type == media


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.pdf", b"\x7fELF\x02\x01\x01" + bytes(100)),
        ("letter.pdf", b"MZ\x90\x00\x03" + bytes(600)),
        ("letter.txt", b"#!/bin/sh\nrm x\n"),
        ("letter.pdf", b"PK\x03\x04" + bytes(50)),
        ("letter.xyz", b"whatever"),
        ("scan.gif", b"GIF89a" + bytes(20)),
    ],
)
def test_what_nothing_here_reads(name: str, data: bytes) -> None:
    with pytest.raises(UnsupportedMedia) as error:
        source_from_bytes(name, data)
    assert error.value.exit_code == 2
    assert "Upload" in error.value.next_step


@pytest.mark.parametrize("data", [b"", b"\n \r\n", bytes(5000)])
def test_empty(data: bytes) -> None:
    with pytest.raises(EmptySource):
        source_from_bytes("a.pdf", data)


def test_text_named_pdf_is_damaged() -> None:
    with pytest.raises(DamagedSource):
        source_from_bytes("a.pdf", b"this is no PDF")


def test_name_is_a_base_name() -> None:
    assert source_from_bytes("../../etc/passwd", b"x").name == "passwd"
    assert source_from_bytes("C:\\scans\\a.txt", b"x").name == "a.txt"


def test_open_source_reads_a_file() -> None:
    assert open_source(FIXTURES / "hindi_office_scan.png").media_type == PNG


def test_store_keeps_and_gives_back(tmp_path: Path) -> None:
    store = OriginalStore(tmp_path)
    source = source_from_bytes("a.txt", b"Sir,")
    path = store.put(source)
    assert path == tmp_path / source.sha256[:2] / source.sha256
    assert store.put(source) == path
    assert store.get(source.sha256) == b"Sir,"
    assert source.sha256 in store
    assert [p.name for p in path.parent.iterdir()] == [source.sha256]


def test_store_refuses_what_is_no_hash_and_tells_what_it_lacks(tmp_path: Path) -> None:
    store = OriginalStore(tmp_path)
    with pytest.raises(ValueError, match="SHA-256"):
        store.get("../../etc/passwd")
    with pytest.raises(KeyError):
        store.get("0" * 64)


def test_store_notices_a_damaged_disk(tmp_path: Path) -> None:
    store = OriginalStore(tmp_path)
    source = source_from_bytes("a.txt", b"Sir,")
    store.put(source).write_bytes(b"Sit,")
    with pytest.raises(DamagedSource):
        store.get(source.sha256)


def test_store_from_several_threads(tmp_path: Path) -> None:
    store = OriginalStore(tmp_path)
    source = source_from_bytes("a.txt", b"x" * 100_000)
    threads = [threading.Thread(target=store.put, args=(source,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(source.sha256) == source.data

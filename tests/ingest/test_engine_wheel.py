"""What ./run installs of tesserocr carries no GPL: libjbig is taken out of its wheel, and nothing loads it any more."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest import engine_wheel
from ingest.engine_wheel import SharedObject, WheelError, without

NAME = "reader-1.2-cp311-cp311-linux_x86_64.whl"
CODEC = "libjbig-12ab.so.2"
NEEDED, RPATH, VERNEED = 1, 15, 0x6FFFFFFE
WANTED, DEFINED = 0, 7  # sections of a symbol


def shared_object(
    needed: Sequence[str] = (), wants: Sequence[str] = (), defines: Sequence[str] = (), versions: str = ""
) -> bytes:
    """The parts of a shared library that a loader looks at: names, symbols, the dynamic section."""
    names = b"\0"

    def name(text: str) -> int:
        nonlocal names
        names += text.encode() + b"\0"
        return len(names) - len(text) - 1

    symbols = struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0)
    for text, section in [(text, WANTED) for text in wants] + [(text, DEFINED) for text in defines]:
        symbols += struct.pack("<IBBHQQ", name(text), 1 << 4 | 2, 0, section, 0, 0)
    dynamic = struct.pack("<qQ", RPATH, name("$ORIGIN"))
    dynamic += b"".join(struct.pack("<qQ", NEEDED, name(text)) for text in needed)
    dynamic += struct.pack("<qQ", 0x6FFFFFFB, 1) + bytes(32)
    verneed = struct.pack("<HHIII", 1, 0, name(versions), 16, 0) if versions else b""
    bodies = [(0, b"", 0), (3, names, 0), (11, symbols, 1), (6, dynamic, 1)] + [(VERNEED, verneed, 1)] * bool(versions)
    data, table = bytearray(64), b""
    for kind, body, link in bodies:
        table += struct.pack("<IIQQQQIIQQ", 0, kind, 0, 0, len(data), len(body), link, 0, 8, 0)
        data += body
    head = bytearray(b"\x7fELF\x02\x01".ljust(64, b"\0"))
    struct.pack_into("<Q", head, 0x28, len(data))
    struct.pack_into("<HH", head, 0x3A, 64, len(bodies))
    data[:64] = head
    return bytes(data) + table


def tiff(**more: str) -> bytes:
    return shared_object(["libz.so.1", CODEC, "libc.so.6"], ["jbg_dec_in", "malloc"], ["TIFFOpen"], **more)


BILL = {
    "components": [{"bom-ref": "a", "name": "libtiff"}, {"bom-ref": "b", "name": "jbigkit-libs"}],
    "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b"}],
}


def wheel(folder: Path, files: dict[str, bytes] | None = None, name: str = NAME) -> Path:
    held = {
        "reader/__init__.py": b"",
        "reader.libs/libtiff-1.so": tiff(),
        f"reader.libs/{CODEC}": shared_object(["libc.so.6"], ["malloc"], ["jbg_dec_in", "jbg_enc_in"]),
        "reader-1.2.dist-info/METADATA": b"Metadata-Version: 2.4\nName: reader\nVersion: 1.2\n\nVersion: old\n",
        "reader-1.2.dist-info/sboms/bill.cdx.json": json.dumps(BILL).encode(),
        "reader-1.2.dist-info/RECORD": b"",
    }
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for place, data in (held | (files or {})).items():
            entry = zipfile.ZipInfo(place)
            entry.external_attr = (0o755 if place.endswith(".so") else 0o644) << 16
            archive.writestr(entry, data)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_the_library_and_the_wish_for_it_are_gone(tmp_path: Path, out: Path) -> None:
    with zipfile.ZipFile(without(wheel(tmp_path), "libjbig", out)) as archive:
        assert not [name for name in archive.namelist() if "libjbig" in name]
        left = SharedObject(archive.read("reader.libs/libtiff-1.so"))
    assert left.needed() == ["libz.so.1", "libc.so.6"]
    assert left.symbols(defined=True) == {"TIFFOpen"}


def test_only_the_functions_of_that_library_may_be_absent(tmp_path: Path, out: Path) -> None:
    with zipfile.ZipFile(without(wheel(tmp_path), "libjbig", out)) as archive:
        data = archive.read("reader.libs/libtiff-1.so")
    left = SharedObject(data)
    kinds = {left._text(left._one(11), name): info for _, name, info, _ in left._symbols() if name}
    assert kinds == {"jbg_dec_in": 0x22, "malloc": 0x12, "TIFFOpen": 0x12}
    before = tiff()
    assert sum(a != b for a, b in zip(before, data, strict=True)) < 3 * 16 + 1, "nothing else of the library changes"


def test_the_wheel_says_that_it_was_changed_and_its_record_holds(tmp_path: Path, out: Path) -> None:
    made = without(wheel(tmp_path), "libjbig", out)
    assert made.name == "reader-1.2+nojbig-cp311-cp311-linux_x86_64.whl"
    with zipfile.ZipFile(made) as archive:
        names = set(archive.namelist())
        assert archive.read("reader-1.2+nojbig.dist-info/METADATA").startswith(
            b"Metadata-Version: 2.4\nName: reader\nVersion: 1.2+nojbig\n\nVersion: old"
        )
        rows = archive.read("reader-1.2+nojbig.dist-info/RECORD").decode().splitlines()
        for place, digest, size in (row.split(",") for row in rows[:-1]):
            data = archive.read(place)
            names.remove(place)
            assert size == str(len(data))
            assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert rows[-1] == "reader-1.2+nojbig.dist-info/RECORD,," and names == {"reader-1.2+nojbig.dist-info/RECORD"}
        assert archive.getinfo("reader.libs/libtiff-1.so").external_attr >> 16 == 0o755
        bill = json.loads(archive.read("reader-1.2+nojbig.dist-info/sboms/bill.cdx.json"))
    assert bill["components"] == [{"bom-ref": "a", "name": "libtiff"}]
    assert bill["dependencies"] == [{"ref": "a", "dependsOn": []}]


def test_the_same_wheel_gives_the_same_file(tmp_path: Path, out: Path) -> None:
    first = without(wheel(tmp_path), "libjbig", out).read_bytes()
    assert without(wheel(tmp_path), "libjbig", out).read_bytes() == first


def test_a_wheel_without_it_stays_as_it_is(tmp_path: Path, out: Path) -> None:
    path = wheel(tmp_path)
    made = without(path, "libwebp", out)
    assert made.name == NAME and made.read_bytes() == path.read_bytes()


def broken() -> Iterator[tuple[str, dict[str, bytes], str]]:
    libtiff = "reader.libs/libtiff-1.so"
    yield "versions", {libtiff: tiff(versions=CODEC)}, "certain version"
    yield "another machine", {f"reader.libs/{CODEC}": b"\x7fELF\x01\x01" + bytes(90)}, "64 bits"
    yield "cut off", {libtiff: tiff()[:-20]}, "cut off"
    outside = bytearray(tiff())
    struct.pack_into("<qQ", outside, outside.index(struct.pack("<q", RPATH)), NEEDED, 1 << 40)
    yield "a name outside", {libtiff: bytes(outside)}, "point outside"
    yield "no symbols", {libtiff: shared_object()[:60] + bytes(4) + shared_object()[64:]}, "dynamic section"


@pytest.mark.parametrize(("files", "says"), [pytest.param(f, s, id=i) for i, f, s in broken()])
def test_what_is_built_otherwise_is_refused(
    files: dict[str, bytes], says: str, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = wheel(tmp_path, files)
    with pytest.raises(WheelError, match=says):
        without(path, "libjbig", out)
    assert engine_wheel.main(str(path), str(out)) == 1
    assert says in capsys.readouterr().err and not list(out.iterdir())


def test_no_wheel_is_refused(tmp_path: Path, out: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no archive")
    assert engine_wheel.main(str(tmp_path / NAME), str(out)) == 1
    assert engine_wheel.main(str(tmp_path / "missing.whl"), str(out)) == 1
    assert engine_wheel.main(str(wheel(tmp_path, name="reader.whl")), str(out)) == 1
    assert engine_wheel.main(str(wheel(tmp_path, name="other-1.2-py3-none-any.whl")), str(out)) == 1


def test_what_is_installed_here_carries_and_loads_no_such_library() -> None:
    try:
        held = importlib.metadata.distribution("tesserocr")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("tesserocr is not to be had for this machine")
    assert held.version.endswith("+nojbig")
    libraries = [file for file in held.files or [] if ".so" in file.name]
    assert len(libraries) > 5
    assert not [file for file in libraries if "jbig" in file.name]
    for file in libraries:
        wishes = SharedObject(Path(str(held.locate_file(file))).read_bytes()).needed()
        assert not [wish for wish in wishes if "jbig" in wish]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_such_library_is_loaded_where_pages_are_read() -> None:
    pytest.importorskip("tesserocr", reason="tesserocr is not to be had for this machine")
    program = "import ingest.ocr_choice, ingest.recognise, tesserocr; print(open('/proc/self/maps').read())"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "libtesseract" in loaded and "jbig" not in loaded

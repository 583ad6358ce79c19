"""A program of its own: takes a library out of a wheel, so that what is installed neither carries nor loads it.

    python ingest/engine_wheel.py tesserocr-….whl FOLDER

tesserocr is MIT, the tesseract inside its wheels Apache, but they carry libjbig, which is GPL, for one kind of TIFF
that libtiff can be built with. Pages are handed over as pixels: no TIFF is ever opened. So libtiff's wish for libjbig
is struck from its dynamic section, and the functions that it would have called are marked as ones that may be absent
(a call would end the process; nothing gets there). The wheel says what was done to it: its version gets a local label
("2.13.0+nojbig"), RECORD and the bill of materials are those of what is left in it.

./run does this between fetching the wheel (by its hash) and installing it; only the standard library is there then.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ELF64_LITTLE = b"\x7fELF\x02\x01"
_SHT_DYNAMIC, _SHT_DYNSYM, _SHT_VERNEED = 6, 11, 0x6FFFFFFE
_DT_NULL, _DT_NEEDED = 0, 1
_STB_GLOBAL, _STB_WEAK = 1, 2
_SYMBOL, _ENTRY = struct.Struct("<IBBHQQ"), struct.Struct("<qQ")


class WheelError(Exception):
    """The wheel is not built as it has to be for this."""


@dataclass(frozen=True)
class _Section:
    kind: int
    at: int
    size: int
    link: int


class SharedObject:
    """A shared library (64 bits, little-endian, as on x86-64 and ARM) whose wishes can be changed in place."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(_ELF64_LITTLE):
            raise WheelError("no shared library of 64 bits")
        self.data = bytearray(data)
        try:
            (start,) = struct.unpack_from("<Q", data, 0x28)
            size, count = struct.unpack_from("<HH", data, 0x3A)
            rows = [struct.unpack_from("<IIQQQQIIQQ", data, start + n * size) for n in range(count)]
        except struct.error:
            raise WheelError("a shared library whose sections are cut off") from None
        self._sections = [_Section(kind=row[1], at=row[4], size=row[5], link=row[6]) for row in rows]

    def needed(self) -> list[str]:
        """The libraries that are loaded with this one."""
        dynamic = self._one(_SHT_DYNAMIC)
        return [self._text(dynamic, value) for _, tag, value in self._entries() if tag == _DT_NEEDED]

    def symbols(self, defined: bool) -> set[str]:
        """The names that others may use of this library, or that it wants of others."""
        table = self._one(_SHT_DYNSYM)
        return {self._text(table, name) for _, name, _, section in self._symbols() if name and bool(section) is defined}

    def unlink(self, library: str, names: set[str]) -> None:
        """Loads ``library`` no more; of its functions those in ``names`` may be absent."""
        if library in self._versioned():
            raise WheelError(f"{library} is wanted in a certain version")
        dynamic = self._one(_SHT_DYNAMIC)
        kept = [
            (tag, value)
            for _, tag, value in self._entries()
            if not (tag == _DT_NEEDED and self._text(dynamic, value) == library)
        ]
        for n in range(dynamic.size // _ENTRY.size):
            _ENTRY.pack_into(self.data, dynamic.at + n * _ENTRY.size, *(kept[n] if n < len(kept) else (_DT_NULL, 0)))
        table = self._one(_SHT_DYNSYM)
        for at, name, info, section in list(self._symbols()):
            if not section and info >> 4 == _STB_GLOBAL and self._text(table, name) in names:
                self.data[at + 4] = _STB_WEAK << 4 | info & 15

    def _one(self, kind: int) -> _Section:
        found = [section for section in self._sections if section.kind == kind]
        if len(found) != 1:
            raise WheelError("a shared library without its dynamic section or its table of symbols")
        return found[0]

    def _entries(self) -> Iterator[tuple[int, int, int]]:
        """Offset, tag and value of the entries of the dynamic section, without the empty ones that end it."""
        dynamic = self._one(_SHT_DYNAMIC)
        for at in range(dynamic.at, dynamic.at + dynamic.size, _ENTRY.size):
            tag, value = _ENTRY.unpack_from(self.data, at)
            if tag == _DT_NULL:
                return
            yield at, tag, value

    def _symbols(self) -> Iterator[tuple[int, int, int, int]]:
        """Offset, name, kind and section (0: it is wanted) of the dynamic symbols."""
        table = self._one(_SHT_DYNSYM)
        for at in range(table.at, table.at + table.size, _SYMBOL.size):
            name, info, _, section, _, _ = _SYMBOL.unpack_from(self.data, at)
            yield at, name, info, section

    def _versioned(self) -> set[str]:
        """The libraries of which certain versions of symbols are wanted."""
        found = set()
        for section in (s for s in self._sections if s.kind == _SHT_VERNEED):
            at = section.at
            while True:
                _, _, file, _, following = struct.unpack_from("<HHIII", self.data, at)
                found.add(self._text(section, file))
                if not following:
                    break
                at += following
        return found

    def _text(self, section: _Section, offset: int) -> str:
        start = self._sections[section.link].at + offset
        return self.data[start : self.data.index(0, start)].decode()


def without(wheel: Path, library: str, folder: Path) -> Path:
    """Writes ``wheel`` without the libraries whose names begin with ``library`` into ``folder``; gives its path there.

    A wheel that carries none is written as it is. Raises WheelError where something else than a shared library that
    loads it would be left with a wish for it.
    """
    with zipfile.ZipFile(wheel) as archive:
        files = {item.filename: archive.read(item) for item in archive.infolist() if not item.is_dir()}
        modes = {item.filename: item.external_attr for item in archive.infolist()}
    taken = {name for name in files if Path(name).name.startswith(library)}
    if not taken:
        target = folder / wheel.name
        target.write_bytes(wheel.read_bytes())
        return target
    try:
        gone = {Path(name).name: SharedObject(files.pop(name)).symbols(defined=True) for name in taken}
        for name in [name for name, data in files.items() if data.startswith(_ELF64_LITTLE)]:
            one = SharedObject(files[name])
            for wish in set(one.needed()) & gone.keys():
                one.unlink(wish, gone[wish])
            files[name] = bytes(one.data)
    except (struct.error, IndexError, ValueError):
        raise WheelError("a shared library whose tables point outside it") from None
    return _written(folder, wheel.name, f"no{library.removeprefix('lib')}", files, modes, taken)


def _written(
    folder: Path, name: str, label: str, files: dict[str, bytes], modes: dict[str, int], taken: set[str]
) -> Path:
    """The wheel of ``files``; ``label`` is the local part of its version (PEP 440)."""
    match = re.fullmatch(r"([^-]+)-([^-+]+)-(.+)\.whl", name)
    if match is None:
        raise WheelError(f"{name} is not the name of a wheel")
    project, version, tags = match.groups()
    labelled = f"{version}+{label}"
    old, new = f"{project}-{version}.dist-info/", f"{project}-{labelled}.dist-info/"
    if f"{old}METADATA" not in files:
        raise WheelError(f"{name} has no {old}METADATA")
    records: list[str] = []
    target = folder / f"{project}-{labelled}-{tags}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in files.items():
            renamed = new + place.removeprefix(old) if place.startswith(old) else place
            if place == f"{old}RECORD":
                continue
            if place == f"{old}METADATA":
                data = re.sub(rb"(?m)^Version: .*$", f"Version: {labelled}".encode(), data, count=1)
            if "/sboms/" in place and place.endswith(".json"):
                data = _bill(data, taken)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            records.append(f"{renamed},sha256={digest},{len(data)}\n")
            _add(archive, renamed, data, modes[place])
        records.append(f"{new}RECORD,,\n")
        _add(archive, f"{new}RECORD", "".join(records).encode(), modes.get(f"{old}RECORD", 0o644 << 16))
    return target


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int) -> None:
    entry = zipfile.ZipInfo(name)  # dated 1980: the same wheel gives the same file
    entry.external_attr, entry.compress_type = mode, zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _bill(data: bytes, taken: set[str]) -> bytes:
    """The bill of materials without the packages that only the libraries ``taken`` came from.

    Packages name no files; the one of libjbig is called jbigkit-libs.
    """
    stems = {re.sub(r"^lib|[-.].*$", "", Path(name).name) for name in taken}
    bill = json.loads(data)
    gone = {c.get("bom-ref") for c in bill.get("components", []) if any(stem in c["name"] for stem in stems)}
    bill["components"] = [c for c in bill.get("components", []) if c.get("bom-ref") not in gone]
    links = [link for link in bill.get("dependencies", []) if link.get("ref") not in gone]
    for link in links:
        if "dependsOn" in link:
            link["dependsOn"] = [ref for ref in link["dependsOn"] if ref not in gone]
    bill["dependencies"] = links
    return json.dumps(bill, sort_keys=True).encode()


def main(wheel: str, folder: str) -> int:
    try:
        made = without(Path(wheel), "libjbig", Path(folder))
    except (WheelError, OSError, zipfile.BadZipFile, ValueError) as error:
        sys.stderr.write(f"{Path(wheel).name}: {error}\n")
        return 1
    sys.stdout.write(f"{made}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

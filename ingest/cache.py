"""OCR results on disk, keyed by what was read and how. A damaged entry is a miss, never an error."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.options import INGEST_VERSION
from ingest.source import write_atomically

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def image_key(gray: NDArray[np.uint8], colour: NDArray[np.uint8] | None, *how: object) -> str:
    """SHA-256 over the pixels and over everything else that decides the result (engine version, options, pipeline).

    ``colour`` is 1 where the page's ink is coloured, else 0; None: nowhere.
    """
    mode = "L" if colour is None else "L and colour"
    digest = hashlib.sha256(f"{mode} {gray.shape[1]}x{gray.shape[0]}\n".encode())
    for pixels in (gray, colour):
        if pixels is not None:
            digest.update(pixels.tobytes() if not pixels.flags.c_contiguous else pixels.data)
    digest.update(json.dumps([str(part) for part in how]).encode())
    return digest.hexdigest()


class OcrCache:
    """A folder of JSON files. Several processes may share it: entries are written whole and never changed."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def kept(self) -> bool:
        """Whether there is anything to keep entries in."""
        return self._folder is not None

    def get(self, key: str) -> dict[str, Any] | None:
        if self._folder is None:
            return None
        try:
            entry = json.loads(self._path(self._folder, key).read_bytes())
        except (OSError, ValueError):
            return None
        return entry if isinstance(entry, dict) and entry.get("key") == key else None

    def put(self, key: str, entry: dict[str, Any]) -> None:
        """Keep ``entry``. A full or read-only disk costs the cache, not the reading."""
        if self._folder is None:
            return
        data = json.dumps({**entry, "key": key}, ensure_ascii=False).encode()
        try:
            write_atomically(self._path(self._folder, key), data, durable=False)
        except OSError:
            return

    def knows(self, file: str) -> bool:
        """Whether the file of this SHA-256 was read whole before, as it would be read today."""
        entry = self.get(file)
        return entry is not None and entry.get("read") == INGEST_VERSION

    def remember(self, file: str) -> None:
        """The pages of the file of this SHA-256 have been read."""
        if self._folder is not None and not self.knows(file):
            self.put(file, {"read": INGEST_VERSION})

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"

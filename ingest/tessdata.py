"""Where tesseract's models lie, and what they are called there.

Three models come with us (``ingest/models``), trained further on print as offices print and copy it: Devanagari,
which is read in place of the installed one of that name, eng_worn and Devanagari_worn.
Where a folder of models is named outright, none of them is.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ingest.errors import OcrUnavailable

OWN = Path(__file__).with_name("models")
_PROBE_SECONDS = 20.0
_USUAL_FOLDERS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")


def find_tessdata(command: str = "tesseract") -> Path:
    """The folder of the installed models: where the program says it is, else where systems usually put it.

    Raises OcrUnavailable.
    """
    try:
        asked = subprocess.run([command, "--list-langs"], capture_output=True, timeout=_PROBE_SECONDS, check=False)
        said = (asked.stdout or asked.stderr).decode("utf-8", "replace").partition("\n")[0]
        named = Path(said.split('"')[1]) if said.count('"') == 2 else None
    except (OSError, subprocess.TimeoutExpired):
        named = None
    usual = [place for pattern in _USUAL_FOLDERS for place in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)]
    for folder in ([named] if named else []) + usual:
        if any(folder.glob("*.traineddata")):
            return folder
    raise OcrUnavailable("tesseract's models are not installed.")


class Models:
    """What an engine may ask for: the models of a folder ``named`` outright, else the installed ones and ours.

    Where the installed ones lie is asked of the program ``command`` once, for that costs a process.
    """

    def __init__(self, named: str | None, command: str, folder: Path | None = None) -> None:
        self._own = None if named else OWN
        self._command = command
        self.known = Path(named) if named else folder
        """The folder, where it needs no asking any more."""
        self._names: dict[str, str] = {}

    @property
    def folder(self) -> Path:
        """Raises OcrUnavailable."""
        if self.known is None:
            self.known = find_tessdata(self._command)
        return self.known

    def held(self) -> set[str]:
        return models_in(self.folder, self._own)

    def named(self, languages: str) -> str:
        """``languages`` as tesseract is asked for them beside ``folder``."""
        if languages not in self._names:  # asked for each word that is read by itself
            self._names[languages] = names_in(self.folder, languages, self._own)
        return self._names[languages]

    def file(self, language: str) -> Path:
        """Where one model lies, whether or not it is there. Raises OcrUnavailable."""
        return self.folder / f"{self.named(language)}.traineddata"


def models_in(folder: Path, own: Path | None = OWN) -> set[str]:
    """The languages and scripts that lie in ``folder``, and those in ``own`` where tesseract can be told the way."""
    places = [folder, folder / "script", *([own] if own and _way(folder, own) else [])]
    return {model.stem for place in places for model in place.glob("*.traineddata")}


def names_in(folder: Path, languages: str, own: Path | None = OWN) -> str:
    """``languages`` (joined by ``+``) as they are asked for where ``folder`` is named as that of the models.

    Models of ``own`` come first, by their way from ``folder``: tesseract knows one folder at a time. Those of scripts
    lie in a folder of their own on some systems.
    """
    names = []
    for name in languages.split("+"):
        if own and (own / f"{name}.traineddata").exists() and (way := _way(folder, own)):
            names.append(f"{way}/{name}")
            continue
        beside = (folder / f"{name}.traineddata").exists()
        names.append(name if beside or not (folder / f"script/{name}.traineddata").exists() else f"script/{name}")
    return "+".join(names)


def _way(folder: Path, own: Path) -> str:
    """From ``folder`` to ``own``; empty where it cannot be told to tesseract."""
    try:
        way = os.path.relpath(own.resolve(), folder.resolve())
    except (OSError, ValueError):  # on another drive
        return ""
    return "" if "+" in way or "~" in way else Path(way).as_posix()

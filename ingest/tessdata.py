"""Where tesseract's models lie, and what they are called there."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ingest.errors import OcrUnavailable

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


def models_in(folder: Path) -> set[str]:
    """The languages and scripts that lie in ``folder``."""
    return {model.stem for place in (folder, folder / "script") for model in place.glob("*.traineddata")}


def names_in(folder: Path, languages: str) -> str:
    """``languages`` (joined by ``+``) as they are asked for: models of scripts lie in a folder of their own on some
    systems."""
    names = []
    for name in languages.split("+"):
        beside = (folder / f"{name}.traineddata").exists()
        names.append(name if beside or not (folder / f"script/{name}.traineddata").exists() else f"script/{name}")
    return "+".join(names)

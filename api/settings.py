"""What the surroundings decide. The environment is read in this module and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.options import ENGINES

MEGABYTE = 1024 * 1024


class BadSetting(ValueError):
    """An environment variable holds something unusable; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``home`` is the folder of the register; ``upload_limit`` is bytes of one request body.

    ``engine`` reads page images: one of ``ingest.options.ENGINES``.
    """

    home: Path
    log_level: str = "info"
    upload_limit: int = 50 * MEGABYTE
    port: int = 8000
    engine: str = "auto"


LEVELS = ("debug", "info", "warning", "error")


def default_home(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where a register lives when nobody names a place: the platform's folder for a user's data."""
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "paripatra"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "paripatra"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "paripatra"


def load(home: Path | None = None, environ: Mapping[str, str] | None = None, engine: str | None = None) -> Settings:
    """The settings; ``home`` and ``engine`` (from ``--home``, ``--ocr``) go before the variables. Raises BadSetting."""
    env = os.environ if environ is None else environ
    named = home or (Path(env["PARIPATRA_HOME"]) if env.get("PARIPATRA_HOME") else default_home(env))
    level = env.get("PARIPATRA_LOG", "").strip().lower() or _default_level()
    if level not in LEVELS:
        raise BadSetting(f"PARIPATRA_LOG is {level!r}; it takes one of {', '.join(LEVELS)}.")
    reads = engine or env.get("PARIPATRA_OCR", "").strip().lower() or "auto"
    if reads not in ENGINES:
        raise BadSetting(
            f"{'--ocr' if engine else 'PARIPATRA_OCR'} is {reads!r}; it takes one of {', '.join(ENGINES)}."
        )
    return Settings(
        home=named.expanduser().absolute(),
        log_level=level,
        upload_limit=_number(env, "PARIPATRA_UPLOAD_MB", 50, 1, 2048) * MEGABYTE,
        port=_number(env, "PARIPATRA_PORT", 8000, 1, 65535),
        engine=reads,
    )


def _default_level() -> str:
    # Whoever sits at the terminal already sees one line a file; the log is for those who collect stderr.
    return "error" if sys.stderr is not None and sys.stderr.isatty() else "info"


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    printed = env.get(name, "").strip()
    if not printed:
        return default
    if not (printed.isascii() and printed.isdigit()) or not least <= int(printed) <= most:
        raise BadSetting(f"{name} is {printed!r}; it takes a whole number from {least} to {most}.")
    return int(printed)

"""What program this is."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """The version of the installed program, or that of the checkout it runs from."""
    try:
        return metadata.version("paripatra")
    except metadata.PackageNotFoundError:
        return "0 (not installed)"


def pipeline_version() -> str:
    """Readings of another version are read again."""
    from extract.pipeline import PIPELINE_VERSION

    return str(PIPELINE_VERSION)

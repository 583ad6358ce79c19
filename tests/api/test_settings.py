"""Where the register lives and what the environment may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import settings


def test_home_is_the_option_then_the_variable_then_the_platform(tmp_path: Path) -> None:
    env = {"PARIPATRA_HOME": str(tmp_path / "env"), "XDG_DATA_HOME": str(tmp_path / "data")}
    assert settings.load(tmp_path / "option", env).home == tmp_path / "option"
    assert settings.load(None, env).home == tmp_path / "env"
    assert settings.load(None, {"XDG_DATA_HOME": str(tmp_path / "data")}).home == tmp_path / "data" / "paripatra"


def test_default_home_by_platform() -> None:
    assert settings.default_home({}, "linux") == Path.home() / ".local/share/paripatra"
    assert settings.default_home({"LOCALAPPDATA": "/x"}, "win32") == Path("/x/paripatra")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARIPATRA_LOG", "loud"),
        ("PARIPATRA_UPLOAD_MB", "0"),
        ("PARIPATRA_PORT", "८०००"),
        ("PARIPATRA_PORT", "70000"),
        ("PARIPATRA_OCR", "abbyy"),
    ],
)
def test_an_unusable_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(settings.BadSetting, match=name):
        settings.load(None, {name: value})


def test_the_engine_is_the_option_then_the_variable() -> None:
    assert settings.load(None, {}).engine == "auto"
    assert settings.load(None, {"PARIPATRA_OCR": "tesseract"}).engine == "tesseract"
    assert settings.load(None, {"PARIPATRA_OCR": "tesseract"}, engine="tesserocr").engine == "tesserocr"


def test_numbers() -> None:
    found = settings.load(None, {"PARIPATRA_UPLOAD_MB": "2", "PARIPATRA_PORT": "9000"})
    assert (found.upload_limit, found.port) == (2 * 1024 * 1024, 9000)

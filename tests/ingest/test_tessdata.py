"""Which models are read: those that come with us before the installed ones."""

from pathlib import Path

import pytest

from ingest.tessdata import Models, models_in, names_in


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    installed, own = tmp_path / "share/tessdata", tmp_path / "ours/models"
    for folder, names in (
        (installed, ("eng", "Devanagari")),
        (installed / "script", ("Latin",)),
        (own, ("Devanagari",)),
    ):
        folder.mkdir(parents=True)
        for name in names:
            (folder / f"{name}.traineddata").write_bytes(b"")
    return installed, own


def test_our_model_stands_in_for_the_installed_one(folders: tuple[Path, Path]) -> None:
    installed, own = folders
    assert names_in(installed, "Devanagari+eng", own) == "../../ours/models/Devanagari+eng"
    assert (installed / "../../ours/models/Devanagari.traineddata").exists()


def test_without_ours_the_installed_ones_are_read(folders: tuple[Path, Path]) -> None:
    installed, _ = folders
    assert names_in(installed, "Devanagari+Latin", None) == "Devanagari+script/Latin"
    assert models_in(installed, None) == {"eng", "Devanagari", "Latin"}


def test_ours_counts_as_installed(folders: tuple[Path, Path]) -> None:
    installed, own = folders
    (own / "Modi.traineddata").write_bytes(b"")
    assert "Modi" in models_in(installed, own)


def test_a_way_that_tesseract_would_take_for_two_names_is_not_gone(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    installed, _ = folders
    own = tmp_path / "one+two"
    own.mkdir()
    (own / "Devanagari.traineddata").write_bytes(b"")
    (own / "Modi.traineddata").write_bytes(b"")
    assert names_in(installed, "Devanagari", own) == "Devanagari"
    assert "Modi" not in models_in(installed, own), "nor is what lies there held"


def test_where_the_installed_models_lie_is_asked_once(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed, own = folders
    asked: list[str] = []

    def ask(command: str) -> Path:
        asked.append(command)
        return installed

    monkeypatch.setattr("ingest.tessdata.find_tessdata", ask)
    monkeypatch.setattr("ingest.tessdata.OWN", own)
    models = Models(None, "tesseract")
    assert models.named("Devanagari") == "../../ours/models/Devanagari"
    assert models.held() == {"eng", "Devanagari", "Latin"}
    assert models.known == installed
    assert asked == ["tesseract"]


def test_a_folder_named_outright_is_read_as_it_is(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    installed, own = folders
    monkeypatch.setattr("ingest.tessdata.OWN", own)
    (own / "Modi.traineddata").write_bytes(b"")
    models = Models(str(installed), "no-such-program")
    assert models.named("Devanagari+Latin") == "Devanagari+script/Latin"
    assert "Modi" not in models.held()

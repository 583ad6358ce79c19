"""Which files a batch takes, and what Ctrl-C may not cut in two."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from api.intake import Failed, Interrupts, Unopened, files_under, open_path, read_source
from ingest.errors import UnreadableSource
from ingest.source import source_from_bytes


def test_folders_are_walked_sorted_and_each_file_comes_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden", "sub/c.pdf", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = files_under([tmp_path / "b.txt", tmp_path, tmp_path / "absent.pdf"])
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["b.txt", "a.txt", "sub/c.pdf", "absent.pdf"]


@pytest.mark.parametrize("path", ["absent.pdf", "."])
def test_a_path_that_leads_to_no_file_is_an_error_with_a_next_step(path: str, tmp_path: Path) -> None:
    with pytest.raises(Unopened) as caught:
        open_path(tmp_path / path)
    assert caught.value.next_step
    assert caught.value.exit_code == 2


def test_a_name_that_is_no_utf8_is_readable(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    with open(path, "w") as file:
        file.write("text")
    (only,) = files_under([tmp_path])
    assert open_path(only).name == "\ufffd\ufffd.txt"


def test_a_fault_of_the_program_is_told_without_quoting_the_paper(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("clerk.one@office.example")

    monkeypatch.setattr("extract.pipeline.read", broken)
    with pytest.raises(Failed) as caught:
        read_source(source_from_bytes("a.txt", b"text"))
    assert "@" not in caught.value.message + caught.value.next_step + capsys.readouterr().err
    assert "KeyError" in caught.value.message
    assert isinstance(caught.value, UnreadableSource)


def test_an_interrupt_waits_until_the_result_is_stored() -> None:
    stored = []

    def store() -> None:
        with Interrupts() as interrupts, interrupts.held():
            os.kill(os.getpid(), signal.SIGINT)
            stored.append(1)

    with pytest.raises(KeyboardInterrupt):
        store()
    assert stored


def test_elsewhere_an_interrupt_stops_at_once_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    reached = []

    def read() -> None:
        with Interrupts():
            signal.raise_signal(signal.SIGINT)
            reached.append(1)

    with pytest.raises(KeyboardInterrupt):
        read()
    assert not reached
    assert signal.getsignal(signal.SIGINT) is before

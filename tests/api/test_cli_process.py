"""The command line as a process of its own: streams, signals, locale. Slow: each start loads the language models."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from api.schemas import schema_of

pytestmark = pytest.mark.slow
CLI = [sys.executable, "-m", "api.cli"]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARIPATRA_", "LC_", "LANG"))}
    return {**kept, "PARIPATRA_HOME": str(home), **more}


@contextmanager
def started(root: Path, home: Path, *words: str, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive its test, whatever the test thinks of it."""
    env = environment(home, **streams.pop("env", {}))
    with subprocess.Popen([*CLI, *words], cwd=root, env=env, **streams) as going:
        try:
            yield going
        finally:
            going.kill()


def run(root: Path, home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*CLI, *words], cwd=root, env=environment(home, **more), capture_output=True, timeout=120, check=False
    )


def test_json_alone_is_on_standard_output_as_utf8_in_any_locale(
    root: Path, tmp_path: Path, circulars: list[Path]
) -> None:
    done = run(root, tmp_path, "read", str(circulars[2]), "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.decode("utf-8"))
    jsonschema.validate(found, schema_of("reading"), cls=jsonschema.Draft202012Validator)
    assert "कार्मिक".encode() in done.stdout
    drawn = run(root, tmp_path, "read", str(circulars[2]), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert drawn.returncode == 0, drawn.stderr
    assert "कार्मिक".encode() in drawn.stdout


def test_the_log_has_one_line_a_file_and_no_address(root: Path, tmp_path: Path, circulars: list[Path]) -> None:
    done = run(root, tmp_path, "ingest", *map(str, circulars[:2]), PARIPATRA_LOG="info")
    assert done.returncode == 0, done.stderr
    told = done.stderr.decode()
    assert len(re.findall(r"event=read sha12=[0-9a-f]{12} .*pages=1 .*problems=\d+ seconds=", told)) == 2
    assert "@" not in told + done.stdout.decode()
    assert "@" in circulars[0].read_text(encoding="utf-8")


def test_ctrl_c_loses_nothing_and_a_second_run_finishes(root: Path, tmp_path: Path, circulars: list[Path]) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(2):
        for path in circulars:
            words = path.read_text(encoding="utf-8")
            (papers / f"{number}-{path.name}").write_text(words + "\n" * number, encoding="utf-8")
    home = tmp_path / "home"
    with started(root, home, "ingest", str(papers), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        first = going.stdout.readline()
        going.send_signal(signal.SIGINT)
        lines = [first, *going.stdout.readlines()]
        told = going.stderr.read().decode()
        code = going.wait(60)
    assert code == 130
    assert "Run the same command again" in told
    assert 1 <= len(lines) < 10
    held = json.loads(run(root, home, "works", "--json").stdout)
    assert held
    again = run(root, home, "ingest", str(papers))
    assert again.returncode == 0, again.stderr
    outcomes = [line.split()[0] for line in again.stdout.decode().splitlines()]
    assert outcomes.count("held") == len(lines)
    assert outcomes.count("read") == 10 - len(lines)
    originals = [p for p in (home / "originals").rglob("*") if p.is_file()]
    assert sorted(p.read_bytes() for p in originals) == sorted(p.read_bytes() for p in papers.iterdir())
    assert not [p for p in originals if p.name.startswith(".part-")]


def test_on_a_terminal_the_bar_and_the_lines_do_not_run_into_each_other(
    root: Path, tmp_path: Path, circulars: list[Path]
) -> None:
    try:
        ours, theirs = os.openpty()
    except OSError as none:
        pytest.skip(f"this machine lends no terminal ({none})")
    streams = {"stdout": theirs, "stderr": theirs, "stdin": theirs, "env": {"TERM": "xterm", "COLUMNS": "100"}}
    with started(root, tmp_path, "ingest", str(circulars[1]), str(circulars[2]), **streams) as going:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux tells that the other side has gone
                break
            if not part:
                break
            seen += part
        assert going.wait(60) == 0
    os.close(ours)
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode()))
    assert [line.split(":")[0] for line in lines if "read    " in line] == [f"read    {p.name}" for p in circulars[1:3]]
    assert any("━" in line for line in lines)
    assert not any("event=" in line for line in lines)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_answers_on_loopback_reads_an_upload_and_ends_with_ctrl_c(root: Path, tmp_path: Path) -> None:
    port = free_port()
    with started(root, tmp_path, "serve", "--port", str(port), stderr=subprocess.PIPE) as going:
        assert going.stderr is not None
        assert f"http://127.0.0.1:{port}" in going.stderr.readline().decode()
        assert b"this machine only" in going.stderr.readline()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            until = time.monotonic() + 60
            while True:
                try:
                    client.get("/v1/works")
                    break
                except httpx.ConnectError:
                    assert time.monotonic() < until
                    time.sleep(0.1)
            paper = b"No. 7/1/2026-X\nDated 2nd June, 2026\n\nSubject: Leave.\n\nOfficers shall apply in time.\n"
            receipt = client.post("/v1/receipts", files={"file": ("leave.txt", paper)}).json()
            while receipt["state"] in ("queued", "reading"):
                assert time.monotonic() < until + 60
                time.sleep(0.1)
                receipt = client.get(f"/v1/receipts/{receipt['id']}").json()
            assert receipt["state"] == "done", receipt
            taken = run(root, tmp_path, "serve", "--port", str(port))
            assert taken.returncode == 5
            assert b"is taken" in taken.stderr
        going.send_signal(signal.SIGINT)
        told = going.stderr.read().decode()
        assert going.wait(30) == 0
    assert "Traceback" not in told
    assert "@" not in told


def test_a_reader_of_our_output_may_go_away(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | head -c 10', "_", *CLI, "schema", "reading"],
        cwd=root, env=environment(tmp_path), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert done.stdout == b'{\n  "$sche'


def test_help_is_quick_because_it_loads_no_models(root: Path, tmp_path: Path) -> None:
    heavy = ("spacy", "pdfplumber", "pypdfium2", "sqlalchemy", "fastapi", "cv2")
    script = f"import sys, api.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=environment(tmp_path), capture_output=True, timeout=60, check=True
    )
    assert done.stdout.strip() == b"[]"

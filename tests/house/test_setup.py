"""`./run`, the lock and the contracts: what a newcomer's machine depends on."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.txt", "requirements-ocr.txt", "requirements-dev.txt")
NAME = re.compile(r"^([A-Za-z0-9._-]+)")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(path: Path) -> dict[str, str]:
    """Locked name -> its whole entry (version and hashes)."""
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    found = {}
    for line in lines:
        match = NAME.match(line)
        assert match, f"{path.name}: neither a package nor a comment: {line[:80]}"
        found[canonical(match.group(1))] = line
    return found


def wanted(path: Path) -> set[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return {canonical(m.group(1)) for line in lines if not line.startswith("-") and (m := NAME.match(line))}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(root: Path, lock: str) -> None:
    for name, entry in entries(root / lock).items():
        assert re.match(r"[A-Za-z0-9._-]+==[^ ;]+( ;[^\\]*?)? +--hash=sha256:[0-9a-f]{64}", entry), name


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_locked(root: Path, lock: str) -> None:
    assert wanted((root / lock).with_suffix(".in")) <= entries(root / lock).keys()


def test_the_two_locks_agree(root: Path) -> None:
    run, _, dev = (entries(root / lock) for lock in LOCKS)
    version = re.compile(r"==([^ ]+)")
    for name in run.keys() & dev.keys():
        assert version.search(run[name]).group(1) == version.search(dev[name]).group(1), name  # type: ignore[union-attr]


@pytest.mark.parametrize("shell", ["dash", "sh", "bash"])
def test_run_is_shell_that_every_debian_has(root: Path, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    subprocess.run([shell, "-n", str(root / "run")], check=True)


def test_scripts_can_be_started(root: Path) -> None:
    for name in ("run", ".ci/run"):
        assert os.access(root / name, os.X_OK), name


def bare_machine(folder: Path, *tools: str) -> dict[str, str]:
    """An environment with the named programs only."""
    folder.mkdir()
    for tool in ("sh", "dirname", "cat", "cut", "sha256sum", "grep", "id", *tools):
        place = shutil.which(tool)
        assert place, tool
        (folder / tool).symlink_to(place)
    return {"PATH": str(folder), "LC_ALL": "C"}


def copy_of_run(root: Path, folder: Path) -> Path:
    folder.mkdir()
    (folder / "ingest").mkdir()
    for name in ("run", "requirements.txt", "requirements-ocr.txt", "ingest/engine_wheel.py", "pyproject.toml"):
        shutil.copy(root / name, folder / name)
    return folder / "run"


def test_without_apt_it_says_what_to_install(root: Path, tmp_path: Path) -> None:
    run = copy_of_run(root, tmp_path / "checkout")
    got = subprocess.run(["sh", str(run)], env=bare_machine(tmp_path / "bin"), capture_output=True, text=True)
    assert got.returncode == 1
    assert "no apt-get" in got.stderr
    assert "python3 python3-venv tesseract-ocr tesseract-ocr-script-deva tesseract-ocr-hin poppler-utils" in got.stderr
    assert not (tmp_path / "checkout" / ".venv").exists()


def test_without_rights_it_says_which_command_an_administrator_runs(root: Path, tmp_path: Path) -> None:
    run = copy_of_run(root, tmp_path / "checkout")
    env = bare_machine(tmp_path / "bin")
    for name, says in (("apt-get", "exit 99"), ("id", "echo 1000")):
        (tmp_path / "bin" / name).unlink(missing_ok=True)
        (tmp_path / "bin" / name).write_text(f"#!{shutil.which('sh')}\n{says}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    got = subprocess.run(["sh", str(run), "works"], env=env, capture_output=True, text=True)
    assert got.returncode == 1
    assert "apt-get update && apt-get install -y --no-install-recommends python3 python3-venv" in got.stderr


def machine_with_python(root: Path, tmp_path: Path, venv_does: str = "") -> tuple[Path, dict[str, str], Path]:
    """A checkout, an environment in which all is there but the venv, and where each making of it is written down.

    ``venv_does``: what the Python of the venv does, in sh.
    """
    run = copy_of_run(root, tmp_path / "checkout")
    env = bare_machine(tmp_path / "bin", "mkdir", "rm", "sleep", "mktemp", "chmod", "tail")
    made = tmp_path / "made"
    (tmp_path / "venv-does").write_text(venv_does)
    sh = shutil.which("sh")
    python = f"""case "$*" in
    "-m venv --clear "*)
        echo made >>{made}
        sleep 1
        mkdir -p "$4/bin"
        printf '#!{sh}\\n' >"$4/bin/python"
        cat {tmp_path / "venv-does"} >>"$4/bin/python"
        chmod +x "$4/bin/python" ;;
    esac"""
    for name, says in (
        ("python3", python), ("tesseract", "printf 'eng\\nhin\\nosd\\nscript/Devanagari\\n'"), ("pdftotext", ":"),
    ):  # fmt: skip
        (tmp_path / "bin" / name).write_text(f"#!{sh}\n{says}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return run, env, made


def test_two_at_once_set_up_once(root: Path, tmp_path: Path) -> None:
    run, env, made = machine_with_python(root, tmp_path)
    both = [subprocess.Popen(["sh", str(run), "setup"], env=env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert made.read_text() == "made\n"
    assert sum("waiting for it" in text for text in said) == 1
    assert not (run.parent / ".setting-up").exists()


ENGINE = """case "$*" in
*" download "*)
    while [ "$1" != --dest ]; do shift; done
    {fetches} ;;
*engine_wheel.py*) {frees} ;;
*" install "*whl*) echo "$*" >>"$CALLS" ;;
*"import tesserocr"*) [ -s "$CALLS" ] ;;
esac
"""


@pytest.mark.parametrize(
    ("fetches", "frees", "installed"),
    [
        pytest.param(': >"$2/reader.whl"', "echo $3/freed.whl", True, id="a wheel"),
        pytest.param(":", "exit 9", False, id="none for this machine"),
        pytest.param(': >"$2/reader.whl"', "exit 1", False, id="one that is built otherwise"),
    ],
)
def test_the_warm_engine_is_installed_without_what_may_not_be(
    fetches: str, frees: str, installed: bool, root: Path, tmp_path: Path
) -> None:
    run, env, _ = machine_with_python(root, tmp_path, ENGINE.format(fetches=fetches, frees=frees))
    calls = tmp_path / "calls"
    calls.touch()
    got = subprocess.run(
        ["sh", str(run), "setup"], env=env | {"CALLS": str(calls)}, capture_output=True, text=True, timeout=60
    )
    assert got.returncode == 0, got.stderr
    said = calls.read_text()
    assert (said.count("freed.whl") == 1) is installed and "reader.whl" not in said
    assert ("tesserocr is not to be had for this machine" in got.stderr) is not installed


def test_without_network_the_set_up_says_so_and_is_no_set_up(root: Path, tmp_path: Path) -> None:
    run, env, _ = machine_with_python(root, tmp_path, ENGINE.format(fetches="echo unreachable; exit 1", frees=":"))
    env["CALLS"] = str(tmp_path / "calls")
    got = subprocess.run(["sh", str(run), "setup"], env=env, capture_output=True, text=True, timeout=60)
    assert got.returncode == 1
    assert "unreachable" in got.stderr and "A second ./run tries again" in got.stderr
    assert not list((run.parent / ".venv").glob(".made-of-*")) and not (run.parent / ".setting-up").exists()


def test_what_a_killed_set_up_left_behind_is_taken_over(root: Path, tmp_path: Path) -> None:
    run, env, made = machine_with_python(root, tmp_path)
    gone = subprocess.Popen(["true"])
    gone.wait()
    (run.parent / ".setting-up").mkdir()
    (run.parent / ".setting-up" / "pid").write_text(f"{gone.pid}\n")
    got = subprocess.run(["sh", str(run), "setup"], env=env, capture_output=True, text=True, timeout=60)
    assert got.returncode == 0, got.stderr
    assert made.read_text() == "made\n"
    assert not (run.parent / ".setting-up").exists()


def test_the_console_script_leads_to_the_command_line(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"paripatra": "api.cli:main"}
    from api.cli import main

    assert callable(main)


def test_import_contracts_are_kept(root: Path) -> None:
    """The same check as in `./run test`, so that the desk's quick part has it too."""
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    if not lint:
        pytest.skip("import-linter is not installed beside this Python")
    got = subprocess.run([lint], cwd=root, capture_output=True, text=True)
    assert "3 kept, 0 broken" in got.stdout, got.stdout[-2000:]


def test_no_extractor_imports_another_and_no_production_imports_corpus(root: Path) -> None:
    """What the contracts say, said again without their tool: it must not be possible to lose both at once."""
    for path in [p for name in ("ingest", "extract", "knowledge", "api") for p in (root / name).rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) corpus\b", text, re.M), path
        if path.parent.name == "extractors" and path.name != "__init__.py":
            assert not re.search(r"^\s*(from|import) extract\.extractors\b", text, re.M), path


def test_readme_names_commands_that_exist(root: Path) -> None:
    readme = root / "README.md"
    if not readme.exists():
        pytest.skip("no README.md yet")
    from typer.main import get_command

    from api.cli import app

    known = set(get_command(app).commands) | {"test", "lock", "setup", "COMMAND"}  # type: ignore[attr-defined]
    said = re.findall(r"(?:\./run|\bparipatra)(?: --home \S+)? ([a-z]+)\b", code_of(readme.read_text(encoding="utf-8")))
    assert said
    assert set(said) <= known, set(said) - known


def code_of(markdown: str) -> str:
    """What stands in code: fenced blocks and `spans`."""
    fenced = re.findall(r"^```.*?^```", markdown, re.S | re.M)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", markdown, flags=re.S | re.M))
    return "\n".join(fenced + spans)


NAMES_OF_IMPORTS = {
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "pdfminer": "pdfminer.six",
    "docx": "python-docx",
    "multipart": "python-multipart",
}


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_everything_imported_is_asked_for(root: Path) -> None:
    """A package that happens to come with another may go with it: what the program imports it asks for by name."""
    ours = {"ingest", "extract", "knowledge", "api", "corpus"}
    asked = wanted(root / "requirements.in")
    for package in ours - {"corpus"}:
        for path in (root / package).rglob("*.py"):
            foreign = imported(path) - ours - sys.stdlib_module_names - {"__future__"}
            named = {canonical(NAMES_OF_IMPORTS.get(name, name)) for name in foreign}
            assert named <= asked, (path.relative_to(root), named - asked)

"""What holds for every file that git tracks."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any

import pytest

PRODUCTION = ("ingest", "extract", "knowledge", "api")

# Put together from pieces, so that this file does not hold what it forbids.
HOSTS = ["pypi." + "org", "python" + "hosted.", "npm" + "js.", "deb." + "debian.org", "registry." + "npm"]
PLACES = ["/wo" + "rk/", "/ro" + "ot/", "/op" + "t/", "/ho" + "me/", "C:\\" + "Users"]
FORBIDDEN = re.compile("|".join(re.escape(s) for s in HOSTS + PLACES))
PAPERS = "corpus/circulars/"
"""What the offices wrote stays as they wrote it."""


def tracked(root: Path) -> list[str]:
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, or git is not installed")
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


def texts(root: Path) -> Iterator[tuple[str, str]]:
    for name in tracked(root):
        try:
            yield name, (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # images and PDFs


def test_no_place_or_registry_of_one_machine(root: Path) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in texts(root)
        if not name.startswith(PAPERS)
        for hit in FORBIDDEN.finditer(text)
    ]
    assert found == []


def test_no_large_file(root: Path) -> None:
    assert [n for n in tracked(root) if (root / n).stat().st_size > 10_000_000] == []


def test_the_circulars_are_the_ones_that_the_gold_was_made_from(root: Path, circulars: list[Path]) -> None:
    for path in circulars:
        data = path.read_bytes()
        assert b"\r" not in data, path.name  # an editor or git has touched it
        assert (root / "corpus" / "gold" / f"{path.stem}.json").exists(), path.name


def names_of_the_papers(gold: Path) -> set[str]:
    """Persons, addresses and numbers that stand in the five circulars."""
    found: set[str] = set()

    def visit(x: Any) -> None:
        if isinstance(x, dict):
            for key in ("reference_no", "diary_no", "name", "sender"):
                if isinstance(x.get(key), str) and "requirement" not in x:  # the names of courses are words
                    found.add(x[key])
            for v in x.values():
                visit(v)
        elif isinstance(x, list):
            for v in x:
                visit(v)
        elif isinstance(x, str) and "@" in x and " " not in x:
            found.add(x)

    for path in gold.glob("0*.json"):
        visit(json.loads(path.read_text(encoding="utf-8")))
    return {n for n in found if len(n) >= 6}


def wired(name: str, text: str) -> str:
    """What the program acts on: code without comments and docstrings (these may show a real line); whole data files."""
    if not name.endswith(".py"):
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                x for x in body if not (isinstance(x, ast.Expr) and isinstance(x.value, ast.Constant))
            ] or [ast.Pass()]
    return ast.unparse(tree)


def test_nothing_of_the_five_circulars_is_wired_in(root: Path, gold: Path) -> None:
    """Office procedure generalises; names, numbers and addresses do not."""
    names = names_of_the_papers(gold)
    assert len(names) > 40
    found = [
        f"{name}: {said}"
        for name, text in texts(root)
        if name.startswith(tuple(p + "/" for p in PRODUCTION)) and name.endswith((".py", ".toml"))
        for acted_on in [wired(name, text)]
        for said in names
        if said in acted_on
    ]
    assert found == []


def test_the_environment_is_read_in_one_place(root: Path) -> None:
    """ruff's TID251 says so too; this one cannot be silenced by a comment."""
    # Setting a variable for a child process is no reading.
    reads = re.compile(r"""os\.environ(?!\["[A-Z_]+"\] = )|os\.getenv|from os import .*(environ|getenv)""")
    found = [
        name
        for name, text in texts(root)
        if name.startswith(tuple(p + "/" for p in PRODUCTION)) and name.endswith(".py")
        if name != "api/settings.py" and reads.search(text)
    ]
    assert found == []


def test_package_data_is_packaged(root: Path) -> None:
    """Every file beside the code that the program reads at run time is named in pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["tool"]["setuptools"]["package-data"]
    packaged = {
        f"{package}/{rest}"
        for package, patterns in named.items()
        for pattern in patterns
        for rest in glob(pattern, root_dir=root / package, recursive=True)  # as setuptools does
    }
    left = [
        name
        for name in tracked(root)
        if name.startswith(tuple(f"{p}/" for p in PRODUCTION))
        if not name.endswith((".py", ".md")) and name not in packaged
    ]
    assert left == []


def test_every_word_of_a_lexicon_has_an_example(root: Path) -> None:
    """That the examples are found is tested beside the code that reads them; here, that none is left out."""
    files = sorted(path for package in PRODUCTION for path in (root / package / "lang").glob("*.toml"))
    assert files
    bare = [
        f"{path.relative_to(root)} [[{group}]] {str(entry)[:60]}"
        for path in files
        for group, entries in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for entry in (entries if isinstance(entries, list) else [entries])
        if not (isinstance(entry, dict) and (entry.get("example") or entry.get("examples")))
    ]
    assert bare == []

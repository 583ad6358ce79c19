"""The generator of invented circulars: the same from the same seed, exact, whole, and in two disjoint halves."""

from __future__ import annotations

import collections
import json
import re
import typing
from pathlib import Path
from typing import Any

import pytest

from corpus.generate.bundle import KINDS, SHAPES, Document, document
from corpus.generate.command import main
from corpus.generate.layouts import fitting, layouts
from corpus.generate.noise import LEVELS
from corpus.generate.parts import FOLDER, Half, parts, read_part
from corpus.generate.styles import EN_STYLES, HI_STYLES, date_text, saka
from extract.record import Kind, Modality, RelationWord
from extract.view import Zone

COUNT = 600


@pytest.fixture(scope="module")
def made() -> list[Document]:
    return [document(3, i) for i in range(COUNT)]


def squeezed(text: str) -> str:
    return re.sub(r"[\s*]+", " ", text)


def words(node: Any) -> set[str]:
    """Every sentence of a half that holds enough to be told from others."""
    if isinstance(node, dict):
        return set().union(*map(words, node.values()))
    if isinstance(node, list):
        return set().union(*map(words, node))
    return {node} if isinstance(node, str) and len(node) > 25 else set()


def test_one_seed_gives_one_set_of_bundles() -> None:
    assert [document(5, i, "tuning", "heavy") for i in range(12)] == [
        document(5, i, "tuning", "heavy") for i in range(12)
    ]
    assert document(5, 0).text != document(6, 0).text


def test_bundles_differ(made: list[Document]) -> None:
    assert len({d.text for d in made}) == COUNT


def printed_values(communication: dict[str, Any]) -> list[str]:
    said = [
        communication[k]
        for k in ("reference_no", "place", "sender", "printed_date", "priority")
        if communication.get(k)
    ]
    said += [communication["subject"]] if communication["subject"] and "\n" not in communication["subject"] else []
    said += [line for line in (communication["issuer"] or "").split(" | ") if line]
    said += [*communication["addressees"], *communication["copy_to"]]
    for signatory in communication["signatories"]:
        said += [signatory["name"]] if signatory["name"] else []
    said += [o["quote"] for o in communication["obligations"]]
    said += [o["who"] for o in communication["obligations"] if o["who"]]
    said += [d["text"] for d in communication["deadlines"]]
    said += [c["reference_no"] for c in communication["cites"] if c["reference_no"] and not c["even_number"]]
    said += [c["name"] for c in communication["courses"]]
    said += [x for role in communication["roles"] for x in (role["office"], role["role"], role["for"])]
    said += communication.get("misprints", [])
    for amended in communication["amends"]:
        said += [amended["paragraph"], amended["old"], amended["new"]]
    return said


def test_every_gold_value_is_printed(made: list[Document]) -> None:
    for i, d in enumerate(made):
        text = squeezed(re.sub(r"\n[ \t]*\(2\)", " (2)", d.text))
        for communication in d.gold["communications"]:
            missing = [v for v in printed_values(communication) if squeezed(v).strip() not in text]
            assert not missing, (i, missing)
        assert not [m["text"] for m in d.gold["marginalia"] if squeezed(m["text"]) not in text], i


def test_the_gold_keeps_the_contract_words(made: list[Document]) -> None:
    for d in made:
        for c in d.gold["communications"]:
            assert c["kind"] in typing.get_args(Kind)
            assert all(o["modality"] in typing.get_args(Modality) for o in c["obligations"])
            assert all(x["relation"] in typing.get_args(RelationWord) for x in c["cites"])
            assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", x["date"]) for x in c["deadlines"])
            assert c["date"] is None or re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", c["date"])
            assert not any("asked" in o for o in c["obligations"])


def test_zones_label_every_line(made: list[Document]) -> None:
    for d in made:
        lines = d.text.split("\n")[:-1]
        assert [row[0] for row in d.zones] == list(range(1, len(lines) + 1))
        assert {row[1] for row in d.zones} <= set(typing.get_args(Zone))
        assert all((row[1] == "blank") == (not line) for row, line in zip(d.zones, lines, strict=True))
        assert sorted({row[3] for row in d.zones}) == list(range(len(d.gold["communications"])))


def test_every_form_shape_and_layout_occurs(made: list[Document]) -> None:
    seen = collections.Counter(c["kind"] for d in made for c in d.gold["communications"])
    assert set(KINDS) - {"reminder"} | {"endorsement", "email"} == set(seen)
    assert {d.gold["made"]["shape"] for d in made} == set(SHAPES)
    used = {name for d in made for name in d.gold["made"]["layouts"]}
    assert {x.name for x in layouts("all")} <= used
    relations = {x["relation"] for d in made for c in d.gold["communications"] for x in c["cites"]}
    assert relations == {
        "refers",
        "forwards",
        "encloses",
        "continues",
        "supersedes",
        "amends",
        "reminds",
        "replies",
        "clarifies",
    }
    modalities = collections.Counter(
        o["modality"] for d in made for c in d.gold["communications"] for o in c["obligations"]
    )
    assert all(modalities[m] > 50 for m in typing.get_args(Modality))
    languages = collections.Counter(c["language"] for d in made for c in d.gold["communications"])
    assert min(languages["en"], languages["hi"]) > COUNT / 4


def test_what_is_rare_on_paper_occurs_in_both_languages(made: list[Document]) -> None:
    """Roles, misprinted years, scribbles, mails, papers cited by title: enough of each to measure and to train on."""
    for lang in ("en", "hi"):
        papers = [c for d in made for c in d.gold["communications"] if c["language"] == lang]
        assert sum(bool(c["roles"]) for c in papers) >= 10
        assert sum(c["kind"] == "email" for c in papers) >= 10
        assert any(c.get("misprints") for c in papers)
        assert sum(x["kind"] == "circular" and not x["reference_no"] for c in papers for x in c["cites"]) >= 3
    assert sum(bool(d.gold["marginalia"]) for d in made) >= 10


def test_the_halves_share_no_office_layout_or_sentence() -> None:
    a, b = parts("tuning"), parts("held-out")
    assert not {o.heads.get("en", o.heads.get("hi")) for o in a.offices} & {
        o.heads.get("en", o.heads.get("hi")) for o in b.offices
    }
    assert not {x.name for x in layouts("tuning")} & {x.name for x in layouts("held-out")}
    for lang in ("en", "hi"):
        assert not words(a.words[lang]) & words(b.words[lang])
    names = "names"
    for lang in ("en", "hi"):
        assert not set(a.people[names][lang]) & set(b.people[names][lang])


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_each_half_serves_every_kind_in_both_languages(half: Half) -> None:
    for kind in KINDS:
        for lang in ("en", "hi"):
            assert fitting(half, kind, lang, "state"), (kind, lang)
    assert fitting(half, "order", "en", "go")


def test_the_parts_are_as_many_as_promised() -> None:
    offices = read_part("offices")["offices"]
    assert len({o["state_en"] for o in offices if "state_en" in o}) >= 15
    for lang in ("en", "hi"):
        said = read_part(f"sentences_{lang}")
        assert sum(len(said[m]) for m in typing.get_args(Modality)) >= 60
        assert all(
            "<" not in s or re.fullmatch(r"[^<>]*<[^<>]+>[^<>]*", s) for m in typing.get_args(Modality) for s in said[m]
        )
    assert {p.name for p in FOLDER.iterdir()} >= {"offices.toml", "people.toml", "layouts.toml"}


def test_noise_changes_the_text_and_leaves_the_gold() -> None:
    clean, light, heavy = (document(9, 4, "all", level) for level in LEVELS)
    assert clean.gold == light.gold == heavy.gold
    assert clean.text != light.text != heavy.text
    assert len(heavy.zones) <= len(clean.zones)


@pytest.mark.parametrize(
    ("style", "lang", "said"),
    [
        ("dd.mm.yyyy", "en", "04.07.2025"), ("d/m/yyyy", "en", "4/7/2025"),
        ("the dth month, yyyy", "en", "the 4th July, 2025"),
        ("dth day of month, yyyy", "en", "4th day of July, 2025"),
        ("dd-Mon-yyyy", "en", "04-Jul-2025"),
        ("dd.mm.yy", "en", "04.07.25"),
        ("०month, dd, yyyy", "hi", "जुलाई, ०४, २०२५"), ("d month yyyy", "hi", "4 जुलाई 2025"),
    ],
)  # fmt: skip
def test_date_styles(style: str, lang: Any, said: str) -> None:
    import datetime as dt

    assert style in (EN_STYLES if lang == "en" else HI_STYLES)
    assert date_text(dt.date(2025, 7, 4), style, lang) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-03-21", (1942, 1, 1)),
        ("2020-03-20", (1941, 12, 30)),
        ("2020-07-31", (1942, 5, 9)),
        ("2021-03-22", (1943, 1, 1)),
    ],
)
def test_saka(day: str, said: tuple[int, int, int]) -> None:
    import datetime as dt

    assert saka(dt.date.fromisoformat(day)) == said


def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    assert (
        main(["--seed", "4", "--count", "3", "--out", str(tmp_path), "--noise", "light", "--offices", "held-out"]) == 0
    )
    for i in range(3):
        text = (tmp_path / "docs" / f"g{i:04}.txt").read_text(encoding="utf-8")
        gold = json.loads((tmp_path / "gold" / f"g{i:04}.json").read_text(encoding="utf-8"))
        rows = (tmp_path / "zones" / f"g{i:04}.tsv").read_text(encoding="utf-8").splitlines()
        assert gold["communications"] and len(rows) - 1 == text.count("\n")

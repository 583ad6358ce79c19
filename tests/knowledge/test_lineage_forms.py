"""The lineage of a paper as PROV, JSON-LD and SVG, and the days in each office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from prov.model import ProvDocument

from knowledge import lineage_forms, queries
from knowledge.answers import LineageAnswer
from knowledge.store import Register
from tests.knowledge.papers import cite, nurses, paper

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, str]]:
    with Register.open(tmp_path_factory.mktemp("register")) as register:
        origin = register.add(nurses()).works[0]
        register.add(
            paper("letter", "DH/5", "2024-04-20", "A copy of circular is forwarded.",
                  issuer='DISTRICT <HOSPITAL> & "CO"',
                  cites=[cite("HB/TRG/2024/118", "2024-04-05", "forwards", "circular")])
        )  # fmt: skip
        register.add(
            paper("corrigendum", "HB/TRG/2024/118", "2024-05-01", "Amended.",
                  cites=[cite("HB/TRG/2024/118", "2024-04-05", "amends", "circular")])
        )  # fmt: skip
        yield register, origin


@pytest.fixture(scope="module")
def answer(asked: tuple[Register, str]) -> LineageAnswer:
    return queries.lineage(*asked)


def test_days_in_the_office(asked: tuple[Register, str]) -> None:
    (stay,) = queries.movements(*asked)
    assert (stay.arrived, stay.left, stay.days, stay.inferred) == ("2024-04-05", "2024-04-20", 15, True)


def test_prov_reads_back(answer: LineageAnswer) -> None:
    document = ProvDocument.deserialize(content=lineage_forms.prov(answer), format="json")
    kinds = [type(r).__name__ for r in document.get_records()]
    assert kinds.count("ProvEntity") == 3
    assert kinds.count("ProvDerivation") == 2
    assert "ProvAgent" in kinds


def test_jsonld(answer: LineageAnswer) -> None:
    graph = json.loads(lineage_forms.jsonld(answer))["@graph"]
    assert [e["legislationDate"] for e in graph] == ["2024-04-05", "2024-04-20", "2024-05-01"]
    assert graph[2]["legislationChanges"] == [{"@id": graph[0]["@id"]}]


def test_svg_is_well_formed_and_shows_every_paper(answer: LineageAnswer) -> None:
    tree = ElementTree.fromstring(lineage_forms.svg(answer))
    said = " ".join(t.text or "" for t in tree.iter(f"{SVG}text"))
    assert "DH/5" in said
    assert "amends, 26 d" in said
    assert 'DISTRICT <HOSPITAL> & "CO"' in said
    assert len([r for r in tree.iter(f"{SVG}rect") if r.get("rx")]) == 3


def test_a_circle_of_papers_is_drawn(tmp_path: Path) -> None:
    with Register.open(tmp_path) as register:
        for own, other in (("A/1", "B/2"), ("B/2", "A/1")):
            work = register.add(
                paper("letter", own, "2024-01-01", f"Refer {other}.", cites=[cite(other, "2024-01-01", "amends")])
            ).works[0]
        found = queries.lineage(register, work)
    ElementTree.fromstring(lineage_forms.svg(found))
    assert lineage_forms.prov(found)

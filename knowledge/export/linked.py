"""All papers of a register and their relations as JSON-LD: schema.org Legislation with ELI's words for dates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from knowledge.answers import MissingAnswer
from knowledge.lineage_forms import BASE, LD_RELATIONS
from knowledge.papers import Link, PaperView

CONTEXT = {
    "@vocab": "https://schema.org/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "pp": f"{BASE}words:",
    "pp:held": {"@type": "http://www.w3.org/2001/XMLSchema#boolean"},
}


def lineage_bytes(
    papers: Sequence[PaperView],
    missing: Sequence[MissingAnswer],
    links: Sequence[Link],
    names: Mapping[str, str],
    clean: Callable[[str], str],
) -> bytes:
    """A node a paper, also those that are cited and not held; each relation once, inferred ones marked as such.

    A relation stands twice: in schema.org's word (several of ours share one) and, with ours, in ``pp:relations``.
    """
    made = {p.id: node(names[p.id], p.kind, p.reference_no, p.date, p.issuer, True, clean) for p in papers}
    made |= {m.id: node(names[m.id], m.kind, m.reference_no, m.date, m.issuer, False, clean) for m in missing}
    for link in links:
        if link.source in made and link.target in made:
            target = {"@id": iri(names[link.target])}
            made[link.source].setdefault(LD_RELATIONS.get(link.relation, "citation"), []).append(target)
            said = {"pp:relation": link.relation, "pp:to": target, "pp:inferred": link.inferred}
            made[link.source].setdefault("pp:relations", []).append(said)
    graph = sorted(made.values(), key=lambda n: (n.get("eli:date_document", ""), n["@id"]))
    for entry in graph:
        for values in (v for v in entry.values() if isinstance(v, list)):
            values.sort(key=lambda v: json.dumps(v, sort_keys=True))
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=2).encode()


def node(
    name: str, kind: str | None, number: str | None, date: str | None, issuer: str | None, held: bool,
    clean: Callable[[str], str],
) -> dict[str, Any]:  # fmt: skip
    lines = [p.strip() for p in (issuer or "").split("|") if p.strip()]
    facts = {
        "legislationIdentifier": clean(number) if number else None,
        "legislationType": (kind or "").replace("_", " ") or None,
        "legislationDate": date if date and len(date) == 10 else None,
        "eli:date_document": date,
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": clean(", ".join(dict.fromkeys(lines)))}
        if lines
        else None,
    }
    return {"@id": iri(name), "@type": "Legislation", "pp:held": held, **{k: v for k, v in facts.items() if v}}


def iri(name: str) -> str:
    return f"{BASE}work/{name}"

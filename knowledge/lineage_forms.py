"""The lineage of a paper for others: how long it lay where, W3C PROV, JSON-LD (schema.org Legislation, ELI), and SVG.

All forms are made from the trees of ``LineageAnswer`` alone, so they say what the text tree says and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import regex

from extract.record import ReceiptMark
from knowledge.answers import LineageAnswer, LineageNode, OfficeStay
from knowledge.lineage import days_apart, when

BASE = "urn:paripatra:"
MAIL = "e-mail"
"""What the lineage prints for the office of an e-mail; a mail is no office, nothing lies there."""
Stamp = tuple[str, ReceiptMark]
AMENDING = frozenset({"amends", "supersedes"})
PASSING = frozenset({"forwards", "encloses", "endorses", "acts_on"})


def hops(answer: LineageAnswer) -> Iterator[tuple[LineageNode, LineageNode, str, bool]]:
    """Every edge once: (later paper, earlier paper, relation, inferred)."""
    seen: set[tuple[str, str, str]] = set()

    def walk(node: LineageNode, up: bool) -> Iterator[tuple[LineageNode, LineageNode, str, bool]]:
        for child in node.children:
            later, earlier = (node, child) if up else (child, node)
            key = (later.id, earlier.id, child.relation or "")
            if key not in seen:
                seen.add(key)
                yield later, earlier, child.relation or "refers", child.inferred
            yield from walk(child, up)

    yield from walk(answer.work.model_copy(update={"children": answer.upstream}), True)
    yield from walk(answer.work.model_copy(update={"children": answer.downstream}), False)


def nodes(answer: LineageAnswer) -> dict[str, LineageNode]:
    found = {answer.work.id: answer.work}
    for later, earlier, _, _ in hops(answer):
        found.setdefault(later.id, later)
        found.setdefault(earlier.id, earlier)
    return found


def office_of(node: LineageNode) -> str:
    lines = [p.strip() for p in (node.issuer or "").split("|") if p.strip()]
    return ", ".join(dict.fromkeys((lines[0], lines[-1]))) if lines else "an office that is not printed"


def title(node: LineageNode) -> str:
    kind = (node.kind or "paper").replace("_", " ")
    return " · ".join(p for p in (node.reference_no or kind, node.date or "undated") if p)


# ------------------------------------------------------------------------------------------ days in each office
def stays(
    answer: LineageAnswer, stamps: Mapping[str, Sequence[Stamp]], files: Mapping[str, frozenset[str]]
) -> list[OfficeStay]:
    """For each paper that passes another on: when that reached the office and when it went on.

    ``stamps`` are receipt marks with their files by the id of the paper on which they stand: a dated, undoubted
    stamp tells when the paper came to the office that filed what it sent on with it (``files``: those of each paper).
    Without one the date of what came is taken, and the stay is marked as inferred.
    """
    found: list[OfficeStay] = []
    moved = [h for h in hops(answer) if h[2] in PASSING]
    carriers: dict[str, list[str]] = {}
    for later, earlier, _, _ in moved:
        carriers.setdefault(later.id, []).append(earlier.id)
    for later, earlier, relation, inferred in moved:
        if relation == "endorses" or later.issuer == MAIL:
            continue
        if relation != "acts_on" and any(
            o.id == later.id and r == "acts_on" and e.id != earlier.id for o, e, r, _ in moved
        ):
            continue  # the paper came with the mail that the office acted on
        own = [m for sha, m in stamps.get(earlier.id, ()) if sha in files.get(later.id, ())]
        mark = stamp_of(own, earlier.date, later.date)
        arrived = mark.date if mark else earlier.date
        found.append(
            OfficeStay(
                office=office_of(later),
                arrived=arrived,
                left=later.date,
                days=between(arrived, later.date),
                by=earlier.id,
                onward=later.id,
                inferred=inferred or mark is None,
                stamp=f"receipt {mark.diary_no or ''} of {mark.date}".replace("  ", " ") if mark else None,
            )
        )
    passed = {s.by for s in found if s.stamp}
    for work, marks in sorted(stamps.items()):
        mark = stamp_of([m for _, m in marks], None, None)
        if mark and work not in passed and work in nodes(answer):
            office = mark.office or "the office whose stamp it bears"
            found.append(
                OfficeStay(office=office, arrived=mark.date, left=None, days=None, by=work, onward=None, inferred=False,
                           stamp=f"receipt {mark.diary_no or ''} of {mark.date}".replace("  ", " "))
            )  # fmt: skip
    return sorted(found, key=lambda s: (s.arrived or "9999", s.left or "9999", s.office))


def stamp_of(marks: Sequence[ReceiptMark], after: str | None, before: str | None) -> ReceiptMark | None:
    """The first undoubted dated stamp between the two days."""
    fits = [
        m for m in marks
        if m.date and not m.doubtful and len(m.date) == 10 and (not after or m.date >= after)
        and (not before or m.date <= before)
    ]  # fmt: skip
    return min(fits, key=lambda m: m.date or "", default=None)


def between(a: str | None, b: str | None) -> int | None:
    return days_apart(a, b)


# ------------------------------------------------------------------------------------------ W3C PROV
def prov(answer: LineageAnswer) -> str:
    """PROV-JSON: papers are entities, offices agents; passing on is derivation, amendment a revision."""
    from prov.model import ProvDocument

    document = ProvDocument()
    document.add_namespace("pp", BASE)
    document.add_namespace("dct", "http://purl.org/dc/terms/")
    for node in nodes(answer).values():
        facts = {"dct:identifier": node.reference_no, "dct:issued": node.date, "dct:type": node.kind}
        document.entity(f"pp:work/{node.id}", {**{k: v for k, v in facts.items() if v}, "pp:held": node.held})
        if node.issuer and node.issuer != MAIL:
            agent = f"pp:office/{slug(node.issuer)}"
            document.agent(agent, {"prov:label": office_of(node)})
            document.wasAttributedTo(f"pp:work/{node.id}", agent)
    for later, earlier, relation, inferred in hops(answer):
        make = document.wasRevisionOf if relation in AMENDING else document.wasDerivedFrom
        make(
            f"pp:work/{later.id}",
            f"pp:work/{earlier.id}",
            other_attributes={"pp:relation": relation, "pp:inferred": inferred},
        )
    for n, stay in enumerate(answer.movements, start=1):
        # A stay is an activity of the office; it used the paper that came.
        activity, agent = f"pp:stay/{answer.work.id}/{n}", f"pp:office/{slug(stay.office)}"
        rests = {"pp:stamp": stay.stamp, "pp:marking": stay.marking}
        document.activity(activity, moment(stay.arrived), moment(stay.left),
                          {**{k: v for k, v in rests.items() if v}, "pp:inferred": stay.inferred})  # fmt: skip
        document.agent(agent, {"prov:label": stay.office})
        document.wasAssociatedWith(activity, agent)
        document.used(activity, f"pp:work/{stay.by}")
    document = document.unified()
    return json.dumps(
        json.loads(document.serialize(format="json") or "{}"), ensure_ascii=False, indent=2, sort_keys=True
    )


def moment(day: str | None) -> str | None:
    """The beginning of a day as xsd:dateTime; None where it is no day of the calendar."""
    return f"{day}T00:00:00" if day and days_apart(day, day) is not None else None


def slug(issuer: str) -> str:
    from hashlib import sha256

    return sha256(issuer.casefold().encode()).hexdigest()[:12]


# ------------------------------------------------------------------------------------------ JSON-LD
LD_RELATIONS = {
    "amends": "legislationChanges",
    "supersedes": "legislationRepeals",
    "acts_on": "isBasedOn",
    "forwards": "isBasedOn",
    "encloses": "isBasedOn",
    "endorses": "isBasedOn",
    "restates": "isBasedOn",
}


def jsonld(answer: LineageAnswer) -> str:
    """schema.org Legislation with ELI's words for number and dates."""
    made: dict[str, dict[str, Any]] = {}
    for node in nodes(answer).values():
        entry: dict[str, Any] = {"@id": f"{BASE}work/{node.id}", "@type": "Legislation"}
        facts = {
            "legislationIdentifier": node.reference_no,
            "legislationType": (node.kind or "").replace("_", " ") or None,
            "legislationDate": node.date if node.date and len(node.date) == 10 else None,
            "eli:date_document": node.date,
            "legislationPassedBy": {"@type": "GovernmentOrganization", "name": office_of(node)}
            if node.issuer
            else None,
        }
        made[node.id] = entry | {k: v for k, v in facts.items() if v}
    for later, earlier, relation, _ in hops(answer):
        made[later.id].setdefault(LD_RELATIONS.get(relation, "citation"), []).append(
            {"@id": f"{BASE}work/{earlier.id}"}
        )
    context = {"@vocab": "https://schema.org/", "eli": "http://data.europa.eu/eli/ontology#"}
    graph = sorted(made.values(), key=lambda e: (e.get("eli:date_document", ""), e["@id"]))
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=2)


# ------------------------------------------------------------------------------------------ SVG
BOX_W, BOX_H, LINE, GAP_X, GAP_Y, MARGIN = 270, 76, 20, 40, 58, 24
FONT = "font-family=\"'Noto Sans','Noto Sans Devanagari',sans-serif\""


def svg(answer: LineageAnswer) -> str:
    """A drawing: the oldest papers on top, each edge down to the paper made from them; inferred hops are dashed."""
    found = nodes(answer)
    edges = list(hops(answer))
    rows = layers(found, edges)
    marks = {work: marks_of(work, answer.movements) for work in found}
    tall = BOX_H + LINE * max(len(m) for m in marks.values())
    places: dict[str, tuple[float, float]] = {}
    widest = max(len(row) for row in rows)
    width = MARGIN * 2 + widest * BOX_W + (widest - 1) * GAP_X
    for level, row in enumerate(rows):
        indent = (width - 2 * MARGIN - len(row) * BOX_W - (len(row) - 1) * GAP_X) / 2
        for column, work in enumerate(row):
            places[work] = (MARGIN + indent + column * (BOX_W + GAP_X), MARGIN + level * (tall + GAP_Y))
    height = MARGIN * 2 + len(rows) * tall + (len(rows) - 1) * GAP_Y
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img">',
        f"<title>{escape('Lineage of ' + title(answer.work))}</title>",
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>',
    ]
    labels = []
    for n, (later, earlier, relation, inferred) in enumerate(edges):
        (x1, y1), (x2, y2) = places[earlier.id], places[later.id]
        down = y2 > y1
        a = (x1 + BOX_W / 2, y1 + tall if down else y1)
        b = (x2 + BOX_W / 2, y2 if down else y2 + tall)
        mid = (b[1] - a[1]) / 2
        dash = ' stroke-dasharray="5 4"' if inferred else ""
        bend = 0.0 if y2 - y1 <= tall + GAP_Y else (BOX_W / 2 + GAP_X / 2) * (1 if x1 <= x2 else -1)
        c, d = (a[0] + bend, a[1] + mid), (b[0] + bend, b[1] - mid)
        out.append(
            f'<path d="M{a[0]:g} {a[1]:g}C{c[0]:g} {c[1]:g} {d[0]:g} {d[1]:g} {b[0]:g} {b[1]:g}" '
            f'fill="none" stroke="#777"{dash} marker-end="url(#a)"/>'
        )
        days = between(earlier.date, later.date)
        said = relation.replace("_", " ") + (f", {days} d" if days else "")
        # Behind the arrow's end, one below the other where several arrive.
        side = sum(1 for o in edges[:n] if o[0].id == later.id)
        labels.append(
            f'<text x="{b[0] + 8:g}" y="{b[1] - 8 - 13 * side:g}" font-size="11" fill="#444" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke" {FONT}>{escape(said)}</text>'
        )
    out += labels
    for work, (x, y) in places.items():
        out += box(found[work], x, y, work == answer.work.id, tall, marks[work])
    return "\n".join([*out, "</svg>", ""])


def layers(
    found: dict[str, LineageNode], edges: Sequence[tuple[LineageNode, LineageNode, str, bool]]
) -> list[list[str]]:
    """The papers in rows: each below everything that it was made from. A circle is cut where it closes."""
    above: dict[str, list[str]] = {}
    for later, earlier, _, _ in edges:
        above.setdefault(later.id, []).append(earlier.id)
    depth: dict[str, int] = {}
    for start in found:
        stack: list[tuple[str, bool]] = [(start, False)]
        open_: set[str] = set()
        while stack:
            here, done = stack.pop()
            if done:
                depth[here] = 1 + max((depth[e] for e in above.get(here, ()) if e in depth), default=-1)
                open_.discard(here)
            elif here not in depth and here not in open_:
                open_.add(here)
                stack.append((here, True))
                stack += [(e, False) for e in above.get(here, ()) if e not in depth and e not in open_]
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for work in sorted(found, key=lambda w: (found[w].date or "9999", title(found[w]))):
        rows[depth[work]].append(work)
    return [row for row in rows if row]


def marks_of(work: str, movements: Sequence[OfficeStay]) -> list[str]:
    """What offices wrote on a paper, in lines: "receipt 12 of 2026-03-05", "marked CS → Secy./CS → PC"."""
    own = [s for s in movements if s.by == work]
    marked = list(dict.fromkeys(s.office.rsplit(": ", 1)[-1] for s in own if s.marking))
    said = list(dict.fromkeys(s.stamp for s in own if s.stamp))
    return [*(["; ".join(said)] if said else []), *([f"marked {' → '.join(marked)}"] if marked else [])]


def box(node: LineageNode, x: float, y: float, root: bool, tall: int, marks: Sequence[str]) -> list[str]:
    fill, line = ("#e8f0fe", "#1a56b0") if root else ("#fff", "#888") if node.held else ("#f6f6f6", "#bbb")
    dash = "" if node.held else ' stroke-dasharray="3 3"'
    kind = (node.kind or "paper").replace("_", " ") + ("" if node.held else " (not held)")
    number = node.reference_no or kind
    said = [(number, 13, "#111", "600"), (f"{when(node.date, node.date_range)} · {kind}", 11, "#444", "400"),
            (office_of(node), 11, "#444", "400"), *((m, 11, "#6b3d00", "400") for m in marks)]  # fmt: skip
    out = [f'<rect x="{x:g}" y="{y:g}" width="{BOX_W}" height="{tall}" rx="6" fill="{fill}" stroke="{line}"{dash}/>']
    for n, (words, size, colour, weight) in enumerate(said):
        room = (BOX_W - 20) / size
        out.append(
            f'<text x="{x + 10:g}" y="{y + 23 + n * LINE:g}" font-size="{size}" fill="{colour}" font-weight="{weight}" '
            f"{FONT}>{escape(fitting(words, room))}</text>"
        )
    return out


def fitting(words: str, room: float) -> str:
    """As many whole characters (a Hindi letter with its matras is one) as there is room for, in ems."""
    clusters = regex.findall(r"\X", "".join(c for c in words if c.isprintable()))
    kept: list[str] = []
    taken = 0.0
    for cluster in clusters:
        taken += 0.72 if cluster[0].isupper() else 0.57
        if taken > room:
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(cluster)
    return "".join(kept)

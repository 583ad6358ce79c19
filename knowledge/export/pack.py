"""One pack: every file, the manifest that names them with their sums, and the signature. Equal law, equal bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import regex
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge.answers import ConflictAnswer, MissingAnswer, RuleAnswer, SourceAnswer
from knowledge.compliance import Law
from knowledge.export import signing
from knowledge.export.akn import akn_bytes
from knowledge.export.calendar import calendar_bytes, deadlines_of, read_back
from knowledge.export.decisions import Model, Row, model_of
from knowledge.export.difference import changes, named, successor
from knowledge.export.dmn import dmn_bytes
from knowledge.export.jdm import jdm_bytes
from knowledge.export.linked import lineage_bytes
from knowledge.export.names import names_of_papers
from knowledge.export.opa import bundle_bytes
from knowledge.norms import ItemList, Rule, required, rule_answer
from knowledge.sheets import csv_bytes, xlsx_bytes, zip_bytes

FORMAT_VERSION = "1.1"
"""Of rules.json and manifest.json: the first number rises where a reader must change."""
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
LARGEST = 500_000_000
MAIL = regex.compile(
    r"[\p{L}\p{M}\p{N}._%+'-]+\s?(?:@|[\[({]\s?at\s?[\])}])\s?[\p{L}\p{M}\p{N}-]+"
    r"(?:\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[\p{L}\p{M}\p{N}-]+)+",
    regex.I,
)
LEFT_OUT = "[e-mail address left out]"


class BadPack(ValueError):
    """A file that is no pack, or whose files are not those that its manifest names."""


class Withdrawn(BaseModel):
    """A rule that stood in a former pack and stands in this one no more. Its id is never given to another rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    last_as_of: str = Field(description="The day of the last pack in which it stood.")
    says: str
    now: str | None = Field(description="The id under which the same clause goes on, where its paper was corrected.")


class RulePack(BaseModel):
    """rules.json: the rules of one day, each with its conditions and the paragraphs that say so."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format_version: str
    as_of: str
    rules: tuple[RuleAnswer, ...]
    conflicts: tuple[ConflictAnswer, ...] = Field(description="Where papers contradict each other.")
    withdrawn: tuple[Withdrawn, ...] = Field(default=(), description="Counted from the pack before this one.")


@dataclass(frozen=True)
class Pack:
    """A pack that was read: its files by name, and the manifest."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]

    @property
    def rules(self) -> RulePack:
        return RulePack.model_validate_json(self.files["rules.json"])

    def signed_by(self, trusted: str | None = None) -> bool | None:
        """None where the pack bears no signature."""
        if SIGNATURE not in self.files:
            return None
        return signing.verified(self.files[SIGNATURE], self.files[MANIFEST], trusted)


def export_pack(
    law: Law,
    as_of: str,
    *,
    previous: Pack | None = None,
    key: Ed25519PrivateKey | None = None,
    addresses: bool = False,
    missing: Sequence[MissingAnswer] = (),
) -> bytes:
    """The pack of a day (ISO) as a zip archive. ``previous``: what is said of changes is counted from it.

    ``missing``: the papers that are cited and not held, for the lineage.
    """

    def clean(text: str) -> str:
        return text if addresses else MAIL.sub(LEFT_OUT, text)

    in_force = sorted(
        (r for r in law.rules if r.in_force(as_of)),
        key=lambda r: (r.paper.since or "9999", r.paper.name, r.place, r.since or "", r.id),
    )
    conflicts = tuple(dict.fromkeys(c.answer for c in law.conflicts))
    names = names_of_papers(law.library.papers.values(), missing)
    rules = RulePack(
        format_version=FORMAT_VERSION,
        as_of=as_of,
        rules=tuple(with_names(rule_answer(r, as_of), names) for r in in_force),
        conflicts=conflicts,
    )
    cleaned = RulePack.model_validate(scrubbed(rules.model_dump(mode="json", by_alias=True), clean))
    if previous:
        cleaned = cleaned.model_copy(update={"withdrawn": withdrawn(previous.rules, cleaned)})
    model = cleaned_model(model_of(law, as_of), clean)
    due = deadlines_of(law.rules, as_of, read_back(previous.files["deadlines.ics"]) if previous else None)
    scrubbed_due = [type(d)(d.uid, d.rule, d.day, d.sequence, clean(d.summary), clean(d.description)) for d in due]
    rows = list(rule_rows(cleaned.rules))
    courses = [tuple(clean(c) if isinstance(c, str) else c for c in row) for r in in_force for row in course_rows(r)]
    papers = sorted(law.library.papers.values(), key=lambda p: (p.date or "9999", p.reference_no or "", names[p.id]))
    files = {
        "rules.json": json_bytes(cleaned.model_dump(mode="json", by_alias=True)),
        "rules.schema.json": schema_bytes(),
        "rules.csv": csv_bytes(RULE_HEADER, rows),
        "rules.xlsx": xlsx_bytes("rules", RULE_HEADER, rows),
        "courses.csv": csv_bytes(COURSE_HEADER, courses),
        "deadlines.ics": calendar_bytes(scrubbed_due, as_of),
        "decisions.dmn": dmn_bytes(model),
        "decisions.jdm.json": jdm_bytes(model),
        "policy.tar.gz": bundle_bytes(model),
        "circulars.akn.xml": akn_bytes(papers, names, as_of, clean),
        "lineage.jsonld": lineage_bytes(papers, missing, law.library.links, names, clean),
    }
    manifest = {
        "format": "paripatra-pack",
        "format_version": FORMAT_VERSION,
        "version": version_of(files),
        "as_of": as_of,
        "addresses": addresses,
        "counts": {
            "papers": len(papers),
            "rules": len(cleaned.rules),
            "rules_decided_by_facts": sum(r.typed for r in cleaned.rules),
            "courses": len(courses),
            "deadlines": len(due),
            "decision_tables": len(model.tables),
            "conflicts": len(conflicts),
            "missing_papers": len(missing),
            "withdrawn": len(cleaned.withdrawn),
        },
        "without_decision_table": [{"rule": rule, "why": why} for rule, why in model.left_out],
        "previous": previous.manifest.get("version") if previous else None,
        "changes": changes(previous.rules, cleaned) if previous else None,
        "files": {n: {"sha256": hashlib.sha256(c).hexdigest(), "bytes": len(c)} for n, c in files.items()},
    }
    body = json_bytes(manifest)
    members = {MANIFEST: body, **files}
    if key is not None:
        members[SIGNATURE] = signing.signature_bytes(key, body)
    return zip_bytes(members)


def with_names(rule: RuleAnswer, names: Mapping[str, str]) -> RuleAnswer:
    """The rule with its papers named as every register names them."""

    def renamed(sources: Sequence[SourceAnswer]) -> tuple[SourceAnswer, ...]:
        return tuple(s.model_copy(update={"work": names.get(s.work, s.work)}) for s in sources)

    return rule.model_copy(update={"sources": renamed(rule.sources), "restated_by": renamed(rule.restated_by)})


def withdrawn(old: RulePack, new: RulePack) -> tuple[Withdrawn, ...]:
    """What stood in a former pack and is gone, with what a former pack said of it; by id."""
    here = {r.id for r in new.rules}
    gone = {w.id: w for w in old.withdrawn if w.id not in here}
    for r in old.rules:
        if r.id not in here:
            gone[r.id] = Withdrawn(id=r.id, last_as_of=old.as_of, says=named(r), now=successor(r, old.rules, new.rules))
    # An id that leads to one that is gone by now leads on to where that went.
    moved = {w.id: w.now for w in gone.values()}
    led = [w.model_copy(update={"now": moved[w.now]}) if w.now in moved else w for w in gone.values()]
    return tuple(sorted(led, key=lambda w: w.id))


def cleaned_model(model: Model, clean: Callable[[str], str]) -> Model:
    """The reasons in the tables name offices as papers print them."""

    def row(r: Row) -> Row:
        return replace(r, outputs=tuple(clean(o) if isinstance(o, str) else o for o in r.outputs))

    return replace(model, tables=tuple(replace(t, rows=tuple(row(r) for r in t.rows)) for t in model.tables))


def version_of(files: Mapping[str, bytes]) -> str:
    """A name for these contents: the same for the same files."""
    sums = "".join(f"{n}:{hashlib.sha256(files[n]).hexdigest()}\n" for n in sorted(files))
    return hashlib.sha256(sums.encode()).hexdigest()[:16]


def schema_bytes() -> bytes:
    body = TypeAdapter(RulePack).json_schema(by_alias=True, mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:paripatra:schema:rules:{FORMAT_VERSION}",
    }
    return json_bytes({**head, **body})


def json_bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=2).encode("utf-8")


def scrubbed(body: Any, clean: Any) -> Any:
    if isinstance(body, str):
        return clean(body)
    if isinstance(body, dict):
        return {k: scrubbed(v, clean) for k, v in body.items()}
    return [scrubbed(v, clean) for v in body] if isinstance(body, list | tuple) else body


# ------------------------------------------------------------------------------------------ tables
RULE_HEADER = (
    "id", "bearer", "modality", "action", "conditions", "decided_by_facts", "threshold", "deadline", "period",
    "status", "in_force_from", "in_force_to", "reference_no", "date", "paragraph", "quote", "restated_by",
)  # fmt: skip
SIGNS = {"eq": "=", "ne": "is not", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "in": "one of", "same": "same as"}


def rule_rows(rules: Sequence[RuleAnswer]) -> Any:
    """One row a rule; of several sources the first, the others in brackets behind the paragraph."""
    for r in rules:
        first = r.sources[0] if r.sources else None
        conditions = "; ".join(
            f"{c.fact} {SIGNS[c.op]} {', '.join(map(str, c.value)) if isinstance(c.value, list) else c.value}"
            for c in r.conditions
        )
        others = [f"{s.reference_no} {s.date} {s.paragraph}" for s in r.sources[1:]]
        yield (
            r.id, r.bearer, r.modality, r.action, conditions, "yes" if r.typed else "no", r.threshold, r.deadline,
            r.period, r.status, r.in_force_from, r.in_force_to,
            first.reference_no if first else None, first.date if first else None,
            " ".join([first.paragraph or "", *(f"({o})" for o in others)]).strip() if first else None,
            first.quote if first else None,
            "; ".join(f"{s.reference_no} {s.date} {s.paragraph}" for s in r.restated_by),
        )  # fmt: skip


COURSE_HEADER = ("level", "service", "years_above", "years_from", "years_to", "course", "requirement",
                 "prescribed", "required", "rule", "reference_no", "date", "paragraph")  # fmt: skip


def course_rows(rule: Rule) -> Any:
    """One row for each item of a prescribed list, as a training plan takes it in."""
    if not isinstance(rule.shape, ItemList):
        return
    items, band = rule.shape, rule.shape.band
    for name, requirement in items.items:
        yield (
            rule.bearer.text, "; ".join((*rule.bearer.classes, *rule.bearer.posts)),
            band.above if band else None, band.from_ if band else None, band.to if band else None,
            name, requirement, len(items.items), required(items, None), rule.id,
            rule.paper.reference_no, rule.paper.date, rule.paragraph,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------ reading one
def read_pack(data: bytes) -> Pack:
    """A pack whose files are those of its manifest. Raises BadPack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > LARGEST:
                raise BadPack("it unpacks to more than a pack holds")
            files = {i.filename: archive.read(i) for i in archive.infolist()}
        manifest = json.loads(files[MANIFEST])
        if manifest["format"] != "paripatra-pack":
            raise BadPack("it is no pack of rules")
        if str(manifest["format_version"]).split(".")[0] != FORMAT_VERSION.split(".")[0]:
            raise BadPack(f"it is of format {manifest['format_version']}, which this program does not read")
        named = {n: f["sha256"] for n, f in manifest["files"].items()}
    except (
        zipfile.BadZipFile,
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as e:
        if isinstance(e, BadPack):
            raise
        raise BadPack("it is no pack of rules") from e
    held = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n not in (MANIFEST, SIGNATURE)}
    if held != named:
        wrong = sorted(n for n in held.keys() | named.keys() if held.get(n) != named.get(n))
        raise BadPack(f"{', '.join(wrong)} is not what the manifest names")
    if not {"rules.json", "deadlines.ics"} <= files.keys():
        raise BadPack("it lacks rules.json or deadlines.ics")
    return Pack(files, manifest)

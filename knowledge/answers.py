"""What the register answers, as frozen types: the JSON contract (docs/design.md, section 5)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Info

from extract.record import Communication, Evidence


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DateReason(Answer):
    """Why a paper cannot be older or younger: its own print (a month), what it cites, what cites it, a stamp on it."""

    bound: Literal["printed", "cites", "cited by", "received"]
    date: str | None
    work: str
    """The paper from which it follows."""
    name: str


class DateRangeAnswer(Answer):
    """The days between which a paper without a full date was issued, both included; null is open.

    ``contradictory``: what it follows from cannot all be right.
    """

    earliest: str | None
    latest: str | None
    contradictory: bool = False
    because: tuple[DateReason, ...]


class WorkAnswer(Answer):
    id: str
    kind: str
    reference_no: str | None
    date: str | None
    date_basis: str | None
    issuer: str | None
    subject: str | None
    held_in: tuple[str, ...]
    date_range: DateRangeAnswer | None = None
    """Where the paper bears no full date and others tell something."""


class RelationAnswer(Answer):
    source: str
    target: str
    relation: str
    inferred: bool
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class MissingAnswer(Answer):
    id: str
    kind: str | None
    reference_no: str | None
    date: str | None
    issuer: str | None
    cited_by: tuple[str, ...]


class ConflictAnswer(Answer):
    kind: str
    message: str
    quotes: tuple[str, ...]
    answered_by: str


class ConditionAnswer(Answer):
    """One typed condition: ``fact`` ``op`` ``value`` (op: eq, ne, gt, ge, lt, le, in)."""

    fact: str
    op: Literal["eq", "ne", "gt", "ge", "lt", "le", "in", "same"]
    value: Any


class ReadingEntry(Answer):
    """One file as the register holds it. ``added_at`` is ISO in UTC."""

    sha256: str
    name: str
    pages: int
    added_at: str
    pipeline_version: str
    communications: int
    problems: int


class CopyAnswer(Answer):
    """One copy of a work: in which file, on which pages, joined to the work for which reason."""

    sha256: str
    name: str
    ordinal: int
    pages: tuple[int, ...]
    start: int
    end: int
    reason: str


class CopyPart(Answer):
    """One copy of a work and how good it is: ``confidence`` of its pages (0..1), ``worth`` the register's order."""

    sha256: str
    name: str
    ordinal: int
    pages: tuple[int, ...]
    origins: tuple[str, ...]
    confidence: float | None
    worth: float


class DiffPiece(Answer):
    """A stretch of two copies. ``slip``: a change that a recogniser's misreading explains."""

    op: Literal["same", "deleted", "inserted", "changed"]
    left: str
    right: str
    slip: bool = False


class CopyDifference(Answer):
    """Two copies of one work, word by word: what stands in ``right`` and not in ``left`` is inserted.

    Counts are words, ``slips`` stretches; ``likeness``: words in common, of those of the longer copy.
    """

    left: CopyPart
    right: CopyPart
    likeness: float
    same: int
    deleted: int
    inserted: int
    changed: int
    slips: int
    pieces: tuple[DiffPiece, ...]


class ShowAnswer(Answer):
    """A work with everything the register knows of it. ``asked`` is the id that led here where that was another."""

    work: WorkAnswer
    asked: str | None
    copies: tuple[CopyAnswer, ...]
    communication: Communication | None
    text: str
    relations: tuple[RelationAnswer, ...]
    cited_by: tuple[str, ...]


class SearchHit(Answer):
    work: str
    kind: str | None
    reference_no: str | None
    date: str | None
    subject: str | None
    name: str
    snippet: str


class OfficeStay(Answer):
    """How long a paper lay where, between its arrival and its going on. ``inferred``: no paper prints the hop."""

    office: str
    arrived: str | None
    left: str | None
    days: int | None
    by: str
    """The work by which it arrived."""
    onward: str | None
    inferred: bool
    stamp: str | None = None
    marking: str | None = None
    """A marking in the margin, as written: a movement inside the office."""


class LineageNode(Answer):
    """A paper in a chain. ``relation`` is the edge between it and the node that holds it."""

    id: str
    kind: str | None
    reference_no: str | None
    date: str | None
    issuer: str | None
    held: bool
    date_range: DateRangeAnswer | None = None
    relation: str | None = None
    inferred: bool = False
    days: int | None = None
    repeated: bool = False
    """It stands elsewhere in the tree with its children."""
    goes_on: bool = False
    """The chain goes on, but no tree is drawn so deep: ask for this paper's own lineage."""
    children: tuple[LineageNode, ...] = ()


class LineageAnswer(Answer):
    """``upstream``: what this paper passes on or builds upon; ``downstream``: what passes it on or builds upon it."""

    work: LineageNode
    upstream: tuple[LineageNode, ...]
    downstream: tuple[LineageNode, ...]
    movements: tuple[OfficeStay, ...] = ()
    """In which office the papers lay for how long, where it was asked for."""


class SourceAnswer(Answer):
    work: str
    reference_no: str | None
    date: str | None
    paragraph: str | None
    quote: str


class DeadlineAnswer(Answer):
    """``date`` is ISO as printed, null where the limit is relative or recurring (then ``rule``).

    ``due``: the day that counts, after amendments and with what is computed (``why`` says how); of a recurring limit
    (``recurs``, as amended) the next one. ``days_left`` till then from as-of. ``changed_by``: the amendment;
    ``ended_on``: the limit binds nobody from that day.
    """

    date: str | None
    rule: str | None
    text: str
    who: str | None
    work: str
    reference_no: str | None
    work_date: str | None
    paragraph: str | None
    days_left: int | None
    passed: bool | None
    due: str | None = None
    why: str | None = None
    recurs: str | None = None
    changed_by: SourceAnswer | None = None
    ended_on: str | None = None


class RuleAnswer(Answer):
    id: str
    bearer: str | None
    modality: str
    action: str
    conditions: tuple[ConditionAnswer, ...]
    typed: bool
    threshold: float | None
    deadline: str | None
    period: str | None
    status: str
    in_force_from: str | None
    in_force_to: str | None
    sources: tuple[SourceAnswer, ...]
    restated_by: tuple[SourceAnswer, ...] = ()
    deadline_why: str | None = None
    """How the deadline was computed, where the paper prints no day; with the printed words."""


class BandAnswer(Answer):
    above: float | None = None
    from_: float | None = Info(default=None, alias="from")
    to: float | None = None


class CoursesAnswer(Answer):
    band: BandAnswer | None
    prescribed: int
    required: int
    completed: int
    missing_mandatory: tuple[str, ...]
    due: str | None


class DutyAnswer(Answer):
    rule: str
    modality: str
    action: str
    status: Literal["met", "not_met", "pending", "unknown", "awaited", "not_applicable", "not_in_force"]
    why: str
    sources: tuple[SourceAnswer, ...]


class CheckAnswer(Answer):
    as_of: str
    compliant: bool | None
    same_email: bool | None
    courses: CoursesAnswer
    duties: tuple[DutyAnswer, ...]
    conflicts: tuple[ConflictAnswer, ...]
    awaited: tuple[str, ...]


class EffectAnswer(Answer):
    """One change that a paragraph of one paper makes to another. Ids of paragraphs are Akoma Ntoso eIds.

    ``via`` is the amending work whose words are changed in turn, where the effect reaches its paragraph through that.
    """

    affecting: str
    affecting_reference_no: str | None
    affecting_paragraph: str | None
    affecting_eid: str | None
    affected: str | None
    affected_reference_no: str | None
    affected_date: str | None
    affected_paragraph: str | None
    affected_eid: str | None
    type: Literal["substitution", "deletion", "insertion", "extension", "supersession"]
    old: str | None
    new: str | None
    date: str | None
    status: Literal["applied", "unapplied", "disputed"]
    why: str
    quote: str
    via: str | None = None


class VersionAnswer(Answer):
    """One wording of a paragraph, in force [from, to); ``text`` null: deleted. ``by`` is the paragraph that did it."""

    text: str | None
    from_: str | None = Info(default=None, alias="from")
    to: str | None = None
    type: str | None = None
    by: SourceAnswer | None = None


class ParagraphAnswer(Answer):
    """A paragraph as it stands on the day asked about (``text`` null: deleted, or not yet inserted)."""

    label: str | None
    eid: str
    text: str | None
    versions: tuple[VersionAnswer, ...]


class ConsolidatedAnswer(Answer):
    """A work's text on a day. ``ended_by`` is the paper that supersedes it, also where that is yet to come."""

    work: str
    reference_no: str | None
    date: str | None
    as_of: str
    status: Literal["in_force", "not_yet", "superseded"]
    ended_by: SourceAnswer | None
    paragraphs: tuple[ParagraphAnswer, ...]


class CandidateAnswer(Answer):
    """Two works that may be one paper, with the reasons; a person joins them or leaves them apart."""

    one: str
    other: str
    one_name: str
    other_name: str
    confidence: float
    reasons: tuple[str, ...]


class AlignedAnswer(Answer):
    """Two paragraphs that say the same in two languages; ``shared`` are the anchors that both print."""

    paragraph: str | None
    eid: str
    of_paragraph: str | None
    of_eid: str
    confidence: float
    shared: tuple[str, ...]
    quote: str
    of_quote: str


class RestatementAnswer(Answer):
    """A paper (``work``) that says again, in another language, what a paper before it (``of``) says."""

    work: str
    of: str
    confidence: float
    paragraphs: tuple[AlignedAnswer, ...]

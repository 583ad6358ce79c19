"""What a Reading says: the JSON contract as frozen types (docs/design.md, section 5).

Extractors build these with evidence that knows its offsets only; the last stage of the
pipeline (``extract.pipeline.ground``) adds page, quote and box by asking the Document.
No evidence, no value.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Info

from ingest.document import AreaKind

Kind = Literal[
    "office_memorandum", "letter", "do_letter", "circular", "order", "notification", "endorsement", "corrigendum",
    "addendum", "resolution", "minutes", "notice", "uo_note", "email", "note", "other", "unreadable",
]  # fmt: skip
Language = Literal["en", "hi", "mixed"]
RelationWord = Literal[
    "refers", "forwards", "encloses", "endorses", "continues", "amends", "supersedes", "reminds", "replies",
    "clarifies", "restates", "acts_on",
]  # fmt: skip
Modality = Literal["must", "must_not", "should", "may"]
DateBasis = Literal["printed", "digital_signature", "mail_header", "inferred"]
Confidence = Info(ge=0.0, le=1.0)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Record):
    """Where a value is printed. Offsets are half-open code points into ``Reading.text``; bbox in PDF points."""

    page: int = 0
    start: int = Info(ge=0)
    end: int = Info(ge=0)
    quote: str = ""
    bbox: tuple[float, float, float, float] | None = None


class Field(Record):
    """One value, what is printed where that differs, how sure, and where it stands."""

    value: str
    printed: str | None = None
    incomplete: bool | None = None
    confidence: float = Confidence
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Party(Field):
    """A recipient. ``name`` is a person's where one is printed; ``instruction`` what is asked of this recipient."""

    name: str | None = None
    instruction: str | None = None


class Signatory(Record):
    name: str | None
    designation: str | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Cite(Record):
    """Another paper, as this one names it. Finding only: the register says which paper it is."""

    reference_no: str | None
    date: str | None
    issuer: str | None
    kind: Kind | None
    relation: RelationWord
    even_number: bool
    paragraph: str | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Deadline(Record):
    """``date`` is ISO; null where the limit is relative or recurring, and then ``rule`` says which."""

    date: str | None
    rule: str | None = None
    text: str
    who: str | None
    paragraph: str | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class ServiceYears(Record):
    """A band of years of service: ``above`` is exclusive, ``from`` and ``to`` inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    above: float | None = None
    from_: float | None = Info(default=None, alias="from")
    to: float | None = None


class Course(Record):
    name: str
    requirement: Literal["mandatory", "optional"] | None
    audience: str | None
    service: str | None
    service_years: ServiceYears | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Obligation(Record):
    who: str | None
    modality: Modality
    quote: str
    paragraph: str | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Amendment(Record):
    paragraph: str
    old: str | None
    new: str | None
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Role(Record):
    """``office`` holds ``role`` for ``for_``: "the Home Secretary … being the CCA in respect of IPS officers"."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    office: str
    role: str
    for_: str | None = Info(default=None, alias="for")
    confidence: float = Confidence
    evidence: tuple[Evidence, ...] = Info(min_length=1)


ColumnForm = Literal["serial", "date", "count", "amount", "mail", "words"]


class TableColumn(Record):
    """``name`` as printed, None where the table has no header; ``form`` is what most of the column's cells are."""

    name: str | None
    form: ColumnForm
    evidence: tuple[Evidence, ...] = ()


class TableCell(Record):
    """``value`` where the cell has its column's form (ISO date, plain decimal, digits); ``column`` counts from 0, None
    where the row has another number of cells than the table has columns."""

    column: int | None
    text: str
    value: str | None = None
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class TableRow(Record):
    """``heading``: the line over the whole width under which the row stands."""

    heading: str | None = None
    cells: tuple[TableCell, ...]


class PrintedTable(Record):
    """A table as printed. ``label``: the paragraph or annexure in which it stands."""

    part: Literal["body", "annexure"]
    label: str | None
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Communication(Record):
    """One letter, O.M., endorsement, e-mail … inside a file. Absent lists are empty, absent fields null."""

    kind: Kind
    language: Language
    pages: tuple[int, ...]
    start: int
    end: int
    cut_reason: str
    reference_no: Field | None = None
    date: Field | None = None
    date_basis: DateBasis | None = None
    subject: Field | None = None
    issuer: Field | None = None
    place: Field | None = None
    priority: Field | None = None
    sender: Field | None = None
    sent: str | None = None
    signatories: tuple[Signatory, ...] = ()
    addressees: tuple[Party, ...] = ()
    copy_to: tuple[Party, ...] = ()
    cites: tuple[Cite, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    courses: tuple[Course, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    amends: tuple[Amendment, ...] = ()
    roles: tuple[Role, ...] = ()
    tables: tuple[PrintedTable, ...] = ()


class ReceiptMark(Record):
    """A stamp or diary entry: a mark of receipt, never the letter's own number."""

    office: str | None
    diary_no: str | None
    date: str | None
    candidates: tuple[str, ...] = ()
    doubtful: bool
    page: int = 0
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class Marginalium(Record):
    """A marking, minute or pencilled date in the margin."""

    text: str
    page: int = 0
    evidence: tuple[Evidence, ...] = Info(min_length=1)


class AreaSummary(Record):
    """What stands on a page beside or over its print, for a person to look at: no evidence of any value.

    ``bbox`` is x0, top, x1, bottom in the page's points; ``text`` is what was read there, empty where nothing was.
    """

    kind: AreaKind
    bbox: tuple[float, float, float, float]
    text: str = ""
    confidence: float = Confidence
    why: str = ""


class PageSummary(Record):
    number: int
    start: int
    end: int
    origin: Literal["text_layer", "ocr", "transcript"]
    language: Language
    confidence: float = Confidence
    quality: Literal["good", "doubtful", "unreadable"]
    width: float | None = None
    height: float | None = None
    notes: tuple[str, ...] = ()
    areas: tuple[AreaSummary, ...] = ()


class SourceSummary(Record):
    name: str
    sha256: str
    media_type: str
    pages: int


class ProblemReport(Record):
    """Expected trouble with a place and a next step."""

    code: str
    message: str
    page: int | None
    start: int | None
    end: int | None
    next_step: str


class Reading(Record):
    """All that was read from one source file."""

    source: SourceSummary
    pipeline_version: str
    text: str
    pages: tuple[PageSummary, ...]
    communications: tuple[Communication, ...]
    receipt_marks: tuple[ReceiptMark, ...] = ()
    marginalia: tuple[Marginalium, ...] = ()
    problems: tuple[ProblemReport, ...] = ()

    def to_json(self) -> str:
        """The contract's JSON (keys ``from`` and ``for``, not the Python names)."""
        return self.model_dump_json(by_alias=True)

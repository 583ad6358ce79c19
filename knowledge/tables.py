"""The register's tables. Readings are the truth; everything else can be derived from them again.

Times are ISO 8601 in UTC as text (SQLite would hand back naive datetimes); dates are ISO text because many papers
print the month only. JSON is text, written and read through the frozen types of ``extract.record``.
"""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel


class ReadingRow(SQLModel, table=True):
    """One source file as read by one version of the pipeline; ``body`` is the Reading's JSON, zlib-compressed."""

    __tablename__ = "reading"
    sha256: str = Field(primary_key=True)
    pipeline_version: str
    name: str
    pages: int
    communications: int
    problems: int
    added_at: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class WorkRow(SQLModel, table=True):
    """A paper wherever it turns up. ``held`` is false while it is only cited."""

    __tablename__ = "work"
    id: str = Field(primary_key=True)
    held: bool = Field(index=True)
    kind: str | None = None
    reference_no: str | None = Field(default=None, sa_type=Text)
    number_key: str | None = Field(default=None, index=True)
    loose_key: str | None = Field(default=None, index=True)
    date: str | None = Field(default=None, index=True)
    date_basis: str | None = None
    issuer: str | None = Field(default=None, sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    sender: str | None = Field(default=None, sa_type=Text)
    sent: str | None = None


class IdentityRow(SQLModel, table=True):
    """A key under which a work is known; a work that was read differently once keeps its older keys as aliases."""

    __tablename__ = "identity"
    key: str = Field(primary_key=True, sa_type=Text)
    work_id: str = Field(foreign_key="work.id", index=True)


class RedirectRow(SQLModel, table=True):
    """An id that once named a work and now leads to another."""

    __tablename__ = "redirect"
    old_id: str = Field(primary_key=True)
    work_id: str = Field(foreign_key="work.id", index=True)
    reason: str
    at: str


class CopyRow(SQLModel, table=True):
    """One communication of one file: a copy of a work. ``ordinal`` counts the file's communications from 0."""

    __tablename__ = "copy"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="reading.sha256", index=True)
    ordinal: int
    work_id: str = Field(foreign_key="work.id", index=True)
    kind: str
    start: int
    end: int
    worth: float
    reason: str


class CiteRow(SQLModel, table=True):
    """A citation as printed, and the work that it was found to mean (``how`` says by what)."""

    __tablename__ = "cite"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="reading.sha256", index=True)
    ordinal: int
    work_id: str = Field(foreign_key="work.id", index=True)
    reference_no: str | None = Field(default=None, sa_type=Text)
    number_key: str | None = Field(default=None, index=True)
    loose_key: str | None = Field(default=None, index=True)
    date: str | None = Field(default=None, index=True)
    issuer: str | None = Field(default=None, sa_type=Text)
    kind: str | None = None
    relation: str
    even_number: bool
    confidence: float
    evidence: str = Field(sa_type=Text)
    target_id: str | None = Field(default=None, foreign_key="work.id", index=True)
    fit: float = 1.0
    """How sure it is that the target is what the citation means."""
    how: str = ""


class RelationRow(SQLModel, table=True):
    """An edge that no citation prints: from where a communication stands in its file, or inferred."""

    __tablename__ = "relation"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="reading.sha256", index=True)
    source_id: str = Field(foreign_key="work.id", index=True)
    target_id: str = Field(foreign_key="work.id", index=True)
    relation: str
    inferred: bool
    confidence: float
    evidence: str = Field(sa_type=Text)
    how: str


class SearchRow(SQLModel, table=True):
    """The words of one copy as ``knowledge.search.tokens`` makes them, joined by spaces (FTS5 reads this table)."""

    __tablename__ = "search"
    copy_id: int = Field(primary_key=True, foreign_key="copy.id")
    words: str = Field(sa_type=Text)


class MetaRow(SQLModel, table=True):
    """Counters of the register: ``generation`` rises by one with every change."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class PinRow(SQLModel, table=True):
    """A person's word that a copy belongs to a work. Anchored to file, page and first words, so it outlives re-reading.

    ``words`` are the folded beginning of the communication.
    """

    __tablename__ = "pin"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(index=True)
    page: int
    words: str = Field(sa_type=Text)
    work_id: str = Field(index=True)
    reason: str = Field(sa_type=Text)
    at: str


class DecisionRow(SQLModel, table=True):
    """What a person decided of two works: ``verdict`` "join" (``other`` became ``one``) or "split" (they are two)."""

    __tablename__ = "decision"
    id: int | None = Field(default=None, primary_key=True)
    verdict: str
    one: str
    other: str
    reason: str = Field(sa_type=Text)
    at: str

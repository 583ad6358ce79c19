"""The register's tables. Readings are the truth; everything else can be derived from them again.

Times are ISO 8601 in UTC as text (SQLite would hand back naive datetimes); dates are ISO text because many papers
print the month only. JSON is text, written and read through the frozen types of ``extract.record``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel


def only(sqlite: str, postgresql: str) -> dict[str, Any]:
    """An index over some of the rows: the same condition in the words of either database."""
    return {"sqlite_where": text(sqlite), "postgresql_where": text(postgresql)}


class ReadingRow(SQLModel, table=True):
    """One source file as read by one version of the pipeline; ``body`` is the Reading's JSON, zlib-compressed."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_added", "added_at", "name", "sha256"),
        Index("ix_reading_bare", "added_at", "name", **only("papers = 0", "papers = 0")),
    )
    sha256: str = Field(primary_key=True)
    pipeline_version: str
    name: str
    pages: int
    communications: int
    problems: int
    added_at: str
    marks: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many receipt marks it bears."""
    papers: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many copies of works stand in it."""
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class WorkRow(SQLModel, table=True):
    """A paper wherever it turns up. ``held`` is false while it is only cited."""

    __tablename__ = "work"
    __table_args__ = (
        Index("ix_work_order", "date", "reference_no", "kind", "subject", "id", **only("held = 1", "held")),
        Index("ix_work_absent", "date", "number_key", "kind", "id", **only("held = 0", "NOT held")),
    )
    id: str = Field(primary_key=True)
    held: bool
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
    __table_args__ = (
        Index("ix_cite_source_relation", "work_id", "relation"),
        Index("ix_cite_number_date", "number_key", "date"),
        Index("ix_cite_ends", "work_id", "target_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="reading.sha256", index=True)
    ordinal: int
    work_id: str = Field(foreign_key="work.id")
    reference_no: str | None = Field(default=None, sa_type=Text)
    number_key: str | None = None
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
    __table_args__ = (Index("ix_relation_ends", "source_id", "target_id"),)
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="reading.sha256", index=True)
    source_id: str = Field(foreign_key="work.id")
    target_id: str = Field(foreign_key="work.id", index=True)
    relation: str
    inferred: bool
    confidence: float
    evidence: str = Field(sa_type=Text)
    how: str


class SearchRow(SQLModel, table=True):
    """The words of one copy as ``knowledge.search.tokens`` makes them, joined by spaces (FTS5 reads this table).

    ``shown`` is its text on one line: what a hit shows is cut from it, and no Reading has to be unpacked.
    """

    __tablename__ = "search"
    copy_id: int = Field(primary_key=True, foreign_key="copy.id")
    words: str = Field(sa_type=Text)
    shown: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


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


class NormRow(SQLModel, table=True):
    """One rule in one wording, as derived from ``work_id``; in force on the days ``[begins, until)``.

    ``begins`` is "" where no day is known; ``decided``: facts about a person decide it. The last three columns before
    ``body`` (a RuleAnswer's JSON, its status aside) are the order of answers.
    """

    __tablename__ = "norm"
    __table_args__ = (
        Index("ix_norm_days", "begins", "until"),
        Index("ix_norm_order", "paper_since", "paper_name", "place", "begins", "rule", "until"),
    )
    id: int | None = Field(default=None, primary_key=True)
    work_id: str = Field(index=True)
    rule: str = Field(index=True, sa_type=Text)
    version: int
    begins: str
    until: str | None = None
    decided: bool = Field(index=True)
    paper_since: str
    paper_name: str = Field(sa_type=Text)
    place: int
    body: str = Field(sa_type=Text)


class RestRow(SQLModel, table=True):
    """A rule of ``owner`` (a work) rests in one of its wordings on ``work_id``, which says, changes or restates it."""

    __tablename__ = "rest"
    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    rule: str = Field(sa_type=Text)
    work_id: str = Field(index=True)


class EffectRow(SQLModel, table=True):
    """One change of one paper (``affected``) by another (``work_id``); ``body`` is an EffectAnswer's JSON."""

    __tablename__ = "effect"
    id: int | None = Field(default=None, primary_key=True)
    work_id: str = Field(index=True)
    affected: str | None = Field(default=None, index=True)
    via: str | None = Field(default=None, index=True)
    place: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)


class DerivedRow(SQLModel, table=True):
    """What else follows: ``kind`` is conflict, limit or role; ``owner`` a work's id or "file:" and a hash."""

    __tablename__ = "derived"
    __table_args__ = (Index("ix_derived_kind_place", "kind", "place"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    owner: str = Field(index=True)
    place: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)


class StaleRow(SQLModel, table=True):
    """A work or file of which the derived rows are not yet those that its Readings give."""

    __tablename__ = "stale"
    owner: str = Field(primary_key=True)

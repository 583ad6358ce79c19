"""Runs the migrations on the connection that ``knowledge.store`` hands over (no ini file, no environment)."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlmodel import SQLModel

import knowledge.tables  # noqa: F401  the tables register themselves in SQLModel.metadata


def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """The search index is the database's own and not described by the metadata."""
    return not (kind == "table" and (name or "").startswith(("search_fts", "dbos")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's scripts: the register's schema, one step a file."""

HEAD = "0005"
"""The newest step. A register that stands there is opened without loading Alembic (a test compares)."""

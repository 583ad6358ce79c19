"""Alembic's scripts: the register's schema, one step a file."""

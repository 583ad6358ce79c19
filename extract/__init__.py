"""A Document becomes a Reading. Knows language and office procedure; no database, no web."""

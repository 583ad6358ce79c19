"""Readings become what the administration must know: works, relations, effects, norms."""

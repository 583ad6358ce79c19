"""How persons' e-mail addresses and telephone numbers look: blanked in the log, masked on pages."""

from __future__ import annotations

import regex

# Possessive, and only where a run of such characters begins: a megabyte without spaces is looked at once.
LOCAL = r"(?<![\p{L}\p{M}\p{N}._%+'-])[\p{L}\p{M}\p{N}._%+'-]++"
AT = r"\s?(?:@|\[at\]|\(at\))"
DOMAIN = r"\s?[\p{L}\p{M}\p{N}-]++(?:(?:\.|\[dot\]|\(dot\))[\p{L}\p{M}\p{N}-]++)*+"

ADDRESS = regex.compile(rf"(?<local>{LOCAL}){AT}(?:{DOMAIN})?", regex.I)
"""``local`` is the part before the sign. What stands behind it may be missing: a line may end there."""

PHONE = regex.compile(
    r"(?<![\p{L}\p{N}/.-])(?<!\p{N}:)"
    r"(?:(?:\+?91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}|0\d{2,4}[\s-]\d{6,8})"
    r"(?![\p{L}\p{N}/-])"
)
"""Mobile numbers and land lines with their code. Numbers of letters, dates and times are none."""

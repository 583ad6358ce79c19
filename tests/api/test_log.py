"""No person's address or number reaches the log."""

from __future__ import annotations

import pytest

from api import log


@pytest.mark.parametrize(
    "said",
    [
        "clerk.one@office.example",
        "write to clerk.one @office.example now",
        "clerk[at]office[dot]example",
        "clerk(at)office.example",
        "लिपिक@उदाहरण.भारत",
        "Tel 98765 43210",
        "+91-9876543210",
        "0172-2740021",
    ],
)
def test_addresses_and_numbers_are_blanked(said: str) -> None:
    kept = log.redact(said)
    assert "[address]" in kept or "[number]" in kept
    for part in ("clerk", "लिपिक", "9876", "43210", "2740021"):
        assert part not in kept


@pytest.mark.parametrize("said", ["No. 30/10/2025-1 Cell", "2025-07-04", "9128509/CS", "d82a1c083c7b", "12.50 seconds"])
def test_other_numbers_stay(said: str) -> None:
    assert log.redact(said) == said


def test_a_line_is_redacted_wherever_the_address_hides(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("info")
    log.line("read", name="x@office.example.pdf", more={"to": ["a.b@office.example"]}, sha12="d82a1c083c7b")
    log.trouble("unread", error=ValueError("a.b@office.example"))
    written = capsys.readouterr()
    assert written.out == ""
    assert "@" not in written.err
    assert "sha12=d82a1c083c7b" in written.err
    assert written.err.count("\n") == 2


def test_below_the_level_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("warning")
    log.line("read", pages=1)
    assert capsys.readouterr().err == ""

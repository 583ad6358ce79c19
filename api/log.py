"""The log: one canonical line for each file, on stderr, without any person's address or telephone number."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

from api.persons import ADDRESS, PHONE


def redact(value: Any) -> Any:
    """``value`` with every e-mail address and telephone number inside any string of it blanked."""
    if isinstance(value, str):
        return PHONE.sub("[number]", ADDRESS.sub("[address]", value))
    if isinstance(value, bytes):
        return redact(value.decode("utf-8", "replace"))
    if isinstance(value, dict):
        return {redact(k): redact(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact(v) for v in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return redact(str(value))


def redacted(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; it stands last before the renderer, so nothing slips in behind it."""
    clean: dict[str, Any] = redact(dict(event))
    return clean


_level = "info"
_ready = False


def set_up(level: str) -> None:
    """Log from ``level`` upwards to stderr, as ``key=value`` lines."""
    global _level, _ready
    _level, _ready = level, False


def _logger() -> Any:
    # structlog is loaded with the first line: most commands write none, and start quicker.
    global _ready
    import structlog

    if not _ready:
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                redacted,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, _level.upper())),
            logger_factory=_ToStderr,
            cache_logger_on_first_use=False,
        )
        _ready = True
    return structlog.get_logger()


class _ToStderr:
    """Looks stderr up for every line: a progress bar or a test may have put another one in its place."""

    def __call__(self, *_args: Any) -> _ToStderr:
        return self

    def msg(self, message: str) -> None:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = fatal = msg


def line(event: str, **facts: Any) -> None:
    """One canonical line."""
    _logger().info(event, **facts)


def trouble(event: str, **facts: Any) -> None:
    """One canonical line about something that went wrong."""
    _logger().warning(event, **facts)

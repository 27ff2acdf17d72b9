"""The server's own log on stderr: JSON a line, readable on a terminal, and never with local values."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import structlog

from hakobu.store.audit import REQUEST

if TYPE_CHECKING:
    from structlog.typing import EventDict

__all__ = ["log_by_lines"]


def log_by_lines() -> None:
    """Let every line of the log carry its level, its moment in UTC and the number of its request."""
    for_people = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    for_machines = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            _numbered,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *((for_people,) if sys.stderr.isatty() else (structlog.processors.format_exc_info, for_machines)),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _numbered(_: object, __: str, line: EventDict) -> EventDict:
    """Add the number of the request at work, if any: the answer has it as X-Request-ID."""
    number = REQUEST.get()
    return {**line, "request": number} if number else line

"""The report card of a connection: each check with what it found and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Check", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check; ``ok`` None means that it could not be told."""

    name: str
    ok: bool | None
    message: str
    next_step: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return all(check.ok is not False for check in self.checks)

"""One limiter per organisation: how many calls may be in flight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Limiter"]


class Limiter(Protocol):
    """Hands out the places for calls in flight, per organisation."""

    def acquire(
        self, zgid: str, *, size: int, sub: bool = False, weight: int = 1, life: float = 60.0
    ) -> AbstractContextManager[None]:
        """Hold ``weight`` of ``size`` places while a call is out; ``life`` is the call's longest life.

        ``sub`` takes one of the ten places for complex calls too.
        """

"""SQL of a job in its source, told where nothing is run: by a check and by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.cli.prose import say
from hakobu.reports.plan_parts import HOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.cli.desk import Desk

__all__ = ["show_hooks"]


def show_hooks(at: Desk, sql: Mapping[str, Sequence[str]]) -> None:
    """Say that the job has SQL of its own, and that none of it was run."""
    numbers = [at.words(f"hooks.{name}", n=len(sql[name])) for name in HOOKS if sql.get(name)]
    if numbers:
        say(at.out, at.words("hooks.said", numbers=at.words("hooks.and").join(numbers)))

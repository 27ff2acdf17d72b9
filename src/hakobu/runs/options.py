"""How a run is made."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.runs.watch import silent
from hakobu.zoho import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hakobu.model import Compare
    from hakobu.runs.watch import Watch
    from hakobu.zoho import Clock

__all__ = ["Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is made.

    ``stop`` ends it in good order; ``fresh`` begins anew instead of taking up an unfinished run; ``yes``
    accepts a default key that names records rather than identifies them. ``began`` hears the run's number;
    ``whole`` reads everything where only what changed would be read.
    ``parameters`` are values for names that the job declares. ``tasks`` names the tasks that are run,
    disabled or not; without any, all that are not disabled. ``asked`` tells the log whose asking it was:
    a ticket and the number of a request, say.
    """

    compare: Compare | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    yes: bool = False
    fresh: bool = False
    tasks: tuple[str, ...] = ()
    whole: bool = False
    watch: Watch = silent
    began: Callable[[int], None] = lambda _run: None
    asked: Mapping[str, str | int] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Clock = field(default_factory=SystemClock)

"""When a job starts by itself, who is told of it, and which days are business days; frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from hakobu.model import Limit

__all__ = ["After", "AlertRule", "At", "Calendar", "Cron", "Every", "NewFile", "Schedule", "Webhook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Times of a day (``HH:MM``), on some days.

    ``days``: ``every day``, ``business days``, or the numbers of weekdays (0 is Monday); ``day`` is a day of
    the month (a shorter month's last day stands for it), ``business_day`` the n-th business day of the month,
    counted from its end where it is below nought. ``closed``: what becomes of a day that is no business day.
    """

    times: tuple[str, ...]
    days: str | tuple[int, ...] = "every day"
    day: int | None = None
    business_day: int | None = None
    closed: str = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """Five fields as crontab(5) has them; ``closed`` as of ``At``."""

    text: str
    closed: str = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """A length of time in seconds; it runs on evenly, whatever the clocks of the zone do."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """After another job: ``success`` (all delivered), ``finished`` (failed rows or not), ``end`` (any)."""

    job: str
    when: str = "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """When somebody calls the job's secret address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """When the source's folder has a new or changed file that did not grow for ``settled`` seconds."""

    pattern: str
    settled: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What starts a job by itself, each of ``starts``; ``missed``: ``once`` or ``skip``."""

    starts: tuple[At | Cron | Every | After | Webhook | NewFile, ...]
    time_zone: str = "UTC"
    calendar: str = "default"
    missed: str = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """Who is told of what: ``to`` names channels; above ``failed_rows`` failed rows are told of.

    ``values``: whether keys of failed rows may be told; what is sensitive stays masked.
    """

    to: tuple[str, ...]
    about: tuple[str, ...] = ("failure", "failed_rows", "guard", "no_run", "sign_in")
    failed_rows: Limit | None = None
    language: str = "en"
    values: bool = False
    daily_at: str = "08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Business days: ``weekend`` holds weekdays (0 is Monday), ``country`` whose public holidays are closed.

    ``closed`` and ``open`` are days of one's own; what is ``open`` wins over all else.
    """

    name: str
    country: str | None = "JP"
    weekend: tuple[int, ...] = (5, 6)
    closed: frozenset[date] = field(default_factory=frozenset)
    open: frozenset[date] = field(default_factory=frozenset)

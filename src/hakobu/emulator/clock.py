"""The emulator's own clock, which the control door may set, stop and advance."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# what every zone can still render as a year of four digits
_FIRST = -62_135_424_000
_LAST = 253_402_128_000


class Clock:
    """Wall-clock time plus a shift; stopped, it always tells the same time."""

    def __init__(self) -> None:
        self.shift = 0.0
        self.stopped_at: float | None = None

    def now(self) -> float:
        """Tell the time in seconds since 1970."""
        return time.time() + self.shift if self.stopped_at is None else self.stopped_at

    def second(self) -> int:
        """Tell the time as Zoho stores it: whole seconds."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Let this much time pass at once."""
        if self.stopped_at is None:
            self.shift += seconds
        else:
            self.stopped_at += seconds

    def set(self, moment: float, *, stopped: bool) -> None:
        """Set the time, and let it run or stand from there."""
        self.stopped_at = moment if stopped else None
        self.shift = moment - time.time()


class Zone:
    """A time zone that renders seconds as Zoho does, with a memory of what it rendered last."""

    _REMEMBERED = 20_000

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = UTC if name == "UTC" else ZoneInfo(name)
        self._rendered: dict[int, str] = {}

    def render(self, second: int) -> str:
        """Write a moment as ``2026-05-14T12:51:54+03:00``."""
        text = self._rendered.get(second)
        if text is None:
            if len(self._rendered) >= self._REMEMBERED:
                self._rendered.clear()
            text = datetime.fromtimestamp(second, self._zone).isoformat(timespec="seconds")
            self._rendered[second] = text
        return text

    def offset(self, second: int) -> int:
        """Tell the zone's distance from UTC at a moment, in milliseconds."""
        distance = datetime.fromtimestamp(second, self._zone).utcoffset()
        return 0 if distance is None else int(distance.total_seconds() * 1000)


def parse_moment(text: str) -> int:
    """Read an ISO 8601 time with an offset into whole seconds; raises ``ValueError``."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    second = int(moment.timestamp())
    if not _FIRST <= second <= _LAST:
        raise ValueError(text)
    return second

"""Values of a run's rows: shown to who may see those of its connections, else masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.api.rights import may_see, need_values
from hakobu.reports.causes import explain_detail
from hakobu.runs import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.api.access import Person
    from hakobu.api.context import Context

__all__ = ["Sight"]


class Sight:
    """What somebody sees of the rows of a job."""

    def __init__(self, at: Context, person: Person, job: str) -> None:
        found = at.store.definitions.job(job)
        ends = (found.source, found.destination) if found else (job,)  # of a removed job: the right to all
        self._at, self._person, self._ends = at, person, ends
        self.clear = may_see(at, person, *ends)

    def need(self) -> None:
        """Refuse who may not see the values."""
        need_values(self._at, self._person, *self._ends)

    def text(self, value: str) -> str:
        """Give a text that quotes a value."""
        return value if self.clear or not value else HIDDEN

    def value(self, value: str | None) -> str | None:
        """Give a value; an empty one is no secret."""
        return value if self.clear or value is None else HIDDEN

    def values(self, values: Mapping[str, str | None]) -> dict[str, str | None]:
        """Give a record's values."""
        return {name: self.value(value) for name, value in values.items()}

    def cause(self, cause: dict[str, Any], lang: str) -> dict[str, Any]:
        """Give a cause of faults with its samples, in the reader's language."""
        samples = [
            {
                **each,
                "key": self.text(each["key"]),
                "detail": self.text(explain_detail(each["detail"], lang)),
            }
            for each in cause["samples"]
        ]
        return {**cause, "samples": samples}

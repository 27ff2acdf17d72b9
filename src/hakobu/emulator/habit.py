"""What Zoho's documentation leaves open: one table of switches, each with the choice made here."""

from dataclasses import dataclass
from typing import Any


class HabitError(ValueError):
    """A switch cannot be set so."""


@dataclass(frozen=True, slots=True)
class Habit:
    """One open point (api-coql-bulk §7): without a list of choices it takes a number from 0."""

    name: str
    usual: Any
    choices: tuple[Any, ...] = ()

    def check(self, value: Any) -> Any:
        """Give the value if the switch takes it; what is None by default is left to the version."""
        if value is None and self.usual is None:
            return None
        if self.choices:
            if not any(value is one or (type(value) is type(one) and value == one) for one in self.choices):
                raise HabitError(f"{self.name} must be one of {list(self.choices)}, not {value!r}")
            return value
        if isinstance(value, bool) or value is None or not hasattr(value, "__float__"):
            raise HabitError(f"{self.name} must be a number")
        if not 0 <= value <= 1e9:
            raise HabitError(f"{self.name} is out of range")
        return int(value) if value == int(value) else float(value)


SOURCES = (
    "crm_api",
    "crm_ui",
    "crm_mobile",
    "workflow",
    "import",
    "mass_update",
    "blueprint",
    "approval_process",
    "assignment_rules",
    "custom_function",
    "macro",
    "bulkapi",
    "convert",
)
"""From where a record was changed, as the timeline names it; Zoho has some 130."""
_SWITCH = (False, True)
_BY_VERSION = (None, False, True)
HABITS: dict[str, Habit] = {
    habit.name: habit
    for habit in (
        Habit("job_seconds", None),
        Habit("job_slots", 5),
        Habit("bulk_read_values", None),
        Habit("bulk_read_converted", True, _SWITCH),
        Habit("bulk_read_separator", ";", (";", ",")),
        Habit("bulk_read_bom", False, _SWITCH),
        Habit("upload_error_status", 200, (200, 400)),
        Habit("bulk_write_running", "IN PROGRESS", ("IN PROGRESS", "INPROGRESS")),
        Habit("bulk_write_refused", "SKIPPED", ("SKIPPED", "UNPROCESSED")),
        Habit("bulk_write_shuffled", False, _SWITCH),
        Habit("bulk_write_found_id", False, _SWITCH),
        Habit("bulk_write_external", False, _SWITCH),
        Habit("bulk_write_inventory", None, _BY_VERSION),
        Habit("bulk_write_children", 200),
        Habit("bulk_write_url", None, (None, "absolute", "path")),
        Habit("coql_rows", None),
        Habit("coql_reach", None),
        Habit("coql_aggregates_in_v2", True, _SWITCH),
        Habit("coql_empty_count", "row", ("row", "none")),
        Habit("coql_subqueries", None, _BY_VERSION),
        Habit("timeline_source", "crm_api", SOURCES),
        Habit("timeline_credits", 1),
    )
}


class Habits:
    """How the switches stand."""

    def __init__(self) -> None:
        self._set: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._set[name] if name in self._set else HABITS[name].usual

    def set(self, name: str, value: Any) -> None:
        """Set a switch; raises ``HabitError``."""
        self._set[name] = HABITS[name].check(value)

    def all(self) -> dict[str, Any]:
        """Give every switch as it stands."""
        return {name: self[name] for name in HABITS}

    def restore(self, kept: dict[str, Any]) -> None:
        """Take back what the store kept."""
        self._set = {name: value for name, value in kept.items() if name in HABITS}

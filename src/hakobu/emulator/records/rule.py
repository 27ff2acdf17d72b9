"""A rule between the fields of one record, and what a rule may look at."""

from dataclasses import dataclass
from typing import Any, Protocol

from hakobu.emulator.clock import Clock
from hakobu.emulator.ids import Ids
from hakobu.emulator.organisation import Organisation, User
from hakobu.emulator.records.children import Change
from hakobu.emulator.records.table import Row, Table


class BrokenRule(Exception):  # noqa: N818 -- a refusal of one record
    """Values that do not go together; ``dependee`` names the field that the other depends on."""

    def __init__(
        self,
        code: str,
        field: str,
        dependee: str | None = None,
        message: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.dependee = dependee
        self.message = message
        self.details = details


class World(Protocol):
    """The state, as far as rules look at it."""

    tables: dict[str, Table]
    users: dict[int, User]
    org: Organisation
    clock: Clock
    ids: Ids


@dataclass(slots=True)
class Deed:
    """A record about to be written: what it was, what it will be, which fields were sent."""

    world: World
    table: Table
    row: Row
    old: Row | None
    sent: frozenset[str]
    lists: list[Change]
    user: int
    now: int

    def get(self, name: str) -> Any:
        """Give the value that a field will have."""
        return self.row[self.table.module.fields[name].slot]

    def was(self, name: str) -> Any:
        """Give the value that a field has had; None for a new record."""
        return None if self.old is None else self.old[self.table.module.fields[name].slot]

    def put(self, name: str, value: Any) -> None:
        """Set a field."""
        self.row[self.table.module.fields[name].slot] = value

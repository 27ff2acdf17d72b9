"""A bulk write on its way: its resources, the fate of each row, the counts."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hakobu.emulator.bulk.csv_file import CsvFile
from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.mapping import Mapping
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.child import ChildList

Json = dict[str, Any]
ADDED, UPDATED, SKIPPED = "ADDED", "UPDATED", "SKIPPED"


class Outcome(NamedTuple):
    """What became of a row."""

    status: str
    record: str = ""
    errors: str = ""


@dataclass(slots=True)
class Resource:
    """One file for one module; a child's rows belong to records of its parent's file."""

    table: Table
    file: CsvFile
    find_by: str | None
    mappings: list[Mapping]
    ignore_empty: bool
    shown: Json
    child: ChildList | None = None
    parent: "Resource | None" = None
    rows: list[list[str]] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)

    def count(self, status: str) -> int:
        """Count the rows that ended so."""
        return sum(one is not None and one.status == status for one in self.outcomes)


@dataclass(slots=True)
class WriteJob(Job):
    """A job that writes records."""

    operation: str = ""
    encoding: str | None = None
    ignore_empty: bool = False
    resources: list[Resource] = field(default_factory=list)
    base_url: str = ""

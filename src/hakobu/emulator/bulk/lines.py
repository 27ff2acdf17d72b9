"""Rows of a child file: sent with the records of the parent's file that they belong to (§3.5)."""

import re
from typing import Any

from hakobu.emulator.bulk.row_error import RowErrors
from hakobu.emulator.bulk.write_job import ADDED, SKIPPED, UPDATED, Outcome, Resource, WriteJob
from hakobu.emulator.fault import Fault
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.writing import Writer
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]
LINK = "Parent_Id"


def list_of(resource: Resource) -> ChildList:
    """Give the list of the parent that a child resource fills."""
    if resource.child is None:
        raise TypeError(resource)
    return resource.child


def read_line(resource: Resource, cells: list[str], errors: RowErrors) -> Json:
    """Read a child's row; the column that names the parent is left out."""
    line: Json = {}
    spec = list_of(resource)
    for one in resource.mappings:
        if one.parent_column is not None or one.api_name in {LINK, spec.link}:
            continue
        text = cells[one.index] if one.index is not None and one.index < len(cells) else ""
        if not text or text.isspace():
            if one.default is not None:
                line[one.api_name] = one.default
            continue
        try:
            line[one.api_name] = one.read(text)
        except BadValue:
            errors.add("INVALID_DATA", one.api_name)
    return line


class Lines:
    """The rows of one child file, by the value of the parent's column that they repeat."""

    def __init__(
        self, resource: Resource, parent: Resource, version: Version, most: int, refusals: list[Fault]
    ) -> None:
        self._resource = resource
        self._spec = list_of(resource)
        self._name = self._spec.name_in(version.number) or self._spec.api_name
        self._most = most
        self._refusals = [one for one in refusals if one.match and one.index is None]
        self._headers = {one.api_name: one.header for one in resource.mappings}
        self._link = next(one for one in resource.mappings if one.parent_column is not None)
        self._column = self._link.parent_column or 0
        self._culprit = re.compile(rf"\.{re.escape(self._name)}\[(\d+)\]")
        self._waiting: dict[str, list[int]] = {}
        self._sent: list[int] = []
        self._at = self._link.index or 0
        self._parent = parent
        self._sorted = False

    def _sort(self) -> None:
        for place, cells in enumerate(self._resource.rows):
            key = cells[self._at].strip() if self._at < len(cells) else ""
            self._waiting.setdefault(key, []).append(place)
        self._sorted = True

    def _end(self, place: int, code: str, field: str | None) -> None:
        errors = RowErrors(self._headers)
        errors.add(code, field)
        self._resource.outcomes[place] = Outcome(SKIPPED, "", errors.text())

    # -- with a parent ---------------------------------------------------------------------------

    def attach(self, element: Json, cells: list[str]) -> None:
        """Put the lines of a parent's row into its element."""
        if not self._sorted:
            self._sort()
        key = cells[self._column].strip() if self._column < len(cells) else ""
        places = self._waiting.pop(key, [])
        for place in places[self._most :]:
            self._end(place, "LIMIT_EXCEEDED", None)
        self._sent, lines = [], []
        for place in places[: self._most]:
            errors = RowErrors(self._headers)
            line = read_line(self._resource, self._resource.rows[place], errors)
            self._refuse_ordered(line, errors)
            if errors:
                self._resource.outcomes[place] = Outcome(SKIPPED, "", errors.text())
            else:
                self._sent.append(place)
                lines.append(line)
        if lines:
            element[self._name] = lines

    def _refuse_ordered(self, line: Json, errors: RowErrors) -> None:
        for fault in self._refusals:
            if fault.times != 0 and fault.refuses(line, 0):
                fault.count()
                errors.add(fault.code or "INVALID_DATA", next(iter(fault.match)))

    def drop_culprit(self, element: Json, problem: Problem) -> bool:
        """Take the line that was refused out of the element: the parent is tried again without it."""
        found = self._culprit.search(str(problem.details.get("json_path", "")))
        if found is None:
            return False
        number = int(found[1])
        self._end(self._sent.pop(number), problem.code, problem.details.get("api_name"))
        element[self._name] = [one for at, one in enumerate(element[self._name]) if at != number]
        if not element[self._name]:
            del element[self._name]
        return True

    def held(self, parent: int | None) -> set[int]:
        """Give the ids of the lines that a record has."""
        if parent is None:
            return set()
        table = self._resource.table
        return set(table.index(table.module.fields[self._spec.link].slot).find(parent))

    def keep(self, parent: int, before: set[int]) -> None:
        """Note what became of the lines: the new ones have ids in their order."""
        added = iter(sorted(self.held(parent) - before))
        for place in self._sent:
            self._resource.outcomes[place] = Outcome(ADDED, str(next(added, "")))
        self._sent = []

    def leave(self) -> None:
        """Refuse the lines of a parent that was refused."""
        for place in self._sent:
            self._end(place, "RESOURCE_NOT_FOUND", self._link.api_name)
        self._sent = []

    def leave_orphans(self) -> None:
        """Refuse the lines whose parent is nowhere in the file, or was refused before."""
        if not self._sorted:
            self._sort()
        for place, outcome in enumerate(self._resource.outcomes):
            if outcome is None:
                self._end(place, "RESOURCE_NOT_FOUND", self._link.api_name)


# -- without a parent's file -------------------------------------------------------------------------


def write_alone(job: WriteJob, resource: Resource, state: State, element: Json, errors: RowErrors) -> Outcome:
    """Write a subform's row whose parent is in the CRM already."""
    spec, table = list_of(resource), resource.table
    owner = state.tables[table.module.parent]
    row_id = parse_id(element.get("id")) if resource.find_by == "id" else None
    held = table.rows.get(row_id or 0)
    link = table.module.fields[spec.link].slot
    named = element.pop(LINK, None) or element.pop(spec.link, None)
    parent = held[link] if held is not None else parse_id(named)
    if job.operation != "insert" and held is None:
        errors.add("RESOURCE_NOT_FOUND", "id")
    elif parent not in owner.rows:
        errors.add("MANDATORY_NOT_FOUND" if parent is None else "INVALID_DATA", LINK)
    if errors:
        return Outcome(SKIPPED, "", errors.text())
    before = set(table.index(link).find(parent))
    line = {name: one for name, one in element.items() if one is not None or held is not None}
    if held is not None:
        line["id"] = str(row_id)
    try:
        writer = Writer(state, owner, job.version, Externals(state, owner, None), source="bulkapi")
        writer.update({spec.name_in(job.version.number) or spec.api_name: [line]}, 0, parent)
    except Problem as problem:
        errors.add_body(problem.body())
        return Outcome(SKIPPED, "", errors.text())
    if held is not None:
        return Outcome(UPDATED, str(row_id))
    return Outcome(ADDED, str(next(iter(set(table.index(link).find(parent)) - before), "")))

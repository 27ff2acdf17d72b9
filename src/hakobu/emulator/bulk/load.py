"""Writes the rows of a bulk write through the record API's own writer, a few at a step (§3.7, §3.8)."""

from collections.abc import Iterator
from typing import Any

from hakobu.emulator.bulk.lines import Lines, write_alone
from hakobu.emulator.bulk.result_file import make_result
from hakobu.emulator.bulk.row_error import RowErrors
from hakobu.emulator.bulk.write_job import ADDED, SKIPPED, UPDATED, Outcome, Resource, WriteJob
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.writing import Writer
from hakobu.emulator.state import State

Json = dict[str, Any]
_CHUNK = 20


def load(job: WriteJob, state: State) -> Iterator[None]:
    """Do the job: read all files, then write row after row."""
    job.fail_if_ordered(0)
    for resource in job.resources:
        for chunk in resource.file.rows():
            resource.rows.extend(chunk)
            job.rows += len(chunk)
            yield
        resource.outcomes = [None] * len(resource.rows)
    done = 0
    for resource in job.resources:
        if resource.parent is not None:
            continue
        load_one = Loading(job, resource, state)
        for first in range(0, len(resource.rows), _CHUNK):
            load_one.some(range(first, min(first + _CHUNK, len(resource.rows))))
            done += _CHUNK
            job.fail_if_ordered(done)
            yield
        load_one.leave_orphans()
    yield from make_result(job, state.habits)


class Loading:
    """One resource on its way into its module, with the files of its children."""

    def __init__(self, job: WriteJob, resource: Resource, state: State) -> None:
        self._job = job
        self._resource = resource
        self._state = state
        self._table = resource.table
        self._headers = {one.api_name: one.header for one in resource.mappings}
        self._updates = job.operation != "insert"
        most = int(state.habits["bulk_write_children"])
        self._lines = [
            Lines(one, resource, job.version, most, job.refusals)
            for one in job.resources
            if one.parent is resource
        ]
        self._writer = self._new_writer()

    def _new_writer(self) -> Writer:
        externals = Externals(self._state, self._table, None)
        return Writer(self._state, self._table, self._job.version, externals, source="bulkapi")

    def some(self, places: range) -> None:
        """Write some rows; the writer is made anew, for time goes on."""
        self._writer = self._new_writer()
        for place in places:
            self._resource.outcomes[place] = self._row(self._resource.rows[place], place)

    def leave_orphans(self) -> None:
        """Refuse the children whose parent was nowhere."""
        for lines in self._lines:
            lines.leave_orphans()

    # -- one row ---------------------------------------------------------------------------------

    def _row(self, cells: list[str], place: int) -> Outcome:
        errors = RowErrors(self._headers)
        element = self._element(cells, errors)
        refused = self._ordered(element, place)
        if refused is not None:
            errors.add_body(refused)
            return Outcome(SKIPPED, "", errors.text())
        if self._resource.child is not None:
            return write_alone(self._job, self._resource, self._state, element, errors)
        found = self._find(element, errors)
        if found is not None and not self._updates:
            errors.add("DUPLICATE_DATA", self._resource.find_by)
            carried = str(found) if self._state.habits["bulk_write_found_id"] else ""
            return Outcome(SKIPPED, carried, errors.text())
        if errors:
            self._gather(element, errors, new=found is None)
            return Outcome(SKIPPED, "", errors.text())
        return self._write(cells, element, found, errors)

    def _element(self, cells: list[str], errors: RowErrors) -> Json:
        """Read the cells; an empty one takes the default, erases the field, or leaves it alone."""
        element: Json = {}
        if len(cells) > len(self._resource.file.header):
            errors.add("CANNOT_PROCESS", None)
        for one in self._resource.mappings:
            index = one.index
            text = cells[index] if index is not None and index < len(cells) else ""
            if not text or text.isspace():
                if one.default is not None:
                    element[one.api_name] = one.default
                elif not self._resource.ignore_empty:
                    element[one.api_name] = None
                continue
            try:
                element[one.api_name] = one.read(text)
            except BadValue:
                errors.add("INVALID_DATA", one.api_name)
        # layouts were checked with the request; what they alone ask for is not enforced (§3.4)
        element.pop("Layout", None)
        return element

    def _ordered(self, element: Json, place: int) -> Json | None:
        for fault in self._job.refusals:
            if fault.times != 0 and fault.refuses(element, place):
                fault.count()
                details = fault.details or {"api_name": next(iter(fault.match), "id")}
                return {"code": fault.code or "INVALID_DATA", "details": details}
        return None

    def _find(self, element: Json, errors: RowErrors) -> int | None:
        """Find the record that a row is about."""
        find_by = self._resource.find_by
        if find_by is None:
            return None
        value = element.get(find_by)
        if value is None:
            if self._job.operation == "update" and not errors:
                errors.add("MANDATORY_NOT_FOUND", find_by)
            return None
        found = self._holder(find_by, value, errors)
        if found is None and not errors and (self._job.operation == "update" or find_by == "id"):
            errors.add("RESOURCE_NOT_FOUND", find_by)
        return found

    def _holder(self, find_by: str, value: Any, errors: RowErrors) -> int | None:
        if find_by == "id":
            record_id = parse_id(value)
            return record_id if record_id in self._table.rows else None
        try:
            known = self._table.checks[find_by](value)
        except BadValue:
            errors.add("INVALID_DATA", find_by)
            return None
        hits = self._table.index(self._table.module.fields[find_by].slot).find(known)
        return min(hits) if hits else None

    def _write(self, cells: list[str], element: Json, found: int | None, errors: RowErrors) -> Outcome:
        element.pop("id", None)
        new = found is None
        sent = {name: one for name, one in element.items() if one is not None} if new else element
        for lines in self._lines:
            lines.attach(sent, cells)
        while True:
            before = [lines.held(found) for lines in self._lines]
            try:
                writer = self._writer
                done = writer.insert(sent, 0) if found is None else writer.update(sent, 0, found)
            except Problem as problem:
                if any(lines.drop_culprit(sent, problem) for lines in self._lines):
                    continue
                self._gather(element, errors, new=new)
                if not errors:
                    errors.add_body(problem.body())
                for lines in self._lines:
                    lines.leave()
                return Outcome(SKIPPED, "", errors.text())
            record = done["details"]["id"]
            for lines, held in zip(self._lines, before, strict=True):
                lines.keep(int(record), held)
            return Outcome(ADDED if new else UPDATED, record)

    def _gather(self, element: Json, errors: RowErrors, *, new: bool) -> None:
        """Name all that is wrong with a row; the record API would name the first fault only."""
        writable = self._table.writable
        for name, value in element.items():
            entry = writable.get(name)
            if entry is None or value is None:
                if entry is not None and entry[2] and not new:
                    errors.add("MANDATORY_NOT_FOUND", name)
                continue
            try:
                entry[1](value)
            except BadValue:
                errors.add("INVALID_DATA", name)
        for _, name in self._table.mandatory if new and self._job.operation != "update" else ():
            if element.get(name) is None and name in self._headers:
                errors.add("MANDATORY_NOT_FOUND", name)

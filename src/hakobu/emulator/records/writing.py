"""Insert, update and upsert: every record by itself, in the order given (api-core §2.3-2.6, §3)."""

from collections.abc import Callable
from typing import Any

from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records import dependents
from hakobu.emulator.records.children import Change, Children, fill
from hakobu.emulator.records.derived import DERIVATIONS, BadField
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.history import tell_added, tell_updated
from hakobu.emulator.records.inventory import TOTALS
from hakobu.emulator.records.parents import check_parent, refusal
from hakobu.emulator.records.render import is_converted, written_details
from hakobu.emulator.records.rule import BrokenRule, Deed
from hakobu.emulator.records.rules import EFFECTS, RULES
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.value import BAD_ID
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]
Staged = dict[str, Any]


class Writer:
    """Writes the records of one call."""

    def __init__(
        self,
        state: State,
        table: Table,
        version: Version,
        externals: Externals,
        unmodified_since: int | None = None,
        *,
        source: str | None = None,
    ) -> None:
        self._state = state
        self._table = table
        self._version = version
        self._externals = externals
        self._unmodified_since = unmodified_since
        self._source = source
        self._derive = DERIVATIONS.get(table.module.api_name)
        self._now = state.clock.second()
        self._user = state.current_user.id
        self._children = (
            Children(state, table, version, self._user, self._now) if table.module.children else None
        )
        self._rules = RULES.get(table.module.api_name, ())
        if dependents.dependents(table):
            self._rules = (*self._rules, dependents.check)
        # a field that the profile may not write is ignored as read-only ones are (api-core §3.4)
        self._barred = {one.api_name for one in table.module.fields.values() if one.rights} and {
            one.api_name for one in table.module.fields.values() if state.right(one) != "read_write"
        }
        self._totals = TOTALS.get(table.module.api_name)

    # -- one record ------------------------------------------------------------------------------

    def insert(self, element: Any, place: int) -> Json:
        """Add one record."""
        staged = self._stage(element, place)
        self._demand(element, staged, place)
        self._refuse_twins(staged, place, None)
        return self._success(self._add(staged, element, place), "record added")

    def update(self, element: Any, place: int, record_id: int | None = None) -> Json:
        """Change the record that the element's id, external id or the caller names."""
        if record_id is None:
            record_id = self._target(element, place)
        staged = self._stage(element, place)
        row = self._change(record_id, staged, element, place)
        return self._success(row, "record updated")

    def upsert(self, element: Any, place: int, keys: list[Field]) -> Json:
        """Change the record that the first filled key finds; add one if none does."""
        staged = self._stage(element, place)
        for field in keys:
            value = staged.get(field.api_name)
            hits = [] if value is None else self._holders(field, value)
            if hits:
                row = self._change(min(hits), staged, element, place)
                done = self._success(row, "record updated")
                return done | {"action": "update", "duplicate_field": field.api_name}
        self._demand(element, staged, place)
        self._refuse_twins(staged, place, None)
        done = self._success(self._add(staged, element, place), "record added")
        return done | {"action": "insert", "duplicate_field": None}

    # -- steps -----------------------------------------------------------------------------------

    def _target(self, element: Any, place: int) -> int:
        if self._externals.own is not None:
            return self._externals.find_in(element, place, self._version)
        if type(element) is dict and element.get("id") is None:
            raise Problem("MANDATORY_NOT_FOUND", self._where("id", place))
        record_id = parse_id(element["id"]) if type(element) is dict else None
        if record_id is None or record_id not in self._table.rows:
            raise Problem("INVALID_DATA", self._where("id", place), BAD_ID)
        return record_id

    def _stage(self, element: Any, place: int) -> Staged:
        if type(element) is not dict:
            details: Json = {"expected_data_type": "jsonobject"}
            if self._version.json_path:
                details["json_path"] = f"$.data[{place}]"
            raise Problem("INVALID_DATA", details)
        if self._externals.lookups:
            element = self._externals.resolve(element, place, self._version)
        staged: Staged = {}
        writable = self._table.writable
        key = ""
        try:
            for key, value in element.items():
                entry = writable.get(key)
                if entry is None or key in self._barred:
                    # unknown keys, read-only fields and attributes are ignored (api-core §3.4)
                    continue
                checked = None if value is None else entry[1](value)
                if checked is None and entry[2]:
                    raise Problem("MANDATORY_NOT_FOUND", self._where(key, place))
                staged[key] = checked
        except BadValue as bad:
            raise self._refusal(key, bad, place) from None
        if wrong := check_parent(self._table.module.api_name, element, staged, self._state):
            raise self._refusal(wrong, refusal(), place)
        return staged

    def _demand(self, element: Json, staged: Staged, place: int) -> None:
        asked = self._table.required if element.get("Layout") else self._table.mandatory
        for _, name in asked:
            if staged.get(name) is None:
                raise Problem("MANDATORY_NOT_FOUND", self._where(name, place))

    def _add(self, staged: Staged, element: Json, place: int) -> Row:
        table, user, now = self._table, self._user, self._now
        row = table.blank.copy()
        row[common.OWNER] = user
        fields = table.module.fields
        for name, value in staged.items():
            row[fields[name].slot] = value
        if row[common.OWNER] is None:
            row[common.OWNER] = user
        row[common.CREATED_BY] = row[common.MODIFIED_BY] = user
        row[common.CREATED_TIME] = row[common.MODIFIED_TIME] = now
        lists = self._lists(element, place, None)
        deed = self._compute(row, None, staged, place, lists)
        row[common.ID] = self._state.ids.next()
        table.number(row)
        table.insert(row)
        tell_added(self._state, table, row[common.ID], self._source)
        self._keep(lists, row, deed)
        return row

    def _change(self, record_id: int, staged: Staged, element: Json, place: int) -> Row:
        table = self._table
        old = table.rows[record_id]
        if is_converted(table, old):
            raise Problem("CONVERTED_RECORD", {"id": str(record_id)})
        if self._unmodified_since is not None and old[common.MODIFIED_TIME] > self._unmodified_since:
            raise Problem("ALREADY_MODIFIED", self._where("Modified_Time", place))
        self._append_values(old, staged, element)
        self._refuse_twins(staged, place, record_id)
        row = old.copy()
        fields = table.module.fields
        for name, value in staged.items():
            row[fields[name].slot] = value
        if row[common.OWNER] is None:
            row[common.OWNER] = old[common.OWNER]
        row[common.MODIFIED_BY] = self._user
        row[common.MODIFIED_TIME] = self._now
        lists = self._lists(element, place, record_id)
        deed = self._compute(row, old, staged, place, lists)
        table.replace(row)
        tell_updated(self._state, table, old, row, source=self._source)
        self._keep(lists, row, deed)
        return row

    def _append_values(self, old: Row, staged: Staged, element: Json) -> None:
        wanted = element.get("$append_values")
        if type(wanted) is not dict:
            return
        for name, yes in wanted.items():
            field = self._table.module.fields.get(name)
            if yes is True and field is not None and field.data_type == "multiselectpicklist":
                held, added = old[field.slot] or [], staged.get(name) or []
                staged[name] = list(dict.fromkeys([*held, *added])) or None

    def _lists(self, element: Json, place: int, parent: int | None) -> list[Change]:
        """Check what the record's subforms and lookups to several bring, before anything is kept."""
        if self._children is None:
            return []
        if self._externals.rows:
            element = self._externals.resolve_rows(element, place, self._version)
        staged = self._children.stage(element, place, demand=parent is None)
        return self._children.plan(staged, parent, place)

    def _keep(self, lists: list[Change], row: Row, deed: Deed | None) -> None:
        if self._children is not None:
            self._children.keep(lists, row[common.ID], self._state.ids.next)
        effect = EFFECTS.get(self._table.module.api_name)
        if effect is not None and deed is not None:
            effect(deed)

    def _compute(
        self, row: Row, old: Row | None, staged: Staged, place: int, lists: list[Change]
    ) -> Deed | None:
        if self._totals is not None:
            self._totals(self._state.tables, self._table, row, lists[0].rows, lists[0].table)
        if self._derive is not None:
            try:
                self._derive(self._table, row, frozenset(staged))
            except BadField as fault:
                raise self._refusal(fault.field, fault.bad, place) from None
        fill(self._table, row, lists)
        return self._judge(row, old, staged, place, lists)

    def _judge(
        self, row: Row, old: Row | None, staged: Staged, place: int, lists: list[Change]
    ) -> Deed | None:
        """Hold the record against the rules of its module."""
        if not self._rules:
            return None
        deed = Deed(self._state, self._table, row, old, frozenset(staged), lists, self._user, self._now)
        try:
            for rule in self._rules:
                rule(deed)
        except BrokenRule as broken:
            details = self._where(broken.field, place)
            if broken.dependee is not None:
                key = "mapped_field" if broken.code == "MAPPING_MISMATCH" else "dependee"
                details[key] = self._where(broken.dependee, place)
            raise Problem(broken.code, details | broken.details, broken.message) from None
        return deed

    # -- unique values ---------------------------------------------------------------------------

    def _holders(self, field: Field, value: Any) -> list[int]:
        hits = self._table.index(field.slot).find(value)
        if hits and field.external == "user":
            rows = self._table.rows
            return [one for one in hits if rows[one][common.CREATED_BY] == self._user]
        return hits

    def _refuse_twins(self, staged: Staged, place: int, own: int | None) -> None:
        clashes = []
        for field in self._table.uniques:
            value = staged.get(field.api_name)
            if value is None:
                continue
            others = [one for one in self._holders(field, value) if one != own]
            if others:
                clashes.append(self._clash(field, min(others), place))
        if len(clashes) == 1:
            raise clashes[0]
        if clashes:
            raise Problem("MULTIPLE_OR_MULTI_ERRORS", {"errors": [one.body() for one in clashes]})

    def _clash(self, field: Field, holder: int, place: int) -> Problem:
        details = self._where(field.api_name, place)
        if self._version.duplicate_record:
            owner = self._table.rows[holder][common.OWNER]
            details["duplicate_record"] = {
                "id": str(holder),
                "Owner": self._state.user_reference(owner, zuid=True),
                "module": {"api_name": self._table.module.api_name, "id": str(self._table.module.id)},
            }
            details["more_records"] = False
        else:
            details["id"] = str(holder)
        return Problem("DUPLICATE_DATA", details)

    # -- answers ---------------------------------------------------------------------------------

    def _success(self, row: Row, message: str) -> Json:
        details = written_details(row, self._state, self._version)
        if self._externals.own is not None:
            details[self._externals.own.api_name] = row[self._externals.own.slot]
        return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}

    def _where(self, name: str, place: int, below: str = "") -> Json:
        if self._version.json_path:
            return {"api_name": name, "json_path": f"$.data[{place}].{name}{below}"}
        return {"api_name": name}

    def _refusal(self, name: str, bad: BadValue, place: int) -> Problem:
        return Problem("INVALID_DATA", bad.details | self._where(name, place, bad.below), bad.message)


WriteOne = Callable[[Any, int], Json]


def write_each(
    elements: list[Any], write: WriteOne, refused: Callable[[Any, int], Json | None]
) -> list[Json]:
    """Write record after record; one that is refused does not stop the others."""
    results = []
    for place, element in enumerate(elements):
        result = refused(element, place)
        if result is None:
            try:
                result = write(element, place)
            except Problem as problem:
                result = problem.body()
        results.append(result)
    return results


def status_of(results: list[Json], all_done: int, version: Version) -> int:
    """Tell the HTTP status of a write from the fates of its records (api-core §2.5)."""
    failed = [one for one in results if one["status"] != "success"]
    if not failed:
        return all_done
    if len(failed) < len(results):
        return 207
    if all(one["code"] == "ALREADY_MODIFIED" for one in failed):
        return 412
    return version.all_failed_status

"""Bulk Write or REST: which changes a bulk job may carry, and from how many on it is cheaper.

Lines of new records go in files of their own below their records' file (from Schema v8 on). What such files
do to lines that a record has already is not documented, so changes of lines go by REST.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import Fault
from hakobu.mapping import leads_anywhere
from hakobu.model import Automation, ChangeKind, Operation, Write
from hakobu.zoho import BULK_COLUMNS, BULK_ROWS, cost_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hakobu.changes import ModuleFacts
    from hakobu.mapping import ChildField
    from hakobu.model import Change, FieldMap, Task

__all__ = [
    "BULK_CREATES",
    "BULK_UPDATES",
    "BulkRoute",
    "Group",
    "Tally",
    "bulk_faults",
    "bulk_lines",
    "choose_bulk",
    "count_lines",
    "explain_no_bulk",
    "guards_of",
    "jobs_of",
    "rest_credits",
]

_lines = msgspec.json.Decoder(list[msgspec.Raw]).decode

Group = tuple[str, ...]
"""Changes that may share a file: its kind, and the fields, where the file erases some."""

BULK_CREATES: Group = ("create",)
BULK_UPDATES: Group = ("update",)

NOT_IN_A_FILE = frozenset(
    {
        "ALARM",
        "RRULE",
        "dates",
        "fileupload",
        "imageupload",
        "multi_module_lookup",
        "multireminder",
        "multiselectlookup",
        "multiuserlookup",
        "participants",
        "profileimage",
        "subform",
        "tax",
        "time_range",
    }
)
"""Fields that a plain file of one module cannot fill."""

_REASONS = {
    "automation": "Bulk Write needs automation: any, for nobody can tell it which workflow rules to run.",
    "module": "Zoho offers no Bulk Write for {what}.",
    "assignment": "Bulk Write takes no assignment rule, and the connection names one.",
    "unlisted": "Zoho's page of Bulk Write does not list {what}, though line items go below their records "
    "there; write: bulk tries it.",
    "field": "Bulk Write cannot fill {what}.",
    "lines": "Bulk Write takes the lines of {what} from Schema v8 on.",
    "columns": f"Bulk Write takes {BULK_COLUMNS} columns, and {{what}} are mapped.",
    "guard": "Bulk Write creates records only where a unique field is mapped, which keeps a record from "
    "being created twice.",
    "upsert": "New records go by Zoho's upsert, for no unique field keeps them from being created twice; "
    "Bulk Write would insert them.",
    "erasing": "Updates that erase values share a bulk job only where they write the same fields, and too "
    "few of them do.",
    "delete": "Bulk Write does not delete.",
}
UNIQUE = "Map a unique field or an External ID, name a stamp field, or take write: bulk away."
_REMEDIES = {
    "automation": "Write automation: any, or take write: bulk away.",
    "lines": "Set schema: v8, or take write: bulk away.",
    "guard": UNIQUE,
    "upsert": UNIQUE,
}


class BulkRoute(msgspec.Struct, frozen=True, kw_only=True):
    """What goes by Bulk Write: creations that fill one of ``guards``, updates, and erasing updates.

    An update that erases nothing leaves its empty cells alone, whatever fields it writes; one that erases
    shares a file only with those of exactly the same fields (``erasing``). A file of fewer than ``least``
    rows (``worth``, where it erases or is sent once more) is left to REST. ``lines`` are the fields whose
    lines go in files below that of the creations; each line repeats the first of its record's ``guards``.
    """

    creates: bool = False
    updates: bool = False
    erasing: tuple[tuple[str, ...], ...] = ()
    guards: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    least: int
    worth: int

    def group(self, change: Change) -> Group | None:
        """Name the file that a change may go in; none, where REST carries it."""
        found = _group(change, self.guards, self.lines)
        if found is None:
            return None
        if found is BULK_CREATES:
            return found if self.creates else None
        if found is BULK_UPDATES:
            return found if self.updates else None
        return found if found[1:] in self.erasing else None


class Tally:
    """Counts changes by the files that they could share, while they are written into the plan."""

    def __init__(self, guards: tuple[str, ...], lines: tuple[str, ...] = ()) -> None:
        self.guards = guards
        self.lines = lines
        self.below: Counter[str] = Counter()  # the lines of the creations, by field
        self.kinds: Counter[ChangeKind] = Counter()
        self.groups: Counter[Group] = Counter()

    def count(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Hand changes on, counted."""
        kinds, groups, guards, lines = self.kinds, self.groups, self.guards, self.lines
        for change in changes:
            kinds[change.kind] += 1
            group = _group(change, guards, lines)
            if group is not None:
                groups[group] += 1
                if lines and group is BULK_CREATES:
                    self.below.update({name: count_lines(change.new.get(name)) for name in lines})
            yield change

    @property
    def room(self) -> int:
        """How many of the creations one job takes: its files of lines are full sooner."""
        records = self.groups[BULK_CREATES]
        most = max((records, *self.below.values()))
        return BULK_ROWS * records // most if most else BULK_ROWS

    @property
    def erasing(self) -> dict[tuple[str, ...], int]:
        """Count the updates that erase something, by the fields that they write."""
        return {group[1:]: number for group, number in self.groups.items() if len(group) > 1}


def rest_credits(operation: str, records: int, batch: int) -> int:
    """Give the credits of so many records by REST, ``batch`` a call."""
    full, rest = divmod(records, batch)
    return full * cost_of(operation, batch) + (cost_of(operation, rest) if rest else 0)


def jobs_of(records: int, least: int, room: int = BULK_ROWS) -> tuple[int, int]:
    """Give the number of bulk jobs for so many records, ``room`` a job, and how many are left to REST."""
    full, rest = divmod(records, room)
    return (full + 1, 0) if rest and rest >= least else (full, rest)


def guards_of(task: Task, module: ModuleFacts) -> tuple[str, ...]:
    """Name the unique fields that a task fills: with one of them a record cannot be created twice."""
    mapped = {entry.field for entry in task.map}
    stamp = (task.stamp,) if task.stamp else ()
    return (*stamp, *(name for name in module.unique if name in mapped and name != task.stamp))


def bulk_lines(module: ModuleFacts, children: Iterable[ChildField]) -> tuple[str, ...]:
    """Name the fields whose lines may go in a file below that of their new records."""
    if not module.bulk_lines:
        return ()
    return tuple(
        child.api_name
        for child in children
        if module.fields[child.api_name].data_type == "subform"
        and not any(column.data_type in NOT_IN_A_FILE for column in child.columns)
    )


def count_lines(text: str | None) -> int:
    """Count the lines in the value of a field that holds some."""
    return len(_lines(text)) if text else 0


def choose_bulk(
    task: Task, module: ModuleFacts, tally: Tally, *, create: str, batch: int
) -> tuple[BulkRoute | None, tuple[tuple[str, str], ...]]:
    """Choose what goes by Bulk Write, and tell why not where it would have been cheaper.

    The reasons are (code, what it is about); ``explain_no_bulk`` gives the sentence.
    """
    if task.write is Write.REST:
        return None, ()
    worth = bisect_right(
        range(BULK_ROWS), cost_of("bulk write"), key=lambda n: rest_credits("insert", n, batch)
    )
    forced = task.write is Write.BULK
    creates, updates = tally.kinds[ChangeKind.CREATE], tally.kinds[ChangeKind.UPDATE]
    if tally.room < worth and not forced:
        creates = 0  # of so many lines a record that a job is the dearer way
    wanted = [number >= worth or (forced and number > 0) for number in (creates, updates)]
    if not any(wanted):
        return None, ()
    if (common := _never(task, module, tally.lines)) is not None:
        return None, (common,)
    reasons: list[tuple[str, str]] = []
    least = 1 if forced else worth
    route = BulkRoute(
        creates=create == "insert" and wanted[0] and tally.groups[BULK_CREATES] >= least,
        updates=tally.groups[BULK_UPDATES] >= least,
        erasing=tuple(sorted(names for names, number in tally.erasing.items() if number >= worth)),
        guards=tally.guards,
        lines=tally.lines,
        least=least,
        worth=worth,
    )
    if wanted[0] and not route.creates:
        reasons.append(("upsert" if create != "insert" else "guard", ""))
    if wanted[1] and not (route.updates or route.erasing):
        reasons.append(("erasing", ""))
    chosen = route if route.creates or route.updates or route.erasing else None
    return chosen, tuple(reasons)


def bulk_faults(
    task: Task, module: ModuleFacts, *, create: str, lines: Sequence[str] = (), file: str = ""
) -> list[Fault]:
    """List what stands in the way of a task that must write by Bulk Write."""
    if task.write is not Write.BULK:
        return []
    reasons = [reason for reason in (_never(task, module, lines),) if reason is not None]
    inserts = task.operation.upserts or task.operation is Operation.INSERT
    if inserts and not guards_of(task, module):
        reasons.append(("upsert" if create != "insert" else "guard", ""))
    return [
        Fault(
            message=explain_no_bulk(code, what),
            path=f"tasks.{task.name}.write",
            file=file,
            next_step=_REMEDIES.get(code, "Take write: bulk away."),
        )
        for code, what in reasons
    ]


def explain_no_bulk(code: str, what: str) -> str:
    """Say why something does not go by Bulk Write."""
    return _REASONS[code].format(what=what)


def _never(task: Task, module: ModuleFacts, lines: Sequence[str]) -> tuple[str, str] | None:
    """Tell why nothing of a task can go by Bulk Write, whatever its rows are."""
    if task.operation is Operation.DELETE:
        return "delete", ""
    if task.automation is not Automation.ANY:
        return "automation", ""
    if module.no_bulk and not (module.no_bulk == "unlisted" and task.write is Write.BULK):
        return module.no_bulk, module.name
    odd = (why for entry in task.map if entry.field not in lines and (why := _unfit(entry, module)))
    if (why := next(odd, None)) is not None:
        return why
    if len(task.map) + 1 > BULK_COLUMNS:
        return "columns", str(len(task.map))
    return None


def _unfit(entry: FieldMap, module: ModuleFacts) -> tuple[str, str] | None:
    """Tell why a file cannot fill a field."""
    field = module.fields.get(entry.field)
    if field is not None and field.data_type == "subform" and not module.bulk_lines:
        return "lines", entry.field
    below = field is not None and (field.data_type in NOT_IN_A_FILE or leads_anywhere(field))
    return ("field", entry.field) if entry.joins or below or entry.field == "Tag" else None


def _group(change: Change, guards: tuple[str, ...], lines: tuple[str, ...]) -> Group | None:
    new = change.new
    if change.kind is ChangeKind.CREATE:
        below = any(new.get(name) for name in lines)
        named = guards[:1] if below else guards  # lines repeat the first column of their record's row
        return BULK_CREATES if any(new.get(name) for name in named) else None
    if change.kind is ChangeKind.DELETE or change.archives or any(name in new for name in lines):
        return None
    return ("update", *new) if None in new.values() else BULK_UPDATES

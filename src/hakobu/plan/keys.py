"""Which match keys a task uses, and which are not allowed, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes import ID, MatchKeys, ModuleFacts
from hakobu.errors import DefinitionError, Fault
from hakobu.model import Operation
from hakobu.zoho import NAMING_KEYS

if TYPE_CHECKING:
    from hakobu.model import Task

__all__ = ["NO_KEY_TYPES", "choose_keys", "names_only", "valid_keys"]

NO_KEY_TYPES = frozenset(
    {
        "ALARM",
        "RRULE",
        "boolean",
        "comments",
        "dates",
        "fileupload",
        "formula",
        "imageupload",
        "layout",
        "multireminder",
        "multiselectlookup",
        "multiselectpicklist",
        "multiuserlookup",
        "participants",
        "profileimage",
        "rollup_summary",
        "subform",
        "tax",
        "textarea",
        "time_range",
    }
)  # Zoho cannot search by them, or they do not hold one value


def valid_keys(module: ModuleFacts, operation: Operation) -> tuple[str, ...]:
    """List the fields of a module that may be match keys, those that identify first."""
    external = [name for name, field in module.fields.items() if field.external]
    unique = [name for name, field in module.fields.items() if field.unique and not field.external]
    system = [module.system_key] if module.system_key else []
    rest = [name for name, field in module.fields.items() if field.data_type not in NO_KEY_TYPES]
    ids = [] if operation.upserts or operation is Operation.INSERT else [ID]
    return tuple(dict.fromkeys([*ids, *external, *unique, *system, *(name for name in rest if name != ID)]))


def choose_keys(task: Task, module: ModuleFacts, *, file: str = "") -> MatchKeys:
    """Choose a task's keys: its ``match``, or by Zoho's rule the system field and then the unique ones.

    Raises ``DefinitionError`` with every key that cannot be one.
    """
    mapped = {entry.field for entry in task.map}
    unique = tuple(name for name in module.unique if name in mapped)
    if not task.match:
        return _default(task, module, mapped, unique, file)
    path = f"tasks.{task.name}.match"
    faults = [
        fault
        for way in task.match
        for name in way
        if (fault := _fault(name, task, module, path=path, file=file)) is not None
    ]
    if faults:
        raise DefinitionError(tuple(faults))
    alone = {way[0] for way in task.match if len(way) == 1}
    return MatchKeys(task.match, tuple(name for name in unique if name not in alone))


def names_only(task: Task, keys: MatchKeys) -> str | None:
    """Name the default key that names a record rather than identifies it, where a task relies on one."""
    if task.match or task.operation is Operation.INSERT:
        return None
    weak = [way[0] for way in keys.alternatives if len(way) == 1 and way[0] in NAMING_KEYS]
    return weak[0] if weak else None


def _default(
    task: Task, module: ModuleFacts, mapped: set[str], unique: tuple[str, ...], file: str
) -> MatchKeys:
    if task.operation is Operation.INSERT:
        return MatchKeys((), unique)
    system = [module.system_key] if module.system_key in mapped and module.system_key else []
    ways: tuple[tuple[str, ...], ...] = tuple((name,) for name in dict.fromkeys([*system, *unique]))
    if module.pair and mapped.issuperset(module.pair):
        ways = (module.pair,)
    if not ways:
        silent = not module.system_key and module.upserts
        told = f" Zoho's documents name no field by which its upsert finds records of {module.name}."
        raise DefinitionError(
            (
                Fault(
                    message=f"{task.operation} into {module.name} needs a match key, and none is mapped."
                    + (told if silent else ""),
                    path=f"tasks.{task.name}.match",
                    file=file,
                    valid=valid_keys(module, task.operation)[:8],
                    next_step="Map one of these fields, or name your own key with match: [Field].",
                ),
            )
        )
    return MatchKeys(ways)


def _fault(name: str, task: Task, module: ModuleFacts, *, path: str, file: str) -> Fault | None:
    mapped = {entry.field for entry in task.map}
    valid = valid_keys(module, task.operation)
    if name == ID:
        if not task.operation.upserts and task.operation is not Operation.INSERT:
            return None
        what = f"{task.operation.capitalize()} takes no ID as its key: an ID only finds existing records."
        return Fault(
            message=what,
            path=path,
            file=file,
            valid=valid[:8],
            next_step="Choose update or External ID.",
        )
    field = module.fields.get(name)
    if field is None:
        return Fault(message=f"{module.name} has no field {name}.", path=path, file=file, valid=valid[:8])
    if field.data_type in NO_KEY_TYPES:
        return Fault(
            message=f"{name} is a {field.data_type} field and cannot be a match key.",
            path=path,
            file=file,
            valid=valid[:8],
        )
    if name not in mapped:
        return Fault(
            message=f"The match key {name} is not mapped.",
            path=path,
            file=file,
            next_step=f"Add {name} to the map of this task.",
        )
    return None

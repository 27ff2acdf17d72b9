"""Every field by which a task may find the records of a module: for which operations, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hakobu.changes import ID
from hakobu.model import Operation
from hakobu.plan.keys import NO_KEY_TYPES
from hakobu.zoho import NAMING_KEYS

if TYPE_CHECKING:
    from hakobu.changes import ModuleFacts

__all__ = ["UNDOCUMENTED_KEYS", "KeyChoice", "KeyKind", "key_choices"]

UNDOCUMENTED_KEYS = frozenset({"Appointments__s", "Appointments_Rescheduled_History__s", "Services__s"})
"""Modules of which Zoho's documentation does not say by which field an upsert finds a record."""

MATCHING = (Operation.UPDATE, Operation.UPSERT, Operation.DELETE, Operation.MIRROR)
FINDING = (Operation.UPDATE, Operation.DELETE)


class KeyKind(StrEnum):
    """What makes a field a key."""

    PAIR = "pair"
    ID = "id"
    EXTERNAL_USER = "external user"
    EXTERNAL_ORG = "external org"
    UNIQUE = "unique"
    SYSTEM = "system"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChoice:
    """A key: its kind tells why it is one; ``naming`` if two records may share the value.

    ``field`` of a pair is both names, with a comma between them.
    """

    field: str
    label: str
    kind: KeyKind
    operations: tuple[Operation, ...]
    naming: bool = False


def key_choices(module: ModuleFacts) -> tuple[KeyChoice, ...]:
    """List the keys of a module, those that identify first.

    An insert looks for nothing; mirror upserts first. Without upsert in Zoho our own matching does it.
    """
    choices = [KeyChoice(field=ID, label="", kind=KeyKind.ID, operations=FINDING)]
    if module.pair:
        labels = ", ".join(module.fields[name].label for name in module.pair)
        choices.append(
            KeyChoice(field=", ".join(module.pair), label=labels, kind=KeyKind.PAIR, operations=MATCHING)
        )
    for name, field in module.fields.items():
        if name == ID or (field.data_type in NO_KEY_TYPES and not (field.unique or field.external)):
            continue
        if field.external:
            kind = KeyKind.EXTERNAL_ORG if field.external == "org" else KeyKind.EXTERNAL_USER
        elif field.unique:
            kind = KeyKind.UNIQUE
        else:
            kind = KeyKind.SYSTEM if name == module.system_key else KeyKind.OWN
        naming = name in NAMING_KEYS and kind in {KeyKind.SYSTEM, KeyKind.OWN}
        choices.append(
            KeyChoice(field=name, label=field.label, kind=kind, operations=MATCHING, naming=naming)
        )
    order = list(KeyKind)
    return tuple(sorted(choices, key=lambda each: order.index(each.kind)))

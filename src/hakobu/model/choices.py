"""The words that may be chosen: how a row ends, what a task does, when a field is written."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "OUTCOMES",
    "Automation",
    "ChangeKind",
    "Compare",
    "Deleted",
    "FieldPolicy",
    "Mode",
    "Nulls",
    "Operation",
    "Outcome",
    "Own",
    "Write",
]


class Outcome(StrEnum):
    """How a row ends; every row ends in exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    INVALID = "invalid"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PENDING = "pending"


OUTCOMES = tuple(Outcome)


class Operation(StrEnum):
    """What a task does with its rows."""

    INSERT = "insert"
    UPDATE = "update"
    UPSERT = "upsert"
    DELETE = "delete"
    MIRROR = "mirror"

    @property
    def upserts(self) -> bool:
        """Whether a row's record is updated where there is one, and created where there is none."""
        return self in {Operation.UPSERT, Operation.MIRROR}


class ChangeKind(StrEnum):
    """What happens to one record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"
    """Brought back from the recycle bin, with its ID."""

    @property
    def makes(self) -> bool:
        """Tell whether the record is there afterwards, and was not before."""
        return self in {ChangeKind.CREATE, ChangeKind.RESTORE}


class Compare(StrEnum):
    """What the rows are compared with to find what differs."""

    LEDGER = "ledger"
    LIVE = "live"
    NONE = "none"
    RECHECK = "recheck"  # live, by the ids that the ledger knows; what drifted is named


class Nulls(StrEnum):
    """What an empty source value does to the CRM's value."""

    IGNORE = "ignore"
    WRITE = "write"


class FieldPolicy(StrEnum):
    """When a field is written."""

    ALWAYS = "always"
    ON_CREATE = "on create"
    IF_EMPTY = "if empty"
    UNLESS_EDITED = "unless edited"


class Mode(StrEnum):
    """What the values of a field that holds several do to those that are there already."""

    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


class Deleted(StrEnum):
    """What becomes of a row whose record we knew and somebody deleted in Zoho."""

    RECREATE = "recreate"
    FORGET = "forget"
    STOP = "stop"


class Own(StrEnum):
    """Which records a mirror may delete: those that its task created, or all that it ever matched."""

    CREATED = "created"
    TOUCHED = "touched"


class Automation(StrEnum):
    """Whether Zoho's workflow rules run; a task may also hold a list of triggers."""

    NONE = "none"
    ANY = "any"


class Write(StrEnum):
    """By which of Zoho's APIs a task may write."""

    AUTO = "auto"
    REST = "rest"
    BULK = "bulk"

"""The nouns of the house, frozen: what a job is, what a change is, how a row ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from hakobu.model.choices import (
    OUTCOMES,
    Automation,
    ChangeKind,
    Compare,
    Deleted,
    FieldPolicy,
    Mode,
    Nulls,
    Operation,
    Outcome,
    Own,
    Write,
)
from hakobu.model.read import Read, Window
from hakobu.model.schedule import After, AlertRule, At, Calendar, Cron, Every, NewFile, Schedule, Webhook
from hakobu.model.sensitive import Sensitive

__all__ = [
    "LAST_SUCCESS",
    "OUTCOMES",
    "RUN_DATE",
    "RUN_TIME",
    "After",
    "AlertRule",
    "At",
    "Automation",
    "Calendar",
    "Canary",
    "Change",
    "ChangeKind",
    "Compare",
    "Connection",
    "Constant",
    "Cron",
    "Definition",
    "Deleted",
    "Every",
    "Expression",
    "FieldMap",
    "FieldPolicy",
    "Guards",
    "Job",
    "Limit",
    "Lines",
    "Lookup",
    "Mode",
    "NewFile",
    "Nulls",
    "Operation",
    "Outcome",
    "Own",
    "Picklist",
    "Read",
    "Result",
    "RowFault",
    "Schedule",
    "Secret",
    "Sensitive",
    "Task",
    "Webhook",
    "Window",
    "Write",
]


class Secret:
    """A text that never prints."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself, at the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


RUN_DATE, RUN_TIME, LAST_SUCCESS = "run_date", "run_time", "last_success"
"""The parameters that every run has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connector with its settings, under a name of the user's choice."""

    name: str
    connector: str
    settings: dict[str, Any] = field(default_factory=dict)  # secrets are Secret


@dataclass(frozen=True, slots=True)
class Expression:
    """A column's name or a DuckDB expression over the source's columns."""

    sql: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every row."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Another module's record, found by its fields (``by``: their field → our expression).

    ``missing`` and ``ambiguous``: ``reject`` (the row is invalid) or ``empty`` (the field stays empty).
    ``fallback`` is the key that is tried where the row's own finds nothing. ``each`` separates the keys of a
    text where the field holds several records (a multi-select lookup).
    """

    module: str
    by: tuple[tuple[str, Expression], ...]
    missing: str = "reject"
    ambiguous: str = "reject"
    fallback: str | None = None
    each: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picklist:
    """A map of source values to picklist values; ``unknown``: ``reject``, ``keep`` or ``default``."""

    values: tuple[tuple[str, str], ...]
    unknown: str = "reject"
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a subform: from a ``read`` of their own, or from a ``column`` that holds a list.

    ``by`` pairs columns of that read with columns of the row; a line is known again by ``match``.
    """

    map: tuple[FieldMap, ...]
    match: tuple[str, ...]
    read: Read | None = None
    by: tuple[tuple[str, str], ...] = ()
    column: str | None = None
    others: str = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """How one destination field gets its value.

    ``empty="allow"`` lets an expression turn filled columns into an empty value without a fault.
    ``mode`` is for fields that hold several values.
    """

    field: str
    source: Expression | Constant | Lookup | Lines
    picklist: Picklist | None = None
    nulls: Nulls = Nulls.IGNORE
    policy: FieldPolicy = FieldPolicy.ALWAYS
    empty: str = "fault"
    mode: Mode = Mode.REPLACE
    sensitive: bool = False

    @property
    def joins(self) -> bool:
        """Tell whether the value that is written depends on what the record holds already."""
        links = isinstance(self.source, Lookup) and bool(self.source.each)
        return links or isinstance(self.source, Lines) or self.mode is not Mode.REPLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """As many as may be: a number, a share in per cent, or both; ``floor`` is what a share never stops."""

    number: int | None = None
    share: float | None = None
    floor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """The limits of a task; None is no limit.

    ``empty_source``: ``stop`` or ``allow``; without a word only what would delete is stopped.
    ``plan_days``: after how many days a plan is too old to be executed.
    """

    creates: Limit | None = None
    updates: Limit | None = None
    deletes: Limit | None = Limit(number=100, share=20, floor=10)
    changes: Limit | None = None
    invalid: Limit | None = None
    empty_source: str | None = None
    plan_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """The first ``records`` of a run are delivered first; more ``rejects`` than that end it there."""

    records: int
    rejects: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One source → one module.

    ``match`` is an order of trust; each element is a tuple of fields (a composite has several).
    An empty ``match`` means Zoho's own rule. ``automation`` is ``none``, ``any`` or trigger names.
    ``yes`` accepts a default key that names rather than identifies. ``scope`` limits a mirror's deletes to
    records with these values, ``archive`` is set in place of deleting, ``identity`` is the source's own
    primary key and ``integrations`` are users whose edits are no person's. ``verify`` is how many written
    records are read back; None is all.
    """

    name: str
    read: Read
    module: str
    operation: Operation
    map: tuple[FieldMap, ...]
    match: tuple[tuple[str, ...], ...] = ()
    compare: Compare | None = None
    automation: Automation | tuple[str, ...] = Automation.NONE
    write: Write = Write.AUTO
    stamp: str | None = None
    sensitive: tuple[str, ...] = ()
    was: str | None = None
    after: tuple[str, ...] = ()
    guards: Guards = Guards()
    if_deleted: Deleted | None = None
    own: Own = Own.CREATED
    scope: tuple[tuple[str, tuple[Constant, ...]], ...] = ()
    archive: tuple[tuple[str, Constant], ...] = ()
    identity: str | None = None
    integrations: tuple[str, ...] = ()
    verify: int | None = 0
    enabled: bool = field(default=True, repr=False)

    @property
    def joins(self) -> bool:
        """Tell whether some field is joined with what a record holds: only REST can write such a task."""
        return any(entry.joins for entry in self.map)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source connection → one destination connection: an ordered set of tasks.

    ``sql`` are statements that run in the source: ``before``, ``after`` and ``after_failure`` of a run.
    ``log_level`` is that of a run's log; ``schedule`` and ``alerts`` are the application's; a run is the same
    with and without them, so they are left out of what tells one definition from another.
    """

    name: str
    source: str
    destination: str
    tasks: tuple[Task, ...]
    guards: Guards = Guards()
    canary: Canary | None = None
    parameters: dict[str, str | int] = field(default_factory=dict)
    time_zone: str | None = None
    sql: dict[str, tuple[str, ...]] = field(default_factory=dict)
    schedule: Schedule | None = field(default=None, repr=False)
    alerts: tuple[AlertRule, ...] = field(default=(), repr=False)
    log_level: str = field(default="info", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """All that one definition file says."""

    connections: dict[str, Connection]
    jobs: dict[str, Job]
    file: str = ""


class RowFault(msgspec.Struct, frozen=True):
    """One thing wrong with one field of one row; ``code`` stands in the table of faults."""

    field: str
    code: str
    detail: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What is to happen to one record; the same object travels from the plan to its outcome.

    Values are canonical texts (see ``mapping.canonical``); ``None`` is an empty value. A value that
    begins with ``@`` in a lookup refers to the record that an earlier task makes: ``@task:row``.
    ``key`` is what the ledger knows the row by, empty where the task has no match key.
    ``new`` holds only fields that are written, ``old`` what was believed to be there. ``row`` is below nought
    where no source row stands behind the change: a mirror's delete.
    """

    row: int
    key: str
    kind: ChangeKind
    label: str = ""  # the key as people wrote it
    new: dict[str, str | None]
    old: dict[str, str | None] = {}
    id: str | None = None
    matched_by: str = ""
    old_from: str = ""  # "ledger", "live" or nothing known
    unsure: tuple[str, ...] = ()  # fields of which it cannot be told whether they differ
    drift: bool = False  # the record no longer says what was last synced
    modified: str | None = None  # Modified_Time after our write, where any later change forbids this one
    identity: str | None = None  # the source's own primary key of the row
    archives: bool = False  # written in place of a mirror's delete


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How one change ended, by Zoho's own answer or by looking the record up.

    ``code``, ``field`` and ``message`` are Zoho's words where it refused; ``modified`` is its Modified_Time.
    ``gone`` says that the record does not exist any more, ``partial`` that a record was created although its
    row was refused: some of its lines were. ``lacks`` tells which: their places in what was sent, by field.
    """

    row: int
    key: str
    outcome: Outcome
    id: str | None = None
    code: str = ""
    field: str = ""
    message: str = ""
    modified: str | None = None
    note: str = ""
    gone: bool = False
    partial: bool = False
    lacks: dict[str, tuple[int, ...]] = {}

    @property
    def done(self) -> Outcome:
        """What happened to the record, whatever is said of the row."""
        return Outcome.CREATED if self.partial else self.outcome

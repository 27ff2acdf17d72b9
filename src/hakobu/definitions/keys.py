"""Every key of a definition file, once: the reader, the schema for editors and the docs use it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hakobu.model import Compare, Deleted, FieldPolicy, Mode, Nulls, Operation, Own, Write

__all__ = [
    "ABOUT",
    "ALERT",
    "APPLICATION",
    "CANARY",
    "CONSTANT",
    "DAYS_OF",
    "FILE",
    "GUARDS",
    "HOOKS",
    "JOB",
    "LEVELS",
    "LINES",
    "LINES_OF",
    "LOOKUP",
    "READ",
    "SCHEDULE",
    "START",
    "TASK",
    "TRIGGERS",
    "VALUE",
    "Key",
    "Shape",
]

LEVELS = ("debug", "info", "warning", "error")
"""The levels of a run's log, the most talkative first."""

HOOKS = ("before", "after", "after_failure")
"""The keys of a job that hold SQL for its source."""

TRIGGERS = ("workflow", "approval", "blueprint", "pathfinder", "orchestration")
"""The automations of Zoho that a call can set off."""


class Shape(StrEnum):
    """What stands behind a key."""

    TEXT = "text"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXTS = "texts"
    TEXT_BY_NAME = "text by name"
    OWN = "own"  # its reader knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: its name, what stands behind it, and what it is for; ``later`` if it is not built yet."""

    name: str
    shape: Shape
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    later: bool = False


def _key(
    name: str,
    shape: Shape,
    help: str,  # noqa: A002 - the field's name
    *,
    required: bool = False,
    later: bool = False,
) -> Key:
    return Key(name=name, shape=shape, help=help, required=required, later=later)


def _choice(name: str, choices: tuple[str, ...], help: str) -> Key:  # noqa: A002 - the field's name
    return Key(name=name, shape=Shape.CHOICE, help=help, choices=choices)


_NULLS = _choice(
    "nulls", tuple(Nulls), "whether an empty value is ignored or written, which erases the field."
)
_POLICY = _choice("policy", tuple(FieldPolicy), "when the field is written.")
_MODE = _choice(
    "mode", tuple(Mode), "for fields that hold several values: what is done with those that are there."
)

_SENSITIVE = _key("sensitive", Shape.BOOLEAN, "whether the value is hidden wherever it is shown.")

FILE = (
    _key("connections", Shape.OWN, "the systems, each under a name of your choice.", required=True),
    _key("jobs", Shape.OWN, "what is to be moved, each under a name of your choice."),
    _key("application", Shape.OWN, "what belongs to the application beside them; a run needs none of it."),
)

APPLICATION = (
    _key("labels", Shape.OWN, "the labels of connections and of jobs, by their names."),
    _key("calendars", Shape.OWN, "business-day calendars by their names."),
    _key("alert_channels", Shape.OWN, "where alerts go, by the channels' names."),
)

JOB = (
    _key("source", Shape.TEXT, "the name of the connection that rows come from.", required=True),
    _key("destination", Shape.TEXT, "the name of the connection that rows go to.", required=True),
    _key("tasks", Shape.OWN, "a list of tasks.", required=True),
    _key("schedule", Shape.OWN, "when the application starts the job by itself."),
    _key("alerts", Shape.OWN, "who is told of what, a list."),
    _key("guards", Shape.OWN, "limits that stop a run before its first write."),
    _key("canary", Shape.OWN, "how many records are tried first, and how many may be refused."),
    _key("parameters", Shape.OWN, "values that a run may be given, each with its default."),
    _key("time_zone", Shape.TEXT, "the zone in which {run_date} is the day; this machine's by default."),
    _choice("log_level", LEVELS, "from which level on a run's log is written; info by default."),
    _key("before", Shape.OWN, "SQL that runs in the source before a run reads."),
    _key("after", Shape.OWN, "SQL that runs in the source after a run that ended done."),
    _key("after_failure", Shape.OWN, "SQL that runs in the source after a run that ended otherwise."),
)

TASK = (
    _key("name", Shape.TEXT, "a name of your choice, unique in the job.", required=True),
    _key("read", Shape.OWN, "what is read: a table, a query or a file.", required=True),
    _key("module", Shape.TEXT, "the API name of the module that is written.", required=True),
    Key(
        name="operation",
        shape=Shape.CHOICE,
        help="what is done with the rows.",
        required=True,
        choices=tuple(Operation),
    ),
    _key("match", Shape.OWN, "the fields by which a row finds its record, in order of trust."),
    _key("map", Shape.OWN, "how each field gets its value.", required=True),
    _NULLS,
    _choice("compare", tuple(Compare), "with what the rows are compared to find what differs."),
    _key("automation", Shape.OWN, "none, any, or a list of triggers."),
    _choice("write", tuple(Write), "by which API rows are written; by the cheaper one by default."),
    _key("sensitive", Shape.TEXTS, "fields whose values are hidden wherever they are shown."),
    _key("stamp", Shape.TEXT, "a custom unique field that makes inserts exactly-once."),
    _key("was", Shape.TEXT, "the task's former name, after it was renamed."),
    _key("after", Shape.TEXTS, "the tasks of the job that must come before this one."),
    _key("guards", Shape.OWN, "limits of this task, instead of the job's."),
    _key("verify", Shape.OWN, "what is read back after writing: none, all, or how many records."),
    _choice("if_deleted", tuple(Deleted), "what becomes of a row whose record was deleted in Zoho."),
    _choice("own", tuple(Own), "whether a mirror deletes what it created, or all that it ever matched."),
    _key("scope", Shape.OWN, "fields and values: a mirror deletes only records that have them."),
    _key("archive", Shape.OWN, "fields and constants that are set in place of deleting a record."),
    _key("identity", Shape.TEXT, "the source's own primary key: a column that never changes."),
    _key("integrations", Shape.TEXTS, "users (e-mail or id) whose edits are not a person's."),
    _key("enabled", Shape.BOOLEAN, "false: the task stands in the job, but no run of the whole job does it."),
)

SCHEDULE = (
    _key("starts", Shape.OWN, "a list of what starts the job, each by itself.", required=True),
    _key("time_zone", Shape.TEXT, "the zone of the times, such as Asia/Tokyo; the job's by default."),
    _key("calendar", Shape.TEXT, "the business-day calendar of the application; default by default."),
    _choice("missed", ("once", "skip"), "whether a run that was missed is caught up once, or skipped."),
)

START = (
    _key("at", Shape.TEXTS, "times of the day, such as [09:00, 13:30], in quotes."),
    _key("cron", Shape.TEXT, "five fields as in crontab: minute, hour, day, month, day of the week."),
    _key("every", Shape.TEXT, "a length of time, such as 15 minutes or 2 hours."),
    _key("after", Shape.TEXT, "the name of another job."),
    _key("webhook", Shape.BOOLEAN, "true: whenever the job's secret address is called."),
    _key("file", Shape.TEXT, "a file of the source's folder, new or changed; * and ? stand for several."),
    _key(
        "days",
        Shape.OWN,
        "every day, business days, month end, weekdays, {day: 25} or {business_day: 3}.",
    ),
    _choice("closed", ("run", "skip", "previous", "next"), "what becomes of a day that is no business day."),
    _choice("when", ("success", "finished", "end"), "how the other job must have ended."),
    _key("settled", Shape.TEXT, "for how long a file must not have changed; 30 seconds by default."),
)

DAYS_OF = (
    _key("day", Shape.OWN, "a day of the month, 1 to 31; the last day where a month is shorter."),
    _key("business_day", Shape.OWN, "the n-th business day of the month; -1 is the last."),
)

ABOUT = ("failure", "failed_rows", "guard", "no_run", "sign_in", "success", "daily")
"""What an alert can be about."""

ALERT = (
    _key("to", Shape.TEXTS, "names of alert channels of the application.", required=True),
    _key(
        "about",
        Shape.TEXTS,
        "what is told; all but success and daily by default.",
    ),
    _key(
        "failed_rows",
        Shape.OWN,
        "as many failed rows are not told of: a number or a share; 0 by default.",
    ),
    _choice("language", ("en", "ja"), "the language of the messages; en by default."),
    _key("values", Shape.BOOLEAN, "whether failed rows' keys may be told; what is sensitive stays masked."),
    _key("daily_at", Shape.TEXT, "the time of the daily summary, in the job's zone; 08:00 by default."),
)

GUARDS = (
    _key("creates", Shape.OWN, "records that a task may create: a number, or a share of its rows."),
    _key("updates", Shape.OWN, "records that a task may update: a number, or a share of its rows."),
    _key("deletes", Shape.OWN, "records that a task may delete: a number, or a share of what it knows."),
    _key("changes", Shape.OWN, "records that a task may write at all: a number, or a share of its rows."),
    _key("invalid", Shape.OWN, "rows that may fail the check: a number, or a share of the rows."),
    _choice("empty_source", ("stop", "allow"), "whether a source without rows stops the run."),
    _key("plan_days", Shape.OWN, "days after which a stored plan is too old to be executed."),
)

CANARY = (
    _key("records", Shape.OWN, "how many records are delivered first.", required=True),
    _key("rejects", Shape.OWN, "how many of them Zoho may refuse: a number or a share.", required=True),
)

READ = (
    _key("table", Shape.TEXT, "a table or view of the source."),
    _key("query", Shape.TEXT, "a single SELECT in the source's own SQL."),
    _key("file", Shape.TEXT, "a file of the connection's folder; * and ? stand for several."),
    _key("columns", Shape.TEXTS, "the columns that are read; all by default."),
    _key("where", Shape.TEXT, "a condition on a table, in the source's own SQL."),
    _key("types", Shape.TEXT_BY_NAME, "the type of a column, in DuckDB's names: DECIMAL(12,2)."),
    _choice("format", ("csv", "tsv", "parquet", "excel"), "how a file is read; by its name by default."),
    _key("encoding", Shape.TEXT, "auto (UTF-8, else CP932), or the name of an encoding."),
    _key("delimiter", Shape.TEXT, "the character between the values of a text file."),
    _key("header", Shape.BOOLEAN, "whether the first line names the columns."),
    _key("sheet", Shape.TEXT, "the sheet of an Excel file; the first by default."),
    _key("time_zone", Shape.TEXT, "the zone of times that carry none, such as Asia/Tokyo."),
    _key("incremental", Shape.TEXT, "the column by which only what changed since the last run is read."),
    _choice(
        "reread",
        ("hourly", "daily", "weekly", "monthly"),
        "how often an incremental read reads everything again.",
    ),
    _key("deleted", Shape.BOOLEAN, "the deleted records of a module of Zoho CRM instead."),
    _key("converted", Shape.BOOLEAN, "converted leads of Zoho CRM too."),
)

VALUE = (
    _key("value", Shape.TEXT, "a column or an expression.", required=True),
    _NULLS,
    _POLICY,
    _key("picklist", Shape.TEXT_BY_NAME, "source values and the picklist values they become."),
    _key("unknown", Shape.OWN, "what happens to other values: reject, keep, or {default: value}."),
    _choice("empty", ("fault", "allow"), "whether an expression may turn a filled column into nothing."),
    _MODE,
    _SENSITIVE,
)

CONSTANT = (
    _key("constant", Shape.OWN, "the same value for every row.", required=True),
    _POLICY,
    _SENSITIVE,
)

LOOKUP = (
    _key("lookup", Shape.TEXT, "the module whose record is meant.", required=True),
    _key("by", Shape.TEXT_BY_NAME, "fields of that module and the columns they equal.", required=True),
    _choice("missing", ("reject", "empty"), "what happens when no record is found."),
    _choice("ambiguous", ("reject", "empty"), "what happens when several are found."),
    _key("fallback", Shape.TEXT, "the key that is tried where the row's own finds nothing."),
    _key("each", Shape.TEXT, "what separates the keys, where the field holds several records."),
    _MODE,
    _NULLS,
    _POLICY,
    _SENSITIVE,
)

LINES = (
    _key("lines", Shape.OWN, "where the lines of a subform come from.", required=True),
    _key("match", Shape.TEXTS, "the columns by which a line is known again.", required=True),
    _choice("others", ("keep", "remove"), "what happens to lines that the source does not know."),
    _key("map", Shape.OWN, "how each column of a line gets its value.", required=True),
    _NULLS,
)

LINES_OF = (
    _key("read", Shape.OWN, "a table, a query or a file with one row a line."),
    _key("by", Shape.TEXT_BY_NAME, "columns of that read and the columns of the task's row they equal."),
    _key("column", Shape.TEXT, "a column of the task's row that holds a list of lines."),
)

"""Every table of our memory."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "about",
    "calls",
    "decisions",
    "forgotten",
    "held",
    "leases",
    "ledgers",
    "marks",
    "metadata",
    "places",
    "rejects",
    "run_tasks",
    "runs",
    "stops",
]

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("job", String(200), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # run or retry
    Column("of_run", Integer, nullable=True),  # the run whose rejects a retry takes up
    Column("file", Text, nullable=False),
    Column("definition", String(64), nullable=False),  # hash of what was run
    Column("zgid", String(40), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("started", Float, nullable=False, index=True),  # seconds since the epoch, UTC
    Column("ended", Float, nullable=True),
    Column("resumed", Integer, nullable=False, default=0),
    Column("credits", Integer, nullable=False, default=0),
    Column("calls", Integer, nullable=False, default=0),
    Column("cause", Text, nullable=False, default=""),  # why it failed or stopped
    Column("parameters", Text, nullable=False, default="{}", server_default="{}"),  # JSON: name → value
    Column("guards", Text, nullable=False, default="[]", server_default="[]"),  # JSON: what stopped it
    Column("approved", Float, nullable=True),
    Column("approved_by", String(200), nullable=True),
    Column("purged", Float, nullable=True),  # since then its values are gone
    sqlite_autoincrement=True,  # a number is never given twice
)

run_tasks = Table(
    "run_tasks",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("task", String(200), nullable=False),
    Column("module", String(200), nullable=False),
    Column("operation", String(20), nullable=False),
    Column("ledger_id", Integer, nullable=False),
    Column("read", Integer, nullable=False, default=0),
    Column("carried", Integer, nullable=False, default=0),
    Column("outcomes", Text, nullable=False),  # JSON: outcome → number
    Column("notes", Text, nullable=False, default="{}"),  # JSON: why rows were skipped, and warnings
)

# One row a ledger; it names the snapshot file and the last journal entry that the snapshot contains.
ledgers = Table(
    "ledgers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("zgid", String(40), nullable=False),
    Column("environment", String(20), nullable=False),
    Column("module", String(200), nullable=False),
    Column("job", String(200), nullable=False),
    Column("task", String(200), nullable=False),
    Column("snapshot", String(200), nullable=True),
    Column("snapshot_seq", Integer, nullable=False, default=0),
    Column("fields", Text, nullable=False, default="[]"),
    Column("updated", Float, nullable=True),
    UniqueConstraint("zgid", "environment", "module", "job", "task"),
)

# The journal: one row a call, written before it leaves (state intended) and after its answer.
calls = Table(
    "calls",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
    Column("task", String(200), nullable=False),
    Column("operation", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # intended, answered, settled
    Column("intended", Float, nullable=False),
    Column("deadline", Float, nullable=False),  # after it the call can no longer change anything
    Column("answered", Float, nullable=True),
    Column("answer_seq", Integer, nullable=True),  # order of the answers, the ledger's log
    Column("changes", LargeBinary, nullable=False),  # the changes, as sent
    Column("results", LargeBinary, nullable=True),  # one result a change
    Column("job", String(40), nullable=True),  # Zoho's number of the bulk job that writes them
    Index("calls_run", "run_id", "task", "state"),
    Index("calls_ledger", "ledger_id", "answer_seq"),
    sqlite_autoincrement=True,
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False, index=True),
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
    Column("task", String(200), nullable=False),
    Column("module", String(200), nullable=False),
    Column("row", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("faults", LargeBinary, nullable=False),  # each with field, code, detail
    Column("state", String(20), nullable=False),  # open, delivered, gone, again, dismissed
    Column("created", Float, nullable=False),
    Column("closed_by", Integer, nullable=True),
    Index("rejects_ledger", "ledger_id", "state"),
)

# What an undo took back: a source row that still says so is not sent again, until somebody releases it.
held = Table(
    "held",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False, index=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),  # the undo
    Column("key", Text, nullable=False),
    Column("values", LargeBinary, nullable=False),  # field → the value that was taken back
)

# What a person decided for a key that fits several records; it holds until it is revoked.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),  # where the key was seen
    Column("key", Text, nullable=False),  # as the ledger has it
    Column("label", Text, nullable=False),  # as people see it
    Column("answer", String(40), nullable=False),  # a record's id, create or skip
    Column("made", Float, nullable=False),
    UniqueConstraint("ledger_id", "key"),
)

# Organisations to which nothing may be written until somebody says so.
stops = Table(
    "stops",
    metadata,
    Column("zgid", String(40), primary_key=True),
    Column("since", Float, nullable=False),
    Column("by", String(200), nullable=False),
    Column("reason", Text, nullable=False),
)

# How far an incremental read has come, as the run left it that finished it.
marks = Table(
    "marks",
    metadata,
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("mark", LargeBinary, nullable=False),
)

# People whom no run may bring back: a keyed hash of a key, and where it holds (empty: everywhere).
forgotten = Table(
    "forgotten",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", String(64), nullable=False, index=True),  # the hash of the key that was given
    Column("digest", String(64), nullable=False),  # the hash of that key, or of another that was found
    Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=True),
    Column("job", String(200), nullable=False),
    Column("module", String(200), nullable=False),
    Column("made", Float, nullable=False),
)

# What is known of the store itself: a name and its value.
about = Table(
    "about",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)

# Who runs a job, where several machines could: the token grows with each owner, and is never used again.
leases = Table(
    "leases",
    metadata,
    Column("job", String(200), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("token", Integer, nullable=False),
    Column("expires", Float, nullable=False),  # by the database's clock
)

# When the last call of each place of an organisation must have ended, whoever made it.
places = Table(
    "places",
    metadata,
    Column("of", String(60), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("until", Float, nullable=False),  # by the database's clock
)

"""The first store: runs, ledgers, journal, rejects."""

from alembic import op
from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("job", String(200), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("of_run", Integer, nullable=True),
        Column("file", Text, nullable=False),
        Column("definition", String(64), nullable=False),
        Column("zgid", String(40), nullable=False),
        Column("status", String(20), nullable=False),
        Column("started", Float, nullable=False),
        Column("ended", Float, nullable=True),
        Column("resumed", Integer, nullable=False),
        Column("credits", Integer, nullable=False),
        Column("calls", Integer, nullable=False),
        Column("cause", Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_tasks",
        Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
        Column("position", Integer, primary_key=True),
        Column("task", String(200), nullable=False),
        Column("module", String(200), nullable=False),
        Column("operation", String(20), nullable=False),
        Column("ledger_id", Integer, nullable=False),
        Column("read", Integer, nullable=False),
        Column("carried", Integer, nullable=False),
        Column("outcomes", Text, nullable=False),
        Column("notes", Text, nullable=False),
    )
    op.create_table(
        "ledgers",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("zgid", String(40), nullable=False),
        Column("environment", String(20), nullable=False),
        Column("module", String(200), nullable=False),
        Column("job", String(200), nullable=False),
        Column("task", String(200), nullable=False),
        Column("snapshot", String(200), nullable=True),
        Column("snapshot_seq", Integer, nullable=False),
        Column("fields", Text, nullable=False),
        Column("updated", Float, nullable=True),
        UniqueConstraint("zgid", "environment", "module", "job", "task"),
    )
    op.create_table(
        "calls",
        Column("seq", Integer, primary_key=True, autoincrement=True),
        Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
        Column("task", String(200), nullable=False),
        Column("operation", String(20), nullable=False),
        Column("state", String(20), nullable=False),
        Column("intended", Float, nullable=False),
        Column("deadline", Float, nullable=False),
        Column("answered", Float, nullable=True),
        Column("answer_seq", Integer, nullable=True),
        Column("changes", LargeBinary, nullable=False),
        Column("results", LargeBinary, nullable=True),
        Index("calls_run", "run_id", "task", "state"),
        Index("calls_ledger", "ledger_id", "answer_seq"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rejects",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
        Column("task", String(200), nullable=False),
        Column("module", String(200), nullable=False),
        Column("row", Integer, nullable=False),
        Column("label", Text, nullable=False),
        Column("outcome", String(20), nullable=False),
        Column("faults", LargeBinary, nullable=False),
        Column("state", String(20), nullable=False),
        Column("created", Float, nullable=False),
        Column("closed_by", Integer, nullable=True),
        Index("rejects_ledger", "ledger_id", "state"),
    )
    op.create_index("ix_runs_job", "runs", ["job"])
    op.create_index("ix_runs_status", "runs", ["status"])
    op.create_index("ix_rejects_run_id", "rejects", ["run_id"])

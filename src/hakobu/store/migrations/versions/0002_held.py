"""Rows that an undo took back are held."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of held rows."""
    op.create_table(
        "held",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
        Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
        Column("key", Text, nullable=False),
        Column("values", LargeBinary, nullable=False),
    )
    op.create_index("ix_held_ledger_id", "held", ["ledger_id"])

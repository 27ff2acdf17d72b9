"""What a person decided for a key that fits several records."""

from alembic import op
from sqlalchemy import Column, Float, ForeignKey, Integer, String, Text, UniqueConstraint

revision = "0007"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of decisions."""
    op.create_table(
        "decisions",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=False),
        Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
        Column("key", Text, nullable=False),
        Column("label", Text, nullable=False),
        Column("answer", String(40), nullable=False),
        Column("made", Float, nullable=False),
        UniqueConstraint("ledger_id", "key"),
    )

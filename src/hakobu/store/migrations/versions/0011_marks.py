"""How far incremental reads have come."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table of marks."""
    op.create_table(
        "marks",
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), primary_key=True),
        Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
        Column("mark", LargeBinary, nullable=False),
    )

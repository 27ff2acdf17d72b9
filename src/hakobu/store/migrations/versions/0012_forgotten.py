"""People whom no run may bring back."""

from alembic import op
from sqlalchemy import Column, Float, ForeignKey, Integer, String

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table of the forgotten."""
    op.create_table(
        "forgotten",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("person", String(64), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("ledger_id", Integer, ForeignKey("ledgers.id"), nullable=True),
        Column("job", String(200), nullable=False),
        Column("module", String(200), nullable=False),
        Column("made", Float, nullable=False),
    )
    op.create_index("ix_forgotten_person", "forgotten", ["person"])

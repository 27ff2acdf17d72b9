"""Runs keep their parameters, what stopped them and who approved them; organisations can be stopped."""

from alembic import op
from sqlalchemy import Column, Float, String, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns of a run, and the table of stopped organisations."""
    op.add_column("runs", Column("parameters", Text, nullable=False, server_default="{}"))
    op.add_column("runs", Column("guards", Text, nullable=False, server_default="[]"))
    op.add_column("runs", Column("approved", Float, nullable=True))
    op.add_column("runs", Column("approved_by", String(200), nullable=True))
    op.create_table(
        "stops",
        Column("zgid", String(40), primary_key=True),
        Column("since", Float, nullable=False),
        Column("by", String(200), nullable=False),
        Column("reason", Text, nullable=False),
    )

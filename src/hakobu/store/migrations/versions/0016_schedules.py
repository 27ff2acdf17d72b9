"""Schedules and alerts: why a ticket was written, the hashes of webhooks, and what is to be told."""

from alembic import op
from sqlalchemy import Boolean, Column, Float, Integer, String, Text, true

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables, and widen the tickets; what ended before is not told of."""
    op.add_column("tickets", Column("due", Float, nullable=True))
    op.add_column("tickets", Column("seen", Text, nullable=False, server_default=""))
    op.add_column("tickets", Column("told", Boolean, nullable=False, server_default=true()))
    op.create_index("ix_tickets_job", "tickets", ["job", "why"])
    op.create_table(
        "hooks",
        Column("hash", String(64), primary_key=True),
        Column("job", String(200), nullable=False, index=True),
        Column("created", Float, nullable=False),
        Column("expires", Float, nullable=True),
        Column("used", Float, nullable=True),
    )
    op.create_table(
        "notices",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("key", String(900), nullable=False, unique=True),
        Column("job", String(200), nullable=False),
        Column("about", String(20), nullable=False),
        Column("state", String(10), nullable=False),
        Column("channel", String(200), nullable=False),
        Column("title", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("facts", Text, nullable=False),
        Column("at", Float, nullable=False),
        Column("sent", Float, nullable=True),
        Column("tries", Integer, nullable=False),
        Column("next_try", Float, nullable=False),
        Column("error", Text, nullable=False),
    )
    op.create_index("ix_notices_sent", "notices", ["sent"])
    op.create_index("ix_notices_job", "notices", ["job", "about"])

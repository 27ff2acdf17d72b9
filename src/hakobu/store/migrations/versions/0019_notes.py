"""Comments on jobs and runs, and filters under a name."""

from alembic import op
from sqlalchemy import Boolean, Column, Float, Integer, String, Text, UniqueConstraint

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comments",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("about", String(10), nullable=False),
        Column("name", String(200), nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("author", String(320), nullable=False),
        Column("at", Float, nullable=False),
        Column("text", Text, nullable=False),
    )
    op.create_index("ix_comments_name", "comments", ["about", "name"])
    op.create_table(
        "filters",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("page", String(10), nullable=False),
        Column("name", String(100), nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("owner", String(320), nullable=False),
        Column("shared", Boolean, nullable=False),
        Column("sought", Text, nullable=False),
        UniqueConstraint("page", "user_id", "name", name="uq_filters_name"),
    )

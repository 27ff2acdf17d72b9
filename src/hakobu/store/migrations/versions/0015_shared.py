"""What several machines need that share a store: who runs a job, places for calls, which home it has."""

from alembic import op
from sqlalchemy import Column, Float, Integer, String, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "about",
        Column("name", String(60), primary_key=True),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "leases",
        Column("job", String(200), primary_key=True),
        Column("owner", String(200), nullable=False),
        Column("token", Integer, nullable=False),
        Column("expires", Float, nullable=False),
    )
    op.create_table(
        "places",
        Column("of", String(60), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("until", Float, nullable=False),
    )

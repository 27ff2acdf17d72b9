"""Which HTTP request asked for a ticket, so that a run's log can name it."""

from alembic import op
from sqlalchemy import Column, String

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Widen the tickets."""
    op.add_column("tickets", Column("request", String(40), nullable=False, server_default=""))

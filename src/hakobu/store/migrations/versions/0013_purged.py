"""The values of old runs are purged."""

from alembic import op
from sqlalchemy import Column, Float

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Note when the values of a run were purged."""
    op.add_column("runs", Column("purged", Float, nullable=True))

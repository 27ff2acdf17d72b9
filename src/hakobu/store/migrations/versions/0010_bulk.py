"""A call may be a bulk job, which is asked for again after a crash."""

from alembic import op
from sqlalchemy import Column, String

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Keep the number of a call's bulk job."""
    op.add_column("calls", Column("job", String(40), nullable=True))

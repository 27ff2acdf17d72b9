"""Lists of a long history: runs by when they began, tickets by their run."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_runs_started", "runs", ["started"])
    op.create_index("ix_tickets_run_id", "tickets", ["run_id"])

"""Why a version of a definition was saved, where nobody edited it: what it names was renamed."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Widen the versions."""
    op.add_column("versions", Column("comment", Text, nullable=False, server_default=""))

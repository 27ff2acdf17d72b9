"""Tickets keep the code of the refusal that ended them, beside its sentence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Widen the tickets; the one refusal that pages told by its words so far gets its code."""
    op.add_column("tickets", Column("code", String(60), nullable=False, server_default=""))
    op.execute(sa.text("update tickets set code = 'rows_collide' where cause like '%rows would collide%'"))

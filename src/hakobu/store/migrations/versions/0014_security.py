"""Security: links, rights, settings, approvals, uploads, and the seal of the audit log."""

from alembic import op
from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String, Text, false, true

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables, and widen those of people and connections."""
    op.add_column("users", Column("recovery", Text, nullable=False, server_default="[]"))
    op.add_column("users", Column("totp_step", Integer, nullable=False, server_default="0"))
    op.add_column("users", Column("subject", String(500), nullable=True))
    op.create_index("ix_users_subject", "users", ["subject"], unique=True)
    op.add_column("sessions", Column("agent", String(200), nullable=False, server_default=""))
    op.add_column("sessions", Column("address", String(64), nullable=False, server_default=""))
    op.add_column("tokens", Column("see_values", Boolean, nullable=False, server_default=false()))
    op.add_column("connections", Column("production", Boolean, nullable=False, server_default=true()))
    op.create_table(
        "links",
        Column("hash", String(64), primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("expires", Float, nullable=False),
    )
    op.create_table(
        "rights",
        Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
        Column("connection", String(200), primary_key=True),
        Column("see_values", Boolean, nullable=False),
        Column("use_coql", Boolean, nullable=False),
    )
    op.create_table(
        "settings",
        Column("name", String(60), primary_key=True),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "approvals",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("what", String(20), nullable=False),
        Column("job", String(200), nullable=False),
        Column("job_version", Integer, nullable=True),
        Column("connection", String(200), nullable=False),
        Column("reasons", Text, nullable=False),
        Column("ticket_id", Integer, nullable=True),
        Column("options", Text, nullable=False),
        Column("asked_by", String(320), nullable=False),
        Column("asked", Float, nullable=False),
        Column("state", String(20), nullable=False),
        Column("decided_by", String(320), nullable=True),
        Column("decided", Float, nullable=True),
        Column("remark", Text, nullable=False),
        Column("standing", Boolean, nullable=False),
    )
    op.create_index("ix_approvals_state", "approvals", ["state"])
    op.create_table(
        "audit_head",
        Column("id", Integer, primary_key=True),
        Column("seq", Integer, nullable=False),
        Column("hash", String(64), nullable=False),
        Column("seal", String(64), nullable=False),
    )
    op.create_table(
        "uploads",
        Column("id", String(32), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("size", Integer, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("by", String(320), nullable=False),
        Column("at", Float, nullable=False),
    )

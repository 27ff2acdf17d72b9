"""The application: users, sessions, definitions, audit, and the queue."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables of the application."""
    op.create_table(
        "users",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("email", String(320), nullable=False, unique=True),
        Column("name", String(200), nullable=False),
        Column("role", String(20), nullable=False),
        Column("password", Text, nullable=True),
        Column("totp", LargeBinary, nullable=True),
        Column("language", String(5), nullable=False),
        Column("active", Boolean, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("locked_until", Float, nullable=False),
        Column("created", Float, nullable=False),
        Column("seen", Float, nullable=True),
    )
    op.create_table(
        "sessions",
        Column("hash", String(64), primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("csrf", String(64), nullable=False),
        Column("created", Float, nullable=False),
        Column("seen", Float, nullable=False),
        Column("expires", Float, nullable=False),
    )
    op.create_table(
        "tokens",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("hash", String(64), nullable=False, unique=True),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("name", String(200), nullable=False),
        Column("role", String(20), nullable=False),
        Column("created", Float, nullable=False),
        Column("expires", Float, nullable=False),
        Column("used", Float, nullable=True),
    )
    op.create_table(
        "audit",
        Column("seq", Integer, primary_key=True, autoincrement=True),
        Column("at", Float, nullable=False),
        Column("who", String(320), nullable=False),
        Column("action", String(60), nullable=False),
        Column("what", Text, nullable=False),
        Column("request", String(40), nullable=False),
        Column("hash", String(64), nullable=False),
    )
    op.create_table(
        "secrets",
        Column("connection", String(200), primary_key=True),
        Column("setting", String(60), primary_key=True),
        Column("key_id", String(16), nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )
    op.create_table(
        "connections",
        Column("name", String(200), primary_key=True),
        Column("connector", String(60), nullable=False),
        Column("settings", Text, nullable=False),
        Column("draft", Boolean, nullable=False),
        Column("labels", Text, nullable=False),
        Column("tested", Float, nullable=True),
        Column("passed", Boolean, nullable=True),
        Column("report", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("modified", Float, nullable=False),
        Column("modified_by", String(320), nullable=False),
    )
    op.create_table(
        "jobs",
        Column("name", String(200), primary_key=True),
        Column("source", String(200), nullable=False),
        Column("destination", String(200), nullable=False),
        Column("text", Text, nullable=False),
        Column("paused", Boolean, nullable=False),
        Column("schedule", Text, nullable=False),
        Column("labels", Text, nullable=False),
        Column("owner", String(320), nullable=False),
        Column("version", Integer, nullable=False),
        Column("modified", Float, nullable=False),
        Column("modified_by", String(320), nullable=False),
    )
    op.create_table(
        "versions",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("kind", String(20), nullable=False),
        Column("name", String(200), nullable=False),
        Column("version", Integer, nullable=False),
        Column("text", Text, nullable=False),
        Column("author", String(320), nullable=False),
        Column("at", Float, nullable=False),
        UniqueConstraint("kind", "name", "version"),
    )
    op.create_table(
        "tickets",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("job", String(200), nullable=False),
        Column("verb", String(20), nullable=False),
        Column("of_run", Integer, nullable=True),
        Column("options", Text, nullable=False),
        Column("by", String(320), nullable=False),
        Column("why", String(40), nullable=False),
        Column("key", String(200), nullable=True, unique=True),
        Column("state", String(20), nullable=False),
        Column("run_id", Integer, nullable=True),
        Column("cause", Text, nullable=False),
        Column("asked", Float, nullable=False),
        Column("begun", Float, nullable=True),
        Column("ended", Float, nullable=True),
    )
    op.create_index("ix_tickets_state", "tickets", ["state"])
    op.create_index("ix_audit_at", "audit", ["at"])

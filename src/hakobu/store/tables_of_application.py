"""The tables of the application: people, their sessions, what they defined, and what they did."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from hakobu.store.tables import metadata

__all__ = ["audit", "connections", "jobs", "secrets", "sessions", "tickets", "tokens", "users", "versions"]

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email", String(320), nullable=False, unique=True),  # lower case
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password", Text, nullable=True),  # argon2; empty where only OpenID Connect signs in
    Column("totp", LargeBinary, nullable=True),  # sealed like any secret
    Column("language", String(5), nullable=False, default="en"),
    Column("active", Boolean, nullable=False, default=True),
    Column("failures", Integer, nullable=False, default=0),  # wrong passwords since the last right one
    Column("locked_until", Float, nullable=False, default=0.0),
    Column("created", Float, nullable=False),
    Column("seen", Float, nullable=True),
    Column("recovery", Text, nullable=False, server_default="[]"),  # JSON: hashes of codes for a lost device
    Column("totp_step", Integer, nullable=False, server_default="0"),  # the last code's: none works twice
    Column("subject", String(500), nullable=True),  # issuer and subject at the OpenID provider
)
Index("ix_users_subject", users.c.subject, unique=True)

# A session is known by the hash of its cookie: who reads the database cannot sign in with it.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("agent", String(200), nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),  # what the token may do, never more than its user
    Column("created", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("used", Float, nullable=True),
    Column("see_values", Boolean, nullable=False, server_default=false()),
)

# Each line holds the hash of the one before it, so that a line cannot be changed or taken out unseen.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("who", String(320), nullable=False),
    Column("action", String(60), nullable=False),
    Column("what", Text, nullable=False),  # names and keys, never values
    Column("request", String(40), nullable=False, default=""),
    Column("hash", String(64), nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("connection", String(200), primary_key=True),
    Column("setting", String(60), primary_key=True),
    Column("key_id", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("connector", String(60), nullable=False),
    Column("settings", Text, nullable=False),  # JSON; secrets lie in their own table
    Column("draft", Boolean, nullable=False, default=False),
    Column("labels", Text, nullable=False, default="[]"),
    Column("tested", Float, nullable=True),
    Column("passed", Boolean, nullable=True),
    Column("report", Text, nullable=False, default="[]"),  # JSON: the checks of the last test
    Column("version", Integer, nullable=False, default=1),
    Column("modified", Float, nullable=False),
    Column("modified_by", String(320), nullable=False),
    Column("production", Boolean, nullable=False, server_default=true()),  # deletes want a second person
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("destination", String(200), nullable=False),
    Column("text", Text, nullable=False),  # YAML: all of the job, as in a file, under its name
    Column("paused", Boolean, nullable=False, default=False),
    Column("schedule", Text, nullable=False, default="{}"),  # JSON
    Column("labels", Text, nullable=False, default="[]"),
    Column("owner", String(320), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("modified", Float, nullable=False),
    Column("modified_by", String(320), nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),  # connection or job
    Column("name", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(320), nullable=False),
    Column("at", Float, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),  # why, where nobody edited it
    UniqueConstraint("kind", "name", "version"),
)

# What is to run, runs, or ran: a request with the key that makes it happen once.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("job", String(200), nullable=False),
    Column("verb", String(20), nullable=False),  # run, plan, execute, undo, retry
    Column("of_run", Integer, nullable=True),
    Column("options", Text, nullable=False, default="{}"),
    Column("by", String(320), nullable=False),
    Column("why", String(40), nullable=False),  # by hand, schedule, webhook, after …
    Column("key", String(200), nullable=True, unique=True),
    Column("state", String(20), nullable=False),  # held (for a second person), waiting, running, ended
    Column("run_id", Integer, nullable=True),
    Column("cause", Text, nullable=False, default=""),
    Column("code", String(60), nullable=False, default=""),  # which refusal ended it
    Column("asked", Float, nullable=False),
    Column("begun", Float, nullable=True),
    Column("ended", Float, nullable=True),
    Column("due", Float, nullable=True),  # when the schedule wanted it
    Column("seen", Text, nullable=False, default="", server_default=""),  # JSON: the files that were there
    Column("told", Boolean, nullable=False, default=False, server_default=true()),  # its alerts are written
    Column("request", String(40), nullable=False, server_default=""),  # the HTTP request that asked
)

Index("ix_tickets_state", tickets.c.state)
Index("ix_tickets_run_id", tickets.c.run_id)
Index("ix_tickets_job", tickets.c.job, tickets.c.why)
Index("ix_audit_at", audit.c.at)

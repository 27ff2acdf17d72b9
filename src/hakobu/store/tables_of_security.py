"""The tables of the application's security: links, rights, settings, approvals, uploads."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from hakobu.store.tables import metadata

__all__ = ["approvals", "audit_head", "links", "rights", "settings", "uploads"]

# A link that lets somebody set a password once, known by its hash.
links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("expires", Float, nullable=False),
)

# What a person may do with a connection beyond the role; the connection "" stands for every one.
rights = Table(
    "rights",
    metadata,
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("connection", String(200), primary_key=True),
    Column("see_values", Boolean, nullable=False),
    Column("use_coql", Boolean, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),  # JSON; secrets lie in their own table
)

# What waits for a second person, and what that person said.
approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("what", String(20), nullable=False),  # run, execute, undo, retry, approve, forget
    Column("job", String(200), nullable=False),
    Column("job_version", Integer, nullable=True),
    Column("connection", String(200), nullable=False),
    Column("reasons", Text, nullable=False),  # JSON: delete, mirror, forced undo, erase
    Column("ticket_id", Integer, nullable=True),
    Column("options", Text, nullable=False, default="{}"),  # JSON, sealed where it names a person
    Column("asked_by", String(320), nullable=False),
    Column("asked", Float, nullable=False),
    Column("state", String(20), nullable=False),  # waiting, approved, refused, withdrawn
    Column("decided_by", String(320), nullable=True),
    Column("decided", Float, nullable=True),
    Column("remark", Text, nullable=False, default=""),
    Column("standing", Boolean, nullable=False, default=False),  # for every run of this version of the job
)

# The newest line of the audit log, sealed with this home's own key: lines cut off the end are missed.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("by", String(320), nullable=False),
    Column("at", Float, nullable=False),
)

Index("ix_approvals_state", approvals.c.state)

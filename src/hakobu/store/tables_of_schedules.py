"""The tables of what starts by itself and who is told: webhooks and notices."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from hakobu.store.tables import metadata

__all__ = ["hooks", "notices"]

# A webhook's address is known by its hash; after a rotation the older one lives on for a while.
hooks = Table(
    "hooks",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("job", String(200), nullable=False, index=True),
    Column("created", Float, nullable=False),
    Column("expires", Float, nullable=True),
    Column("used", Float, nullable=True),
)

# What is to be told to a channel; it is written before it is sent, so that a crash loses none.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(900), nullable=False, unique=True),  # the same thing is told once
    Column("job", String(200), nullable=False),
    Column("about", String(20), nullable=False),
    Column("state", String(10), nullable=False),  # raised, over, once
    Column("channel", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facts", Text, nullable=False, default="{}"),  # JSON, for machines
    Column("at", Float, nullable=False),
    Column("sent", Float, nullable=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try", Float, nullable=False, default=0.0),
    Column("error", Text, nullable=False, default=""),
)

Index("ix_notices_sent", notices.c.sent)
Index("ix_notices_job", notices.c.job, notices.c.about)

"""The tables of what people write for each other: comments, and filters under a name."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from hakobu.store.tables import metadata

__all__ = ["comments", "filters"]

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("about", String(10), nullable=False),  # job, run
    Column("name", String(200), nullable=False),  # a job's name, or a run's number
    Column("user_id", Integer, nullable=False),
    Column("author", String(320), nullable=False),  # as they were called then
    Column("at", Float, nullable=False),
    Column("text", Text, nullable=False),
)

filters = Table(
    "filters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("page", String(10), nullable=False),  # jobs, runs
    Column("name", String(100), nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("owner", String(320), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("sought", Text, nullable=False),  # JSON
    UniqueConstraint("page", "user_id", "name", name="uq_filters_name"),
)

Index("ix_comments_name", comments.c.about, comments.c.name)

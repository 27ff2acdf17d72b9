"""The store: a new one is what the migrations make, and what is written is there after a kill."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hakobu.errors import SetupError
from hakobu.store import Store
from hakobu.store.database import SCHEMA, Database, _upgrade
from hakobu.store.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_store_is_what_the_migrations_make(tmp_path: Path) -> None:
    Database(tmp_path / "new").close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    _upgrade(engine)
    made = sa.create_engine(f"sqlite:///{tmp_path / 'new' / 'hakobu.db'}")
    for each in (engine, made):
        with each.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            version = connection.execute(sa.text("select version_num from alembic_version")).scalar()
            assert version == SCHEMA
        each.dispose()


def test_an_old_store_is_brought_up_to_date(tmp_path: Path) -> None:
    """A store that knows no version yet, but has tables of its own, is migrated, not taken for new."""
    with sqlite3.connect(tmp_path / "hakobu.db") as connection:
        connection.execute("create table alembic_version (version_num varchar(32) primary key)")
    connection.close()
    with Store(tmp_path) as store:
        assert store.runs.latest() == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="Set HAKOBU_HOME to a folder that you may write to"):
        Store(tmp_path / "file" / "home")

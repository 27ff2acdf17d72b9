"""Files that people uploaded, by a number that nobody can guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_security import uploads

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Upload", "Uploads"]


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One uploaded file; it lies in ``uploads/ID/NAME`` of the home."""

    id: str
    name: str
    size: int
    sha256: str
    by: str
    at: float


class Uploads:
    """Reads and writes what is known of the uploads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, upload: Upload) -> None:
        """Keep an upload that is whole."""
        with self._database.write() as writer:
            writer.execute(uploads.insert().values(**msgspec.structs.asdict(upload)))

    def all(self) -> list[Upload]:
        """List the uploads, the newest first."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(uploads).order_by(uploads.c.at.desc())).mappings()
            return [Upload(**row) for row in found]

    def drop(self, upload_id: str) -> Upload | None:
        """Forget an upload; gives what was known of it."""
        which = uploads.delete().where(uploads.c.id == upload_id).returning(uploads)
        with self._database.write() as writer:
            row = writer.execute(which).mappings().one_or_none()
            return Upload(**row) if row else None

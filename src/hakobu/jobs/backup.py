"""Everything that the application remembers in one file, without the keys; and back into an empty home."""

from __future__ import annotations

import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from hakobu.errors import SetupError
from hakobu.runs.ownership import own_job
from hakobu.store import Store
from hakobu.store.copies import DATABASE, copy_database, refuse_taken, take_database

__all__ = ["FOLDERS", "backup", "restore"]

FOLDERS = ("ledgers", "runs")  # what belongs to the database; keys, tokens and scratch stay behind


def backup(home: Path, file: Path) -> int:
    """Write the database and what belongs to it; gives how many files. No job may run meanwhile.

    Neither the key of the secrets nor Zoho's tokens are in it. Raises ``BusyError`` while a job runs.
    """
    with ExitStack() as held, tempfile.TemporaryDirectory(dir=home) as scratch:
        store = held.enter_context(Store(home))
        for name in sorted({*(each.name for each in store.definitions.jobs()), *store.runs.jobs()}):
            held.enter_context(own_job(store, name))
        copy = Path(scratch) / DATABASE
        copy_database(home, copy)
        part = file.with_name(f"{file.name}.part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.write(copy, DATABASE)
            found = [path for name in FOLDERS for path in sorted((home / name).rglob("*")) if path.is_file()]
            for path in found:
                packed.write(path, path.relative_to(home).as_posix())
        part.chmod(0o600)  # rows of people lie in it
        part.replace(file)
    return len(found) + 1


def restore(home: Path, file: Path) -> int:
    """Unpack a backup into a home, and a database, that hold nothing yet; gives how many files.

    A backup of a SQLite store is restored into PostgreSQL as well, and the other way round.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            strange = [name for name in names if not _ours(name)]
            if DATABASE not in names or strange:
                raise SetupError("This is no backup of Hakobu.", where=str(file), next_step="Choose another.")
            refuse_taken(home)
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=home) as scratch:
                take_database(home, Path(packed.extract(DATABASE, scratch)))
            for name in names:
                if name != DATABASE:
                    packed.extract(name, home)
    except (zipfile.BadZipFile, FileNotFoundError) as error:
        raise SetupError(
            "The backup cannot be read.", where=str(file), next_step="Choose a file that hakobu backup wrote."
        ) from error
    return len(names)


def _ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name == DATABASE or (parts[0] in FOLDERS and ".." not in parts and len(parts) > 1)

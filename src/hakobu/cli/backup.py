"""``hakobu backup`` and ``hakobu restore``: everything that is remembered in one file, without the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say

__all__ = ["backup", "restore"]

File = Annotated[Path, typer.Argument(metavar="FILE")]


def backup(file: File, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Write a backup."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs.backup import backup as write  # noqa: PLC0415 - takes a second to import

        number = write(at.home, file)
        if at.json:
            at.tell({"file": str(file), "files": number})
        else:
            say(at.out, at.words("backup.done", file=file))
            say(at.out, at.words("backup.keys"))


def restore(file: File, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Restore a backup into an empty home."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs.backup import restore as read  # noqa: PLC0415 - takes a second to import

        number = read(at.home, file)
        if at.json:
            at.tell({"home": str(at.home), "files": number})
        else:
            say(at.out, at.words("restore.done", home=at.home))
            say(at.out, at.words("restore.keys"))

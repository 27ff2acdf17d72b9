"""``hakobu connections rename`` and ``hakobu jobs rename``: another name in the application."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk

__all__ = ["jobs", "rename_connection"]

jobs = typer.Typer(cls=Group)

Old = Annotated[str, typer.Argument(metavar="NAME")]
New = Annotated[str, typer.Argument(metavar="NEW")]


def rename_connection(
    old: Old, new: New, *, json: Json = False, lang: Lang = None, home: Home = None
) -> None:
    """Rename a connection of the application; its jobs follow."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs.renaming import rename_connection as rename  # noqa: PLC0415 - takes a second to import
        from hakobu.runs import who  # noqa: PLC0415 - likewise
        from hakobu.store import Store  # noqa: PLC0415 - likewise
        from hakobu.store.vault import VaultKey  # noqa: PLC0415 - likewise

        with Store(at.home) as store:
            vault = store.vault(VaultKey.open(at.home, os.environ))
            _tell(at, old, new, rename(store, vault, old, new, by=who()))


@jobs.command("rename", cls=Command)
def rename_job(old: Old, new: New, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Rename a job of the application."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs import Workspace  # noqa: PLC0415 - takes a second to import
        from hakobu.jobs.renaming import rename_job as rename  # noqa: PLC0415 - likewise
        from hakobu.runs import who  # noqa: PLC0415 - likewise
        from hakobu.store import Store  # noqa: PLC0415 - likewise
        from hakobu.store.vault import VaultKey  # noqa: PLC0415 - likewise

        with Store(at.home) as store:
            workspace = Workspace(store, store.vault(VaultKey.open(at.home, os.environ)), env=os.environ)
            _tell(at, old, new, rename(store, workspace, old, new, by=who()))


def _tell(at: Desk, old: str, new: str, followed: list[str]) -> None:
    if at.json:
        at.tell({"name": new, "was": old, "followed": followed})
        return
    say(at.out, at.words("rename.done", old=old, new=new))
    if followed:
        say(at.out, at.words("rename.followed", jobs=", ".join(followed)))

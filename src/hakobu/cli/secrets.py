"""``hakobu secrets``: the key that seals the application's secrets, exchanged for a new one."""

import os

import typer

from hakobu.cli.desk import desk
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Home, Json, Lang
from hakobu.cli.prose import say
from hakobu.errors import SetupError

__all__ = ["secrets"]

secrets = typer.Typer(cls=Group)


@secrets.callback()
def _secrets() -> None:
    """Keep the group a group while it has one command."""


@secrets.command("rotate", cls=Command)
def rotate(*, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Seal every secret with a new key."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import
        from hakobu.store.vault import VaultKey, rotate_key  # noqa: PLC0415 - likewise

        given = VaultKey.given(os.environ)
        new = VaultKey.given(os.environ, "HAKOBU_NEW_KEY")
        if given is not None and new is None:
            raise SetupError(at.words("secrets.env"), next_step=at.words("secrets.env.next"))
        with Store(at.home) as store:
            number, file = rotate_key(store.vault(VaultKey.open(at.home, os.environ)), at.home, new)
            store.audit.write(who="command line", action="secrets rotated", what=str(number))
        if at.json:
            at.tell({"secrets": number, "key_file": str(file) if file else None})
            return
        say(at.out, at.words("secrets.rotated", n=number))
        say(at.out, at.words("secrets.file", file=file) if file else at.words("secrets.env.done"))

"""``hakobu export`` and ``hakobu apply``: what was defined in the browser as a file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_grid
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError

if TYPE_CHECKING:
    from hakobu.jobs.exchange import Applied

__all__ = ["apply", "export"]

Folder = Annotated[Path, typer.Argument(metavar="DIR")]


def export(folder: Folder, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Write the application's definitions."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs.exchange import FILE, export_definitions  # noqa: PLC0415 - takes a second to import
        from hakobu.store import Store  # noqa: PLC0415 - likewise
        from hakobu.store.vault import VaultKey  # noqa: PLC0415 - likewise

        with Store(at.home) as store:
            text = export_definitions(store, store.vault(VaultKey.open(at.home, os.environ)))
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        file.write_text(text, encoding="utf-8")
        if at.json:
            at.tell({"file": str(file)})
        else:
            say(at.out, at.words("export.done", file=file))


def apply(
    folder: Folder,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    start: Annotated[bool, typer.Option("--start")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Take definitions over into the application."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs import Workspace  # noqa: PLC0415 - takes a second to import
        from hakobu.jobs.exchange import FILE, apply_definitions  # noqa: PLC0415 - likewise
        from hakobu.runs import who  # noqa: PLC0415 - likewise
        from hakobu.store import Store  # noqa: PLC0415 - likewise
        from hakobu.store.vault import VaultKey  # noqa: PLC0415 - likewise

        file = folder / FILE
        if not file.is_file():
            raise WrongUseError(
                at.words("apply.none", file=file), next_step=at.command("export", str(folder))
            )
        with Store(at.home) as store:
            vault = store.vault(VaultKey.open(at.home, os.environ))
            workspace = Workspace(store, vault, env=os.environ)
            text = file.read_text(encoding="utf-8-sig")
            found = apply_definitions(store, vault, workspace, text, by=who(), dry_run=dry_run, start=start)
        _tell(at, found, dry_run=dry_run)


def _tell(at: Desk, found: list[Applied], *, dry_run: bool) -> None:
    if at.json:
        told = [
            {"kind": each.kind, "name": each.name, "what": each.what, "paused": each.paused} for each in found
        ]
        at.tell({"dry_run": dry_run, "definitions": told})
        return
    words = at.words
    rows = [[words(f"apply.{each.kind}"), each.name, words(f"apply.{each.what}")] for each in found]
    at.out.print(make_grid(["", words("column.name"), words("column.status")], rows))
    say(at.out, words("apply.dry" if dry_run else "apply.done"))
    if paused := [each.name for each in found if each.paused]:
        said = "apply.would_pause" if dry_run else "apply.paused"
        say(at.out, words(said, jobs=", ".join(paused), command=at.command("schedule", "resume", paused[0])))

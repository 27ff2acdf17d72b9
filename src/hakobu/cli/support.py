"""``hakobu support``: a bundle for those who help, without any value or secret."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.output import part_of
from hakobu.cli.prose import say

__all__ = ["support"]


def support(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip")],
    *,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Write a support bundle."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.runs import write_support  # noqa: PLC0415 - takes a second to import

        part = part_of(at, file)
        with part.open("wb") as stream:
            names = write_support(at.home, stream)
        part.replace(file)
        if at.json:
            at.tell({"file": str(file), "holds": names})
            return
        say(at.out, at.words("support.written", file=file))
        for name in names:
            say(at.out, name, style="dim", indent=2)
        say(at.out, at.words("support.note"))

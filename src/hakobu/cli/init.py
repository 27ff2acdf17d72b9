"""``hakobu init``: a commented definition file to start from."""

from pathlib import Path
from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.grid import heading, make_steps
from hakobu.cli.options import Home, Json, Lang
from hakobu.cli.refusal import WrongUseError

__all__ = ["init"]


def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", show_default=False)] = Path("hakobu.yaml"),
    *,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Write a commented definition file."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.reports.starter import starter_in  # noqa: PLC0415 - YAML is not needed for every command

        try:
            with file.open("x", encoding="utf-8") as out:
                out.write(starter_in(at.words.lang))
        except FileExistsError:
            raise WrongUseError(
                at.words("error.exists"), where=str(file), next_step=at.words("error.exists.next")
            ) from None
        if at.json:
            at.tell({"file": str(file)})
            return
        at.out.print(at.words("init.done", file=file))
        at.out.print()
        at.out.print(heading(at.words("run.next")))
        name = str(file)
        at.out.print(
            make_steps(
                [
                    (f"$EDITOR {name}", at.words("init.next.edit")),
                    (at.command("check", name), at.words("init.next.check")),
                    (at.command("run", name), at.words("init.next.run")),
                ]
            )
        )

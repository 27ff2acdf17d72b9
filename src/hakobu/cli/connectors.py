"""``hakobu connectors list``: the kinds of systems that can be connected."""

from typing import TYPE_CHECKING, Any

import typer

from hakobu.cli.desk import desk
from hakobu.cli.grid import make_grid
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Home, Json, Lang

if TYPE_CHECKING:
    from hakobu.cli.words import Words
    from hakobu.connectors.spec import Setting, Spec

__all__ = ["connectors"]

connectors = typer.Typer(cls=Group)


@connectors.command("list", cls=Command)
def list_connectors(*, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """List the connectors."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.connectors.catalogue import CATALOGUE  # noqa: PLC0415 - for this command alone

        if at.json:
            at.tell([_as_json(spec) for spec in CATALOGUE.values()])
            return
        words = at.words
        names = ("connector", "title", "role", "reads", "settings")
        at.out.print(
            make_grid(
                [words(f"column.{name}") for name in names],
                [
                    [
                        spec.name,
                        getattr(spec.title, words.lang),
                        ", ".join(_roles(words, spec)),
                        ", ".join(spec.reads),
                        ", ".join(setting.name for setting in spec.settings if not setting.advanced),
                    ]
                    for spec in CATALOGUE.values()
                ],
            )
        )


def _roles(words: "Words", spec: "Spec") -> list[str]:
    return [words(f"role.{role}") for role in ("source", "destination") if getattr(spec, role)]


def _as_json(spec: "Spec") -> dict[str, Any]:
    return {
        "name": spec.name,
        "aliases": list(spec.aliases),
        "title": {"en": spec.title.en, "ja": spec.title.ja},
        "category": spec.category,
        "source": spec.source,
        "destination": spec.destination,
        "reads": list(spec.reads),
        "settings": [_setting(setting) for setting in spec.settings],
    }


def _setting(setting: "Setting") -> dict[str, Any]:
    return {
        "name": setting.name,
        "type": str(setting.type),
        "title": {"en": setting.title.en, "ja": setting.title.ja},
        "help": {"en": setting.help.en, "ja": setting.help.ja},
        "required": setting.required,
        "default": setting.default,
        "choices": list(setting.choices),
        "advanced": setting.advanced,
    }

"""``hakobu connectors``: the kinds of systems that can be connected, and installing what they need."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_grid
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Home, Json, Lang, Quiet
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.cli.words import Words
    from hakobu.connectors.installer import Installer, Standing
    from hakobu.connectors.spec import Setting, Spec

__all__ = ["connectors"]

Name = Annotated[str, typer.Argument(metavar="NAME")]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="DIR", exists=True, file_okay=False, resolve_path=True),
]

connectors = typer.Typer(cls=Group)


@connectors.command("list", cls=Command)
def list_connectors(*, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """List the connectors."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.connectors.catalogue import CATALOGUE  # noqa: PLC0415 - for this command alone

        installer = _installer(at)
        found = [(spec, installer.standing(spec)) for spec in CATALOGUE.values()]
        if at.json:
            at.tell([_as_json(spec, standing) for spec, standing in found])
            return
        names = ("connector", "title", "category", "role", "state", "version", "licence", "size")
        columns = [at.words(f"column.{name}") for name in names]
        at.out.print(make_grid(columns, [_row(at.words, *each) for each in found]))
        if any(not spec.tried for spec, _ in found):
            say(at.out, at.words("connectors.untried"))


@connectors.command("install", cls=Command)
def install(
    name: Name,
    *,
    wheels: From = None,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Install what a connector needs."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        _fetch(at, _named(at, name), wheels)


@connectors.command("update", cls=Command)
def update(
    name: Name,
    *,
    wheels: From = None,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Bring an installed connector to the version that this Hakobu knows."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        spec = _named(at, name)
        standing = _installer(at).standing(spec)
        if standing.state.usable and not standing.newer:
            _told(at, spec, standing, "connectors.current")
        else:
            _fetch(at, spec, wheels)


@connectors.command("remove", cls=Command)
def remove(name: Name, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Take a connector away."""
    with desk(json=json, lang=lang, home=home) as at:
        spec = _named(at, name)
        _told(at, spec, _installer(at).remove(spec), "connectors.gone")


def _fetch(at: Desk, spec: "Spec", wheels: Path | None) -> None:
    def tell(done: int, total: int, line: str) -> None:
        if not at.quiet and not at.json:
            said = spoken(line.strip(), at.words.lang)
            at.err.print(f"{done}/{total}  {said}", markup=False, highlight=False, soft_wrap=True)

    _told(at, spec, _installer(at).install(spec, wheels=wheels, tell=tell), "connectors.there")


def _installer(at: Desk) -> "Installer":
    from hakobu.connectors.installer import Installer  # noqa: PLC0415 - for these commands alone

    def allows() -> bool:
        from hakobu.store import Store  # noqa: PLC0415 - as above

        with Store(at.home) as store:
            return bool(store.settings.get("installs", True))

    return Installer(at.home, allows=allows)


def _named(at: Desk, name: str) -> "Spec":
    from hakobu.connectors.catalogue import CATALOGUE, find_spec  # noqa: PLC0415 - as above

    spec = find_spec(name)
    if spec is None:
        raise WrongUseError(at.words("error.no_connector", name=name), valid=tuple(CATALOGUE))
    return spec


def _told(at: Desk, spec: "Spec", standing: "Standing", text: str) -> None:
    if at.json:
        at.tell(_as_json(spec, standing))
        return
    title = getattr(spec.title, at.words.lang)
    say(at.out, at.words(text, title=title, version=standing.version))


def _row(words: "Words", spec: "Spec", standing: "Standing") -> list[object]:
    return [
        spec.name,
        getattr(spec.title, words.lang) + ("" if spec.tried else " *"),
        words.term("category", spec.category),
        ", ".join(_roles(words, spec)),
        words(f"state.{standing.state}"),
        standing.version + (f" → {standing.newer}" if standing.newer else ""),
        spec.licence,
        f"{standing.size / 1e6:.1f} MB" if standing.size else "",
    ]


def _roles(words: "Words", spec: "Spec") -> list[str]:
    return [words(f"role.{role}") for role in ("source", "destination") if getattr(spec, role)]


def _as_json(spec: "Spec", standing: "Standing") -> dict[str, Any]:
    return {
        "name": spec.name,
        "aliases": list(spec.aliases),
        "title": {"en": spec.title.en, "ja": spec.title.ja},
        "category": spec.category,
        "source": spec.source,
        "destination": spec.destination,
        "state": str(standing.state),
        "version": standing.version,
        "newer": standing.newer,
        "licence": spec.licence,
        "size": standing.size,
        "tried": spec.tried,
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

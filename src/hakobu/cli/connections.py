"""``hakobu connections``: what a file connects, and whether it answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Connection, File, Home, Json, Lang
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.errors import HakobuError
from hakobu.model import Secret
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.model import Connection as ConnectionOf
    from hakobu.model import Definition

__all__ = ["connections"]

COLOURS = {"passed": "green", "failed": "red", "warning": "yellow", "remark": "cyan", "unknown": "yellow"}
NAMED = 8  # tables that a test names

connections = typer.Typer(cls=Group)


@connections.command("list", cls=Command)
def list_connections(file: File, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """List the connections of a file."""
    with desk(json=json, lang=lang, home=home) as at:
        definition = at.load(file)
        found = list(definition.connections.values())
        if at.json:
            at.tell([_as_json(definition, each) for each in found])
        elif found:
            columns = [at.words(f"column.{name}") for name in ("name", "connector", "used", "settings")]
            at.out.print(make_grid(columns, [_row(at, definition, each) for each in found]))
        else:
            at.out.print(at.words("connections.none"))


@connections.command("test", cls=Command)
def try_connections(
    file: File,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    *,
    connection: Connection = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Test the connections of a file."""
    with desk(json=json, lang=lang, home=home) as at:
        definition = at.load(file)
        wanted = name or connection
        if wanted is not None and wanted not in definition.connections:
            raise WrongUseError(
                at.words("error.no_connection", name=wanted),
                where=str(file),
                valid=tuple(definition.connections),
            )
        chosen = [each for each in definition.connections.values() if wanted in {None, each.name}]
        reports = [(each, _test(at, each, file)) for each in chosen]
        passed = all(check["ok"] is not False for _, checks in reports for check in checks)
        if at.json:
            at.tell([_report_as_json(each, checks) for each, checks in reports])
        for each, checks in () if at.json else reports:
            _show(at, each, checks)
        at.end(0 if passed else 1)


def _test(at: Desk, connection: "ConnectionOf", file: Path) -> list[dict[str, Any]]:
    if connection.connector == "zoho-crm":
        return _test_crm(at, connection, file.parent)
    return [_test_source(at, connection, file)]


def _test_crm(at: Desk, connection: "ConnectionOf", base: Path) -> list[dict[str, Any]]:
    from hakobu.jobs.trial import check_as_json, try_crm  # noqa: PLC0415 - takes a second to import

    report = try_crm(connection, home=at.home, base=base)
    return [
        {name: at.mask(value) if isinstance(value, str) else value for name, value in told.items()}
        for told in map(check_as_json, report.checks)
    ]


def _test_source(at: Desk, connection: "ConnectionOf", file: Path) -> dict[str, Any]:
    from hakobu.connectors.catalogue import open_source  # noqa: PLC0415 - brings the drivers

    found: dict[str, Any] = {"name": "source", "ok": True, "message": "", "next_step": ""}
    try:
        source = open_source(connection, base=file.parent)
        try:
            names = source.tables()
        finally:
            source.close()
    except HakobuError as error:
        where = f"{error.where}: " if error.where else ""
        found |= {"ok": False, "message": at.mask(where + error.message), "next_step": error.next_step}
        return found
    key = "test.read" if len(names) <= NAMED else "test.read.more"
    shown = at.words(key, n=len(names), names=", ".join(names[:NAMED]))
    found["message"] = shown if names else at.words("test.read.none")
    return found


def _show(at: Desk, connection: "ConnectionOf", checks: list[dict[str, Any]]) -> None:
    words = at.words
    passed = all(check["ok"] is not False for check in checks)
    verdict = words("test.passed" if passed else "test.failed")
    style = "bold green" if passed else "bold red"
    title = words("test.of", name=connection.name, connector=connection.connector, verdict=verdict)
    at.out.print(heading(title, style))
    rows = []
    for check in checks:
        verdict = check.get("verdict") or ("passed" if check["ok"] else "failed")
        mark = Text(words(f"verdict.{verdict}"), style=COLOURS[verdict])
        parts = (_said(check, key, words.lang) for key in ("message", "next_step"))
        rows.append([words.term("check", check["name"]), mark, "\n".join(part for part in parts if part)])
    grid = make_grid(["", "", ""], rows)
    grid.show_header = False
    grid.box = None
    grid.padding = (0, 2, 0, 0)
    at.out.print(grid)
    _show_paste(at, connection, checks)
    at.out.print()


def _said(check: dict[str, Any], key: str, lang: str) -> str:
    return str(check.get(f"{key}_{lang}") or spoken(str(check[key]), lang))


def _show_paste(at: Desk, connection: "ConnectionOf", checks: list[dict[str, Any]]) -> None:
    """Show what is to be copied, each on a line of its own that nothing breaks."""
    for name, text in (item for check in checks for item in check.get("paste", {}).items()):
        chosen = name == connection.settings.get("scopes")
        title = at.words("paste.chosen" if chosen else "paste.other", name=at.words.term("scopes", name))
        at.out.print()
        say(at.out, title, style="bold" if chosen else "")
        at.out.print(Text(text), soft_wrap=True)


def _uses(definition: "Definition", name: str, role: str) -> list[str]:
    return [job.name for job in definition.jobs.values() if getattr(job, role) == name]


def _row(at: Desk, definition: "Definition", connection: "ConnectionOf") -> list[object]:
    from hakobu.connectors.catalogue import find_spec  # noqa: PLC0415 - for this command alone

    used = [
        at.words(f"used.{role}", jobs=", ".join(jobs))
        for role in ("source", "destination")
        if (jobs := _uses(definition, connection.name, role))
    ]
    spec = find_spec(connection.connector)
    usual = {each.name: each.default for each in spec.settings} if spec else {}
    own = {name: value for name, value in _masked(connection).items() if value != usual.get(name)}
    settings = "\n".join(f"{name}: {value}" for name, value in own.items())
    return [connection.name, connection.connector, "\n".join(used), settings]


def _masked(connection: "ConnectionOf") -> dict[str, Any]:
    return {
        name: "***" if isinstance(value, Secret) else value
        for name, value in connection.settings.items()
        if value is not None
    }


def _as_json(definition: "Definition", connection: "ConnectionOf") -> dict[str, Any]:
    return {
        "name": connection.name,
        "connector": connection.connector,
        "source_of": _uses(definition, connection.name, "source"),
        "destination_of": _uses(definition, connection.name, "destination"),
        "settings": _masked(connection),
    }


def _report_as_json(connection: "ConnectionOf", checks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": connection.name,
        "connector": connection.connector,
        "ok": all(check["ok"] is not False for check in checks),
        "checks": checks,
    }

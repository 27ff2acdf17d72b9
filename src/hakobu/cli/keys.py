"""``hakobu keys``: by which fields a task may find the records of a module, and why."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.crm import pick_crm
from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.options import Connection, File, Home, Json, Lang
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from hakobu.plan.key_choices import KeyChoice
    from hakobu.runs import ModuleKeys

__all__ = ["keys"]

OPERATIONS = ("update", "upsert", "delete", "mirror")


def keys(
    file: File,
    module: Annotated[str, typer.Argument(metavar="MODULE")],
    *,
    connection: Connection = None,
    all_: Annotated[bool, typer.Option("--all")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the match keys of a module."""
    with desk(json=json, lang=lang, home=home) as at:
        chosen = pick_crm(at, at.load(file), connection)
        from hakobu.runs import module_keys, open_client  # noqa: PLC0415 - takes a second to import

        with open_client(chosen, home=at.home, base=file.parent) as client:
            found = module_keys(client, module)
        if at.json:
            at.tell(_as_json(at, found))
        else:
            _show(at, found, whole=all_)


def _show(at: Desk, found: "ModuleKeys", *, whole: bool) -> None:
    words, out = at.words, at.out
    shown = [each for each in found.keys if whole or each.kind != "own"]
    out.print(heading(words("keys.title", module=found.module, label=found.label)))
    columns = [words("column.field"), words("column.label"), words("keys.column.kind")]
    columns += [words.term("operation", name) for name in OPERATIONS]
    out.print(
        make_grid(
            [*columns, words("keys.column.why")],
            [
                [
                    each.field,
                    each.label,
                    words.term("key", each.kind),
                    *(words("yes") if name in each.operations else words("keys.no") for name in OPERATIONS),
                    _why(at, each),
                ]
                for each in shown
            ],
        )
    )
    for note in _notes(at, found):
        say(out, note)
    if len(shown) < len(found.keys):
        say(out, words("keys.own", n=len(found.keys) - len(shown)), style="dim")


def _why(at: Desk, key: "KeyChoice") -> str:
    why = at.words(f"keys.why.{key.kind}")
    return f"{why} {at.words('keys.why.naming')}" if key.naming else why


def _notes(at: Desk, found: "ModuleKeys") -> list[str]:
    notes = [at.words("keys.insert")]
    if not found.documented:
        notes.append(at.words("keys.undocumented", module=found.module))
    if not found.upserts:
        notes.append(at.words("keys.no_upsert", module=found.module))
    return notes


def _as_json(at: Desk, found: "ModuleKeys") -> dict[str, Any]:
    return {
        "module": found.module,
        "label": found.label,
        "zoho_has_upsert": found.upserts,
        "documented": found.documented,
        "keys": [
            {
                "field": each.field,
                "label": each.label,
                "kind": str(each.kind),
                "operations": [str(operation) for operation in each.operations],
                "names_only": each.naming,
                "reason": _why(at, each),
            }
            for each in found.keys
        ],
        "notes": _notes(at, found),
    }

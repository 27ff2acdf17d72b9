"""``hakobu modules`` and ``hakobu fields``: what the CRM of a connection looks like."""

from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.options import Connection, File, Home, Json, Lang
from hakobu.cli.refusal import WrongUseError
from hakobu.reports.crm import field_as_json, module_as_json, rights_of

if TYPE_CHECKING:
    from hakobu.cli.words import Words
    from hakobu.model import Connection as ConnectionOf
    from hakobu.model import Definition
    from hakobu.zoho import Field

__all__ = ["fields", "modules", "pick_crm"]

VALUES = 6  # picklist values that are named


def modules(
    file: File,
    *,
    connection: Connection = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the modules of the CRM."""
    with desk(json=json, lang=lang, home=home) as at:
        chosen = pick_crm(at, at.load(file), connection)
        from hakobu.runs import open_client  # noqa: PLC0415 - takes a second to import

        with open_client(chosen, home=at.home) as client:
            found, organisation = client.modules(), client.organisation()
        if at.json:
            at.tell([module_as_json(module) for module in found.values()])
            return
        words = at.words
        at.out.print(heading(words("modules.title", organisation=organisation.company_name)))
        at.out.print(
            make_grid(
                [words(f"column.{name}") for name in ("module", "label", "custom", "rights")],
                [
                    [
                        module.api_name,
                        module.label,
                        words("yes") if module.custom else "",
                        ", ".join(words(f"right.{right}") for right in rights_of(module)),
                    ]
                    for module in found.values()
                ],
            )
        )


def fields(
    file: File,
    module: Annotated[str, typer.Argument(metavar="MODULE")],
    *,
    connection: Connection = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the fields of a module."""
    with desk(json=json, lang=lang, home=home) as at:
        chosen = pick_crm(at, at.load(file), connection)
        from hakobu.runs import open_client  # noqa: PLC0415 - takes a second to import

        with open_client(chosen, home=at.home) as client:
            found, described = client.fields(module), client.module(module)
        from hakobu.zoho import duplicate_check_field  # noqa: PLC0415 - likewise

        system = duplicate_check_field(module, custom=described.custom)
        if at.json:
            at.tell([field_as_json(field, system) for field in found.values()])
            return
        words = at.words
        at.out.print(heading(words("fields.title", module=module, label=described.label)))
        at.out.print(
            make_grid(
                [words(f"column.{name}") for name in ("field", "label", "type", "length", "traits")],
                [
                    [
                        field.api_name,
                        field.label,
                        field.data_type,
                        field.length,
                        _traits(words, field, system),
                    ]
                    for field in found.values()
                ],
            )
        )


def pick_crm(at: Desk, definition: "Definition", name: str | None) -> "ConnectionOf":
    """Choose the Zoho CRM connection by its name, or the only one there is."""
    words, file = at.words, definition.file
    found = [each for each in definition.connections.values() if each.connector == "zoho-crm"]
    known = tuple(each.name for each in found)
    if name is None and len(found) == 1:
        return found[0]
    if name is None:
        raise WrongUseError(
            words("error.several_crm" if found else "error.no_crm"),
            where=file,
            valid=known,
            next_step=words("error.several_crm.next") if found else "",
        )
    if name not in known:
        key = "error.not_crm" if name in definition.connections else "error.no_connection"
        raise WrongUseError(words(key, name=name), where=file, valid=known)
    return definition.connections[name]


def _traits(words: "Words", field: "Field", system: str | None) -> str:
    traits = [
        words(f"trait.{trait}")
        for trait in ("mandatory", "unique", "external", "read_only", "custom")
        if getattr(field, trait)
    ]
    if field.api_name == system:
        traits.append(words("trait.system"))
    if field.lookup_module:
        traits.append(words("trait.lookup", module=field.lookup_module))
    if field.picklist:
        values = " | ".join(value.actual for value in field.picklist[:VALUES])
        more = len(field.picklist) - VALUES
        key = "trait.picklist.more" if more > 0 else "trait.picklist"
        traits.append(words(key, values=values, more=more))
    return ", ".join(traits)

"""Reads the tables of the catalogue: one line a field, columns parted by ``|``.

``API_Name | type length[.places] | English label | Japanese label | flags``; a line in square
brackets opens a section of the layout.
"""

from collections.abc import Mapping

from hakobu.emulator.schema.data_type import DATA_TYPES
from hakobu.emulator.schema.field import Choice, Field
from hakobu.emulator.schema.module import Module, Section

_SWITCHES = frozenset({"mandatory", "required", "read_only", "unique", "strict"})
# flag -> attribute that takes its text
_TEXTS = {"lookup": "lookup", "area": "textarea", "v2": "legacy", "shape": "shape", "prefix": "prefix"}


def choice(text: str) -> Choice:
    """Read ``actual[=display][~probability~forecast]``."""
    names, _, chance = text.partition("~")
    actual, _, display = names.partition("=")
    probability, _, forecast = chance.partition("~")
    return Choice(
        actual.strip(),
        (display or actual).strip(),
        probability=int(probability) if probability else None,
        forecast=forecast.strip() or None,
    )


def _flag(new: Field, flag: str, picklists: Mapping[str, str]) -> None:
    name, _, value = flag.partition("=")
    if name in _SWITCHES:
        setattr(new, name, True)
    elif name in _TEXTS:
        setattr(new, _TEXTS[name], value)
    elif name == "values":
        new.choices = [choice(one) for one in picklists[value].split(" · ")]
    elif name == "since":
        new.since = float(value)
    elif name == "default":
        plain = int(value) if value.isdigit() else value.replace("_", " ")
        new.default = {"true": True, "false": False}.get(value, plain)
    elif name == "targets":
        new.targets = value.split(",")
        new.lookup, new.shape = "*", "multi_module_lookup"
    else:
        raise ValueError(f"unknown flag {flag!r} of {new.api_name}")


def read_field(line: str, picklists: Mapping[str, str]) -> Field:
    """Read one line of a table."""
    api_name, kind, label, label_ja, *flags = (column.strip() for column in line.split("|"))
    data_type, _, length = kind.partition(" ")
    whole, _, places = length.partition(".")
    rules = DATA_TYPES[data_type]
    new = Field(
        api_name,
        data_type,
        int(whole) if whole else rules.length,
        label,
        label_ja,
        decimal_place=int(places) if places else rules.decimal_place,
    )
    for flag in " ".join(flags).split():
        _flag(new, flag, picklists)
    return new


def fill(module: Module, table: str, picklists: Mapping[str, str]) -> Module:
    """Read a table of fields into a module."""
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("["):
            name, _, name_ja = line.strip("[]").partition("|")
            module.sections.append(Section(name.strip(), name_ja.strip()))
        else:
            new = read_field(line, picklists)
            new.section = module.sections[-1].name if module.sections else ""
            module.add(new)
    return module

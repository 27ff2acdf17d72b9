"""A field of a module."""

from dataclasses import dataclass, field
from typing import Any

from hakobu.emulator.schema.data_type import DATA_TYPES, DataType


@dataclass(slots=True)
class Choice:
    """One value of a picklist; what is written and read is ``actual``."""

    actual: str
    display: str
    id: int = 0
    probability: int | None = None
    forecast: str | None = None
    # dependent field -> what may be chosen there
    maps: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Rollup:
    """A figure over a subform's rows: ``COUNT``, ``SUM``, ``AVERAGE``, ``MIN`` or ``MAX`` of a column."""

    function: str
    child: str
    column: str = ""


@dataclass(slots=True)
class Field:
    """A field as the state holds it; metadata, checks and rendering all come from here."""

    api_name: str
    data_type: str
    length: int
    label: str
    label_ja: str
    mandatory: bool = False
    required: bool = False
    read_only: bool = False
    unique: bool = False
    external: str | None = None
    custom: bool = False
    strict: bool = False
    decimal_place: int | None = None
    textarea: str = "small"
    lookup: str | None = None
    choices: list[Choice] = field(default_factory=list)
    default: Any = None
    since: float = 2.0
    section: str = ""
    id: int = 0
    slot: int = 0
    prefix: str = ""
    start: int = 1
    suffix: str = ""
    # the metadata's data type where it differs from how values are stored: formula, rollup_summary, ...
    shape: str = ""
    # the modules of a lookup that may lead to several
    targets: list[str] = field(default_factory=list)
    formula: str = ""
    rollup: Rollup | None = None
    # the key in the line items of v2
    legacy: str = ""
    # by profile: "read_only" or "hidden"; a profile that is not there may read and write it
    rights: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> DataType:
        """Give the rules of the field's data type."""
        return DATA_TYPES[self.data_type]

    @property
    def is_unique(self) -> bool:
        """Tell whether two records may not share a value: unique, or an external id."""
        return self.unique or self.external is not None

    def name(self, locale: str) -> str:
        """Give the label in the language of a locale."""
        return self.label_ja if locale.startswith("ja") else self.label

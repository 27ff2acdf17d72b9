"""What a query consists of once it is parsed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written, and whether it stood in quotes; or a query that gives values, by its number."""

    text: str
    quoted: bool
    query: "Select | None" = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One comparison: a path, an operator, and its values."""

    path: str
    operator: str
    values: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions that must hold together."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True, slots=True)
class Either:
    """Two conditions of which one must hold."""

    left: "Condition"
    right: "Condition"


Condition = Criterion | Both | Either


@dataclass(frozen=True, slots=True)
class Column:
    """A selected path, under its own text or an alias; an aggregate has a function."""

    path: str
    alias: str | None = None
    function: str | None = None

    @property
    def key(self) -> str:
        """Name the value in the answer's rows."""
        return self.alias or (f"{self.function}({self.path})" if self.function else self.path)


@dataclass(frozen=True, slots=True)
class Order:
    """One term of ``order by``."""

    path: str
    descending: bool = False


@dataclass(slots=True)
class Select:
    """A whole query."""

    columns: list[Column]
    module: str
    where: Condition
    group_by: list[str] = field(default_factory=list)
    order_by: list[Order] = field(default_factory=list)
    limit: int = 200
    offset: int = 0
    criteria: int = 0
    # whether a limit was asked for
    limited: bool = False

    @property
    def aggregated(self) -> bool:
        """Tell whether the rows stand for groups of records."""
        return bool(self.group_by) or any(column.function for column in self.columns)

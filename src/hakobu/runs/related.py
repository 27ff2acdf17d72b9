"""Records of other modules that refer to a record: it is not deleted by an undo while there are some."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.zoho import is_tie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.zoho import Client

__all__ = ["Related"]


@dataclass(slots=True)
class Related:
    """Asks, for one module, every lookup of other modules that points at it."""

    client: Client
    module: str
    _lookups: list[tuple[str, str]] | None = field(default=None)

    def among(self, ids: Sequence[str]) -> set[str]:
        """Tell which of these records others refer to."""
        found: set[str] = set()
        for module, name in self._pointing():
            for row in self.client.find(module, name, ids, [name]):
                value = row.get(name)
                if isinstance(value, dict) and value.get("id"):
                    found.add(str(value["id"]))
        return found & set(ids)

    def _pointing(self) -> list[tuple[str, str]]:
        if self._lookups is None:
            self._lookups = [
                (module.api_name, name)
                for module in self.client.modules().values()
                if module.readable and module.creatable and not is_tie(module)  # a tie goes with its record
                for name, each in self.client.fields(module.api_name).items()
                if each.data_type == "lookup" and each.lookup_module == self.module
            ]
        return self._lookups

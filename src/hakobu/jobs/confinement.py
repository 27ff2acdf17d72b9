"""The folders that connections may read on a server: nothing else of the machine is theirs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import find_spec
from hakobu.connectors.spec import SettingType
from hakobu.errors import DefinitionError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.model import Connection
    from hakobu.store import Store

__all__ = ["Confinement"]

OWN = ("workspace", "uploads", "demo")  # folders of the home that hold nothing of Hakobu's own


class Confinement:
    """Resolves the paths of connections, links and all, and refuses what lies outside of the allowed folders.

    Allowed are ``HAKOBU_FILES`` (folders with the system's separator between them), the folders that an
    administrator set, and the home's own ``workspace``, ``uploads`` and ``demo``; never the rest of the home.
    """

    def __init__(self, store: Store, *, env: Mapping[str, str], base: Path) -> None:
        self._store = store
        self._base = base
        self._given = [each for each in env.get("HAKOBU_FILES", "").split(os.pathsep) if each]

    def folders(self) -> list[Path]:
        """List the allowed folders."""
        named = [*self._given, *self._store.settings.get("files", [])]
        own = [self._store.home / name for name in OWN]
        return [each.resolve() for each in (*own, *(Path(name).expanduser() for name in named))]

    def confine(self, connection: Connection) -> Connection:
        """Give a connection with its paths resolved; ``DefinitionError`` where one leads outside."""
        spec = find_spec(connection.connector)
        paths = [each.name for each in spec.settings if each.type is SettingType.PATH] if spec else []
        settings: dict[str, Any] = dict(connection.settings)
        faults = []
        for name in paths:
            given = settings.get(name)
            if not isinstance(given, str | Path) or not str(given):
                continue
            real = (self._base / given).resolve()
            if self._allowed(real):
                settings[name] = str(real)
            else:
                faults.append(
                    Fault(
                        message="This path lies outside of the folders that connections may read here.",
                        path=f"connections.{connection.name}.{name}",
                        next_step="Upload the file, or let an administrator add its folder "
                        "(Settings, Security, or HAKOBU_FILES).",
                    )
                )
        if faults:
            raise DefinitionError(tuple(faults))
        return replace(connection, settings=settings)

    def _allowed(self, real: Path) -> bool:
        folders, home = self.folders(), self._store.home.resolve()
        if real.is_relative_to(home):
            folders = [each for each in folders if each.is_relative_to(home) and each != home]
        return any(real.is_relative_to(each) for each in folders)

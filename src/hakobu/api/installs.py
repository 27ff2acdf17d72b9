"""Installing connectors while the server runs: each in the background, with its progress and its log."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.connectors.installer import Installer
from hakobu.errors import HakobuError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hakobu.connectors.spec import Spec

__all__ = ["Installation", "Installs"]

SHOWN = 200  # lines of a log that a page is given


@dataclass(slots=True)
class Installation:
    """How far an installation is; ``error`` and ``next_step`` are filled if it failed."""

    done: int = 0
    total: int = 0
    ended: bool = False
    error: str = ""
    next_step: str = ""
    log: list[str] = field(default_factory=list)

    def hear(self, done: int, total: int, line: str) -> None:
        """Take a step."""
        self.done, self.total = done, total
        self.log = [*self.log[-SHOWN:], line]


class Installs:
    """The installer of one server, and what it is doing."""

    def __init__(self, home: Path, *, env: Mapping[str, str], allows: Callable[[], bool]) -> None:
        self.installer = Installer(home, env=env, allows=allows)
        self._latest: dict[str, Installation] = {}
        self._threads: list[threading.Thread] = []
        self._changing = threading.Lock()

    def latest(self, name: str) -> Installation | None:
        """Give the latest installation of a connector since the server started."""
        return self._latest.get(name)

    def begin(self, spec: Spec, ended: Callable[[Installation], None]) -> Installation:
        """Begin to install; one that is under way is given instead. ``ended`` hears of the end."""
        with self._changing:
            found = self._latest.get(spec.name)
            if found is not None and not found.ended:
                return found
            made = self._latest[spec.name] = Installation()
            thread = threading.Thread(
                target=self._work, args=(spec, made, ended), name=f"install {spec.name}"
            )
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()
        return made

    def close(self) -> None:
        """Wait for what is under way: a connector is never left half there."""
        for thread in self._threads:
            thread.join()

    def _work(self, spec: Spec, made: Installation, ended: Callable[[Installation], None]) -> None:
        try:
            self.installer.install(spec, tell=made.hear)
        except HakobuError as error:
            made.error, made.next_step = error.message, error.next_step
        except OSError as error:
            made.error = f"{error.strerror or error}; nothing was changed."
        finally:
            ended(made)
            made.ended = True

"""What a connector needs besides Hakobu: fetched into a folder of its own, or left as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import distributions, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from hakobu.errors import BusyError, SetupError
from hakobu.settings import installs_allowed
from hakobu.settings.network import load_network
from hakobu.settings.reachable import under_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hakobu.connectors.spec import Driver, Spec

__all__ = ["Installer", "Standing", "State", "locked_version"]

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_ANOTHER = ("no matching distribution", "could not find a version")
_CHANGED = ("hashes are required", "do not match the hashes", "hash mismatch")
_KEPT = 4000  # lines of a log


class State(StrEnum):
    """Whether a connector can be used."""

    INCLUDED = "included"
    INSTALLED = "installed"
    DOWNLOADABLE = "downloadable"
    REMOVED = "removed"

    @property
    def usable(self) -> bool:
        """Whether a connection can be made with it."""
        return self in {State.INCLUDED, State.INSTALLED}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a connector stands: its state, the version in use (or to be had), a newer one, its size.

    ``size`` is in bytes: of its folder if it is installed, else of what would be fetched.
    """

    state: State
    version: str
    newer: str
    size: int


class Installer:
    """Installs and removes connectors in a home; every change is whole or none."""

    def __init__(
        self,
        home: Path,
        *,
        env: Mapping[str, str] = os.environ,
        locks: Path | None = None,
        allows: Callable[[], bool] = lambda: True,
    ) -> None:
        self._allows = allows
        self._home = home
        self._folder = home / "connectors"
        self._env = env
        self._locks = locks or Path(str(files("hakobu.connectors") / "locks"))

    @property
    def allowed(self) -> bool:
        """Whether the administrator lets connectors be installed and removed."""
        return installs_allowed(self._env) and self._allows()

    def standing(self, spec: Spec) -> Standing:
        """Tell where a connector stands."""
        if spec.driver is None:
            removed = self._mark(spec).exists()
            return Standing(State.REMOVED if removed else State.INCLUDED, version("hakobu"), "", 0)
        wanted = locked_version(spec.driver, self._locks / f"{spec.name}.lock")
        held = self._held(spec)
        if not held:
            return Standing(State.DOWNLOADABLE, wanted, "", spec.driver.size)
        folder = self._place(spec)
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
        return Standing(State.INSTALLED, held, wanted if held != wanted else "", size)

    def need(self, spec: Spec) -> None:
        """Let a connector's driver be imported; raises ``SetupError`` where it is not installed."""
        usable = not self._mark(spec).exists() if spec.driver is None else self._place(spec).is_dir()
        if not usable:
            raise SetupError(
                f"The connector {spec.title.en} is not installed.",
                where=spec.name,
                next_step=f"Install it: hakobu connectors install {spec.name}",
                code="not_installed",
            )
        place = str(self._place(spec))
        if spec.driver is not None and place not in sys.path:
            sys.path.append(place)  # behind everything else: what Hakobu itself runs with stays

    def log(self, spec: Spec) -> str:
        """Give what the latest installation said."""
        file = self._folder / f"{spec.name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

    def install(
        self, spec: Spec, *, wheels: Path | None = None, tell: Callable[[int, int, str], None] | None = None
    ) -> Standing:
        """Install a connector or bring it up to date, from a package index or a folder of wheels.

        ``tell`` hears how many of how many packages are there, and each line of the log. What was there
        before stays until the new one has been tried, and stays if anything fails.
        """
        self._check_allowed()
        with self._alone(spec):
            if spec.driver is None:
                self._mark(spec).unlink(missing_ok=True)
            else:
                self._fetch(spec, spec.driver, wheels, tell or _deaf)
        return self.standing(spec)

    def remove(self, spec: Spec) -> Standing:
        """Take a connector away; one that comes with Hakobu is put aside, and needs no network to return."""
        self._check_allowed()
        with self._alone(spec):
            if spec.driver is None:
                self._mark(spec).touch()
            elif (place := self._place(spec)).is_dir():
                with self._room() as room:
                    place.rename(room / "old")
        return self.standing(spec)

    def _fetch(
        self, spec: Spec, driver: Driver, wheels: Path | None, tell: Callable[[int, int, str], None]
    ) -> None:
        lock = self._locks / f"{spec.name}.lock"
        with self._room() as room, (self._folder / f"{spec.name}.log").open("w", encoding="utf-8") as log:
            said: list[str] = []

            def hear(line: str) -> None:
                log.write(line + "\n")
                said.append(line)
                done = len({each for each in said if each.startswith(("Collecting ", "Processing "))})
                tell(done, len(_PINNED.findall(lock.read_text(encoding="utf-8"))), line)

            fresh = room / "new"
            if self._run(_pip(fresh, lock, wheels), hear):
                raise self._refused(spec, said, wheels)
            # in a process of its own: what is imported here once can never be replaced
            trial = f"import sys; sys.path.append({str(fresh)!r}); import {driver.module}"
            if self._run([sys.executable, "-c", trial], hear):
                raise SetupError(
                    f"{driver.package} was fetched but cannot be loaded: {said[-1] if said else ''}",
                    where=spec.name,
                    next_step="Nothing was changed. See the log for what it misses on this machine.",
                )
            place = self._place(spec)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                place.rename(room / "old")
            fresh.rename(place)

    def _run(self, command: list[str], hear: Callable[[str], None]) -> int:
        network = load_network(self._home, self._env)[1].environment()
        environment = {**self._env, **network, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        process = subprocess.Popen(  # noqa: S603 - our own Python, and names from our own data
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
        )
        with process:
            for line in process.stdout or ():
                hear(line.rstrip()[:_KEPT])
        return process.returncode

    def _refused(self, spec: Spec, said: list[str], wheels: Path | None) -> SetupError:
        text = "\n".join(said).lower()
        cause = next(
            (each for each in reversed(said) if each.startswith("ERROR: ")), said[-1] if said else ""
        )
        if "no module named pip" in text:
            step = f"Put pip into this Python: {sys.executable} -m ensurepip"
        elif any(each in text for each in _CHANGED):
            step = "What was offered is not what this version of Hakobu was tried with; it was not taken."
        elif any(each in text for each in _ANOTHER) and wheels is not None:
            step = f"Put the wheels that {spec.name}.lock names, for this Python and system, into {wheels}."
        else:
            step = (
                "See that a package index can be reached from here (HTTPS_PROXY, PIP_INDEX_URL), or install "
                f"from a folder of wheels: hakobu connectors install {spec.name} --from DIR"
            )
        return SetupError(
            f"{spec.title.en} could not be installed; nothing was changed. pip says: "
            f"{cause.removeprefix('ERROR: ')}",
            where=spec.name,
            next_step=step,
            code="install_failed",
        )

    def _check_allowed(self) -> None:
        if not self.allowed:
            raise SetupError(
                "The administrator does not let connectors be installed or removed here.",
                where="HAKOBU_INSTALLS",
                next_step="Ask the administrator of this server.",
                code="installs_forbidden",
            )

    def _held(self, spec: Spec) -> str:
        if spec.driver is None or not self._place(spec).is_dir():
            return ""
        names = (spec.driver.package, spec.driver.package.replace("-", "_"))
        found = distributions(path=[str(self._place(spec))])
        return next((each.version for each in found if each.metadata["Name"] in names), "")

    def _place(self, spec: Spec) -> Path:
        """A folder for each Python: what is compiled for one is nothing to another."""
        return self._folder / spec.name / (sys.implementation.cache_tag or "python")

    def _mark(self, spec: Spec) -> Path:
        return self._folder / f"{spec.name}.removed"

    @contextmanager
    def _alone(self, spec: Spec) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / f"{spec.name}.lock", timeout=0):
                yield
        except Timeout:
            raise BusyError(
                f"{spec.title.en} is being installed or removed already.", where=spec.name
            ) from None

    @contextmanager
    def _room(self) -> Iterator[Path]:
        """A folder on the same disk, so that what is made in it can be moved at once."""
        room = Path(tempfile.mkdtemp(prefix=".new-", dir=self._folder))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def locked_version(driver: Driver, lock: Path) -> str:
    """Tell which version of a driver a lock holds."""
    pins: dict[str, str] = dict(_PINNED.findall(lock.read_text(encoding="utf-8")))
    return pins[driver.package]


def _pip(target: Path, lock: Path, wheels: Path | None) -> list[str]:
    where = ["--no-index", "--find-links", str(wheels)] if wheels else []
    command = [
        sys.executable,
        *under_policies("pip"),
        "install",
        "--target",
        str(target),
        "--requirement",
        str(lock),
    ]
    # what the lock leaves out is what Hakobu itself runs with
    rules = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input", "--no-cache-dir"]
    return [*command, *rules, "--progress-bar", "off", "--retries", "2", "--timeout", "20", *where]


def _deaf(_done: int, _total: int, _line: str) -> None:
    """Hear nothing."""

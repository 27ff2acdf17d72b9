"""What people defined in the application, as the definition that the verbs of a run take."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import find_spec
from hakobu.connectors.spec import SettingType
from hakobu.definitions import parse
from hakobu.errors import DefinitionError, SetupError
from hakobu.jobs.confinement import Confinement
from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hakobu.errors import Fault
    from hakobu.model import Connection, Definition, Job, Task
    from hakobu.store import DefinedConnection, DefinedJob, Store
    from hakobu.store.vault import Vault

__all__ = ["Workspace", "job_document"]

ALLOWED = "HAKOBU_SECRET_"  # no other variable of the server's environment can be read by a definition
_STORED = "HAKOBU_STORED_"  # how the composed document names what the vault holds
INDENT = "    "
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # to YAML


class Workspace:
    """The application's definitions, composed so that every rule of a definition file holds for them too.

    A secret never stands in the composed text: it is named there, and its value is given beside it.
    """

    def __init__(self, store: Store, vault: Vault, *, env: Mapping[str, str]) -> None:
        self._store = store
        self._vault = vault
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.confinement = Confinement(store, env=env, base=self.folder)
        self._tasks: dict[str, tuple[int, tuple[Task, ...]]] = {}
        self._unread: dict[str, tuple[int | None, ...]] = {}  # jobs that cannot be read, and with what
        self._env = {name: value for name, value in env.items() if name.startswith(ALLOWED)}

    @property
    def env(self) -> Mapping[str, str]:
        """The variables that definitions may name, with their values."""
        return self._env

    @property
    def folder(self) -> Path:
        """The folder that paths of connections are relative to."""
        return self._store.home / "workspace"

    def definition(self, job: str) -> Definition:
        """Compose one job with its two connections; raises ``DefinitionError`` where it cannot run."""
        found = self._store.definitions.job(job)
        if found is None:
            raise SetupError(f"There is no job {job!r}.")
        self.refuse_failed(found.source, found.destination)
        definition, document = self._compose(found.name, found.text)
        self.folder.mkdir(parents=True, exist_ok=True)
        Path(definition.file).write_text(document, encoding="utf-8")  # where a run looks lines up
        return definition

    def file_of(self, job: str) -> Path:
        """Name the file in which a job stands when it runs."""
        return self.folder / f"{_slug(job)}.yaml"

    def of_file(self, file: Path) -> Definition | None:
        """Compose the job whose file in the workspace this is; its secrets stand in no file."""
        for job in self._store.definitions.jobs():
            if self.file_of(job.name).resolve() == file.resolve():
                return self.definition(job.name)
        return None

    def check(self, name: str, text: str) -> Definition:
        """Compose a job from its text, and keep nothing; a fault's line is a line of that text."""
        return self._compose(name, text)[0]

    def refuse_failed(self, *names: str) -> None:
        """Refuse to run with a connection whose last test failed."""
        for name in names:
            connection = self._store.definitions.connection(name)
            if connection is not None and connection.passed is False:
                raise SetupError(
                    f"The last test of the connection {name!r} failed, so no job runs with it.",
                    where=f"connection {name}",
                    next_step="Open the connection, mend what its test report names, and test it again.",
                    code="test_failed",
                )

    def tasks(self, found: DefinedJob) -> tuple[Task, ...]:
        """Give the tasks of a saved job, read once a version; none where it cannot be read any more.

        One that cannot be read is read again only after it, or one of its connections, was saved.
        """
        known = self._tasks.get(found.name)
        if known is None or known[0] != found.version:
            ends = self._ends(found)
            if self._unread.get(found.name) == ends:
                return ()
            try:
                read = self._compose(found.name, found.text)[0].jobs[found.name].tasks
            except DefinitionError:  # a connection was taken away, say; checking or running the job names it
                self._unread[found.name] = ends
                return ()
            known = self._tasks[found.name] = found.version, read
        return known[1]

    def _ends(self, found: DefinedJob) -> tuple[int | None, ...]:
        """Give the versions of a job and of its connections, None of one that is gone."""
        ends = (self._store.definitions.connection(name) for name in (found.source, found.destination))
        return (found.version, *(each.version if each is not None else None for each in ends))

    def _compose(self, name: str, text: str) -> tuple[Definition, str]:
        connections = self._store.definitions.connections()
        head, env = self._connections(connections)
        document, before = job_document(head, name, text)
        file = self.file_of(name)
        try:
            return self._confined(parse(document, file=str(file), env=env), name), document
        except DefinitionError as error:
            raise DefinitionError(tuple(_placed(fault, name, before) for fault in error.faults)) from None

    def refuse_untested(self, job: Job) -> None:
        """Refuse to run with a connection whose test failed."""
        for end in (job.source, job.destination):
            found = self._store.definitions.connection(end)
            if found is not None and found.passed is False:
                raise SetupError(
                    f"The last test of the connection {end!r} failed.",
                    where=f"job {job.name}",
                    next_step="Mend the connection and test it again.",
                )

    def connection(self, name: str) -> Connection:
        """Compose one connection alone, with its secrets."""
        found = self._store.definitions.connection(name)
        if found is None:
            raise SetupError(f"There is no connection {name!r}.")
        head, env = self._connections([found])
        definition = parse("\n".join(["connections:", *head]) + "\n", env=env)
        return self.confinement.confine(definition.connections[name])

    def _confined(self, definition: Definition, job: str) -> Definition:
        """Confine the two connections of a job; of the others it reads nothing."""
        ends = {definition.jobs[job].source, definition.jobs[job].destination}
        confined = {
            name: self.confinement.confine(each) if name in ends else each
            for name, each in definition.connections.items()
        }
        return replace(definition, connections=confined)

    def settings(self, name: str) -> dict[str, Any]:
        """Give what is set of a connection, its secrets opened; a draft may lack much."""
        found = self._store.definitions.connection(name)
        if found is None:
            raise SetupError(f"There is no connection {name!r}.")
        plain = {
            key: Secret(self._env.get(value[2:-1], ""))
            if isinstance(value, str) and _is_reference(value)
            else value
            for key, value in found.settings.items()
        }
        return {**plain, **self._vault.of(name)}

    def _connections(self, found: Iterable[DefinedConnection]) -> tuple[list[str], dict[str, str]]:
        """Write one line a connection, and the values that its secrets stand for."""
        lines, env = [], dict(self._env)
        for each in found:
            if each.draft:
                continue
            settings: dict[str, Any] = {"connector": each.connector, **each.settings}
            for setting, secret in self._vault.of(each.name).items():
                place = f"{_STORED}{len(env)}"
                env[place] = secret.reveal()
                settings[setting] = f"${{{place}}}"
            lines.append(f"  {_written(each.name)}: {_written(settings)}")
        return lines, env

    def split(self, connector: str, settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Secret]]:
        """Part the secrets of a form from its other settings; a reference is no secret and stays."""
        spec = find_spec(connector)
        hidden = {each.name for each in spec.settings if each.type is SettingType.SECRET} if spec else set()
        plain: dict[str, Any] = {}
        secrets: dict[str, Secret] = {}
        for name, value in settings.items():
            if name in hidden and isinstance(value, str) and not _is_reference(value):
                if value:
                    secrets[name] = Secret(value)
            elif value is not None:
                plain[name] = value
        return plain, secrets


def job_document(connections: list[str], name: str, text: str) -> tuple[str, int]:
    """Write a whole definition file around a job's text; gives how many lines stand before the text."""
    head = [
        "connections:" if connections else "connections: {}",
        *connections,
        "jobs:",
        f"  {_written(name)}:",
    ]
    body = [INDENT + line if line.strip() else "" for line in text.splitlines()]
    return "\n".join([*head, *body]) + "\n", len(head)


def _written(value: Any) -> str:
    """Write a value as YAML reads it back: as JSON, but with characters beyond 16 bits whole."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _placed(fault: Fault, job: str, before: int) -> Fault:
    line = fault.line - before if fault.line is not None and fault.line > before else None
    return replace(fault, file="", line=line, path=fault.path.removeprefix(f"jobs.{job}."))


def _slug(name: str) -> str:
    """Make a file name of any job's name: what is readable of it, and what keeps two apart."""
    shown = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60]
    return f"{shown}-{name.encode().hex()[:24]}" if shown != name else shown


def _is_reference(value: str) -> bool:
    return re.fullmatch(r"\$\{HAKOBU_SECRET_[A-Za-z0-9_]+\}", value) is not None

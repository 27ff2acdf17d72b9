"""Stories as users walk them: the command in a process of its own, on an emulator, with a shop of theirs."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Emulator
from tests.nursery import start_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 60  # a story that takes longer hangs
SECRETS = ("s3cret-of-the-client", "t0ken-to-refresh")

DEFINITION = """\
connections:
  shop: {{connector: sqlite, path: shop.db}}
  crm:
    connector: zoho-crm
    accounts_server: {url}
    api_domain: {url}
    client_id: "1000.STORY"
    client_secret: s3cret-of-the-client
    refresh_token: t0ken-to-refresh
    timeout: 3
jobs:
  people-to-crm:
    source: shop
    destination: crm
    tasks:
      - name: leads
        read: {{table: people}}
        module: Leads
        operation: upsert
        match: [Email]
        map:
          Last_Name: name
          Company: company
          Email: email
          Description: notes
"""


@dataclass(frozen=True)
class Told:
    """What a command said, and with which exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Hakobu:
    """The command line, started as users start it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = {**os.environ, "HAKOBU_LANG": "en", "PYTHONWARNINGS": "error"}
        self._running: list[subprocess.Popen[str]] = []

    def take_environment(self) -> None:
        """Take over what a test has put into the environment since."""
        self._env = {**os.environ, **{name: self._env[name] for name in ("HAKOBU_LANG", "PYTHONWARNINGS")}}

    def __call__(self, *arguments: str, lang: str = "en") -> Told:
        """Run a command to its end."""
        with tempfile.TemporaryDirectory() as name:
            out, err = Path(name) / "out", Path(name) / "err"
            environment = {**self._env, "HAKOBU_LANG": lang}
            process = start_command(arguments, folder=self._folder, environment=environment, out=out, err=err)
            process.join(SECONDS)
            code = process.exitcode
            process.kill()
            process.join()
            process.close()
            assert code is not None, f"hakobu {arguments} takes longer than {SECONDS} s"
            return _told(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

    def start(self, *arguments: str, lang: str = "en") -> subprocess.Popen[str]:
        """Start a command."""
        return self.start_python("-m", "hakobu", *arguments, lang=lang)

    def start_python(self, *arguments: str, lang: str = "en") -> subprocess.Popen[str]:
        """Start the interpreter."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self._folder,
            env={**self._env, "HAKOBU_LANG": lang},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._running.append(process)
        return process

    def end(self, process: subprocess.Popen[str]) -> Told:
        """Wait for a command's end; whatever it says, it shows neither a stack trace nor a secret."""
        out, err = process.communicate(timeout=SECONDS)
        return _told(process.returncode, out, err)

    def close(self) -> None:
        for process in self._running:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.communicate()


def _told(code: int, out: str, err: str) -> Told:
    assert "Traceback" not in out + err
    assert not [secret for secret in SECRETS if secret in out + err]
    return Told(code, out, err)


class Shop:
    """A small database of people, and the job that carries it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.file = folder / "shop.yaml"
        self.file.write_text(DEFINITION.format(url=url), encoding="utf-8")
        self._database = folder / "shop.db"
        self.execute("create table people (email text, name text, company text, notes text)")

    def execute(self, sql: str, rows: list[tuple[Any, ...]] | None = None) -> None:
        with closing(sqlite3.connect(self._database)) as database:
            if rows is None:
                database.execute(sql)
            else:
                database.executemany(sql, rows)
            database.commit()

    def fill(self, people: int) -> None:
        rows = [(f"p{n}@example.com", f"Person {n}", "Shop", f"note {n}") for n in range(people)]
        self.execute("insert into people values (?, ?, ?, ?)", rows)

    def change(self, old: str, new: str) -> None:
        """Edit the definition."""
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def hakobu(tmp_path: Path) -> Iterator[Hakobu]:
    """Give the command line."""
    command = Hakobu(tmp_path)
    yield command
    command.close()


@pytest.fixture
def crm(emulator: Callable[..., Emulator]) -> Emulator:
    """Give a running Zoho CRM."""
    return emulator()


@pytest.fixture(scope="module")
def one_crm() -> Iterator[Emulator]:
    """Give one Zoho CRM to all stories of a file."""
    running = Emulator()
    yield running
    running.end()


@pytest.fixture
def fresh(one_crm: Emulator) -> Emulator:
    """Give the file's Zoho CRM as a new organisation."""
    one_crm.reset()
    return one_crm


@pytest.fixture
def shop(tmp_path: Path, crm: Emulator) -> Shop:
    """Give a shop with its job, and no people in it yet."""
    return Shop(tmp_path, crm.url)


def writes(crm: Emulator) -> int:
    """Count the calls that wrote, answered or not."""
    calls = crm.stats()["calls"]
    names = ("records.insert", "records.update", "records.upsert", "records.delete")
    return sum(sum(calls.get(name, {}).values()) for name in names)


def wait_until(what: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    over = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < over, "it never came to pass"
        time.sleep(0.02)

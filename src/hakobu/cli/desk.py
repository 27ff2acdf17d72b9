"""The frame of every command: in which language it speaks, where it writes, and how it ends."""

from __future__ import annotations

import os
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from hakobu import settings
from hakobu.cli import refusal
from hakobu.cli.mask import mask, secrets_of
from hakobu.cli.screen import open_screen, write_json
from hakobu.cli.words import Words
from hakobu.errors import HakobuError, SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from hakobu.cli.stopping import Stopping
    from hakobu.model import Definition

__all__ = ["Desk", "desk"]

WORKSPACE = "workspace"  # where the application keeps a file of each job that ran
INTERRUPTED = 130  # what shells say of a command that Ctrl-C ended


@dataclass(slots=True)
class Desk:
    """What a command works with; ``out`` gets its result, ``err`` all else."""

    words: Words
    json: bool
    quiet: bool
    home: Path
    out: Console
    err: Console
    named_home: bool = False
    stopping: Stopping | None = None
    secrets: set[str] = field(default_factory=set)
    discreet: bool = False  # what a bug says may quote a sensitive value

    def tell(self, value: Any) -> None:
        """Write the command's result for machines."""
        write_json(value)

    def load(self, file: Path) -> Definition:
        """Read a definition file; its secrets are masked from here on."""
        from hakobu.definitions import load  # noqa: PLC0415 - YAML is not needed for every command

        kept = self._kept(file) if file.parent.name == WORKSPACE else None
        definition = kept or load(file, env=os.environ)
        self.secrets |= secrets_of(definition)
        self.discreet |= any(task.sensitive for job in definition.jobs.values() for task in job.tasks)
        return definition

    def _kept(self, file: Path) -> Definition | None:
        """Read a job of the application by the file that its runs name."""
        from hakobu.jobs import Workspace  # noqa: PLC0415 - seldom needed
        from hakobu.store import Store  # noqa: PLC0415 - likewise
        from hakobu.store.vault import VaultKey  # noqa: PLC0415 - likewise

        if file.resolve().parent != (self.home / WORKSPACE).resolve():
            return None
        with Store(self.home) as store:
            vault = store.vault(VaultKey.open(self.home, os.environ))
            return Workspace(store, vault, env=os.environ).of_file(file)

    def mask(self, text: str) -> str:
        """Take the secrets out of a text."""
        return mask(text, self.secrets)

    def end(self, code: int) -> NoReturn:
        """End the command with an exit code."""
        raise typer.Exit(code)

    def command(self, *parts: str) -> str:
        """Write down a command to type next, as it must be typed here."""
        words = ["hakobu", *map(_short, parts)]
        if self.named_home:
            words += ["--home", str(self.home)]
        return " ".join(f'"{word}"' if " " in word else word for word in words)

    def close(self, error: BaseException) -> int:
        """Show what ended a command, and give the exit code that goes with it."""
        # an interruption may surface as an error of whatever was at work
        stopped = self.stopping is not None and self.stopping.early
        if stopped or isinstance(error, KeyboardInterrupt):
            return self._interrupted()
        match error:
            case HakobuError():
                return self._refuse(error, refusal.code_of(error))
            case OSError():
                return self._refuse(refusal.of_system(error, self.words), 1)
            case _ if refusal.is_full_disk(error):
                return self._refuse(refusal.full_disk(self.words, str(self.home)), 1)
            case _:
                return self._crashed(error)

    def _interrupted(self) -> int:
        early = self.stopping is None or self.stopping.early
        error = SetupError(self.words("stopped.early" if early else "stopped.hard"))
        code = INTERRUPTED if early else 5
        if self.json:
            write_json(refusal.as_json(error, code))
        self.err.print(error.message)
        return code

    def _crashed(self, error: BaseException) -> int:
        """Say that this is our fault, and keep what helps to find it."""
        said = type(error).__name__ if self.discreet else f"{type(error).__name__}: {error}"
        what = self.mask(said.split("\n", maxsplit=1)[0][:200])
        path = self.home / "crashes" / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
        kept = "error.bug.file" if self._keep(path, error) else "error.bug.nofile"
        bug = SetupError(self.words("error.bug", what=what), next_step=self.words(kept, file=path))
        return self._refuse(bug, 1)

    def _refuse(self, error: HakobuError, code: int) -> int:
        if self.json:
            write_json(refusal.as_json(error, code))
        refusal.show(self.err, self.words, error, self.mask)
        return code

    def _keep(self, path: Path, error: BaseException) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            frames = [*traceback.format_tb(error.__traceback__), type(error).__name__]
            told = frames if self.discreet else traceback.format_exception(error)
            path.write_text(self.mask("".join(told)), encoding="utf-8")
        except OSError:
            return False
        return True


@contextmanager
def desk(
    *, json: bool = False, lang: str | None = None, home: Path | None = None, quiet: bool = False
) -> Iterator[Desk]:
    """Set up a command, and end it in good order whatever happens in it."""
    made = Desk(
        words=Words(lang or settings.language()),
        json=json,
        quiet=quiet,
        home=home or settings.home(),
        out=open_screen(sys.stdout),
        err=open_screen(sys.stderr),
        named_home=home is not None,
    )
    try:
        yield made
    except (typer.Exit, BrokenPipeError):
        raise
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - closes the run
        raise typer.Exit(made.close(error)) from None


def _short(word: str) -> str:
    """Write a path below the current folder as people type it."""
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - texts are compared, not paths
    return word.removeprefix(here) if word.startswith(here) else word

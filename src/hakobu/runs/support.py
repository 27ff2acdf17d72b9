"""A bundle for those who help: what this installation is and what its runs did, without values or secrets."""

from __future__ import annotations

import os
import platform
import re
import sys
import zipfile
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.runs.record import LOG
from hakobu.store import Store
from hakobu.store.database import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from hakobu.store import Run

__all__ = ["write_support"]

RUNS = 50  # the newest, whose sums and logs are told
CRASHES = 20
OURS = "HAKOBU_"
_FRAME = re.compile(r'  File "(.+)", line (\d+), in (\S+)')
_KIND = re.compile(r"([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit))(?::|\Z)")


def write_support(home: Path, file: IO[bytes]) -> list[str]:
    """Write the bundle as a ZIP; gives the names of what lies in it.

    In it: version, machine and packages; which of our environment variables are set, not to what; sums of
    the newest runs; their logs, which hold no values but the names of tasks; and of crashes the places in the
    code. Not in it: definitions, causes of failures, rows, keys and whatever else may quote a value.
    """
    names = []
    with Store(home) as store, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in _contents(store, home):
            bundle.writestr(name, content)
            names.append(name)
    return names


def _contents(store: Store, home: Path) -> Iterator[tuple[str, bytes]]:
    runs = store.runs.latest(limit=RUNS)
    yield "installation.json", _json(_installation())
    yield "runs.json", _json([_told(run) for run in runs])
    for run in runs:
        log = home / "runs" / str(run.id) / LOG
        if log.is_file():
            yield f"runs/{run.id}/{LOG}", log.read_bytes()
    crashes = sorted((home / "crashes").glob("*.txt"), reverse=True)[:CRASHES]
    for crash in crashes:
        yield f"crashes/{crash.name}", _places(crash.read_text(encoding="utf-8")).encode()


def _installation() -> dict[str, Any]:
    from hakobu import __version__  # noqa: PLC0415 - read from the package only when asked for

    packages = {each.metadata["Name"]: each.version for each in distributions()}
    return {
        "hakobu": __version__,
        "schema": SCHEMA,
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "packages": dict(sorted(packages.items())),
        "variables_set": sorted(name for name in os.environ if name.startswith(OURS)),
    }


def _told(run: Run) -> dict[str, Any]:
    """Tell a run by its sums; its cause may quote a value, and stays out."""
    return {
        "run": run.id,
        "kind": run.kind,
        "of_run": run.of_run,
        "status": run.status,
        "started": run.started,
        "ended": run.ended,
        "resumed": run.resumed,
        "credits": run.credits,
        "calls": run.calls,
        "guards": [stop.guard for stop in run.guards],
        "outcomes": {str(outcome): number for outcome, number in run.outcomes.items()},
        "tasks": [
            {
                "module": task.module,
                "operation": task.operation,
                "read": task.read,
                "outcomes": {str(outcome): number for outcome, number in task.outcomes.items()},
            }
            for task in run.tasks
        ],
    }


def _places(crash: str) -> str:
    """Keep of a crash where it was in the code, and the kind of its end; a message may quote a value."""
    frames = [
        f"{found[1].replace(os.sep, '/').rpartition('/site-packages/')[2]}:{found[2]} {found[3]}"
        for found in _FRAME.finditer(crash)
    ]
    last = next((line for line in reversed(crash.splitlines()) if line and not line.startswith(" ")), "")
    kind = _KIND.match(last)
    return "\n".join([*frames, *([kind[1]] if kind else [])]) + "\n"


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value))

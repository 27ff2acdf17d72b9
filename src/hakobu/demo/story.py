"""The demo: a shop is carried into the embedded Zoho CRM, three times, and what failed is shown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import httpx2
import msgspec

from hakobu.definitions import load
from hakobu.demo.definition import demo_definition, demo_fields
from hakobu.demo.edits import edit_shop
from hakobu.demo.shop import make_shop
from hakobu.errors import SetupError
from hakobu.runs import Options, run_job
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.demo.edits import Edit
    from hakobu.demo.shop import Shop
    from hakobu.runs import Watch
    from hakobu.store import Reject, Run

__all__ = ["Scene", "emulator_process", "play", "seed"]

READY_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One step of the demo: ``name`` is made, first, second, edited, third, failed or end.

    ``writes`` counts the calls by which the CRM was written in this step, as the CRM counted them.
    """

    name: str
    folder: Path
    url: str = ""
    shop: Shop | None = None
    run: Run | None = None
    edits: tuple[Edit, ...] = ()
    rejects: tuple[Reject, ...] = ()
    writes: int = 0


def play(home: Path, watch: Watch) -> Iterator[Scene]:
    """Play the demo in ``home / "demo"``, scene by scene; the folder is made anew each time."""
    folder = home / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shop = make_shop(folder / "shop.sqlite")
    with emulator_process(folder / "crm.db") as url, httpx2.Client(base_url=url, timeout=60) as door:
        file = folder / "shop-to-crm.yaml"
        file.write_text(demo_definition(shop.path, url), encoding="utf-8")
        seed(door, shop)
        yield Scene(name="made", folder=folder, url=url, shop=shop)
        definition = load(file, env=os.environ)
        counted = 0
        for name in ("first", "second", "third"):
            if name == "third":
                yield Scene(name="edited", folder=folder, edits=edit_shop(shop.path))
            run = run_job(definition, home=folder, options=Options(watch=watch))
            total = _writes(door)
            yield Scene(name=name, folder=folder, run=run, writes=total - counted)
            counted = total
        with Store(folder) as store:
            rejects = tuple(store.rejects.of_run(run.id, state="open"))
        yield Scene(name="failed", folder=folder, run=run, rejects=rejects)
    yield Scene(name="end", folder=folder, url=url)


@contextmanager
def emulator_process(store: Path, *, port: int = 0) -> Iterator[str]:
    """Start the embedded Zoho CRM as a process of its own, give its address, and end it."""
    process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        [sys.executable, "-m", "hakobu.emulator", "--port", str(port), "--store", str(store)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if process.stdout is None:
            raise AssertionError("the process was started with a pipe")
        yield _address(process.stdout, process)
    finally:
        process.terminate()
        process.wait(timeout=READY_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def _address(stdout: IO[bytes], process: subprocess.Popen[bytes]) -> str:
    deadline = threading.Timer(READY_SECONDS, process.kill)
    deadline.start()
    try:
        line = stdout.readline()
    finally:
        deadline.cancel()
    if not line:
        raise SetupError(
            "The embedded Zoho CRM did not start.",
            next_step="Start it by hand to see why: hakobu emulator.",
        )
    return str(msgspec.json.decode(line)["url"])


def seed(door: httpx2.Client, shop: Shop) -> None:
    """Make the custom fields that the job needs, and the records that the CRM has before the first run."""
    body: dict[str, Any] = {"fields": demo_fields(), "records": shop.crm}
    door.post("/_emulator/seed", content=msgspec.json.encode(body)).raise_for_status()


def _writes(door: httpx2.Client) -> int:
    calls: dict[str, dict[str, int]] = door.get("/_emulator/stats").json()["calls"]
    names = ("insert", "update", "upsert", "delete")
    return sum(sum(found.values()) for name, found in calls.items() if name.split(".")[-1].startswith(names))

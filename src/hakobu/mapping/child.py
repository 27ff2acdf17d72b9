"""The parent's side of the sandbox: start it, feed it, watch it, and say plainly what it ran into."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import pyarrow as pa

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from io import BufferedReader, BufferedWriter
    from types import TracebackType

__all__ = ["Sandbox", "SandboxError", "order"]

ENTRY = Path(__file__).with_name("sandbox.py")
AHEAD = 2  # batches that the child may have while we still use the one before
LAST_WORDS = 4_000


class SandboxError(SetupError):
    """The child process refused, died, or took longer than it may."""


class Sandbox:
    """A child process that computes expressions over batches, one answer for each batch, in order."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._seconds = float(order["seconds"])
        self._memory = int(order["memory"])
        self._late = False
        self._words: deque[str] = deque(maxlen=20)
        self._process = subprocess.Popen(  # noqa: S603 - our own file, in an empty environment
            [sys.executable, "-I", str(ENTRY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            cwd=os.path.abspath(os.sep),  # noqa: PTH100 - the root, on every system
        )
        self._in = cast("BufferedWriter", self._process.stdin)
        self._out = cast("BufferedReader", self._process.stdout)
        self._fed: queue.Queue[pa.RecordBatch | None] = queue.Queue(maxsize=AHEAD)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._order = json.dumps(order).encode() + b"\n"
        self._feeder: threading.Thread | None = None
        self._reader: pa.ipc.RecordBatchStreamReader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self) -> Any:
        """Send an order that has no batches; give its answer."""
        try:
            self._in.write(self._order)
            self._in.close()
            with self._watch():
                line = self._out.readline()
        except OSError as error:
            raise self._failure() from error
        if not line:
            raise self._failure()
        return json.loads(line)

    def feed(self, batch: pa.RecordBatch) -> None:
        """Hand over one batch; it is written while we go on."""
        if self._feeder is None:
            self._feeder = threading.Thread(target=self._write, args=(batch.schema,), daemon=True)
            self._feeder.start()
        self._fed.put(batch)

    def answer(self) -> pa.RecordBatch:
        """Wait for the answer to the batch that was handed over first of those still open."""
        try:
            with self._watch():
                if self._reader is None:
                    self._reader = pa.ipc.open_stream(pa.PythonFile(self._out, mode="r"))
                return self._reader.read_next_batch()
        except (StopIteration, pa.ArrowInvalid, OSError) as error:
            raise self._failure() from error

    def close(self) -> None:
        """End the child, whatever it is doing, and leave no thread behind."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._feeder is not None:
            self._end_feeding()
            self._feeder.join()
        self._listener.join()
        for pipe in (self._in, self._out):
            try:
                pipe.close()
            except BrokenPipeError:  # what was still to be written has no reader any more
                continue

    def _end_feeding(self) -> None:
        while self._feeder is not None and self._feeder.is_alive():
            try:
                self._fed.put(None, timeout=0.05)
            except queue.Full:
                continue
            else:
                return

    def _write(self, schema: pa.Schema) -> None:
        try:
            self._in.write(self._order)
            with pa.ipc.new_stream(pa.PythonFile(self._in, mode="w"), schema) as writer:
                for batch in iter(self._fed.get, None):
                    writer.write_batch(batch)
                    self._in.flush()
        except (OSError, pa.ArrowException):  # the child is gone; whoever waits for an answer says why
            for _ in iter(self._fed.get, None):
                continue

    def _listen(self) -> None:
        with cast("BufferedReader", self._process.stderr) as pipe:
            for line in pipe:
                self._words.append(line.decode(errors="replace")[:LAST_WORDS])

    def _watch(self) -> _Watch:
        return _Watch(self._seconds, self._time_is_up)

    def _time_is_up(self) -> None:
        self._late = True
        self._process.kill()

    def _failure(self) -> SandboxError:
        code = self._process.wait()
        self._listener.join()
        if self._late or code == -24:  # SIGXCPU
            return SandboxError(f"took longer than {self._seconds:g} seconds for one batch")
        limit = f"{self._memory // 1_000_000} MB of memory"
        for line in self._words:
            if line.startswith('{"error"'):
                said = str(json.loads(line)["error"])
                memory = "out of memory" in said.lower() or "bad_alloc" in said or "allocat" in said.lower()
                return SandboxError(f"needs more than {limit}" if memory else said)
        return SandboxError(f"ended its process (code {code}); most likely it needs more than {limit}")


class _Watch:
    """Calls somebody when the time is up before the block ends."""

    def __init__(self, seconds: float, late: Any) -> None:
        self._timer = threading.Timer(seconds, late)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()


def _environment() -> dict[str, str]:
    """Give what a Python needs to start, and nothing of ours."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return kept | {"MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def order(do: str, macros: tuple[str, ...], memory: int, seconds: float, **more: Any) -> dict[str, Any]:
    """Write an order for the child."""
    return {"do": do, "macros": macros, "memory": memory, "seconds": seconds, "threads": 1} | more

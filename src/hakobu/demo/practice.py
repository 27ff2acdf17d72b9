"""A server's practice Zoho CRM: the embedded emulator as a process of its own, with a state that stays."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Practice"]

READY_SECONDS = 30


class Practice:
    """Starts the emulator when it is wanted, and from then on at the same address with the server."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "practice-zoho"
        self._note = self._folder / "port"
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""
        self._starting = threading.Lock()

    def resume(self) -> None:
        """Start it if it was ever wanted; nobody waits for it."""
        if self._note.exists():
            threading.Thread(target=self._resumed, daemon=True).start()

    def use(self, address: str) -> None:
        """Take one that somebody else started, and ends."""
        self._address = address

    def start(self) -> str:
        """Start it unless it runs, and give its address."""
        with self._starting:
            started = self._process is not None and self._process.poll() is None
            if not started and not (self._address and self._process is None):
                self._folder.mkdir(parents=True, exist_ok=True)
                port = self._note.read_text(encoding="utf-8").strip() if self._note.exists() else "0"
                self._begin(port)
            return self._address

    def close(self) -> None:
        """End it; its state stays."""
        with self._starting:
            if self._process is None:
                return
            self._process.terminate()
            self._process.wait(timeout=READY_SECONDS)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def _resumed(self) -> None:
        try:
            self.start()
        except SetupError:
            return  # the test of its connection tells

    def _begin(self, port: str) -> None:
        command = [sys.executable, "-m", "hakobu.emulator", "--port", port]
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [*command, "--store", str(self._folder / "zoho.json")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        deadline = threading.Timer(READY_SECONDS, process.kill)
        deadline.start()
        line = process.stdout.readline() if process.stdout else b""
        deadline.cancel()
        if not line:
            process.wait()
            raise SetupError(
                "The practice Zoho CRM did not start" + (f" on port {port}." if port != "0" else "."),
                next_step=f"See that nothing else uses the port, or remove {self._note} for another one.",
            )
        self._process, self._address = process, str(msgspec.json.decode(line)["url"])
        self._note.write_text(self._address.rpartition(":")[2].strip("/"), encoding="utf-8")

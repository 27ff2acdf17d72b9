"""A server that is told to stop ends in good order, and leaves nothing behind that it started."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(os.name != "posix", reason="the signal that systemd and container engines send")
def test_the_practice_zoho_ends_with_the_server(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hakobu", "serve", "--demo", "--port", "0", "--no-browser", "--json"]
    env = {**os.environ, "HAKOBU_HOME": str(tmp_path), "HAKOBU_LANG": "en"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    lines = iter(server.stdout.readline, "}\n")
    address = json.loads("".join(lines) + "}")["address"]
    assert httpx2.get(f"{address.partition('first-start')[0]}healthz").json() == {"status": "ok"}
    server.send_signal(signal.SIGTERM)
    _, told = server.communicate(timeout=60)
    assert server.returncode == 0, told
    zoho = re.search(r"http://127\.0\.0\.1:\d+", told)
    assert zoho is not None
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(zoho[0])

"""Pages of the documentation as their reader types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Emulator

__all__ = ["DOCS", "blocks", "typed"]

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = 'hakobu() { "$PYTHON" -m hakobu "$@"; }\n'


def blocks(page: str, *, after: str = "") -> list[str]:
    """Give what a page tells to type, from a heading on."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text.partition(after)[2] if after else text, re.DOTALL)


def typed(block: str, folder: Path, crm: Emulator) -> subprocess.CompletedProcess[str]:
    """Type a block, with the emulator's address in place of the page's."""
    text = COMMAND + block.replace("http://127.0.0.1:8010", crm.url)
    env = {**os.environ, "PYTHON": sys.executable, "HAKOBU_LANG": "en", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        ["bash", "-c", text], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )

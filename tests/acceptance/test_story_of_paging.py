"""A plan that is longer than the terminal is shown by a pager."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Emulator

PAGER = "import sys, pathlib; pathlib.Path('paged.txt').write_bytes(sys.stdin.buffer.read())"


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    made = JobFile(tmp_path, fresh)
    made.csv("name,company,email", *(f"{number},A,p{number}@x.jp" for number in range(60)))
    made.write()
    (tmp_path / "pager.py").write_text(PAGER, encoding="utf-8")
    return made


def on_a_terminal(folder: Path, *arguments: str, rows: int, **env: str) -> str:
    """Run a command on a terminal of so many rows; give what stands on it at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))
    known = {name: value for name, value in os.environ.items() if name not in {"LINES", "COLUMNS"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "hakobu", *arguments],
        cwd=folder,
        env={**known, "HAKOBU_LANG": "en", "TERM": "xterm-256color", **env},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the terminal was closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return seen.decode()


def test_what_is_longer_than_the_screen_goes_to_the_pager(job: JobFile, tmp_path: Path) -> None:
    pager = f'"{sys.executable}" pager.py'
    seen = on_a_terminal(tmp_path, "plan", "job.yaml", rows=20, PAGER=pager)
    assert "p59@x.jp" not in seen
    paged = (tmp_path / "paged.txt").read_text(encoding="utf-8")
    assert "p0@x.jp" in paged
    assert "p59@x.jp" in paged  # a pager gets more than the twenty that a terminal shows
    assert "\x1b[" in paged  # in colours

    (tmp_path / "paged.txt").unlink()
    seen = on_a_terminal(tmp_path, "plan", "--show", "1", "--no-pager", rows=20, PAGER=pager)
    assert "p0@x.jp" in seen
    assert "p59@x.jp" not in seen
    for name, env in (("", {"PAGER": ""}), ("cat", {"PAGER": pager, "HAKOBU_PAGER": "cat"})):
        assert "p0@x.jp" in on_a_terminal(tmp_path, "plan", "--show", "1", rows=20, **env), name
    one = ("plan", "--show", "1", "--key", "p7@")
    assert "p7@x.jp" in on_a_terminal(tmp_path, *one, rows=200, PAGER=pager)  # it fits
    assert not (tmp_path / "paged.txt").exists()

    assert "p0@x.jp" in on_a_terminal(tmp_path, "plan", "--show", "1", rows=20, PAGER="no-such-program")


def test_an_undo_too_is_paged(job: JobFile, tmp_path: Path) -> None:
    on_a_terminal(tmp_path, "run", "job.yaml", rows=20)
    on_a_terminal(tmp_path, "undo", "1", rows=20, HAKOBU_PAGER=f'"{sys.executable}" pager.py')
    assert "hakobu undo 1 --yes" in (tmp_path / "paged.txt").read_text(encoding="utf-8")

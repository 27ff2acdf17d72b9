"""How every command ends: never with a stack trace."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest
import typer

from hakobu.cli.desk import desk
from hakobu.cli.stopping import Stopping
from hakobu.errors import BusyError

if TYPE_CHECKING:
    from pathlib import Path


def ending(
    error: BaseException, capsys: pytest.CaptureFixture[str], *, machine: bool = False
) -> tuple[int, str]:
    with pytest.raises(typer.Exit) as ended, desk(json=machine, lang="en"):
        raise error
    caught = capsys.readouterr()
    assert "Traceback" not in caught.out + caught.err
    return ended.value.exit_code, caught.out if machine else caught.err


def test_an_error_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    error = BusyError("This job is running already.", where="job x", next_step="Wait.")
    assert ending(error, capsys) == (1, "Error: job x: This job is running already.\n  Wait.\n")


def test_an_error_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = ending(BusyError("busy"), capsys, machine=True)
    assert code == 1
    assert json.loads(out)["error"]["message"] == "busy"


def test_a_full_disk(capsys: pytest.CaptureFixture[str]) -> None:
    code, err = ending(OSError(errno.ENOSPC, "No space left on device", "f"), capsys)
    assert code == 1
    assert "The disk is full." in err


def test_a_full_disk_that_a_library_met(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    error = RuntimeError('IO Error: Could not write file "seen.parquet": No space left on device')
    code, err = ending(error, capsys)
    assert code == 1
    assert err.startswith(f"Error: {home}: The disk is full.")


def test_ctrl_c_before_anything_began(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(KeyboardInterrupt(), capsys) == (130, "Stopped. Nothing was written to the CRM.\n")


def test_a_bug_is_kept_without_secrets(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TOKEN", "t0ps3cret")
    code, err = ending(KeyError("t0ps3cret"), capsys)
    assert code == 1
    assert "This is a bug in Hakobu: KeyError: '***'" in err
    (kept,) = (home / "crashes").iterdir()
    assert "Traceback" in kept.read_text(encoding="utf-8")
    assert "t0ps3cret" not in kept.read_text(encoding="utf-8") + err


def test_a_bug_is_told_even_where_nothing_can_be_kept(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    home.write_text("a file where the folder should be")
    assert "could not be written" in ending(ValueError("x"), capsys)[1]


def test_an_interruption_that_surfaces_as_another_error(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> None:
        with desk(lang="en") as at:
            at.stopping = Stopping(writing=lambda: False, told=lambda: None)
            at.stopping.early = True
            raise RuntimeError("Query interrupted")

    with pytest.raises(typer.Exit) as ended:
        stopped()
    assert ended.value.exit_code == 130
    assert "Nothing was written" in capsys.readouterr().err


def test_the_second_ctrl_c_while_writing(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        with desk(lang="en") as at:
            at.stopping = Stopping(writing=lambda: True, told=lambda: None)
            raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        interrupted()
    assert ended.value.exit_code == 5
    assert "nothing is doubled" in capsys.readouterr().err


def test_an_exit_code_passes_through() -> None:
    with pytest.raises(typer.Exit) as ended, desk() as at:
        at.end(3)
    assert ended.value.exit_code == 3


def test_a_broken_pipe_is_left_to_the_shell() -> None:
    with pytest.raises(BrokenPipeError), desk():
        raise BrokenPipeError

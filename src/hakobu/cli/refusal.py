"""Errors as people and machines read them; no stack trace is ever shown."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from hakobu.cli.prose import Prose, say
from hakobu.errors import DefinitionError, HakobuError, SetupError
from hakobu.reports.spoken import place_in, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from hakobu.cli.words import Words
    from hakobu.errors import Fault

__all__ = ["WrongUseError", "as_json", "code_of", "full_disk", "is_full_disk", "of_system", "show"]

MOST = 12  # known values that are named; a module has hundreds of fields


class WrongUseError(SetupError):
    """A command that was not given what it needs; its exit code is 2."""


def code_of(error: HakobuError) -> int:
    """Give the exit code of an error."""
    if isinstance(error, WrongUseError):
        return 2
    from hakobu.runs import exit_code_of  # noqa: PLC0415 - takes a second to import

    return exit_code_of(error)


def of_system(error: OSError, words: Words) -> SetupError:
    """Put what the operating system refused in words."""
    where = str(error.filename or "")
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full_disk(words, where)
    if isinstance(error, PermissionError):
        return SetupError(words("error.permission"), where=where, next_step=words("error.permission.next"))
    return SetupError(
        words("error.system", message=spoken(error.strerror or str(error), words.lang)), where=where
    )


def is_full_disk(error: BaseException) -> bool:
    """Tell whether a library's own error stands for a full disk; their texts quote the system's."""
    return os.strerror(errno.ENOSPC) in str(error)


def full_disk(words: Words, where: str) -> SetupError:
    """Put a full disk in words."""
    return SetupError(words("error.disk_full"), where=where, next_step=words("error.disk_full.next"))


def as_json(error: HakobuError, code: int) -> dict[str, Any]:
    """Give an error as one JSON value."""
    faults = error.faults if isinstance(error, DefinitionError) else ()
    return {
        "error": {
            "message": error.message,
            "where": error.where,
            "valid": list(error.valid),
            "next_step": error.next_step,
            "code": error.code,
            "faults": [
                {
                    "file": fault.file,
                    "line": fault.line,
                    "path": fault.path,
                    "message": fault.message,
                    "valid": list(fault.valid),
                    "next_step": fault.next_step,
                }
                for fault in faults
            ],
        },
        "exit_code": code,
    }


def show(screen: Console, words: Words, error: HakobuError, mask: Callable[[str], str]) -> None:
    """Show an error with what is known and what to do next."""
    if isinstance(error, DefinitionError):
        _show_faults(screen, words, error.faults, mask)
        return
    message = spoken(error.message, words.lang)
    if error.where:
        message = words("error.where", where=place_in(words.lang, error.where), message=message)
    said = mask(message)
    text = Prose(words("error.said", message=said))
    text.stylize("bold red", 0, len(words("error")) + 1)
    screen.print(Padding(text, 0, expand=False))
    _show_help(screen, words, error.valid, mask(spoken(error.next_step, words.lang)), indent=2)
    if error.code and words.lang != "en":
        for line in _explained(error.code, words.lang):
            say(screen, line, indent=2)


def _explained(code: str, lang: str) -> tuple[str, ...]:
    """Say in the reader's language what a code means; the message itself is in English."""
    from hakobu.zoho import CODES, explain  # noqa: PLC0415 - only where it is needed

    return explain(code, lang) if code in CODES else ()


def _show_faults(
    screen: Console, words: Words, faults: tuple[Fault, ...], mask: Callable[[str], str]
) -> None:
    files = sorted({fault.file for fault in faults if fault.file})
    count = words(
        "error.faults.one" if len(faults) == 1 else "error.faults.many",
        n=len(faults),
        file=", ".join(files) or words("error.this_file"),
    )
    screen.print(Text(count, style="bold red"))
    for fault in faults:
        place = Text("  ")
        line = words("error.line", line=fault.line) if fault.line else ""
        place.append("  ".join(part for part in (line, fault.path) if part), style="bold")
        if place.plain.strip():
            screen.print(place)
        say(screen, mask(spoken(fault.message, words.lang)), indent=4)
        _show_help(screen, words, fault.valid, mask(spoken(fault.next_step, words.lang)), indent=4)


def _show_help(screen: Console, words: Words, valid: tuple[str, ...], next_step: str, *, indent: int) -> None:
    if next_step:
        say(screen, next_step, indent=indent)
    if valid:
        named = ", ".join(valid[:MOST])
        more = len(valid) - MOST
        text = (
            words("error.valid.more", valid=named, more=more)
            if more > 0
            else words("error.valid", valid=named)
        )
        say(screen, text, style="dim", indent=indent)

"""Errors as people and machines read them."""

from __future__ import annotations

import errno

import pytest

from hakobu.cli.refusal import WrongUseError, as_json, code_of, of_system, show
from hakobu.cli.words import Words
from hakobu.errors import DefinitionError, Fault, GuardError, HakobuError, SetupError, SignInError
from tests.unit.cli.conftest import screen, shown

FAULTS = (
    Fault(message="There is no field 'Emial'.", file="a.yaml", line=7, path="map.Emial", valid=("Email",)),
    Fault(message="The file is empty.", file="a.yaml", next_step="Start with: hakobu init."),
)


def told(error: HakobuError, lang: str = "en") -> str:
    console = screen()
    show(console, Words(lang), error, str)
    return shown(console)


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = SetupError("There is no job 'x'.", where="a.yaml", valid=("y", "z"), next_step="Name one.")
    assert told(error) == "Error: a.yaml: There is no job 'x'.\n  Name one.\n  Known: y, z"


def test_hundreds_of_known_values_are_cut_short() -> None:
    text = told(SetupError("No.", valid=tuple(f"f{n}" for n in range(100))))
    assert "f11 … and 88 more" in text
    assert "f12" not in text


def test_all_faults_at_once_with_their_lines() -> None:
    text = told(DefinitionError(FAULTS))
    assert text.splitlines() == [
        "2 faults in a.yaml",
        "  line 7  map.Emial",
        "    There is no field 'Emial'.",
        "    Known: Email",
        "    The file is empty.",
        "    Start with: hakobu init.",
    ]


def test_faults_for_machines() -> None:
    found = as_json(DefinitionError(FAULTS), 2)
    assert found["exit_code"] == 2
    assert found["error"]["faults"][0] == {
        "file": "a.yaml",
        "line": 7,
        "path": "map.Emial",
        "message": "There is no field 'Emial'.",
        "valid": ["Email"],
        "next_step": "",
    }


def test_in_japanese_a_code_of_zoho_is_explained() -> None:
    text = told(SignInError("invalid refresh token", code="invalid_code"), "ja")
    assert text.startswith("エラー：invalid refresh token")
    assert len(text.splitlines()) > 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongUseError("x"), 2),
        (DefinitionError(FAULTS), 2),
        (GuardError("x"), 4),
        (SetupError("x"), 1),
    ],
)
def test_exit_codes(error: HakobuError, code: int) -> None:
    assert code_of(error) == code


def test_a_full_disk_in_words() -> None:
    found = of_system(OSError(errno.ENOSPC, "No space left on device", "hakobu.db"), Words("en"))
    assert str(found).startswith("hakobu.db: The disk is full. Free some space")


def test_a_refused_place_in_words() -> None:
    found = of_system(PermissionError(errno.EACCES, "Permission denied", "home"), Words("ja"))
    assert found.message == "アクセス権がありません。"


def test_other_troubles_of_the_system_in_its_own_words() -> None:
    assert "Too many open files" in str(of_system(OSError(errno.EMFILE, "Too many open files"), Words("en")))

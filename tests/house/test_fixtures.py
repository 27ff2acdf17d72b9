"""What conftest.py promises to every test."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from hakobu.demo import demo_fields, make_shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Emulator


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_emulators_are_independent(emulator: Callable[..., Emulator]) -> None:
    one, other = emulator(), emulator("--edition", "free")
    one.seed(records={"Leads": [{"Last_Name": "髙橋"}]})
    assert one.url != other.url
    assert (one.stats()["records"]["Leads"], other.stats()["records"]["Leads"]) == (1, 0)
    one.reset()
    assert one.stats()["records"]["Leads"] == 0
    assert one.journal()["requests"] == []


def test_an_emulator_ends_when_it_is_closed(emulator: Callable[..., Emulator]) -> None:
    one = emulator()
    assert alive(one.pid)
    one.close()
    assert not alive(one.pid)


def test_an_emulator_that_does_not_start_says_why(emulator: Callable[..., Emulator]) -> None:
    with pytest.raises(AssertionError, match="--no-such-option"):
        emulator("--no-such-option")


def test_a_refused_wish_shows_the_answer(emulator: Callable[..., Emulator]) -> None:
    with pytest.raises(AssertionError, match="no such wish"):
        emulator().get("/_emulator/moon")


def test_the_shop_finds_its_fields_in_the_emulator(emulator: Callable[..., Emulator], tmp_path: Path) -> None:
    crm = emulator()
    shop = make_shop(tmp_path / "shop.sqlite")
    assert crm.seed(fields=demo_fields(), records=shop.crm)["ids"]["Contacts"]
    assert crm.stats()["records"]["Contacts"] == 2


def test_databases_answer(postgresql_url: str, mysql_url: str) -> None:
    assert postgresql_url.startswith("postgres")
    assert mysql_url.startswith(("mysql", "mariadb"))


def test_names_are_fit_for_tables(unique_name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,30}", unique_name)

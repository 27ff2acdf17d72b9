"""A run that is stopped, killed, or starved goes on where it was; nothing is lost and nothing doubled."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import wait_until, writes

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

PEOPLE = 4_000  # forty calls, ten at a time


def all_there_once(crm: Emulator) -> bool:
    records: int = crm.stats()["records"]["Leads"]
    return records == PEOPLE


@pytest.fixture
def slow(crm: Emulator, shop: Shop) -> Emulator:
    """Give a CRM that takes its time, and a shop that keeps it busy for some seconds."""
    shop.fill(PEOPLE)
    crm.post("/_emulator/latency", {"ms": 400})
    return crm


def test_ctrl_c_finishes_the_calls_in_flight(hakobu: Hakobu, slow: Emulator) -> None:
    process = hakobu.start("run", "shop.yaml", "--job", "people-to-crm")
    wait_until(lambda: writes(slow) > 0)
    process.send_signal(signal.SIGINT)
    told = hakobu.end(process)
    assert told.code == 5
    assert "Stopping: the calls in flight are finished, then the run ends." in told.err
    assert "Run 1 · people-to-crm · stopped" in told.out
    assert "hakobu run shop.yaml --job people-to-crm" in told.out
    (run,) = hakobu("runs", "--json").json
    assert run["outcomes"]["created"] == slow.stats()["records"]["Leads"]
    assert run["outcomes"]["pending"] == PEOPLE - run["outcomes"]["created"] > 0
    assert run["outcomes"]["unknown"] == 0

    slow.post("/_emulator/latency", {"ms": 0})
    rest = hakobu("run", "shop.yaml")
    assert rest.code == 0
    assert "Taking up run 1 where it stopped." in rest.err
    assert "Run 1 · people-to-crm · finished" in rest.out
    assert all_there_once(slow)
    assert hakobu("run", "shop.yaml", "--json").json["outcomes"]["unchanged"] == PEOPLE


def test_ctrl_c_before_anything_is_written(hakobu: Hakobu, slow: Emulator) -> None:
    slow.post("/_emulator/latency", {"ms": 2_000})
    process = hakobu.start("run", "shop.yaml", lang="ja")
    wait_until(lambda: slow.stats()["requests"] > 0 or slow.stats()["in_flight"] > 0)
    process.send_signal(signal.SIGINT)
    told = hakobu.end(process)
    assert told.code == 130
    assert "停止しました。CRM には何も書き込んでいません。" in told.err
    assert writes(slow) == 0


def test_killed_and_started_again(hakobu: Hakobu, slow: Emulator) -> None:
    process = hakobu.start("run", "shop.yaml")
    wait_until(lambda: slow.stats()["records"]["Leads"] > 0)
    process.kill()
    process.communicate()
    assert 0 < slow.stats()["records"]["Leads"] < PEOPLE
    wait_until(lambda: slow.stats()["in_flight"] == 0)
    slow.post("/_emulator/latency", {"ms": 0})
    again = hakobu("run", "shop.yaml", "--json")
    assert again.code == 0
    assert again.json["resumed"] == 1
    assert sum(again.json["outcomes"].values()) == PEOPLE
    assert all_there_once(slow)
    assert hakobu("run", "shop.yaml", "--json").json["outcomes"]["unchanged"] == PEOPLE


def test_the_same_job_twice_at_once(hakobu: Hakobu, slow: Emulator) -> None:
    first = hakobu.start("run", "shop.yaml")
    wait_until(lambda: writes(slow) > 0)
    slow.post("/_emulator/latency", {"ms": 2_000})
    second = hakobu("run", "shop.yaml")
    assert second.code == 1
    assert "This job is running already; nothing was started." in second.err
    slow.post("/_emulator/latency", {"ms": 0})
    assert hakobu.end(first).code == 0
    assert all_there_once(slow)


def test_credits_used_up_then_bought(hakobu: Hakobu, crm: Emulator, shop: Shop) -> None:
    shop.fill(PEOPLE)
    hakobu("modules", "shop.yaml")
    crm.post("/_emulator/org", {"credits_left": 150})
    told = hakobu("run", "shop.yaml")
    assert told.code == 5
    assert "stopped" in told.out
    assert "redit" in told.out
    assert 0 < crm.stats()["records"]["Leads"] < PEOPLE
    crm.post("/_emulator/org", {"credits_left": 50_000})
    rest = hakobu("run", "shop.yaml")
    assert rest.code == 0
    assert all_there_once(crm)

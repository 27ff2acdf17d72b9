"""One run in detail: its phases with times, and its log, which holds no values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop


def test_one_run_tells_its_phases_and_keeps_a_log(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    shop.fill(3)
    assert hakobu("run", "shop.yaml", "--home", "home", "--quiet").code == 0
    log = (tmp_path / "home" / "runs" / "1" / "log.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert (lines[0]["event"], lines[-1]["event"]) == ("begin", "end")
    assert "example.com" not in log
    found = hakobu("runs", "1", "--home", "home", "--json").json
    phases = {each["phase"]: each for each in found["phases"]}
    assert list(phases)[:4] == ["read", "map", "check", "compare"]
    assert (phases["read"]["rows"], phases["deliver"]["rows"]) == (3, 3)
    assert phases["deliver"]["calls"] >= 1
    assert sum(each["credits"] for each in found["phases"]) <= found["credits"]
    told = hakobu("runs", "1", "--home", "home").out
    assert "What took how long" in told
    assert "Started: 20" in told
    assert "所要時間の内訳" in hakobu("runs", "1", "--home", "home", lang="ja").out
    assert "event=phase task=leads phase=read" in hakobu("runs", "1", "--log", "--home", "home").out
    assert "give RUN" in hakobu("runs", "--log", "--home", "home").err

"""A support bundle tells what ran and where it crashed; a planted value or secret is nowhere in it."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from tests.acceptance.conftest import SECRETS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop

CRASH = """Traceback (most recent call last):
  File "/somewhere/site-packages/hakobu/runs/conduct.py", line 12, in run
    raise ValueError(value)
ValueError: planted value of a person
and its second line
"""


def test_a_bundle_holds_no_value_and_no_secret(
    hakobu: Hakobu, shop: Shop, tmp_path: Path, home: Path
) -> None:
    shop.fill(1)
    shop.execute("insert into people values ('planted', 'Planted Person', 'Planted Ltd', 'planted note')")
    shop.change("Description: notes", "Description: {constant: planted constant}")
    assert hakobu("run", "shop.yaml").code == 3
    hakobu("run", "shop.yaml", "--compare", "live")
    (home / "crashes").mkdir()
    (home / "crashes" / "20261123-100000-1.txt").write_text(CRASH, encoding="utf-8")

    told = hakobu("support", "help.zip")
    assert told.code == 0
    assert "Written: help.zip" in told.out
    assert "値" in hakobu("support", "again.zip", lang="ja").out + hakobu("support", "--help", lang="ja").out
    with zipfile.ZipFile(tmp_path / "help.zip") as bundle:
        held = {name: bundle.read(name).decode() for name in bundle.namelist()}
    whole = "\n".join([*held, *held.values()]).lower()
    assert not [each for each in ("planted", "example.com", *SECRETS) if each.lower() in whole]
    runs = json.loads(held["runs.json"])
    assert [(each["run"], each["outcomes"]["invalid"]) for each in runs] == [(2, 1), (1, 1)]
    assert json.loads(held["installation.json"])["variables_set"] == ["HAKOBU_HOME", "HAKOBU_LANG"]
    assert '"phase":"deliver"' in held["runs/1/log.jsonl"].replace(" ", "")
    assert held["crashes/20261123-100000-1.txt"] == "hakobu/runs/conduct.py:12 run\n"
    assert hakobu("support", "nowhere/help.zip").code == 2


def test_a_crash_tells_the_kind_of_its_end(hakobu: Hakobu, tmp_path: Path, home: Path) -> None:
    (home / "crashes").mkdir(parents=True)
    text = CRASH.removesuffix("and its second line\n")
    (home / "crashes" / "20261123-100000-1.txt").write_text(text, encoding="utf-8")
    assert hakobu("support", "help.zip", "--json").json["holds"][-1] == "crashes/20261123-100000-1.txt"
    with zipfile.ZipFile(tmp_path / "help.zip") as bundle:
        told = bundle.read("crashes/20261123-100000-1.txt").decode()
    assert told == "hakobu/runs/conduct.py:12 run\nValueError\n"

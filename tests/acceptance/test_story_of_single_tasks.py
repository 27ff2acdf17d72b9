"""One task of a job by itself, a task that is left out, and the commands of schedules and calendars."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hakobu.jobs import Workspace
from hakobu.jobs.saving import save_job
from hakobu.store import Store
from hakobu.store.vault import VaultKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

SECOND = """\
      - name: contacts
        read: {table: people}
        module: Contacts
        operation: upsert
        match: [Email]
        map: {Last_Name: name, Email: email}
"""
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name}
"""


def records(crm: Emulator) -> tuple[int, int]:
    found = crm.stats()["records"]
    return found.get("Leads", 0), found.get("Contacts", 0)


def test_one_task_runs_alone_and_a_disabled_one_only_when_it_is_named(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    shop.file.write_text(shop.file.read_text() + SECOND)
    shop.fill(3)
    before = records(crm)
    alone = hakobu("run", "shop.yaml", "--task", "contacts", "--json").json
    assert [task["task"] for task in alone["tasks"]] == ["contacts"]
    assert records(crm) == (before[0], before[1] + 3)
    shop.change("- name: contacts", "- name: contacts\n        enabled: false")
    shop.execute("update people set name = 'New'")
    whole = hakobu("run", "shop.yaml", "--json").json
    assert [task["task"] for task in whole["tasks"]] == ["leads"]
    named = hakobu("run", "shop.yaml", "--task", "contacts", "--json").json
    assert named["outcomes"]["updated"] == 3
    planned = hakobu("plan", "shop.yaml", "--json").json
    assert [task["task"] for task in planned["tasks"]] == ["leads"]


def test_a_task_that_is_not_there_and_a_job_without_tasks_say_so(hakobu: Hakobu, shop: Shop) -> None:
    wrong = hakobu("run", "shop.yaml", "--task", "lead")
    assert wrong.code == 2
    assert "has no task lead" in wrong.err
    hakobu("run", "shop.yaml")
    shop.change("- name: leads", "- name: leads\n        enabled: false")
    none = hakobu("run", "shop.yaml")
    assert none.code == 1
    assert "Every task of the job is disabled." in none.err


def test_a_schedule_is_set_shown_paused_and_taken_away(hakobu: Hakobu, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "schedule.yaml").write_text(
        "time_zone: Asia/Tokyo\nstarts:\n  - {at: ['09:00'], days: business days}\n  - {webhook: true}\n"
    )
    with Store(home) as store:
        workspace = Workspace(store, store.vault(VaultKey.open(home, os.environ)), env=os.environ)
        for name, connector, more in (("drop", "files", {"path": "."}), ("crm", "zoho-crm", {})):
            settings = more or {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
            values = {"connector": connector, "settings": settings, "draft": False, "labels": []}
            store.definitions.save_connection(name, values, author="a", based_on=None)
        save_job(store, workspace, "shop", JOB, author="a", based_on=None)
    at = ("--home", str(home))
    dry = hakobu("schedule", "set", "shop", "--from", "schedule.yaml", "--dry-run", "--json", *at)
    assert dry.json["starts"]["ja"][0] == "毎営業日 9:00（日本時間）"
    assert hakobu("schedule", "show", "shop", "--json", *at).json["starts"] == {}
    told = hakobu("schedule", "set", "shop", "--from", "schedule.yaml", *at)
    assert "Every business day at 09:00 (Japan time)" in told.out
    assert "毎営業日 9:00（日本時間）" in hakobu("schedule", "list", *at, lang="ja").out
    assert hakobu("schedule", "show", "shop", "--limit", "3", *at).out.count(" 09:00  ") == 3
    made = hakobu("schedule", "webhook", "shop", "--json", *at).json
    assert made["path"].startswith("/api/hooks/")
    assert hakobu("schedule", "pause", "shop", "--json", *at).json["paused"] is True
    assert hakobu("schedule", "resume", "shop", "--json", *at).json["paused"] is False
    assert hakobu("schedule", "set", "shop", "--off", *at).code == 0
    assert "has no webhook" in hakobu("schedule", "webhook", "shop", *at).err
    assert hakobu("schedule", "show", "shop", "--json", *at).json["next"] == []
    assert "no job nowhere" in hakobu("schedule", "show", "nowhere", *at).err


def test_a_calendar_is_made_and_taken_away(hakobu: Hakobu, tmp_path: Path) -> None:
    at = ("--home", str(tmp_path / "home"))
    assert hakobu("calendars", "set", "firm", "--closed", "2026-12-29", "--weekend", "sun", *at).code == 0
    told = hakobu("calendars", "list", "--year", "2026", "--json", *at).json
    firm = next(each for each in told if each["name"] == "firm")
    assert (firm["weekend"], firm["closed"]) == ([6], ["2026-12-29"])
    assert firm["closed_days"]["2026-12-29"] == ""
    assert "昭和の日" in hakobu("calendars", "list", "--year", "2026", *at, lang="ja").out
    assert hakobu("calendars", "set", "x", "--weekend", "funday", *at).code == 2
    assert "'QQ' are not known" in hakobu("calendars", "set", "x", "--country", "QQ", *at).err
    assert hakobu("calendars", "remove", "firm", *at).code == 0
    assert hakobu("calendars", "remove", "firm", *at).code == 2

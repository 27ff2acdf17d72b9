"""Definitions leave the application as a file and come back without loss; secrets stay references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from hakobu.cli import app as command_line
from hakobu.jobs import Workspace
from hakobu.jobs.exchange import job_texts, whole_file
from hakobu.store import DefinedConnection, Definitions
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

JOB = """\
# What the shop sells.
source: drop
destination: crm

tasks:
  - name: leads  # the first
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map:
      Last_Name: name
      Email: |
        lower(mail)

          -- 佐藤
# the end
"""
CRM = {"client_id": "id", "client_secret": "planted-secret", "refresh_token": "planted-token", "region": "JP"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("definitions")
    with serving(folder / "home") as served:
        served.begin()
        crm: dict[str, Any] = {"name": "crm", "connector": "zoho-crm", "settings": CRM}
        served.ok("POST", "/api/connections", crm)
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
        served.ok("POST", "/api/connections", drop)
        served.ok("POST", "/api/jobs", {"name": 'shop: "to" crm', "text": JOB})
        served.ok("POST", "/api/jobs", {"name": "other", "text": JOB.removesuffix("# the end\n")})
        yield served


def test_what_is_exported_comes_back_as_it_was_and_no_secret_leaves(app: Application) -> None:
    text = app.ok("GET", "/api/definitions")["text"]
    assert "planted" not in text
    assert "${HAKOBU_SECRET_CRM_REFRESH_TOKEN}" in text
    assert job_texts(text)['shop: "to" crm'] == JOB
    applied = app.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
    assert {each["what"] for each in applied} == {"same"}
    assert app.ok("GET", "/api/jobs/other")["version"] == 1


def test_a_change_is_shown_first_then_saved_as_a_version_and_secrets_stay(app: Application) -> None:
    text = app.ok("GET", "/api/definitions")["text"].replace('region: "JP"', 'region: "EU"')
    told = app.ok("POST", "/api/definitions", {"text": text})
    assert [each["name"] for each in told if each["what"] == "changed"] == ["crm"]
    assert app.ok("GET", "/api/connections/crm")["settings"]["region"] == "JP"
    app.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
    assert app.ok("GET", "/api/connections/crm")["settings"]["region"] == "EU"
    assert app.context.vault.of("crm")["refresh_token"].reveal() == "planted-token"


def test_all_faults_are_named_before_anything_is_saved(app: Application) -> None:
    text = app.ok("GET", "/api/definitions")["text"].replace("upsert", "upsrt").replace("leads  #", "new  #")
    before = app.ok("GET", "/api/jobs/other")["version"]
    assert len(app.refused(422, "POST", "/api/definitions", {"text": text, "dry_run": False})["faults"]) == 2
    foreign = "connections:\n  x: {connector: sqlite, path: '${HOME}'}\n"
    told = app.refused(422, "POST", "/api/definitions", {"text": foreign, "dry_run": False})
    assert "HAKOBU_SECRET_" in told["faults"][0]["next_step"]
    assert app.ok("GET", "/api/jobs/other")["version"] == before


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
values = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(names, st.dictionaries(names, values, min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_jobs_text_survives_the_way_through_a_file(jobs: dict[str, dict[str, Any]]) -> None:
    texts = {
        name: yaml.safe_dump(body, allow_unicode=True, default_flow_style=False)
        for name, body in jobs.items()
    }
    assert job_texts(whole_file({}, texts)) == texts


HOOK = "https://hooks.slack.com/services/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C"
NEW_YEAR = {"country": "JP", "weekend": [5, 6], "closed": ["2026-12-29"], "open": ["2026-12-26"]}


def test_labels_calendars_and_channels_come_back_whole_in_another_application(
    app: Application, tmp_path: Path
) -> None:
    app.ok("PUT", "/api/jobs/other/labels", {"labels": ["sales", "夜間"]})
    app.ok("PUT", "/api/calendars/firm", NEW_YEAR)
    app.ok("PUT", "/api/alert-channels/ops: 1", {"kind": "slack", "settings": {}, "secret": HOOK})
    mail = {"host": "mail.example.com", "sender": "a@example.com", "to": ["b@example.com"]}
    app.ok("PUT", "/api/alert-channels/mail", {"kind": "mail", "settings": mail})
    text = app.ok("GET", "/api/definitions")["text"]
    assert "planted" not in text
    same = app.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
    assert {each["what"] for each in same} == {"same"}
    assert {each["kind"] for each in same} == {"connection", "job", "calendar", "alert channel", "labels"}
    env = {"HAKOBU_SECRET_ALERTS_OPS__1": HOOK, "HAKOBU_FILES": str(tmp_path.parent)}
    with serving(tmp_path / "elsewhere" / "home", env=env) as other:
        other.begin()
        shown = other.ok("POST", "/api/definitions", {"text": text})
        assert {each["what"] for each in shown} == {"new"}
        assert "planted" not in str(shown)
        other.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
        assert other.ok("GET", "/api/definitions")["text"] == text
        channel = other.context.alerts.channels.named("ops: 1")
        assert channel is not None
        assert channel.secret is not None
        assert channel.secret.reveal() == HOOK


def test_names_that_differ_only_in_signs_keep_a_variable_each(tmp_path: Path) -> None:
    """In a variable ``ops-jp`` and ``ops jp`` look alike, and so do any two Japanese names of one length."""
    with serving(tmp_path / "home") as app:
        app.begin()
        channels = ("ops-jp", "ops jp", "営業", "経理")
        for name in channels[1:]:
            hook = {"kind": "slack", "settings": {}, "secret": f"{HOOK}{channels.index(name)}"}
            app.ok("PUT", f"/api/alert-channels/{name}", hook)
        for name, secret in (("顧客", "planted-one"), ("商談", "planted-two")):
            crm = {**CRM, "client_secret": secret}
            app.ok("POST", "/api/connections", {"name": name, "connector": "zoho-crm", "settings": crm})
        before = app.ok("GET", "/api/definitions")["text"]
        hook = {"kind": "slack", "settings": {}, "secret": f"{HOOK}0"}
        app.ok("PUT", "/api/alert-channels/ops-jp", hook)
        text = app.ok("GET", "/api/definitions")["text"]
        variables = re.findall(r"HAKOBU_SECRET_\w+", text)
        assert len(variables) == len(set(variables)) == 8
        assert "HAKOBU_SECRET_ALERTS_OPS_JP}" in before
        assert "HAKOBU_SECRET_ALERTS_OPS_JP}" not in text
        for each in (text, before):  # also the file from before the names were alike
            applied = app.ok("POST", "/api/definitions", {"text": each, "dry_run": False})
            assert {one["what"] for one in applied} == {"same"}
        assert app.context.vault.of("商談")["client_secret"].reveal() == "planted-two"
        assert _hooks(app, channels) == {name: f"{HOOK}{n}" for n, name in enumerate(channels)}
    said = yaml.safe_load(text)["application"]["alert_channels"]
    env = {said[name]["secret"].strip("${}"): f"{HOOK}{n}" for n, name in enumerate(channels)}
    with serving(tmp_path / "other" / "home", env=env) as other:
        other.begin()
        other.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
        assert _hooks(other, channels) == {name: f"{HOOK}{n}" for n, name in enumerate(channels)}
        assert other.ok("GET", "/api/definitions")["text"] == text


def _hooks(app: Application, names: Iterable[str]) -> dict[str, str]:
    found = {name: app.context.alerts.channels.named(name) for name in names}
    return {name: each.secret.reveal() for name, each in found.items() if each and each.secret}


def test_a_calendar_that_was_put_back_is_put_back_elsewhere(app: Application, tmp_path: Path) -> None:
    app.ok("PUT", "/api/calendars/default", NEW_YEAR)
    app.ok("DELETE", "/api/calendars/default")
    text = app.ok("GET", "/api/definitions")["text"]
    with serving(tmp_path / "elsewhere" / "home") as other:
        other.begin()
        other.ok("PUT", "/api/calendars/default", NEW_YEAR)
        lines = "connections: {}\napplication:" + text.partition("application:")[2]
        only = yaml.safe_dump({"connections": {}, "application": {"calendars": calendars_in(lines)}})
        told = other.ok("POST", "/api/definitions", {"text": only, "dry_run": False})
        assert [each["what"] for each in told if each["name"] == "default"] == ["changed"]
        put_back = other.ok("GET", "/api/calendars")["calendars"]
    assert next(each for each in put_back if each["name"] == "default")["closed"] == []


def calendars_in(text: str) -> Any:
    return yaml.safe_load(text)["application"]["calendars"]


def test_an_imported_job_with_a_schedule_is_paused_until_somebody_says_so(
    app: Application, tmp_path: Path
) -> None:
    nightly = JOB + "schedule:\n  starts:\n    - every: 6 hours\n"
    folder = app.ok("GET", "/api/connections/drop")["settings"]["path"]
    text = whole_file(
        {"drop": {"connector": "files", "path": folder}, "crm": {"connector": "zoho-crm", **CRM}},
        {"nightly": nightly, "by hand": JOB},
    )
    with serving(tmp_path / "elsewhere" / "home", env={"HAKOBU_FILES": folder}) as other:
        other.begin()
        shown = other.ok("POST", "/api/definitions", {"text": text})
        assert [each["name"] for each in shown if each["paused"]] == ["nightly"]
        other.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
        jobs = {each["name"]: each for each in other.ok("GET", "/api/jobs")}
        assert (jobs["nightly"]["paused"], jobs["by hand"]["paused"]) == (True, False)
        other.ok("PATCH", "/api/jobs/nightly", {"paused": False})
        changed = text.replace("6 hours", "7 hours")
        told = other.ok("POST", "/api/definitions", {"text": changed, "dry_run": False})
        assert not [each for each in told if each["paused"]]
        assert not other.ok("GET", "/api/jobs/nightly")["paused"]  # what is there keeps its state
        more = text.replace("nightly", "weekly")
        other.ok("POST", "/api/definitions", {"text": more, "dry_run": False, "start": True})
        assert not other.ok("GET", "/api/jobs/weekly")["paused"]
        (tmp_path / "more").mkdir()
        (tmp_path / "more" / "hakobu.yaml").write_text(text.replace("nightly", "monthly"), encoding="utf-8")
        home = str(other.context.home)
        said = CliRunner().invoke(command_line, ["apply", str(tmp_path / "more"), "--home", home])
        assert "Paused, for they carry a schedule and may run elsewhere: monthly." in " ".join(
            said.stdout.split()
        )
        assert "hakobu schedule resume monthly" in " ".join(said.stdout.split())
        assert other.ok("GET", "/api/jobs/monthly")["paused"]


def test_a_job_that_cannot_be_read_is_read_once(app: Application) -> None:
    app.ok("POST", "/api/connections/drop/duplicate", {"name": "spare"})
    app.ok("POST", "/api/jobs", {"name": "orphan", "text": JOB.replace("source: drop", "source: spare")})
    store = app.context.store
    spare = store.definitions.connection("spare")
    assert spare is not None
    store.definitions.drop("connection", "spare")
    counting = store.definitions = Counting(store._database)
    found = counting.job("orphan")
    assert found is not None
    fresh = Workspace(store, app.context.vault, env={"HAKOBU_FILES": str(spare.settings["path"])})
    assert [fresh.tasks(found) for _ in range(3)] == [(), (), ()]
    assert counting.listed == 1
    values = {"connector": spare.connector, "settings": spare.settings, "draft": False, "labels": []}
    values |= {"tested": None, "passed": None, "report": []}
    counting.save_connection("spare", values, author="me", based_on=None)
    assert [task.name for task in fresh.tasks(found)] == ["leads"]


class Counting(Definitions):
    """Definitions that count how often a job is composed, which takes all connections."""

    listed = 0

    def connections(self) -> list[DefinedConnection]:
        self.listed += 1
        return super().connections()


def test_what_is_wrong_beside_the_jobs_is_named_too_and_a_diff_hides_secrets(app: Application) -> None:
    text = (
        "connections: {}\napplication:\n  labels: {jobs: {nowhere: [x]}}\n"
        "  calendars: {never: {weekend: [0, 1, 2, 3, 4, 5, 6]}}\n"
        "  alert_channels: {new: {kind: slack, secret: '${HAKOBU_SECRET_NOT_SET}'}}\n"
    )
    told = app.refused(422, "POST", "/api/definitions", {"text": text, "dry_run": False})
    assert [each["path"] for each in told["faults"]] == [
        "application.calendars.never",
        "application.alert_channels.new",
        "application.labels.jobs.nowhere",
    ]
    changed = app.ok("GET", "/api/definitions")["text"]
    changed = changed.replace("${HAKOBU_SECRET_CRM_REFRESH_TOKEN}", "another-planted-token")
    shown = app.ok("POST", "/api/definitions", {"text": changed})
    crm = next(each for each in shown if each["name"] == "crm")
    assert crm["what"] == "changed"
    assert 'refresh_token: "***"' in crm["after"]
    assert "planted" not in str(shown)


def test_an_editor_applies_jobs_and_leaves_calendars_to_the_administrator(app: Application) -> None:
    editor = app.another("editor@x.org", "editor")
    text = "connections: {}\napplication:\n  calendars: {another: {country: JP}}\n"
    assert editor.ok("POST", "/api/definitions", {"text": text})[0]["what"] == "new"
    refused = editor.refused(403, "POST", "/api/definitions", {"text": text, "dry_run": False})
    assert refused["code"] == "not_yours"
    app.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
    editor.ok("POST", "/api/definitions", {"text": text, "dry_run": False})

"""Definitions leave the application as a file and come back without loss; secrets stay references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hakobu.jobs.exchange import job_texts, whole_file
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

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

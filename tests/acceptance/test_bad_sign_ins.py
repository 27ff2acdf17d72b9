"""Sign-ins that Zoho does not take, or that may not do what a job needs: the true cause and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import writes
from tests.acceptance.job_file import JobFile
from tests.integration.data_centres import CLIENT, data_centres

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

TOKEN = "t0ken-to-refresh"
READING = ["ZohoCRM.modules.READ", "ZohoCRM.coql.READ", "ZohoCRM.settings.ALL", "ZohoCRM.org.READ"]


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    made = JobFile(tmp_path, crm)
    made.csv("name,company,email", "a,c,a@example.com", "b,c,b@example.com")
    return made


def refused(hakobu: Hakobu, job: JobFile, crm: Emulator) -> str:
    """Run; nothing is written, and the same is told in Japanese and to machines."""
    told = hakobu("run", job.write())
    assert told.code == 1
    assert writes(crm) == 0
    assert crm.stats()["records"]["Leads"] == 0
    return " ".join(told.err.split())


def test_a_revoked_refresh_token(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """``invalid_code`` was all that users saw; works, then fails after days."""
    assert hakobu("run", job.write()).code == 0
    crm.post("/_emulator/tokens", {"revoke": [TOKEN], "expire": True})
    job.csv("name,company,email", "a,c,a@example.com", "b,c,b@example.com", "n,c,new@example.com")
    before = writes(crm)
    told = hakobu("run", job.write())
    said = " ".join(told.err.split())
    assert told.code == 1
    assert f"sign-in: {crm.url} does not know this refresh token: it is used up, expired or revoked" in said
    assert "sign in again" in said
    assert "(invalid_code)" in said
    japanese = hakobu("run", job.write(), lang="ja").err
    assert "リフレッシュトークンまたはコードが無効" in japanese
    assert hakobu("run", job.write(), "--json").json["error"]["code"] == "invalid_code"
    assert (writes(crm), crm.stats()["records"]["Leads"]) == (before, 2)
    job.crm["refresh_token"] = "t0ken-to-refresh-anew"
    assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == 1


def test_a_token_of_another_region(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """Region traps: the secret is tried nowhere else, and the message says where to look."""
    crm.post("/_emulator/tokens", {"regions": {TOKEN: "EU"}})
    said = refused(hakobu, job, crm)
    assert "does not know this refresh token" in said
    assert "or the account does not live at this accounts server" in said
    assert "Correct accounts_server of the connection, or sign in again." in said
    assert crm.stats()["calls"].keys() == {"oauth.token"}


def test_a_code_of_another_region_whose_region_is_found(
    hakobu: Hakobu, tmp_path: Path, emulator: Callable[..., Emulator]
) -> None:
    """The hosts have their real names, and are reached by ``proxy`` and ``ca_file``."""
    with data_centres(tmp_path, us=emulator("--strict"), jp=emulator("--strict")) as centres:
        centres.register("us", "jp")
        job = JobFile(tmp_path, centres.emulators["jp"])
        job.csv("name,company,email", "a,c,a@example.com")
        code = centres.issue("jp", "code")
        client = {"client_id": CLIENT["id"], "client_secret": CLIENT["secret"]}
        job.crm = {"connector": "zoho-crm", "region": "US", "code": code, **client, **centres.reach}
        told = hakobu("connections", "test", job.write(), "crm")
        said = " ".join(told.out.split())
        assert (told.code, code in told.out) == (1, False)
        assert "accounts.zoho.com does not know this code" in said
        assert "(invalid_code)" in said
        assert "Zoho knows this client in Japan (JP) too" in said
        assert "begins with https://crm.zoho.jp, set the region to JP" in said
        japanese = "".join(hakobu("connections", "test", job.write(), "crm", lang="ja").out.split())
        assert "このクライアントはJPにも登録されています" in japanese
        assert "アカウントがリージョンUSにない可能性があります（invalid_code）" in japanese
        assert writes(centres.emulators["jp"]) == 0
        job.crm["region"] = "JP"
        assert hakobu("connections", "test", job.write(), "crm").code == 0
        assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == 1
        del job.crm["ca_file"]
        blind = hakobu("connections", "test", job.write(), "crm")
        assert blind.code == 1
        assert "ca_file" in blind.out


def test_a_code_that_was_used(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    crm.post("/_emulator/tokens", {"revoke": ["s3cret-of-the-client-code"]})
    del job.crm["refresh_token"]
    job.crm["code"] = "s3cret-of-the-client-code"
    assert "does not know this code: it is used up, expired or revoked" in refused(hakobu, job, crm)


def test_a_region_that_does_not_exist(hakobu: Hakobu, job: JobFile) -> None:
    job.crm["region"] = "JPN"
    told = hakobu("run", job.write())
    assert told.code == 2
    assert 'Did you mean "JP"?' in told.err


def test_an_access_token_that_ran_out(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """A new one is fetched, and the call is sent again: nothing of it was written."""
    crm.faults({"kind": "expired_token", "operation": "records.upsert", "times": 1})
    told = hakobu("run", job.write(), "--json")
    assert (told.code, told.json["outcomes"]["created"]) == (0, 2)
    calls = crm.stats()["calls"]
    assert (calls["oauth.token"], calls["records.upsert"]) == ({"200": 2}, {"401": 1, "200": 1})
    assert crm.stats()["records"]["Leads"] == 2


def test_tokens_that_are_never_taken(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """It ends, and what was not sent is sent once the cause is gone."""
    crm.faults({"kind": "expired_token", "operation": "records.upsert", "times": 2})
    told = hakobu("run", job.write())
    assert told.code == 1
    said = " ".join(told.out.split())
    assert "refuses a token that" in said
    assert "(INVALID_TOKEN)" in said
    assert "Still to send" in said
    rest = hakobu("run", job.write(), "--json").json
    assert (rest["run"], rest["outcomes"]["created"], crm.stats()["records"]["Leads"]) == (1, 2, 2)


def test_a_scope_that_reading_needs(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """``OAUTH_SCOPE_MISMATCH`` with no hint which scope."""
    crm.post("/_emulator/tokens", {"scopes": [scope for scope in READING if "coql" not in scope]})
    said = refused(hakobu, job, crm)
    assert "The sign-in does not have the scope that this call needs." in said
    assert "ZohoCRM.coql.READ" in said
    report = hakobu("connections", "test", "job.yaml", "crm")
    assert report.code == 1
    assert "ZohoCRM.coql.READ" in report.out
    assert "スコープが許可されていません" in hakobu("run", job.write(), lang="ja").err


def test_a_scope_that_writing_needs(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """The setup is blamed, not each row; the rows wait."""
    crm.post("/_emulator/tokens", {"scopes": READING})
    told = hakobu("run", job.write())
    said = " ".join(told.out.split())
    assert told.code == 1
    assert "Needed: ZohoCRM.modules.leads.CREATE" in said
    assert hakobu("rejects", "1", "--json").json["rows"] == 0
    crm.post("/_emulator/tokens", {"scopes": None})
    job.crm["refresh_token"] = "t0ken-to-refresh-anew"
    rest = hakobu("run", job.write(), "--json").json
    assert (rest["run"], rest["resumed"], rest["outcomes"]["created"]) == (1, 1, 2)
    assert crm.stats()["records"]["Leads"] == 2

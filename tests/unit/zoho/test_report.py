from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.zoho import SCOPE_SETS, Settings, Verdict, explain, remarks
from hakobu.zoho.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client, Response
    from tests.unit.zoho.conftest import MemoryZoho

    Connect = Callable[..., Client]
    Make = Callable[..., Response]

ANN = {"full_name": "Ann", "email": "a@example.com", "status": "active", "profile": {"name": "Administrator"}}
MODULES = {"modules": [{"api_name": "Leads", "api_supported": True}]}


def ready(zoho: MemoryZoho, **token: Any) -> None:
    zoho.on("/users", {"users": [ANN]})
    zoho.on("/settings/modules", MODULES)
    zoho.on("/oauth/v2/token", {"access_token": "a", "api_domain": "https://www.zohoapis.com"} | token)


def test_a_good_connection(zoho: MemoryZoho, crm: Client) -> None:
    ready(zoho)
    report = crm.check()
    assert report.ok
    assert [check.name for check in report.checks] == [
        *("token", "region", "organisation", "edition", "environment", "scopes", "user", "account"),
        *("records", "modules", "bulk", "credits"),
    ]
    assert report["organisation"].message == "Shop (60001), time zone Asia/Tokyo"
    assert report["modules"].message == "1 can be read, 1 can be written."


def test_a_refused_sign_in_ends_the_report_with_its_remedy(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/oauth/v2/token", {"error": "invalid_client"})
    report = connect(region="EU").check()
    assert not report.ok
    assert len(report.checks) == 1
    assert "region EU" in report["token"].message
    assert report["token"].next_step


def test_a_wrong_region_is_named(zoho: MemoryZoho, crm: Client) -> None:
    """Zoho in particular: a US host hard-coded."""
    ready(zoho, api_domain="https://www.zohoapis.jp")
    check = crm.check()["region"]
    assert check.ok is False
    assert check.message == "The account lives in Japan (JP), the connection says US."
    assert check.next_step == "Set the region to JP."


def test_missing_scopes_are_listed_to_be_pasted(zoho: MemoryZoho, connect: Connect) -> None:
    ready(zoho, scope="ZohoCRM.modules.ALL ZohoCRM.org.READ")
    report = connect(scopes=SCOPE_SETS["read only"]).check()
    check = report["scopes"]
    assert check.verdict is Verdict.FAILED
    assert check.message.startswith(
        "Not given, though the chosen set, read only, has them: ZohoCRM.settings.ALL, "
    )
    assert check.message.endswith("The sign-in is enough for: nothing.")
    assert check.paste == {purpose: ",".join(scopes) for purpose, scopes in SCOPE_SETS.items()}
    assert not report.ok


@pytest.mark.parametrize("purpose", SCOPE_SETS)
def test_the_scopes_of_each_purpose_are_enough_for_it(
    purpose: str, zoho: MemoryZoho, connect: Connect
) -> None:
    ready(zoho, scope=" ".join(SCOPE_SETS[purpose]))
    check = connect(scopes=SCOPE_SETS[purpose]).check()["scopes"]
    assert check.ok
    assert purpose in check.message


@pytest.mark.parametrize(
    ("lacking", "verdict"),
    [
        ("ZohoCRM.modules.UPDATE", Verdict.FAILED),
        ("ZohoCRM.coql.READ", Verdict.FAILED),
        ("ZohoFiles.files.ALL", Verdict.WARNING),
        ("ZohoSearch.securesearch.READ", Verdict.WARNING),
    ],
)
def test_only_a_scope_without_which_nothing_works_fails_the_report(
    lacking: str, verdict: Verdict, zoho: MemoryZoho, connect: Connect
) -> None:
    chosen = SCOPE_SETS["read and write"]
    ready(zoho, scope=" ".join(scope for scope in chosen if scope != lacking))
    check = connect(scopes=chosen).check()["scopes"]
    assert check.verdict is verdict
    assert check.arguments["missing"] == (lacking,)


def test_without_coql_its_scope_is_not_missed(zoho: MemoryZoho, connect: Connect) -> None:
    chosen = SCOPE_SETS["read and write"]
    ready(zoho, scope=" ".join(scope for scope in chosen if "coql" not in scope))
    assert connect(scopes=chosen, use_coql=False).check()["scopes"].verdict is Verdict.WARNING


def test_scopes_of_single_modules_may_be_enough(zoho: MemoryZoho, connect: Connect) -> None:
    chosen = SCOPE_SETS["read and write"]
    others = [scope for scope in chosen if "modules" not in scope]
    ready(zoho, scope=" ".join([*others, "ZohoCRM.modules.leads.ALL"]))
    assert connect(scopes=chosen).check()["scopes"].verdict is Verdict.WARNING


def test_modules_that_cannot_be_written_are_named(zoho: MemoryZoho, crm: Client) -> None:
    ready(zoho)
    closed = {"api_name": "Forecasts", "api_supported": True, "creatable": False}
    zoho.on("/settings/modules", {"modules": [*MODULES["modules"], closed]})
    assert crm.check()["modules"].message == "2 can be read, 1 can be written. Not written: Forecasts."


def test_every_finding_is_said_in_japanese(zoho: MemoryZoho, connect: Connect) -> None:
    """Both languages take the same values, and no code is left without words."""
    for code, finding in FINDINGS.items():
        english, japanese = (
            {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
            for texts in (finding[:2], finding[2:])
        )
        assert japanese <= english, code
        assert bool(finding.next_step) == bool(finding.next_step_ja), code
    ready(zoho, api_domain="https://www.zohoapis.jp")
    wrong = connect().check()["region"]
    assert wrong.say("ja") == (
        "アカウントのリージョンは JP ですが、接続の設定は US です。",
        "リージョンを JP に変更してください。",
    )


def test_an_error_is_explained_in_japanese_beside_its_own_words(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/oauth/v2/token", {"error": "invalid_client"})
    check = connect().check()["token"]
    message, next_step = check.say("ja")
    assert explain("invalid_client", "ja")[0] in message
    assert check.message in message
    assert explain("invalid_client", "ja")[1] in next_step


def test_a_setting_without_effect_is_a_remark_and_no_check_that_passed(
    zoho: MemoryZoho, connect: Connect
) -> None:
    ready(zoho)
    report = connect(api_type="Bulk").check()
    (first, *_) = report.checks
    assert (first.name, first.verdict, first.ok) == ("settings", Verdict.REMARK, None)
    assert report.ok


def test_scopes_that_nobody_told_are_shown_to_be_pasted(zoho: MemoryZoho, crm: Client) -> None:
    ready(zoho)
    check = crm.check()["scopes"]
    assert check.ok is None
    assert check.paste == {purpose: ",".join(scopes) for purpose, scopes in SCOPE_SETS.items()}


def test_a_persons_own_account_and_a_narrow_profile_are_told(zoho: MemoryZoho, connect: Connect) -> None:
    ready(zoho)
    report = connect().check()
    assert report["account"].ok is None
    assert "cannot be told" in report["account"].message
    assert report["records"].ok
    zoho.on("/users", {"users": [{**ANN, "email": "crm-sync@x.example", "profile": {"name": "Sales"}}]})
    report = connect().check()
    assert report["account"].ok
    assert report["records"].ok is None
    assert report.ok


def test_bulk_jobs_want_their_scopes(zoho: MemoryZoho, connect: Connect) -> None:
    ready(zoho, scope=" ".join(SCOPE_SETS["read only"]))
    check = connect().check()["bulk"]
    assert check.ok is None
    assert "ZohoFiles.files.ALL" in check.message


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"api_type": "Bulk"}, "api_type has no effect"),
        ({"use_coql": False, "cheapest_read": False}, "cheapest_read has no effect"),
        (
            {"region": "JP", "accounts_server": "https://a.x", "api_domain": "https://b.x"},
            "region has no effect",
        ),
        ({"api_domain": "https://b.x", "environment": "sandbox"}, "environment does not"),
        ({"code": "c"}, "code has no effect"),
        ({"redirect_uri": "https://b.x"}, "redirect_uri has no effect"),
        ({"soid": "s"}, "soid has no effect"),
    ],
)
def test_a_setting_without_effect_says_so(given: dict[str, Any], said: str) -> None:
    full: dict[str, Any] = {"client_id": "i", "client_secret": "s", "refresh_token": "r"}
    (found,) = remarks(Settings(**full, **given))
    assert said in found
    assert remarks(Settings(**full)) == ()


def test_an_environment_that_zoho_does_not_tell_is_no_failure(zoho: MemoryZoho, connect: Connect) -> None:
    """Up to v6 no answer names it: a sandbox read with Schema v4 was taken for production."""
    ready(zoho)
    zoho.on("/org", {"org": [{"zgid": "60001", "company_name": "Shop"}]})
    check = connect(environment="sandbox").check()["environment"]
    assert check.verdict is Verdict.UNKNOWN
    assert "v7" in check.message


def test_another_environment_is_named(zoho: MemoryZoho, connect: Connect) -> None:
    ready(zoho)
    check = connect(environment="sandbox").check()["environment"]
    assert check.ok is False
    assert "The sign-in is for production" in check.message


def test_a_failing_check_does_not_hide_the_others(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    ready(zoho)
    zoho.on("/users", response(403, {"code": "NO_PERMISSION", "details": {}, "message": "no"}))
    report = crm.check()
    assert report["user"].ok is False
    assert report["modules"].ok


def test_the_scopes_of_the_how_to_are_those_of_the_default_set() -> None:
    how_to = Path(__file__).parents[3] / "docs" / "how-to.md"
    assert f"`{','.join(SCOPE_SETS['read and write'])}`" in how_to.read_text(encoding="utf-8")

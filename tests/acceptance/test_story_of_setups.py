"""What is wrong with a setup is told all at once, with what to do; no secret is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.conftest import Shop, writes
from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator


def test_all_faults_of_a_file_at_once(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.change("connector: sqlite", "connector: sqlit")
    shop.change("operation: upsert", "operation: upsrt")
    shop.change("refresh_token:", "refresh_tokn:")
    told = hakobu("run", "shop.yaml")
    assert told.code == 2
    assert "faults in shop.yaml" in told.err
    for fault in ("line 2", 'Did you mean "sqlite"?', 'Did you mean "upsert"?', "'refresh_tokn'"):
        assert fault in told.err
    assert hakobu("run", "shop.yaml", "--json").json["exit_code"] == 2
    assert crm.stats()["requests"] == 0


def test_faults_against_the_module_at_once(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(1)
    shop.change("Company: company", "Compny: company\n          Description_: remarks")
    told = hakobu("run", "shop.yaml")
    assert told.code == 2
    assert "Leads has no field Compny." in told.err
    assert "Company" in told.err
    assert "Description_" in told.err
    assert writes(crm) == 0


def test_a_refresh_token_that_zoho_does_not_know(
    hakobu: Hakobu, tmp_path: Path, emulator: Callable[..., Emulator]
) -> None:
    Shop(tmp_path, emulator("--strict").url).fill(1)
    told = hakobu("run", "shop.yaml")
    assert told.code == 1
    assert told.err.startswith("Error: ")
    assert told.out == ""
    assert hakobu("run", "shop.yaml", "--json").json["error"]["code"]
    report = hakobu("connections", "test", "shop.yaml")
    assert report.code == 1
    assert "crm (zoho-crm): Test failed" in report.out
    assert "shop (sqlite): Test passed" in report.out


def test_a_source_that_is_not_there(hakobu: Hakobu, shop: Shop) -> None:
    shop.change("path: shop.db", "path: shp.db")
    told = hakobu("run", "shop.yaml")
    assert told.code == 1
    assert "shp.db" in told.err


def test_a_table_that_is_not_there(hakobu: Hakobu, shop: Shop) -> None:
    shop.change("table: people", "table: peple")
    told = hakobu("run", "shop.yaml")
    assert told.code in {1, 2}
    assert "people" in told.err


def test_a_crm_that_does_not_answer(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    assert shop.file.exists()
    crm.close()
    told = hakobu("connections", "test", "shop.yaml", "crm")
    assert told.code == 1
    assert "Test failed" in told.out


def test_a_look_at_the_crm(hakobu: Hakobu, shop: Shop) -> None:
    assert "Leads" in hakobu("modules", "shop.yaml").out
    assert any(module["module"] == "Contacts" for module in hakobu("modules", "shop.yaml", "--json").json)
    fields = {field["field"]: field for field in hakobu("fields", "shop.yaml", "Leads", "--json").json}
    assert fields["Last_Name"]["mandatory"]
    assert "必須" in hakobu("fields", "shop.yaml", "Leads", lang="ja").out
    wrong = hakobu("fields", "shop.yaml", "Leeds")
    assert wrong.code == 1
    assert "Leads" in wrong.err
    test = hakobu("connections", "test", "shop.yaml", "--json")
    assert test.code == 0
    assert all(report["ok"] for report in test.json)


def test_a_job_that_is_not_there(hakobu: Hakobu, shop: Shop) -> None:
    told = hakobu("run", "shop.yaml", "--job", "people")
    assert told.code == 2
    assert "people-to-crm" in told.err
    assert shop.file.exists()


def test_a_start_that_brings_nothing_heavy(hakobu: Hakobu) -> None:
    heavy = ("duckdb", "sqlalchemy", "pyarrow", "httpx2", "yaml")
    code = f"import sys, hakobu.cli; print([m for m in {heavy!r} if m in sys.modules])"
    process = hakobu.start_python("-c", code)
    assert hakobu.end(process).out == "[]\n"


def test_the_report_card_shows_what_to_paste_in_both_languages(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    """Each set of scopes stands on a line of its own; a setting without effect is a remark, not a success."""
    crm.post("/_emulator/tokens", {"scopes": ["ZohoCRM.modules.READ", "ZohoCRM.settings.ALL"]})
    shop.change("timeout: 3", "timeout: 3\n    region: JP\n    scopes: read only")
    told = hakobu("connections", "test", "shop.yaml", "crm", "--json")
    checks = {check["name"]: check for check in told.json[0]["checks"]}
    assert told.code == 1
    assert (checks["settings"]["verdict"], checks["settings"]["ok"]) == ("remark", None)
    assert checks["scopes"]["verdict"] == "failed"
    assert "ZohoCRM.coql.READ" in checks["scopes"]["message"]
    assert list(checks["scopes"]["paste"]) == ["read only", "read and write", "also delete"]
    for lang, chosen in (("en", "read only (chosen):"), ("ja", "（選択中）：読み取りのみ")):
        lines = hakobu("connections", "test", "shop.yaml", "crm", lang=lang).out.splitlines()
        (title,) = [place for place, line in enumerate(lines) if chosen in line]
        assert lines[title + 1] == checks["scopes"]["paste"]["read only"]
        assert not set(checks["scopes"]["paste"].values()) - set(lines)
        failed = next(line for line in lines if line.startswith(("Scopes  ", "スコープ")))
        assert "ZohoCRM.modules.READ" not in failed


def test_a_setting_without_effect_is_told_by_check_and_plan(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(1)
    shop.change("timeout: 3", "timeout: 3\n    region: JP")
    (remark,) = hakobu("plan", "shop.yaml", "--json").json["remarks"]
    assert (remark["connection"], "region has no effect" in remark["remark"]) == ("crm", True)
    assert hakobu("check", "shop.yaml", "--json").json["jobs"][0]["remarks"] == [remark]
    told = hakobu("plan", "shop.yaml")
    assert f"Connection crm: {remark['remark']}" in " ".join(told.out.split())
    assert "region の設定は使われません" in hakobu("plan", "shop.yaml", lang="ja").out


def test_api_type_beside_coql_is_a_remark_and_no_refusal(
    crm: Emulator, hakobu: Hakobu, tmp_path: Path
) -> None:
    file = JobFile(tmp_path, crm)
    file.csv("name,company,email", "Lee,A,lee@x.example")
    file.crm |= {"use_coql": True, "api_type": "Bulk"}
    for command in (("check",), ("plan",), ("connections", "test")):
        told = hakobu(*command, file.write())
        assert told.code == 0, told.err
        assert "api_type has no effect while use_coql is true" in " ".join((told.out + told.err).split())
    assert not crm.stats()["calls"].get("bulk.read.create")

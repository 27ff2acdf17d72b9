"""A run as people read it, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from hakobu.cli.report import show_run
from hakobu.runs import summary
from tests.unit.cli.conftest import counts, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.cli.desk import Desk
    from hakobu.store import Reject, Run


def told(desk: Desk, run: Run, rejects: list[Reject]) -> str:
    show_run(desk, run, summary(run), rejects)
    return shown(desk.out)


def test_every_end_has_its_column(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    text = told(make_desk(), ended_run, failed_rows)
    assert "Run 12 · shop-to-crm · finished, some rows not confirmed" in text
    assert "Taken up again after an interruption." in text
    lines = {" ".join(line.split()) for line in text.splitlines()}
    for line in (
        "Task accounts contacts Total",
        "Module Accounts Contacts",
        "Operation upsert update",
        "Read 2,000 40 2,040",
        "Created 1,200 0 1,200",
        "Updated 300 20 320",
        "Unchanged 490 0 490",
        "Skipped 0 12 12",
        "Not sent: check failed 7 0 7",
        "Refused by Zoho 3 0 3",
        "Not confirmed 0 2 2",
        "Still to send 0 6 6",
    ):
        assert line in lines
    assert "Deleted" not in text  # no row ended so
    assert "2,040 rows · 44 calls · 57 API credits (estimate) · 1 min 40 s" in text


def test_what_is_not_confirmed_is_listed_by_key(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    text = told(make_desk(), ended_run, failed_rows)
    assert "contacts, row 5, a@example.com: no answer came" in text
    assert "contacts: 12 rows skipped: no such record" in text
    assert "accounts: Account_Name names a record." in text


def test_failed_rows_with_remedy_and_what_to_type(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    text = told(make_desk(), ended_run, failed_rows)
    assert "7 rows · accounts.Phone · A phone number may hold only letters" in text
    assert "1 row · accounts.Customer_No ·" in text
    assert "What to do:" in text
    assert "hakobu rejects 12" in text
    assert "hakobu run shop.yaml --job shop-to-crm   send the rest; nothing is sent twice" in text


def test_a_narrow_set_of_ends_has_a_line_per_task(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    run = msgspec.structs.replace(ended_run, status="done with rejects", tasks=ended_run.tasks[:1])
    text = told(make_desk(), run, failed_rows)
    (accounts,) = [line for line in text.splitlines() if line.strip().startswith("accounts  ")]
    assert accounts.split() == ["accounts", "Accounts", "upsert", "2,000", "1,200", "300", "490", "7", "3"]
    assert "hakobu run shop.yaml --job shop-to-crm   once the rows are corrected in the source" in text
    assert "hakobu retry 12" in text


def test_the_same_in_japanese(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    text = told(make_desk("ja"), ended_run, failed_rows)
    words = "実行 12 追加 更新 変更なし 未送信（入力エラー） 結果未確認 エラー行 次の操作 対処："
    for word in ("実行 12", *words.split()[2:]):
        assert word in text
    assert "電話番号に使えるのは" in text
    assert all(cell_len(line) <= 100 for line in text.splitlines())


def test_nothing_to_send_is_said(make_desk: Callable[..., Desk], ended_run: Run) -> None:
    task = msgspec.structs.replace(ended_run.tasks[0], read=9, outcomes=counts(unchanged=9), notes={})
    run = msgspec.structs.replace(ended_run, status="done", tasks=(task,), resumed=0)
    text = told(make_desk(), run, [])
    assert "Everything was in the CRM already; nothing was sent." in text
    assert "hakobu" not in text.replace("shop", "")
    assert "Total" not in text


def test_the_cause_of_a_stop_is_told_without_secrets(make_desk: Callable[..., Desk], ended_run: Run) -> None:
    desk = make_desk()
    desk.secrets.add("p4ssw0rd")
    run = msgspec.structs.replace(ended_run, status="stopped", cause="Zoho said p4ssw0rd.", tasks=())
    assert "Cause: Zoho said ***." in told(desk, run, [])


def test_a_named_home_is_in_the_commands_to_type(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    desk = make_desk()
    desk.named_home = True
    told(desk, ended_run, failed_rows)
    assert desk.command("rejects", "12") == f"hakobu rejects 12 --home {desk.home}"
    assert desk.command("run", "my file.yaml").startswith('hakobu run "my file.yaml"')

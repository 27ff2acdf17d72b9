"""Lookups: found in the CRM, found in this run, not found, found twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hakobu.mapping import Parent, check, map_rows, resolve_lookups, write_mapped
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass
class Crm:
    """The in-memory twin of the CRM: answers as Zoho does, without regard to case."""

    records: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        self.asked.append((module, field, list(values)))
        wanted = {value.lower() for value in values}
        for record in self.records:
            if str(record.get(field)).lower() in wanted:
                yield {"id": record["id"]} | {name: record.get(name) for name in columns}


def resolve(
    bench: Any, crm: Crm, lookup: dict[str, Any], parents: tuple[Parent, ...] = (), **columns: Any
) -> Any:
    source = bench.rows(**columns)
    mapping = bench.compile(source, bench.map("Account_Name", lookup))
    mapped, checked, out = (bench.folder / f"{name}.parquet" for name in ("mapped", "checked", "out"))
    write_mapped(mapped, map_rows(mapping, source.to_batches()))
    check(bench.session, mapping, mapped, checked)
    resolve_lookups(bench.session, mapping, checked, out, finder=crm, parents=parents)
    return [
        (row["Account_Name"], [f"{each['code']}: {each['detail']}" for each in row["_faults"]])
        for row in bench.read(out)
    ]


def by_number(**more: Any) -> dict[str, Any]:
    return {"lookup": "Accounts", "by": {"Customer_No": "no"}} | more


def parent(bench: Any, task: str, **columns: Any) -> Parent:
    path = bench.folder / f"{task}.parquet"
    rows = pa.array(range(1, 1 + len(next(iter(columns.values())))), pa.int64())
    pq.write_table(pa.table({ROW: rows} | columns), path)
    return Parent(task=task, module="Accounts", path=path)


def test_a_record_is_found_by_its_key_once_per_key(bench: Any) -> None:
    crm = Crm([{"id": "900", "Customer_No": 7}, {"id": "901", "Customer_No": 8}])
    assert resolve(bench, crm, by_number(), no=[7, 8, 7, None]) == [
        ("900", []),
        ("901", []),
        ("900", []),
        (None, []),
    ]
    assert crm.asked == [("Accounts", "Customer_No", ["7", "8"])]


def test_a_missing_record_is_a_fault_that_names_the_key(bench: Any) -> None:
    assert resolve(bench, Crm(), by_number(), no=[7]) == [
        (None, ["lookup_missing: Accounts with Customer_No = 7"])
    ]


def test_an_ambiguous_key_lists_its_candidates(bench: Any) -> None:
    crm = Crm([{"id": "2", "Customer_No": 7}, {"id": "1", "Customer_No": 7}])
    assert resolve(bench, crm, by_number(), no=[7]) == [
        (None, ["lookup_ambiguous: Accounts with Customer_No = 7: 1, 2"])
    ]


def test_policies_may_leave_the_field_empty(bench: Any) -> None:
    crm = Crm([{"id": "2", "Customer_No": 7}, {"id": "1", "Customer_No": 7}])
    lookup = by_number(missing="empty", ambiguous="empty")
    assert resolve(bench, crm, lookup, no=[7, 8]) == [(None, []), (None, [])]


def test_a_record_given_twice_is_one_record(bench: Any) -> None:
    crm = Crm([{"id": "2", "Customer_No": 7}] * 2)
    assert resolve(bench, crm, by_number(), no=[7]) == [("2", [])]


def test_keys_are_compared_as_zoho_compares(bench: Any) -> None:
    crm = Crm([{"id": "1", "Account_Name": "ACME  社"}])
    lookup = {"lookup": "Accounts", "by": {"Account_Name": "lower(name)"}}
    assert resolve(bench, crm, lookup, name=["Acme  社"]) == [("1", [])]


def test_a_composite_key_is_filtered_by_all_its_fields(bench: Any) -> None:
    crm = Crm(
        [
            {"id": "1", "Customer_No": 7, "Branch": "Tokyo"},
            {"id": "2", "Customer_No": 7, "Branch": "Osaka"},
        ]
    )
    lookup = {"lookup": "Accounts", "by": {"Customer_No": "no", "Branch": "branch"}}
    assert resolve(bench, crm, lookup, no=[7, 7, 7], branch=["tokyo ", "Kobe", None]) == [
        ("1", []),
        (None, ["lookup_missing: Accounts with Customer_No = 7, Branch = Kobe"]),
        (None, ["lookup_missing: Accounts with Customer_No = 7, Branch = NULL"]),
    ]


def test_a_row_of_this_run_is_referred_to_when_the_crm_has_none(bench: Any) -> None:
    crm = Crm([{"id": "900", "Customer_No": 7}])
    accounts = parent(bench, "accounts", Customer_No=["7", "8"])
    assert resolve(bench, crm, by_number(), (accounts,), no=[7, 8, 9]) == [
        ("900", []),
        ("@accounts:2", []),
        (None, ["lookup_missing: Accounts with Customer_No = 9"]),
    ]


def test_two_rows_of_this_run_with_one_key_are_ambiguous(bench: Any) -> None:
    accounts = parent(bench, "accounts", Customer_No=["8", "8"])
    assert resolve(bench, Crm(), by_number(), (accounts,), no=[8]) == [
        (None, ["lookup_ambiguous: Accounts with Customer_No = 8: @accounts:1, @accounts:2"])
    ]


def test_a_parent_without_the_key_or_of_another_module_does_not_count(bench: Any) -> None:
    accounts = parent(bench, "accounts", Branch=["8"])
    other = Parent(task="x", module="Products", path=accounts.path)
    ((value, faults),) = resolve(bench, Crm(), by_number(), (accounts, other), no=[8])
    assert value is None
    assert faults == ["lookup_missing: Accounts with Customer_No = 8"]


def test_a_bad_key_is_one_fault_and_asks_nothing(bench: Any) -> None:
    crm = Crm()
    ((value, faults),) = resolve(bench, crm, by_number(), no=["x"])
    assert value is None
    assert faults == ["wrong_type: Customer_No: expected a whole number; got 'x'"]
    assert crm.asked == []


def test_a_user_is_found_by_mail(bench: Any) -> None:
    source = bench.rows(mail=["A@x.jp"])
    mapping = bench.compile(source, bench.map("Owner", {"lookup": "users", "by": {"email": "mail"}}))
    mapped, checked, out = (bench.folder / f"{name}.parquet" for name in ("mapped", "checked", "out"))
    write_mapped(mapped, map_rows(mapping, source.to_batches()))
    check(bench.session, mapping, mapped, checked)
    crm = Crm([{"id": "5", "email": "a@x.jp"}])
    resolve_lookups(bench.session, mapping, checked, out, finder=crm)
    assert bench.read(out)[0]["Owner"] == "5"
    assert crm.asked == [("users", "email", ["A@x.jp"])]


@pytest.mark.parametrize("count", [1, 45_000])
def test_many_records_are_read_in_batches(bench: Any, count: int) -> None:
    crm = Crm([{"id": str(n), "Customer_No": n} for n in range(count)])
    assert resolve(bench, crm, by_number(), no=list(range(count)))[-1] == (str(count - 1), [])

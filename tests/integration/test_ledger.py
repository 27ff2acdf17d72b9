"""The ledger says what Zoho confirmed: no more, no less."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hakobu.changes import Ledger
from hakobu.model import Change, ChangeKind, Outcome, Result
from hakobu.staging import open_session, text
from hakobu.store import LedgerIdentity, Store

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTITY = LedgerIdentity(zgid="1", environment="production", module="Leads", job="j", task="t")


def write(
    store: Store, ledger: Ledger, pairs: Sequence[tuple[Change, Result]], *, answer: bool = True
) -> None:
    """Journal one call and its answer."""
    number = store.runs.start(job="j", file="f", definition="d", zgid="1")
    call = store.journal.intend(
        run_id=number,
        ledger_id=ledger.id,
        task="t",
        operation="update",
        changes=[change for change, _ in pairs],
        deadline=0,
    )
    if answer:
        store.journal.answer(call, [result for _, result in pairs])


def change(kind: ChangeKind, key: str, **new: str | None) -> Change:
    ident = None if kind is ChangeKind.CREATE else f"id-{key}"
    return Change(row=1, key=key, kind=kind, new=new, id=ident)


def result(outcome: Outcome, key: str, *, modified: str = "2026-11-23T10:00:00+00:00") -> Result:
    return Result(row=1, key=key, outcome=outcome, id=f"id-{key}", modified=modified)


def content(store: Store, ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Bring a ledger up to date and read it whole."""
    session = open_session(store.home / "scratch")
    ledger.catch_up(session)
    if ledger.snapshot is None:
        return {}
    found = session.execute(f"select * from read_parquet({text(str(ledger.snapshot))})")
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    session.close()
    return {row["key"]: row for row in rows}


def test_a_confirmed_create_is_known_with_its_id_and_values(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        write(store, ledger, [(change(ChangeKind.CREATE, "a", City="津"), result(Outcome.CREATED, "a"))])
        row = content(store, ledger)["a"]
    assert (row["id"], row["City"], row["origin"], row["dirty"]) == ("id-a", "津", "created", False)


def test_an_update_changes_only_the_fields_that_were_sent(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        first = change(ChangeKind.CREATE, "a", City="津", Phone="1")
        write(store, ledger, [(first, result(Outcome.CREATED, "a"))])
        write(store, ledger, [(change(ChangeKind.UPDATE, "a", Phone=None), result(Outcome.UPDATED, "a"))])
        row = content(store, ledger)["a"]
    assert (row["City"], row["Phone"], row["origin"]) == ("津", None, "created")


def test_a_failed_row_is_never_known_as_delivered(tmp_path: Path) -> None:
    """Lesson 1: rows that failed were skipped by later runs of other tools."""
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        write(store, ledger, [(change(ChangeKind.CREATE, "a", City="x"), result(Outcome.REJECTED, "a"))])
        assert content(store, ledger) == {}


def test_a_removed_and_added_row_is_created_again(tmp_path: Path) -> None:
    """Lesson 20: a row that was removed and added again was seen as unchanged."""
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        created = change(ChangeKind.CREATE, "a", City="x")
        write(store, ledger, [(created, result(Outcome.CREATED, "a"))])
        write(store, ledger, [(change(ChangeKind.DELETE, "a"), result(Outcome.DELETED, "a"))])
        assert content(store, ledger) == {}


def test_a_write_without_an_answer_makes_its_key_dirty(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        created = change(ChangeKind.CREATE, "a", City="x")
        write(store, ledger, [(created, result(Outcome.CREATED, "a"))])
        open_update = change(ChangeKind.UPDATE, "a", City="y")
        write(store, ledger, [(open_update, result(Outcome.UPDATED, "a"))], answer=False)
        assert ledger.dirty_keys() == {"a"}
        assert content(store, ledger)["a"]["City"] == "x"


def test_another_organisation_is_another_ledger(tmp_path: Path) -> None:
    other = LedgerIdentity(zgid="2", environment="production", module="Leads", job="j", task="t")
    with Store(tmp_path) as store:
        assert Ledger(store, IDENTITY).id != Ledger(store, other).id


def test_a_renamed_task_keeps_its_ledger_where_it_says_was(tmp_path: Path) -> None:
    renamed = LedgerIdentity(zgid="1", environment="production", module="Leads", job="j", task="new")
    with Store(tmp_path) as store:
        assert Ledger(store, IDENTITY).id == Ledger(store, renamed, was="t").id


def test_an_orphaned_snapshot_is_swept_and_the_named_one_kept(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        for key in ("a", "b"):
            write(store, ledger, [(change(ChangeKind.CREATE, key, City="x"), result(Outcome.CREATED, key))])
            content(store, ledger)
        left = list((tmp_path / "ledgers").iterdir())
        assert left == [ledger.snapshot]


def test_a_journal_refuses_answers_that_do_not_match_what_was_sent(tmp_path: Path) -> None:
    """Lesson 2: success is one result a row sent, anything else is an error."""
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        pairs = [(change(ChangeKind.CREATE, "a"), result(Outcome.CREATED, "a"))]
        write(store, ledger, pairs, answer=False)
        (call,) = store.journal.open_calls(1)
        with pytest.raises(AssertionError, match="1 changes, 0 results"):
            store.journal.answer(call, [])


FIELDS = st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from([None, "1", "2"]), max_size=3)
STEP = st.tuples(
    st.sampled_from(["create", "update", "delete", "refused", "unknown"]), st.integers(0, 3), FIELDS
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(STEP, st.booleans()), max_size=12))
def test_whatever_happens_the_ledger_equals_what_was_confirmed(
    steps: list[tuple[tuple[str, int, dict[str, str | None]], bool]],
) -> None:
    believed: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        ledger = Ledger(store, IDENTITY)
        for (what, number, new), merge in steps:
            key = f"k{number}"
            if what in {"update", "delete", "unknown"} and key not in believed:
                continue
            if what == "create" and key in believed:
                continue
            apply(store, ledger, believed, what=what, key=key, new=new)
            if merge:
                content(store, ledger)
        rows = content(store, ledger)
    assert {key: row["dirty"] for key, row in rows.items()} == {
        key: row["dirty"] for key, row in believed.items()
    }
    for key, row in believed.items():
        for name in ("A", "B", "C"):
            assert rows[key].get(name) == row.get(name), (key, name)


def apply(
    store: Store,
    ledger: Ledger,
    believed: dict[str, dict[str, Any]],
    *,
    what: str,
    key: str,
    new: dict[str, str | None],
) -> None:
    """Do one step to the ledger and to the model of it."""
    if what == "create":
        write(store, ledger, [(change(ChangeKind.CREATE, key, **new), result(Outcome.CREATED, key))])
        believed[key] = {**new, "dirty": False}
    elif what == "update":
        write(store, ledger, [(change(ChangeKind.UPDATE, key, **new), result(Outcome.UPDATED, key))])
        believed[key] = {**believed[key], **new, "dirty": False}
    elif what == "delete":
        write(store, ledger, [(change(ChangeKind.DELETE, key), result(Outcome.DELETED, key))])
        del believed[key]
    elif what == "refused":
        write(store, ledger, [(change(ChangeKind.UPDATE, key, **new), result(Outcome.REJECTED, key))])
    else:
        write(store, ledger, [(change(ChangeKind.UPDATE, key, **new), result(Outcome.UNKNOWN, key))])
        believed[key]["dirty"] = True


def test_a_record_is_known_by_its_newest_key_alone(tmp_path: Path) -> None:
    """A key that is written otherwise than before is matched live once, and leaves no second entry."""
    with Store(tmp_path) as store:
        ledger = Ledger(store, IDENTITY)
        write(store, ledger, [(change(ChangeKind.CREATE, "0:a\t", A="1"), result(Outcome.CREATED, "0:a\t"))])
        assert set(content(store, ledger)) == {"0:a\t"}
        same = Change(row=1, key="0:a", kind=ChangeKind.UPDATE, new={"A": "2"}, id="id-0:a\t")
        write(store, ledger, [(same, Result(row=1, key="0:a", outcome=Outcome.UPDATED, id="id-0:a\t"))])
        assert {key: row["A"] for key, row in content(store, ledger).items()} == {"0:a": "2"}

"""Several machines on one PostgreSQL: a job has one owner, an organisation one budget of calls."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy as sa

from hakobu.errors import BusyError, WaitError
from hakobu.model import Change, ChangeKind, Outcome, Result
from hakobu.runs.forget import Forgetting
from hakobu.runs.ownership import own_job
from hakobu.runs.purge import purge
from hakobu.settings import database_url
from hakobu.store import LedgerIdentity, Store
from hakobu.store.leases import Leases
from hakobu.store.places import Places
from hakobu.store.tables import leases, places
from tests.integration.databases import unique
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IDENTITY = LedgerIdentity(zgid="1", environment="production", module="Leads", job="job", task="t")


@pytest.fixture
def shared(tmp_path: Path, postgresql_store: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose store is PostgreSQL, in a schema of its own."""
    schema = unique("s")
    with psycopg.connect(postgresql_store, autocommit=True) as connection:
        connection.execute(f'create schema "{schema}"')
    monkeypatch.setenv("HAKOBU_DATABASE", f"{postgresql_store}?options=-csearch_path%3D{schema}")
    return tmp_path / "home"


def begin(store: Store) -> tuple[int, int]:
    """Begin a run and its ledger."""
    run = store.runs.start(job="job", file="f", definition="d", zgid="1")
    return run, store.ledgers.open(IDENTITY).id


def change(row: int = 1) -> Change:
    return Change(row=row, key="a", kind=ChangeKind.CREATE, new={"Email": "a@example.com"})


def test_a_job_has_one_owner_among_all_machines(shared: Path) -> None:
    with Store(shared) as one, Store(shared) as other:
        with own_job(one, "job"):
            with pytest.raises(BusyError, match="running already"), own_job(other, "job"):
                pass
            with own_job(other, "another job"):
                pass
        with own_job(other, "job"):
            pass


def test_an_owner_that_was_silent_too_long_writes_no_more(shared: Path) -> None:
    with Store(shared) as slow, Store(shared) as other:
        run, ledger = begin(slow)
        with own_job(slow, "job"):
            call = slow.journal.intend(
                run_id=run, ledger_id=ledger, task="t", operation="insert", changes=[change()], deadline=1.0
            )
            silence(other, "job")
            with own_job(other, "job"):
                result = [Result(row=1, key="a", outcome=Outcome.CREATED, id="1")]
                for write in (
                    lambda: slow.journal.answer(call, result),
                    lambda: slow.journal.withdraw(call),
                    lambda: slow.journal.note_job(call.seq, job="5", deadline=2.0),
                    lambda: slow.runs.set_status(run, "done"),
                    lambda: begin(slow),
                ):
                    with pytest.raises(BusyError, match="taken this job over"):
                        write()
                assert [each.seq for each in other.journal.open_calls(run)] == [call.seq]
                other.journal.answer(call, result, settled=True)
        assert [each.results for each in other.journal.written(run, "t")] == [result]
        with own_job(slow, "job"):  # it may own the job again, by a new token
            slow.runs.set_status(run, "done")


def test_a_lease_is_renewed_while_its_owner_lives(shared: Path) -> None:
    with Store(shared) as store:
        brief = Leases(store._database, lasts=0.4)
        with brief.hold("job") as held:
            assert held
            first = expires(store, "job")
            wait_until(lambda: expires(store, "job") > first)
        assert expires(store, "job") <= first


def test_no_more_calls_are_out_than_an_organisation_allows(shared: Path) -> None:
    Store(shared).close()
    machines = [Places(database_url(), patience=30.0) for _ in range(2)]
    out, most, guard = [0], [0], threading.Lock()

    def calls(machine: Places) -> None:
        for _ in range(10):
            with machine.acquire("1", size=3, life=30.0):
                with guard:
                    out[0] += 1
                    most[0] = max(most[0], out[0])
                with guard:
                    out[0] -= 1

    threads = [threading.Thread(target=calls, args=(machine,)) for machine in machines * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most[0] <= 3
    for machine in machines:
        machine.close()


def test_the_place_of_a_dead_holder_waits_until_its_call_is_over(shared: Path) -> None:
    Store(shared).close()
    dead, living = Places(database_url()), Places(database_url(), patience=0.0)
    taken = dead.acquire("1", size=1, life=3600.0)
    taken.__enter__()
    with pytest.raises(WaitError, match="No place for a call"), living.acquire("1", size=1):
        pass
    with Store(shared) as store, store._database.write() as connection:
        connection.execute(places.update().values(until=0.0))  # an hour later
    with living.acquire("1", size=1), living.acquire("1", size=3, sub=True, weight=2):
        pass
    taken.__exit__(None, None, None)
    dead.close()
    living.close()


def test_what_a_run_wrote_is_found_purged_and_forgotten_there_too(
    shared: Path, tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    bench = Bench(tmp_path, emulator())
    assert bench.home == shared
    bench.csv("leads.csv", "name,email", "a,a@example.com", "b,b@example.com")
    bench.task(match=["Email"], map={"Last_Name": "name", "Company": "name", "Email": "email"})
    assert bench.outcomes() == {"created": 2}
    assert bench.outcomes() == {"unchanged": 2}
    ids = {each["Email"]: each["id"] for each in bench.emulator.get("/_emulator/records/Leads")["records"]}
    with Store(shared) as store:
        (found,) = store.journal.of_record(ids["a@example.com"])
        assert found[1].task == "task0"
        assert store.purges.size(1) > 0
    with Forgetting.open(shared, "a@example.com") as forgetting:
        assert forgetting.forget()
    with Store(shared) as store:
        assert all("a@example.com" not in str(call) for call in store.journal.written(1, "task0"))
    assert purge(shared, days=-1).runs == [1, 2]
    assert bench.outcomes() == {"skipped": 1, "unchanged": 1}


def silence(store: Store, job: str) -> None:
    """Let a lease be over, as if its owner had been suspended."""
    with store._database.write() as connection:
        connection.execute(leases.update().where(leases.c.job == job).values(expires=0.0))


def expires(store: Store, job: str) -> float:
    with store._database.read() as connection:
        return float(connection.execute(sa.select(leases.c.expires).where(leases.c.job == job)).scalar_one())


def wait_until(true: Callable[[], bool]) -> None:
    """Look again and again; a machine that does much else is slow."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)

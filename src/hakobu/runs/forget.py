"""Forgetting a person: everything that is held under a key is found, shown, removed, and kept away."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.changes import Ledger
from hakobu.errors import GuardError, SetupError
from hakobu.mapping import normal_key
from hakobu.plan import read_plan
from hakobu.runs.forget_files import PlannedPlace, clear_leftovers
from hakobu.runs.ownership import own_job
from hakobu.runs.person import Person, key_words
from hakobu.staging import disk_errors, open_session
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from hakobu.store import LedgerRow, Suppression

__all__ = ["PLACES", "Forgetting", "HeldPlace", "forgotten", "lift"]

PLACES = (
    "last synced values",
    "journal",
    "plans",
    "failed rows",
    "kept rows",
    "read rows",
    "held rows",
    "decisions",
    "run notes",
)


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """How much of a person one place holds; ``task`` and ``module`` are empty where it is of no one task."""

    place: str
    job: str
    task: str
    module: str
    number: int


class Forgetting:
    """One person's traces in our memory; nobody runs a job of theirs while this is open."""

    def __init__(
        self, store: Store, session: duckdb.DuckDBPyConnection, rows: list[LedgerRow], key: str
    ) -> None:
        self._store = store
        self._session = session
        self._rows = {row.id: row for row in rows}
        self._ledgers = {row.id: Ledger(store, row.identity) for row in rows}
        self._erasure = store.erasure(list(self._rows))
        self._person = Person(key, rows)
        self._learn()

    @classmethod
    @contextmanager
    def open(
        cls, home: Path, key: str, *, job: str | None = None, module: str | None = None
    ) -> Iterator[Forgetting]:
        """Find a person by a key; ``job`` and ``module`` say where it means them, by default everywhere.

        Raises ``SetupError`` for an empty key and for a job or module that no run knows, ``BusyError``
        while such a job runs, ``GuardError`` where a write about the person is not settled.
        """
        if not key.strip():
            raise SetupError(
                "The key is empty.", next_step="Give the key as hakobu plan and hakobu rejects show it."
            )
        with ExitStack() as stack:
            store = stack.enter_context(Store(home))
            every = store.ledgers.every()
            for name, given in (("job", job), ("module", module)):
                known = tuple(sorted({getattr(row.identity, name) for row in every}))
                if given is not None and given not in known:
                    raise SetupError(f"No run knows a {name} {given}.", valid=known)
            rows = store.ledgers.every(job=job, module=module)
            for name in sorted({row.identity.job for row in rows}):
                stack.enter_context(own_job(store, name))
            stack.enter_context(disk_errors(home))
            session = open_session(home / "scratch")
            stack.callback(session.close)
            yield cls(store, session, rows, key)

    def held(self) -> list[HeldPlace]:
        """List what is held, place by place."""
        return self._walk(remove=False)

    def forget(self, *, job: str | None = None, module: str | None = None) -> list[HeldPlace]:
        """Keep the person away from later runs, then remove what is held; gives what was removed.

        Where it is interrupted, the same call again does the rest.
        """
        person, forgotten_ = self._person, self._store.forgotten
        forgotten_.suppress(person.name, person.written, job=job or "", module=module or "")
        for ledger_id, keys in person.keys.items():
            row = self._rows[ledger_id].identity
            others = [key_words(each) for each in keys if key_words(each) not in person.written]
            forgotten_.suppress(person.name, others, job=row.job, module=row.module, ledger_id=ledger_id)
        removed = self._walk(remove=True)
        self._erasure.compact()
        return removed

    def _learn(self) -> None:
        """Gather every key and id of the person until nothing new turns up; then refuse open writes."""
        new = True
        while new:
            new = False
            for ledger_id, ledger in self._ledgers.items():
                for key, ident in ledger.known(self._session):
                    new |= self._person.learn(ledger_id, key=key, record=ident)
            for ledger_id, change, result, _ in self._erasure.written():
                ident = (result.id if result else None) or change.id
                new |= self._person.learn(ledger_id, key=change.key, label=change.label, record=ident)
            for place in self._planned():
                new |= place.learn()
        for ledger_id, change, _, unanswered in self._erasure.written():
            if unanswered and self._person.theirs(
                ledger_id, key=change.key, label=change.label, record=change.id
            ):
                name = self._rows[ledger_id].identity.job
                raise GuardError(
                    "It is not known yet what became of a write about this person.",
                    where=f"job {name}",
                    next_step="Run the job again, which settles it; then forget.",
                )

    def _walk(self, *, remove: bool) -> list[HeldPlace]:
        """Count, and remove; the ledgers come last, for they link keys with records."""
        theirs = self._person.theirs
        found: Counter[tuple[str, int]] = Counter()
        for ledger_id, place in [(each.plan.ledger_id, each) for each in self._planned()]:
            for name, number in place.erase(remove=remove).items():
                found[name, ledger_id] += number
        if remove:
            self._clear_unplanned()
        whole = {
            "held rows": self._erasure.held(theirs, remove=remove),
            "decisions": self._erasure.decisions(theirs, remove=remove),
            "run notes": self._erasure.history(theirs, self._person.scrub, remove=remove),
            "failed rows": self._failed(remove=remove),
            "journal": self._erasure.journal(theirs, remove=remove),
        }
        for ledger_id, ledger in self._ledgers.items():
            keys = [
                key for key, ident in ledger.known(self._session) if theirs(ledger_id, key=key, record=ident)
            ]
            found["last synced values", ledger_id] += len(keys)
            if keys and remove:
                ledger.forget(self._session, keys)
            if remove:
                ledger.sweep()  # what one that was killed wrote anew, and did not live to remove
        by_task = [
            HeldPlace(name, row.job, row.task, row.module, number)
            for (name, ledger_id), number in found.items()
            for row in [self._rows[ledger_id].identity]
            if number
        ]
        of_all = [HeldPlace(name, "", "", "", number) for name, number in whole.items() if number]
        return sorted([*by_task, *of_all], key=lambda each: (PLACES.index(each.place), each.job, each.task))

    def _failed(self, *, remove: bool) -> int:
        rows = set(self._erasure.failed(self._person.theirs))
        if remove:
            self._erasure.drop_failed(rows)
        return len(rows)

    def _planned(self) -> Iterator[PlannedPlace]:
        """Open the plans of every run of these ledgers."""
        failed: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for run_id, task, row in self._erasure.failed(self._person.theirs):
            failed[run_id, task].add(row)
        for place in self._places():
            plan = read_plan(place)
            if plan is not None and plan.ledger_id in self._rows:
                rows = frozenset(failed[int(place.parent.name), plan.task])
                yield PlannedPlace(place, plan, self._person, rows)

    def _clear_unplanned(self) -> None:
        """Remove what runs left that ended before their plan was whole: nothing will take it up."""
        for place in self._places():
            if read_plan(place) is None:
                clear_leftovers(place, keep=set())

    def _places(self) -> list[Path]:
        """Name the folders of the tasks of every run of these jobs."""
        jobs = {row.identity.job for row in self._rows.values()}
        runs = self._store.runs.numbers(jobs)
        folders = (self._store.home / "runs" / str(number) for number in runs)
        return sorted(
            place
            for folder in folders
            if folder.is_dir()
            for place in folder.iterdir()
            if place.name.isdecimal()
        )


def forgotten(*, home: Path) -> list[Suppression]:
    """List whom no run brings back; their keys are not known any more."""
    with Store(home) as store:
        return store.forgotten.all()


def lift(key: str, *, home: Path) -> int:
    """Let a person pass again who was to be forgotten; gives how many suppressions fell."""
    with Store(home) as store:
        fallen = store.forgotten.lift(normal_key(key))
    if not fallen:
        raise SetupError(
            "Nobody is forgotten under this key.",
            next_step="Give the key as it was given to hakobu forget; blanks and case do not matter.",
        )
    return fallen

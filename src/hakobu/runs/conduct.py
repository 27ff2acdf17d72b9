"""Conducting a run: every task is planned before the first is delivered, and a dead run is taken up."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from hakobu.definitions import chosen_tasks, lookups_of
from hakobu.delivery import Ending, References
from hakobu.errors import GuardError, Kind, StoppedError
from hakobu.model import Outcome
from hakobu.plan import SEEN, read_plan
from hakobu.runs.collecting import seldom_collected
from hakobu.runs.compile import compile_tasks
from hakobu.runs.crm import CrmFacts
from hakobu.runs.deliver import TaskDelivery
from hakobu.runs.fit import PLAN, check_plan
from hakobu.runs.give_up import give_up
from hakobu.runs.guards import gather, limits_of, trial_of
from hakobu.runs.keep import hold_undone, keep_rejects, tidy
from hakobu.runs.open_ledger import open_ledger
from hakobu.runs.outcome import TaskEnd, planned_line
from hakobu.runs.parameters import given_to, values_of
from hakobu.runs.part import move_marks
from hakobu.runs.prepare import Preparation
from hakobu.runs.record import Record
from hakobu.runs.steps import steps_of
from hakobu.runs.switch import Brake, check_open
from hakobu.runs.undo import UNDO, Undo, UndoChoice, undo_task
from hakobu.runs.watch import Event
from hakobu.staging import disk_errors
from hakobu.store import LedgerIdentity, RunTask, Store, TaskJournal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from hakobu.changes import Ledger
    from hakobu.model import Change, Job, Task
    from hakobu.plan import TaskPlan
    from hakobu.runs.compile import Rows
    from hakobu.runs.hooks import Hooks
    from hakobu.runs.options import Options
    from hakobu.store import GuardStop, Run
    from hakobu.zoho import Client

    Values = dict[str, str | int]

__all__ = ["Conductor"]

BROKEN = {Outcome.INVALID, Outcome.REJECTED}
LEFT = {Outcome.PENDING, Outcome.UNKNOWN}


class Conductor:
    """Conducts the runs of one job over one client and one store."""

    def __init__(
        self, *, store: Store, client: Client, job: Job, file: str, options: Options, hooks: Hooks
    ) -> None:
        self.store = store
        self._hooks = hooks
        self._client = client
        self._job = job
        self._written = file  # as the user calls it, in messages
        self._file = str(Path(file).resolve()) if file else ""
        self._record = Record(options.watch, client, level=job.log_level, asked=options.asked)
        self._options = replace(options, watch=self._record)
        self._facts = CrmFacts(client)
        self._definition = hashlib.sha256(repr(job).encode()).hexdigest()

    def place(self, run_id: int, position: int) -> Path:
        """Give the folder of one task of a run."""
        return self._folder(run_id) / str(position)

    def unfinished(self) -> Run | None:
        """Find the last run of this very definition that was planned whole but not delivered whole."""
        runs = self.store.runs.latest(job=self._job.name, limit=1, plans=False)
        run = runs[0] if runs else None
        if run is None or (run.definition, run.file) != (self._definition, self._file):
            return None
        if run.status == "guard":
            return None  # it waits for a person: hakobu approve
        wanted = {task.name for task in chosen_tasks(self._job, self._options.tasks)}
        if {task.task for task in run.tasks} != wanted:
            return None  # another part of the job
        planned = run.tasks and all(read_plan(self.place(run.id, n)) for n in range(len(run.tasks)))
        left = run.ended is None or any(run.outcomes[outcome] for outcome in LEFT)
        return run if planned and left else None

    def close_interrupted(self, *, keep: Run | None) -> None:
        """Close what dead processes left open; their unanswered calls are given up as unknown."""
        for run in self.store.runs.unfinished(self._job.name):
            if keep is None or run.id != keep.id:
                self._give_up(run.id)
                cause = "The process ended before this run did."
                self.store.runs.close(run.id, status="interrupted", credits_=0, calls=0, cause=cause)

    def run(
        self, rows: Rows, *, kind: str = "run", of_run: int | None = None, tasks: tuple[str, ...] = ()
    ) -> Run:
        """Plan all tasks, then deliver them; ``tasks`` names some where not all are meant."""
        check_open(self.store, self._client.organisation().zgid)
        number, zgid = self._start(kind, of_run)
        chosen = chosen_tasks(self._job, tasks or self._options.tasks)
        with self._closing(number, delivers=True):
            values = self._values(zgid, number)
            self._hooks.before(kind, values)
            plans = self._plan_all(self._folder(number), rows, chosen, zgid, number, values=values)
            self.store.runs.write_tasks(number, [planned_line(plan) for plan in plans])
            stops = self._guard(number, chosen, plans)
            self.store.runs.set_status(number, "delivering")
            self._deliver_all(number, chosen, zgid, stop=limits_of(stops))
        return self._get(number)

    def store_plan(self, rows: Rows) -> Run:
        """Plan all tasks and keep the plan; nothing is written to the CRM until it is executed."""
        number, zgid = self._start(PLAN, None)
        with self._closing(number):
            tasks = chosen_tasks(self._job, self._options.tasks)
            values = self._values(zgid, number)
            plans = self._plan_all(self._folder(number), rows, tasks, zgid, number, values=values)
            self._guard(number, tasks, plans)
            self._keep_plan(number, plans)
        return self._get(number)

    def execute(self, run: Run, *, approver: str = "") -> Run:
        """Deliver a stored plan, that very one; what the CRM has overtaken meanwhile is held.

        ``approver`` is who lets it go beyond the job's limits; without one it must keep to them.
        """
        zgid, run = self._client.organisation().zgid, self._get(run.id)  # another process may have been first
        check_plan(
            self.store,
            run,
            zgid=zgid,
            job=self._job,
            made_of=(self._definition, self._file),
            approved=bool(approver),
            now=self._options.clock.now(),
        )
        check_open(self.store, zgid)
        if approver:
            self.store.runs.approve(run.id, by=approver)
        return self._take_up(self._get(run.id), zgid, resumed=run.resumed)

    def store_undo(self, run: Run, choice: UndoChoice) -> Run:
        """Plan the undo of a run and keep it; nothing is written to the CRM until it is executed."""
        undo = Undo(
            store=self.store, client=self._client, run=run, former=self._folder(run.id), choice=choice
        )
        undo.check()
        number, _ = self._start(UNDO, run.id)
        with self._closing(number):
            plans = undo.write(self._folder(number))
            self._keep_plan(number, plans)
        return self._get(number)

    def _keep_plan(self, number: int, plans: list[TaskPlan]) -> None:
        self.store.runs.write_tasks(number, [planned_line(plan) for plan in plans])
        self._close(number, "planned", "")

    def _tasks_of(self, run: Run) -> list[Task]:
        """Give the tasks as which a run is delivered."""
        if run.kind == UNDO:
            return [undo_task(task) for task in run.tasks]
        by_name = {task.name: task for task in self._job.tasks}
        return [by_name[task.task] for task in run.tasks]

    def _start(self, kind: str, of_run: int | None) -> tuple[int, str]:
        zgid = self._client.organisation().zgid
        number = self.store.runs.start(
            job=self._job.name,
            file=self._file,
            definition=self._definition,
            zgid=zgid,
            kind=kind,
            of_run=of_run,
        )
        self._options.began(number)
        return number, zgid

    def plan(self, rows: Rows, folder: Path) -> list[TaskPlan]:
        """Plan all tasks into a folder; no run begins, and nothing will be written."""
        zgid = self._client.organisation().zgid
        with disk_errors(folder):
            tasks, values = chosen_tasks(self._job, self._options.tasks), self._values(zgid, 0)
            return self._plan_all(folder, rows, tasks, zgid, 0, values=values)

    def resume(self, run: Run) -> Run:
        """Settle what is not known of an unfinished run, then deliver the rest of its plan."""
        zgid = self._client.organisation().zgid
        if zgid != run.zgid:
            raise GuardError(
                f"The run was planned for organisation {run.zgid}; this connection is signed in to {zgid}.",
                where=f"run {run.id}",
                next_step="Sign in to the former organisation, or begin anew with --fresh.",
            )
        check_open(self.store, zgid)
        self._tell(Event(phase="resume", message=str(run.id)))
        return self._take_up(run, zgid, resumed=run.resumed + 1)

    def _take_up(self, run: Run, zgid: str, *, resumed: int) -> Run:
        """Deliver what a stored plan still holds."""
        self._options.began(run.id)
        self.store.runs.set_status(run.id, "delivering", resumed=resumed, ended=None)
        with self._closing(run.id, delivers=True):
            self._deliver_all(run.id, self._tasks_of(run), zgid)
        return self._get(run.id)

    @contextmanager
    def _closing(self, number: int, *, delivers: bool = False) -> Iterator[None]:
        """Close the run whatever happens, with its cause; one that ``delivers`` has SQL for its end."""
        try:
            with disk_errors(self.store.home), seldom_collected(), self._record.of(self._folder(number)):
                yield
        except BaseException as error:  # closes the run
            ended = _status(error), str(error) or "Interrupted before anything was written."
            if delivers and isinstance(error, Exception):
                ended = self._hooks.failed(self._get(number), *ended, error)
            self._close(number, *ended)
            raise

    def _close(self, number: int, status: str, cause: str) -> None:
        stats = self._client.stats
        self.store.runs.close(number, status=status, credits_=stats.credits, calls=stats.calls, cause=cause)
        if stats.credits_remaining is not None:
            zgid, kept = self._client.organisation().zgid, self._client.settings.credit_reserve
            self.store.overview.note_credits(zgid, left=stats.credits_remaining, kept=kept)

    def _values(self, zgid: str, number: int) -> Values:
        """Make the values of a run's parameters, kept with the run where there is one."""
        options, runs = self._options, self.store.runs
        last = runs.last_success(self._job.name, zgid)
        values = values_of(self._job, options.parameters, now=options.clock.now(), last=last)
        if number:
            runs.keep_parameters(number, values)
        return values

    def _plan_all(
        self, folder: Path, rows: Rows, tasks: list[Task], zgid: str, number: int, *, values: Values
    ) -> list[TaskPlan]:
        if number:
            self._hooks.note(folder)
        tasks = [given_to(task, values) for task in tasks]
        tables = compile_tasks(self._job, tasks, rows, self._facts, file=self._written)
        preparation = Preparation(
            store=self.store,
            facts=self._facts,
            rows=rows,
            folder=folder,
            run_id=number,
            token=uuid4().hex[:12],
            options=self._options,
            batch=self._client.settings.batch_size,
            referred=_referred(tasks),
        )
        plans = []
        for position, table in enumerate(tables):
            with self._ledger(table.task, zgid) as ledger:
                plans.append(preparation.plan(position, table, ledger, compare=self._options.compare))
        return plans

    def _guard(self, number: int, tasks: list[Task], plans: list[TaskPlan]) -> tuple[GuardStop, ...]:
        """Keep what would stop these plans with the run that they are of."""
        stops = gather(self._client, tasks, plans)
        self.store.runs.keep_guards(number, stops)
        return stops

    def _deliver_all(
        self, number: int, tasks: list[Task], zgid: str, *, stop: GuardError | None = None
    ) -> None:
        run, referred = self._get(number), _referred(tasks)
        named = {task.name for task in tasks if run.kind == UNDO or task.module in referred}
        references = References(frozenset(named))
        plans = [self._planned(number, position) for position in range(len(tasks))]
        brake = Brake(self.store, zgid, batch=self._client.settings.batch_size)
        trial = trial_of(self._job, run, total=sum(plan.changes for plan in plans))
        hold = run.kind in {PLAN, UNDO} or run.approved is not None
        ending = Ending(cause=stop)
        orphans: dict[int, list[tuple[Change, str]]] = {}
        for position, kinds in steps_of(run.kind, plans):
            task, plan, place = tasks[position], plans[position], self.place(number, position)
            if ending.cause is not None or self._options.stop.is_set():
                break
            with self._ledger(task, zgid, seen=place / SEEN, fields=plan.fields):
                journal = TaskJournal(self.store.journal, number, plan.ledger_id, task.name)
                delivery = TaskDelivery(
                    self._client, task, plan, journal, references, self._options, brake, trial
                )
                try:
                    ending = delivery.run(place, hold=hold, related=run.kind == UNDO, kinds=kinds)
                except StoppedError:
                    break  # while it read: what is open stays open, as after any stop
                orphans[position] = [*orphans.get(position, ()), *ending.orphans]
                if ending.cause is None:
                    delivery.read_back(place)
        ends = [
            TaskEnd(
                self.place(number, position),
                plan,
                TaskJournal(self.store.journal, number, plan.ledger_id, task.name),
                orphans.get(position, ()),
            )
            for position, (task, plan) in enumerate(zip(tasks, plans, strict=True))
        ]
        finished = [end.task() for end in ends]
        self.store.runs.write_tasks(number, finished)
        for position, (end, task_line) in enumerate(zip(ends, finished, strict=True)):
            keep_rejects(self.store, self.place(number, position), number, end, task_line)
        if ending.cause is None:
            places = [self.place(number, position) for position in range(len(ends))]
            plans = [end.plan for end in ends]
            move_marks(self.store, number, list(zip(places, plans, finished, strict=True)))
        if run.kind == UNDO:
            hold_undone(self.store, self._get(number), finished)
        if trial and trial.stop:
            self.store.runs.keep_guards(number, (*run.guards, trial.stop))
        # before the run is closed: one that dies here is taken up, and its SQL is not forgotten
        self._close(number, *self._hooks.ended(run, *self._verdict(finished, ending)))
        if not any(task_line.outcomes[outcome] for task_line in finished for outcome in LEFT):
            tidy(self.place(number, position) for position in range(len(finished)))

    def _planned(self, number: int, position: int) -> TaskPlan:
        plan = read_plan(self.place(number, position))
        if plan is None:
            raise AssertionError(f"task {position} of run {number} has no plan")
        return plan

    def _ledger(
        self, task: Task, zgid: str, *, seen: Path | None = None, fields: tuple[str, ...] = ()
    ) -> AbstractContextManager[Ledger]:
        environment = self._client.settings.environment
        identity = LedgerIdentity(
            zgid=zgid, environment=environment, module=task.module, job=self._job.name, task=task.name
        )
        return open_ledger(self.store, identity, was=task.was, seen=seen, fields=fields)

    def _verdict(self, tasks: list[RunTask], ending: Ending) -> tuple[str, str]:
        """Tell how the run ended, and why."""
        found = {outcome for task in tasks for outcome, number in task.outcomes.items() if number}
        if isinstance(ending.cause, GuardError):
            return "guard", ending.cause.message
        if ending.cause is not None:
            waits = ending.cause.kind in {Kind.WAIT, Kind.UNKNOWN}
            return ("stopped" if waits else "failed"), str(ending.cause)
        if self._options.stop.is_set() and found & LEFT:
            return "stopped", "Stopped by hand."
        if found & LEFT:
            return "incomplete", ""
        return ("done with rejects" if found & BROKEN else "done"), ""

    def _give_up(self, number: int) -> None:
        """Mark the unanswered calls of an abandoned run as unknown; their records are matched live."""
        modules = {task.name: task.module for task in self._job.tasks}
        give_up(self._client, self.store.journal, number, modules=modules, options=self._options)

    def _tell(self, event: Event) -> None:
        self._options.watch(event)

    def _folder(self, run_id: int) -> Path:
        return self.store.home / "runs" / str(run_id)

    def _get(self, number: int) -> Run:
        run = self.store.runs.get(number)
        if run is None:
            raise AssertionError(f"run {number} is not in the history")
        return run


def _status(error: BaseException) -> str:
    """Name how a run ended that an error ended."""
    if isinstance(error, GuardError):
        return "guard"
    return "interrupted" if isinstance(error, StoppedError | KeyboardInterrupt) else "failed"


def _referred(tasks: Iterable[Task]) -> frozenset[str]:
    """Name the modules in which some task looks records up."""
    return frozenset(lookup.module for task in tasks for _, lookup in lookups_of(task))

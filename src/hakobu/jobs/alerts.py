"""Alerts: looks at what ended, and at what did not begin; writes notices on a change of state; sends them.

A notice is written before it is sent, with a key that makes it happen once, so that neither a crash nor a
second look loses or doubles one. Whether a state changed is read off the last notice.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError, SignInError
from hakobu.jobs.alert_texts import body_of, title_of
from hakobu.jobs.calendars import calendar_named
from hakobu.jobs.channels import Channels, send
from hakobu.jobs.loop import Loop
from hakobu.jobs.scheduler import LATE
from hakobu.jobs.times import last_time
from hakobu.model import OUTCOMES, Outcome
from hakobu.runs import mask_rejects, open_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hakobu.jobs.channels import Channel
    from hakobu.jobs.workspace import Workspace
    from hakobu.model import AlertRule, Schedule
    from hakobu.store import DefinedJob, Notice, Run, Store, Ticket
    from hakobu.store.vault import Vault

__all__ = ["Alerts"]

LOOK = 1.0  # seconds between two looks
TRIES = (60.0, 300.0, 1800.0, 7200.0)  # seconds before each further try; then it is given up
SIGN_IN = 3600.0  # seconds between two looks at a sign-in: a run that is due tomorrow is not to find out
STUCK = 3600.0  # seconds for which a ticket may wait for its turn
KEYS = 10  # keys of failed rows that a message names
DAY = 24 * 3600.0
TOLD = ("run", "execute", "approve", "retry")
FAILED = ("failed", "interrupted", "incomplete")
DONE = ("done", "done with rejects")

log = structlog.get_logger("hakobu.alerts")


class Alerts:
    """Looks once a second; ``address`` is where the application's pages are, for links."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        vault: Vault,
        *,
        now: Callable[[], float] = time.time,
        address: Callable[[], str] = str,
    ) -> None:
        self._store = store
        self._workspace = workspace
        self.channels = Channels(store, vault)
        self._now = now
        self._address = address
        self._loop = Loop("alerts", self.look, every=LOOK)

    def start(self) -> None:
        """Look from now on, in a thread of its own."""
        self._loop.start()

    def close(self) -> None:
        """Look no more."""
        self._loop.close()

    def look(self) -> None:
        """Look once: write what is to be told, and send what is due."""
        now = self._now()
        jobs = {job.name: job for job in self._store.definitions.jobs()}
        for ticket in self._store.tickets.untold():
            found = list(self._of_ticket(ticket, jobs.get(ticket.job)))
            self._store.notices.add(found, at=now, told=ticket.id)
        for job in jobs.values():
            try:
                found = list(self._of_job(job, now))
            except HakobuError as error:
                log.warning("alerts cannot be judged", job=job.name, cause=str(error))
                continue
            if found:
                self._store.notices.add(found, at=now)
        for notice in self._store.notices.due(now=now):
            self._send(notice, now)

    def test(self, channel: Channel, *, language: str) -> str:
        """Send a test message; gives why it was not taken, or nothing."""
        facts = {"about": "test", "link": self._link(), "note": "test"}
        return send(
            channel, title=title_of("test", language, facts), body=body_of(language, facts), facts=facts
        )

    def _of_ticket(self, ticket: Ticket, job: DefinedJob | None) -> Iterator[dict[str, Any]]:
        if job is None or ticket.verb not in TOLD:
            return
        try:
            schedule, rules, _ = told_of(job.text)
        except HakobuError:
            return  # the job does not start by itself; its page says why
        run = self._store.runs.get(ticket.run_id) if ticket.run_id else None
        for rule in rules:
            yield from self._of_run(ticket, run, job, rule)
            if "no_run" in rule.about and ticket.why == "missed" and ticket.due is not None:
                zone = ZoneInfo(schedule.time_zone if schedule else "UTC")
                facts = {"due": _clock(ticket.due, zone), "begun": _clock(ticket.begun or ticket.asked, zone)}
                yield from self._once(job, rule, "no_run", f"{ticket.due:.0f}", facts)

    def _of_run(
        self, ticket: Ticket, run: Run | None, job: DefinedJob, rule: AlertRule
    ) -> Iterator[dict[str, Any]]:
        status = run.status if run is not None and (run.ended is not None) else "failed"
        if not (run or ticket.cause) or status == "stopped":
            return  # somebody stopped it: nobody is to be told
        facts = self._facts(ticket, run, status, rule)
        failed = status in FAILED or (bool(ticket.cause) and status != "guard")
        key = str(ticket.id)
        yield from self._changed(job, rule, "failure", raised=failed, key=key, facts=facts)
        if not failed:
            yield from self._changed(job, rule, "guard", raised=status == "guard", key=key, facts=facts)
        if status in DONE and run is not None and not failed:
            beyond = _beyond(run, rule)
            yield from self._changed(job, rule, "failed_rows", raised=beyond, key=key, facts=facts)
            if "success" in rule.about and status == "done":
                yield from self._once(job, rule, "success", key, facts)

    def _of_job(self, job: DefinedJob, now: float) -> Iterator[dict[str, Any]]:
        if job.paused or "alerts" not in job.text:
            return
        schedule, rules, zone = told_of(job.text)
        place = ZoneInfo(schedule.time_zone if schedule else zone or "UTC")
        for rule in rules:
            if "no_run" in rule.about and schedule is not None:
                yield from self._no_run(job, schedule, rule, now, place)
            if "daily" in rule.about:
                yield from self._daily(job, rule, now, place)
            if "sign_in" in rule.about and schedule is not None:
                yield from self._sign_in(job, rule, now)

    def _no_run(
        self, job: DefinedJob, schedule: Schedule, rule: AlertRule, now: float, zone: ZoneInfo
    ) -> Iterator[dict[str, Any]]:
        waiting = self._store.tickets.waiting(job.name)
        if waiting is not None and waiting.due is not None and now - waiting.due > STUCK:
            facts = {"due": _clock(waiting.due, zone), "note": "waits"}
            yield from self._once(job, rule, "no_run", f"{waiting.id}:{job.name}", facts)
        since = float(job.schedule.get("since", now))
        mark = max(since, self._store.tickets.last_due(job.name) or 0.0)
        late = datetime.fromtimestamp(now - 2 * LATE, UTC)
        if schedule.missed != "skip" or late.timestamp() <= mark:
            return  # what is missed is caught up, and told of when it is
        calendar = calendar_named(self._store, schedule.calendar)
        due = last_time(schedule, calendar, after=datetime.fromtimestamp(mark, UTC), until=late)
        if due is not None:
            facts = {"due": _clock(due.timestamp(), zone), "note": "skipped"}
            yield from self._once(job, rule, "no_run", f"{due.timestamp():.0f}", facts)

    def _daily(
        self, job: DefinedJob, rule: AlertRule, now: float, zone: ZoneInfo
    ) -> Iterator[dict[str, Any]]:
        here = datetime.fromtimestamp(now, zone)
        if here.strftime("%H:%M") < rule.daily_at or job.modified > now - 60:
            return
        day = f"{here - timedelta(days=1):%Y-%m-%d}"
        if self._told(job, rule, "daily", day):
            return
        begin = datetime.combine(here.date() - timedelta(days=1), datetime.min.time(), zone).timestamp()
        end = datetime.combine(here.date(), datetime.min.time(), zone).timestamp()
        runs = [run for run in self._store.runs.between(begin, end, job=job.name) if run.kind != "plan"]
        outcomes = {str(each): sum(run.outcomes[each] for run in runs) for each in OUTCOMES}
        failed = sum(run.status not in DONE for run in runs)
        facts = {
            "day": day,
            "runs": len(runs),
            "failed": failed,
            "outcomes": outcomes,
            "link": self._link(job),
        }
        yield from self._once(job, rule, "daily", day, facts)

    def _sign_in(self, job: DefinedJob, rule: AlertRule, now: float) -> Iterator[dict[str, Any]]:
        for name in (job.source, job.destination):
            connection = self._store.definitions.connection(name)
            if connection is None or connection.connector != "zoho-crm" or connection.draft:
                continue
            setting = f"sign_in:{name}"[:60]
            known = self._store.settings.get(setting, {"at": 0.0, "cause": ""})
            if now - known["at"] > SIGN_IN or connection.modified > known["at"]:
                known = {"at": now, "cause": self._try_sign_in(name)}
                self._store.settings.set(setting, known)
            if known["cause"] is None:
                continue  # it could not be told: the network, say
            facts = {"connection": name, "cause": known["cause"], "note": "sign_in" if known["cause"] else ""}
            raised = bool(known["cause"])
            key = f"{known['at']:.0f}"
            yield from self._changed(job, rule, "sign_in", raised=raised, key=key, facts=facts)

    def _try_sign_in(self, name: str) -> str | None:
        """Sign in to Zoho; gives why that was refused, nothing if it works, None if it cannot be told.

        A token that still holds is no hour old, and was given for this very sign-in: then no call is made.
        """
        try:
            with open_client(
                self._workspace.connection(name), home=self._store.home, base=self._workspace.folder
            ) as client:
                client.sign_in()
        except SignInError as error:
            return str(error)
        except HakobuError:
            return None
        return ""

    def _facts(self, ticket: Ticket, run: Run | None, status: str, rule: AlertRule) -> dict[str, Any]:
        if run is None:
            return {"run": None, "status": status, "cause": ticket.cause, "link": self._link()}
        outcomes = {str(name): number for name, number in run.outcomes.items()}
        facts = {
            "run": run.id,
            "status": status,
            "cause": ticket.cause or run.cause,
            "outcomes": outcomes,
            "count": _failed(run),
            "link": f"{self._link()}runs/{run.id}" if self._link() else "",
        }
        if rule.values and facts["count"]:
            rejects = mask_rejects(run, self._store.rejects.of_run(run.id), home=self._store.home)
            facts["keys"] = [reject.label for reject in rejects[:KEYS] if reject.label]
        return facts

    def _changed(
        self, job: DefinedJob, rule: AlertRule, about: str, *, raised: bool, key: str, facts: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Tell of a state when it begins, and once more when it is over."""
        if about not in rule.about:
            return
        for channel in rule.to:
            last = self._store.notices.last(job.name, about, channel)
            was = last is not None and last.state == "raised"
            if raised != was:
                yield self._notice(job, rule, about, "raised" if raised else "over", channel, key, facts)

    def _once(
        self, job: DefinedJob, rule: AlertRule, about: str, key: str, facts: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        for channel in rule.to:
            if self._store.notices.keyed(_key(job, about, "once", channel, key)) is None:
                yield self._notice(job, rule, about, "once", channel, key, facts)

    def _told(self, job: DefinedJob, rule: AlertRule, about: str, key: str) -> bool:
        keys = (_key(job, about, "once", channel, key) for channel in rule.to)
        return all(self._store.notices.keyed(each) is not None for each in keys)

    def _notice(  # noqa: PLR0917 - private; the nouns of one line
        self,
        job: DefinedJob,
        rule: AlertRule,
        about: str,
        state: str,
        channel: str,
        key: str,
        facts: dict[str, Any],
    ) -> dict[str, Any]:
        told = {"job": job.name, "about": about, "state": state, "link": self._link(job), **facts}
        said = f"over.{about}" if state == "over" else about
        return {
            "key": _key(job, about, state, channel, key),
            "job": job.name,
            "about": about,
            "state": state,
            "channel": channel,
            "title": title_of(said, rule.language, told),
            "body": body_of(rule.language, told),
            "facts": told,
        }

    def _send(self, notice: Notice, now: float) -> None:
        channel = self.channels.named(notice.channel)
        cause = f"There is no alert channel {notice.channel!r} any more." if channel is None else ""
        if channel is not None:
            try:
                cause = send(channel, title=notice.title, body=notice.body, facts=notice.facts)
            except HakobuError as error:
                cause = str(error)
        if not cause:
            self._store.notices.sent(notice.id, at=now)
            return
        again = TRIES[notice.tries] if notice.tries < len(TRIES) and channel is not None else None
        next_try = None if again is None else now + again
        self._store.notices.failed(notice.id, error=cause, next_try=next_try)
        log.warning("alert was not taken", channel=notice.channel, job=notice.job, cause=cause)

    def _link(self, job: DefinedJob | None = None) -> str:
        """Give the address of the pages, or of a job's; nothing where the server does not know its own."""
        from urllib.parse import quote  # noqa: PLC0415 - for this alone

        base = self._address()
        return f"{base}jobs/{quote(job.name, safe='')}" if job is not None and base else base


def _beyond(run: Run, rule: AlertRule) -> bool:
    failed, limit = _failed(run), rule.failed_rows
    if limit is None:
        return failed > 0
    rows = sum(run.outcomes.values())
    return failed > (limit.number if limit.number is not None else rows * (limit.share or 0.0) / 100)


def _failed(run: Run) -> int:
    return run.outcomes[Outcome.INVALID] + run.outcomes[Outcome.REJECTED]


def _key(job: DefinedJob, about: str, state: str, channel: str, key: str) -> str:
    return f"{job.name}\n{about}\n{state}\n{channel}\n{key}"


def _clock(seconds: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M %Z}"

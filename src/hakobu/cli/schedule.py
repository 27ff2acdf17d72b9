"""``hakobu schedule`` and ``hakobu calendars``: when the application's jobs start by themselves."""

import itertools
import os
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Fetch, Home, Json, Lang
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.store import DefinedJob, Store

__all__ = ["calendars", "schedule"]

SHOWN = 10
schedule = typer.Typer(cls=Group)
calendars = typer.Typer(cls=Group)

JobName = Annotated[str, typer.Argument(metavar="JOB")]
CalendarName = Annotated[str, typer.Argument(metavar="NAME")]
Source = Annotated[Path | None, typer.Option("--from", metavar="FILE")]


@contextmanager
def _at_store(*, json: bool, lang: Lang, home: Home) -> "Iterator[tuple[Desk, Store]]":
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

        with Store(at.home) as store:
            yield at, store


@schedule.command("list", cls=Command)
def list_schedules(*, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """List the jobs with what starts them."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        found = [_told(store, job) for job in store.definitions.jobs()]
        if at.json:
            at.tell(found)
        elif not found:
            say(at.out, at.words("schedule.no_jobs"))
        else:
            columns = [at.words(f"schedule.column.{name}") for name in ("job", "starts", "next")]
            at.out.print(make_grid(columns, [_row(at, each) for each in found]))


@schedule.command("show", cls=Command)
def show_schedule(
    job: JobName, *, limit: Fetch = None, json: Json = False, lang: Lang = None, home: Home = None
) -> None:
    """Show when a job starts."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        _show(at, _told(store, _job(at, store, job), many=limit or SHOWN))


@schedule.command("set", cls=Command)
def set_schedule(
    job: JobName,
    *,
    source: Source = None,
    off: Annotated[bool, typer.Option("--off")] = False,
    dry: Annotated[bool, typer.Option("--dry-run")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Give a job a schedule."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        if (source is None) != off:
            raise WrongUseError(at.words("schedule.which"))
        from hakobu.definitions.rewrite import change_key, plain_of  # noqa: PLC0415 - brings YAML
        from hakobu.jobs.saving import save_job  # noqa: PLC0415 - takes a second to import
        from hakobu.jobs.waits import check_schedule  # noqa: PLC0415 - likewise
        from hakobu.runs import who  # noqa: PLC0415 - likewise

        found = _job(at, store, job)
        wanted = None
        if source is not None:
            text = source.read_text(encoding="utf-8-sig")
            wanted = plain_of(text, "schedule") or {key: plain_of(text, key) for key in _keys(text)}
        changed = change_key(found.text, "schedule", wanted)
        workspace = _workspace(at, store)
        if dry:
            check_schedule(store, job, workspace.check(job, changed).jobs[job].schedule)
            import msgspec  # noqa: PLC0415 - for this alone

            _show(at, _told(store, msgspec.structs.replace(found, text=changed), many=SHOWN))
            return
        saved = save_job(store, workspace, job, changed, author=who(), based_on=found.version)
        _show(at, _told(store, saved, many=SHOWN))


@schedule.command("pause", cls=Command)
def pause_job(job: JobName, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Keep a job from starting by itself."""
    _pause(job, paused=True, json=json, lang=lang, home=home)


@schedule.command("resume", cls=Command)
def resume_job(job: JobName, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Let a job start by itself again."""
    _pause(job, paused=False, json=json, lang=lang, home=home)


def _pause(job: str, *, paused: bool, json: bool, lang: Lang, home: Home) -> None:
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        from hakobu.runs import who  # noqa: PLC0415 - takes a second to import

        _job(at, store, job)
        store.definitions.set_job(job, paused=paused)
        store.audit.write(who=who(), action="job paused" if paused else "job resumed", what=job)
        _show(at, _told(store, _job(at, store, job), many=SHOWN))


@schedule.command("webhook", cls=Command)
def make_webhook(
    job: JobName,
    *,
    remove: Annotated[bool, typer.Option("--remove")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Make a job's secret address."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        from hakobu.jobs.webhook import make_hook  # noqa: PLC0415 - takes a second to import
        from hakobu.runs import who  # noqa: PLC0415 - likewise

        found = _job(at, store, job)
        if remove:
            store.hooks.drop(job)
            store.audit.write(who=who(), action="webhook removed", what=job)
            if at.json:
                at.tell({"job": job, "path": None})
            say(at.err if at.json else at.out, at.words("schedule.webhook.removed", job=job))
            return
        path = make_hook(store, found, by=who(), now=time.time())
        if at.json:
            at.tell({"job": job, "path": path})
        else:
            say(at.out, at.words("schedule.webhook.made"))
            at.out.print(path, soft_wrap=True, highlight=False, markup=False)


@calendars.command("list", cls=Command)
def list_calendars(
    *,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", min=1990, max=2100)] = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the calendars."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        from hakobu.jobs.calendar import closed_days  # noqa: PLC0415 - brings the holidays
        from hakobu.jobs.calendars import calendar_as_json, calendars_of  # noqa: PLC0415 - likewise

        of = year or datetime.now(UTC).year
        told = [
            {
                "name": name,
                **calendar_as_json(each),
                "year": of,
                "closed_days": {
                    day.isoformat(): holiday for day, holiday in closed_days(each, of, at.words.lang)
                },
            }
            for name, each in calendars_of(store).items()
        ]
        if at.json:
            at.tell(told)
            return
        for each in told:
            at.out.print(heading(at.words("calendars.title", name=each["name"], year=of)))
            rows = [
                [day, holiday or at.words("calendars.own")] for day, holiday in each["closed_days"].items()
            ]
            at.out.print(make_grid([at.words("calendars.day"), at.words("calendars.why")], rows))


@calendars.command("set", cls=Command)
def set_calendar(  # each is an option of the command
    name: CalendarName,
    *,
    country: Annotated[str, typer.Option("--country", metavar="XX")] = "JP",
    weekend: Annotated[str, typer.Option("--weekend", metavar="DAYS")] = "sat,sun",
    closed: Annotated[list[str] | None, typer.Option("--closed", metavar="DAY")] = None,
    open_: Annotated[list[str] | None, typer.Option("--open", metavar="DAY")] = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Make or change a calendar."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        from hakobu.definitions.schedule import WEEKDAYS  # noqa: PLC0415 - brings YAML
        from hakobu.jobs.calendars import calendar_as_json, save_calendar  # noqa: PLC0415 - likewise
        from hakobu.model import Calendar  # noqa: PLC0415 - likewise
        from hakobu.runs import who  # noqa: PLC0415 - takes a second to import

        days = [day for day in weekend.lower().split(",") if day]
        for day in days:
            if day not in WEEKDAYS:
                raise WrongUseError(at.words("calendars.no_weekday", day=day), valid=WEEKDAYS)
        made = Calendar(
            name=name,
            country=None if country.lower() == "none" else country.upper(),
            weekend=tuple(sorted({WEEKDAYS.index(day) for day in days})),
            closed=frozenset(_days(at, closed)),
            open=frozenset(_days(at, open_)),
        )
        save_calendar(store, made)
        store.audit.write(who=who(), action="calendar saved", what=name)
        if at.json:
            at.tell({"name": name, **calendar_as_json(made)})
        else:
            say(at.out, at.words("calendars.saved", name=name))


@calendars.command("remove", cls=Command)
def remove_calendar(name: CalendarName, *, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Remove a calendar."""
    with _at_store(json=json, lang=lang, home=home) as (at, store):
        from hakobu.jobs.calendars import calendars_of, drop_calendar  # noqa: PLC0415 - brings the holidays
        from hakobu.runs import who  # noqa: PLC0415 - takes a second to import

        if name not in calendars_of(store):
            raise WrongUseError(at.words("calendars.none", name=name), valid=tuple(calendars_of(store)))
        drop_calendar(store, name)
        store.audit.write(who=who(), action="calendar removed", what=name)
        if at.json:
            at.tell({"removed": name})
        else:
            say(at.out, at.words("calendars.removed", name=name))


def _days(at: Desk, said: list[str] | None) -> "Iterator[date]":
    for each in said or ():
        try:
            yield date.fromisoformat(each)
        except ValueError:
            raise WrongUseError(at.words("calendars.no_day", day=each)) from None


def _keys(text: str) -> tuple[str, ...]:
    from hakobu.definitions.keys import SCHEDULE  # noqa: PLC0415 - brings YAML
    from hakobu.definitions.rewrite import plain_of  # noqa: PLC0415 - likewise

    return tuple(key.name for key in SCHEDULE if plain_of(text, key.name) is not None)


def _job(at: Desk, store: "Store", name: str) -> "DefinedJob":
    found = store.definitions.job(name)
    if found is None:
        known = tuple(job.name for job in store.definitions.jobs())
        raise WrongUseError(at.words("schedule.no_job", job=name), valid=known)
    return found


def _workspace(at: Desk, store: "Store") -> Any:
    from hakobu.jobs import Workspace  # noqa: PLC0415 - takes a second to import
    from hakobu.store.vault import VaultKey  # noqa: PLC0415 - brings the ciphers

    return Workspace(store, store.vault(VaultKey.open(at.home, os.environ)), env=os.environ)


def _told(store: "Store", job: "DefinedJob", *, many: int = 1) -> dict[str, Any]:
    from hakobu.definitions.schedule import told_of  # noqa: PLC0415 - brings YAML
    from hakobu.jobs.calendars import calendar_named  # noqa: PLC0415 - brings the holidays
    from hakobu.jobs.in_words import in_words  # noqa: PLC0415 - likewise
    from hakobu.jobs.times import next_times  # noqa: PLC0415 - likewise

    found, _, _ = told_of(job.text)
    told: dict[str, Any] = {
        "job": job.name,
        "paused": job.paused,
        "time_zone": None,
        "starts": {},
        "next": [],
    }
    if found is None:
        return told
    zone = ZoneInfo(found.time_zone)
    times = next_times(found, calendar_named(store, found.calendar), after=datetime.now(UTC))
    told["time_zone"] = found.time_zone
    told["starts"] = {lang: list(in_words(found, lang)) for lang in ("en", "ja")}
    told["next"] = [
        {"local": each.astimezone(zone).isoformat(), "utc": each.isoformat()}
        for each in itertools.islice(times, many)
    ]
    return told


def _row(at: Desk, told: dict[str, Any]) -> list[str]:
    starts = "\n".join(told["starts"].get(at.words.lang, ())) or at.words("schedule.by_hand")
    following = told["next"][0]["local"][:16].replace("T", " ") if told["next"] else ""
    return [told["job"], starts, at.words("schedule.paused") if told["paused"] else following]


def _show(at: Desk, told: dict[str, Any]) -> None:
    if at.json:
        at.tell(told)
        return
    at.out.print(heading(told["job"]))
    for line in told["starts"].get(at.words.lang, ()):
        say(at.out, line)
    if not told["starts"]:
        say(at.out, at.words("schedule.by_hand"))
    if told["paused"]:
        say(at.out, at.words("schedule.paused"))
    if told["next"]:
        columns = [told["time_zone"], "UTC"]
        rows = [[each[key][:16].replace("T", " ") for key in ("local", "utc")] for each in told["next"]]
        at.out.print(make_grid(columns, rows))

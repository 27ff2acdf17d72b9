"""When a schedule starts a job: over time zones, clocks that change, holidays, and closed days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hakobu.definitions.crontab import NoCrontabError, read_crontab
from hakobu.jobs.calendar import is_open
from hakobu.jobs.times import last_time, next_times
from hakobu.model import At, Calendar, Cron, Every, Schedule

TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
JAPAN = Calendar(name="default")
CLOCK = st.times().map(lambda each: each.strftime("%H:%M"))
ZONES = st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC", "Australia/Lord_Howe", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
STARTS = st.one_of(
    st.builds(
        At,
        times=st.lists(CLOCK, min_size=1, max_size=4, unique=True).map(tuple),
        days=st.one_of(
            st.sampled_from(["every day", "business days"]),
            st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        ),
        day=st.none() | st.integers(1, 31),
        closed=st.sampled_from(["run", "skip", "previous", "next"]),
    ),
    st.builds(At, times=st.tuples(CLOCK), business_day=st.integers(1, 15) | st.integers(-15, -1)),
    st.builds(Every, seconds=st.integers(60, 90 * 86_400)),
    st.builds(Cron, text=st.sampled_from(["*/15 * * * *", "0 9 * * mon-fri", "30 2 1,15 * *", "0 0 29 2 *"])),
)
SCHEDULES = st.builds(Schedule, starts=st.lists(STARTS, min_size=1, max_size=3).map(tuple), time_zone=ZONES)


def times(schedule: Schedule, after: datetime, count: int = 5, calendar: Calendar = JAPAN) -> list[str]:
    zone = ZoneInfo(schedule.time_zone)
    found = islice(next_times(schedule, calendar, after=after.astimezone(UTC)), count)
    return [f"{moment.astimezone(zone):%Y-%m-%d %H:%M %z}" for moment in found]


def at(*clock: str, zone: str = "Asia/Tokyo", **more: object) -> Schedule:
    return Schedule(starts=(At(times=clock, **more),), time_zone=zone)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(SCHEDULES, MOMENTS)
def test_times_ascend_and_lie_after_the_moment_asked(schedule: Schedule, after: datetime) -> None:
    found = list(islice(next_times(schedule, JAPAN, after=after), 12))
    assert all(moment > after for moment in found)
    assert all(one < other for one, other in pairwise(found))


@settings(max_examples=25, deadline=None)
@given(SCHEDULES, MOMENTS)
def test_asking_from_a_later_moment_gives_the_rest_of_the_same_times(
    schedule: Schedule, after: datetime
) -> None:
    found = list(islice(next_times(schedule, JAPAN, after=after), 6))
    for number, moment in enumerate(found[:-1]):
        assert list(islice(next_times(schedule, JAPAN, after=moment), 5 - number)) == found[number + 1 :]


@settings(max_examples=25, deadline=None)
@given(SCHEDULES, MOMENTS)
def test_the_last_time_up_to_a_moment_is_one_of_the_times_and_the_last(
    schedule: Schedule, after: datetime
) -> None:
    found = list(islice(next_times(schedule, JAPAN, after=after), 4))
    if len(found) == 4:
        between = found[2] + (found[3] - found[2]) / 2
        assert last_time(schedule, JAPAN, after=after, until=between) == found[2]
        assert last_time(schedule, JAPAN, after=found[2], until=between) is None


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["skip", "previous", "next"]), CLOCK, MOMENTS, st.integers(1, 31))
def test_a_rule_for_closed_days_never_starts_on_one(
    closed: str, clock: str, after: datetime, day: int
) -> None:
    for schedule in (at(clock, closed=closed), at(clock, closed=closed, day=day)):
        for moment in islice(next_times(schedule, JAPAN, after=after), 5):
            assert is_open(moment.astimezone(TOKYO).date(), JAPAN)


@settings(max_examples=20, deadline=None)
@given(CLOCK, MOMENTS)
def test_a_daily_time_comes_once_on_every_day_of_new_york_however_its_clocks_change(
    clock: str, after: datetime
) -> None:
    found = list(islice(next_times(at(clock, zone="America/New_York"), JAPAN, after=after), 380))
    days = [moment.astimezone(NEW_YORK).date() for moment in found]
    assert days == [days[0] + timedelta(days=number) for number in range(380)]


@settings(max_examples=60, deadline=None)
@given(st.integers(60, 86_400 * 3), MOMENTS, ZONES)
def test_an_interval_is_even_across_every_change_of_the_clocks(
    seconds: int, after: datetime, zone: str
) -> None:
    schedule = Schedule(starts=(Every(seconds=seconds),), time_zone=zone)
    found = list(islice(next_times(schedule, JAPAN, after=after), 50))
    assert {other - one for one, other in pairwise(found)} == {timedelta(seconds=seconds)}


def test_a_time_that_the_clock_leaps_over_comes_an_hour_later_and_one_that_comes_twice_comes_once() -> None:
    spring = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    assert times(at("02:30", zone="America/New_York"), spring, 2) == [
        "2026-03-08 03:30 -0400",
        "2026-03-09 02:30 -0400",
    ]
    autumn = datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)
    assert times(at("01:30", zone="America/New_York"), autumn, 2) == [
        "2026-11-01 01:30 -0400",
        "2026-11-02 01:30 -0500",
    ]


def test_business_days_know_japans_holidays_and_the_firms_own_days() -> None:
    before = datetime(2026, 4, 28, 12, tzinfo=TOKYO)
    assert [each[:10] for each in times(at("09:00", days="business days"), before, 3)] == [
        "2026-04-30",  # the 29th is Showa Day
        "2026-05-01",
        "2026-05-07",  # Golden Week ends with a substitute holiday on the 6th
    ]
    firm = Calendar(name="firm", closed=frozenset({date(2026, 4, 30)}), open=frozenset({date(2026, 5, 2)}))
    found = times(at("09:00", days="business days"), before, 3, calendar=firm)
    assert [each[:10] for each in found] == ["2026-05-01", "2026-05-02", "2026-05-07"]


def test_a_day_of_the_month_goes_to_the_business_day_before_or_after() -> None:
    before = datetime(2026, 4, 1, tzinfo=TOKYO)
    shown = {
        closed: [each[:10] for each in times(at("18:00", day=25, closed=closed), before, 3)]
        for closed in ("run", "skip", "previous", "next")
    }
    assert shown == {  # the 25th of April is a Saturday
        "run": ["2026-04-25", "2026-05-25", "2026-06-25"],
        "skip": ["2026-05-25", "2026-06-25", "2026-08-25"],
        "previous": ["2026-04-24", "2026-05-25", "2026-06-25"],
        "next": ["2026-04-27", "2026-05-25", "2026-06-25"],
    }


def test_the_end_of_the_month_the_last_and_the_third_business_day() -> None:
    before = datetime(2026, 1, 29, tzinfo=TOKYO)
    assert [each[:10] for each in times(at("09:00", day=31), before, 3)] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
    ]
    assert [each[:10] for each in times(at("09:00", business_day=-1), before, 3)] == [
        "2026-01-30",
        "2026-02-27",
        "2026-03-31",
    ]
    assert [each[:10] for each in times(at("09:00", business_day=3), before, 2)] == [
        "2026-02-04",
        "2026-03-04",
    ]


def test_two_days_that_meet_on_one_business_day_start_it_once() -> None:
    weekend = at("09:00", days=(5, 6), closed="next")  # both move to Monday
    found = times(weekend, datetime(2026, 6, 5, tzinfo=TOKYO), 2)
    assert [each[:10] for each in found] == ["2026-06-08", "2026-06-15"]


def test_a_calendar_that_is_never_open_gives_no_time_and_ends() -> None:
    closed = Calendar(name="closed", weekend=(0, 1, 2, 3, 4, 5, 6))
    assert times(at("09:00", days="business days"), datetime(2026, 1, 1, tzinfo=TOKYO), 1, closed) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 9 * * mon-fri", ["2026-01-05 09:00", "2026-01-06 09:00"]),
        ("*/30 22-23 * * sat", ["2026-01-03 22:00", "2026-01-03 22:30"]),
        ("0 0 13 * 5", ["2026-01-09 00:00", "2026-01-13 00:00"]),  # by the month or by the week
        ("5 4 29 2 *", ["2028-02-29 04:05", "2032-02-29 04:05"]),
        ("@monthly", ["2026-02-01 00:00", "2026-03-01 00:00"]),
        ("0 12 * * 7", ["2026-01-04 12:00", "2026-01-11 12:00"]),
    ],
)
def test_a_cron_line_means_what_crontab_says(line: str, expected: list[str]) -> None:
    schedule = Schedule(starts=(Cron(text=line),), time_zone="Asia/Tokyo")
    found = times(schedule, datetime(2026, 1, 3, tzinfo=TOKYO), 2)
    assert [each[:16] for each in found] == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("* * * *", "five fields"),
        ("60 * * * *", "within 0 to 59"),
        ("*/0 * * * *", "a number from 1"),
        ("* * * * funday", "'funday'"),
        ("0 0 31 2 *", "never run"),
        ("5-1 * * * *", "within"),
        ("²  * * * *", "no number"),
    ],
)
def test_a_cron_line_that_is_none_is_refused_by_its_field(line: str, said: str) -> None:
    with pytest.raises(NoCrontabError, match=said):
        read_crontab(line)

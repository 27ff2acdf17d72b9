"""Schedules and alerts in a definition, and a job's text that is changed in part."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hakobu.definitions.rewrite import change_key, change_tasks, plain_of
from hakobu.definitions.schedule import told_of
from hakobu.errors import DefinitionError, SetupError
from hakobu.model import After, AlertRule, At, Cron, Every, Limit, NewFile, Schedule, Webhook

JOB = """\
source: shop   # the till
destination: crm

# what is moved
tasks:
  # people first
  - name: people
    read: {table: people}
    module: Contacts
    operation: insert
    map: {Last_Name: name}

  - name: firms  # and firms
    enabled: false
    read: {table: firms}
    module: Accounts
    operation: insert
    map: {Account_Name: name}

# limits
guards: {deletes: 5}
"""
SCHEDULE = """\
schedule:
  time_zone: Asia/Tokyo
  missed: skip
  calendar: firm
  starts:
    - {at: [09:00, "13:30"], days: business days}
    - {at: ["18:00"], days: {day: 25}, closed: previous}
    - {at: ["18:00"], days: month end}
    - {at: ["08:00"], days: [fri, mon]}
    - {cron: "*/5 * * * *", closed: skip}
    - {every: 2 hours}
    - {after: other, when: end}
    - {webhook: true}
    - {file: "*.csv", settled: 1 minute}
"""


def test_every_start_is_read_as_it_is_meant() -> None:
    schedule, _, _ = told_of(SCHEDULE)
    assert schedule == Schedule(
        time_zone="Asia/Tokyo",
        missed="skip",
        calendar="firm",
        starts=(
            At(times=("09:00", "13:30"), days="business days"),
            At(times=("18:00",), day=25, closed="previous"),
            At(times=("18:00",), business_day=-1),
            At(times=("08:00",), days=(0, 4)),
            Cron(text="*/5 * * * *", closed="skip"),
            Every(seconds=7200),
            After(job="other", when="end"),
            Webhook(),
            NewFile(pattern="*.csv", settled=60),
        ),
    )


def test_a_schedule_is_in_the_jobs_zone_where_it_names_none() -> None:
    schedule, _, _ = told_of("time_zone: Asia/Tokyo\nschedule: {starts: [{every: 1 day}]}\n")
    assert schedule is not None
    assert schedule.time_zone == "Asia/Tokyo"


def test_alerts_are_read_with_what_holds_without_a_word() -> None:
    _, alerts, _ = told_of("alerts:\n  - {to: [mail]}\n  - {to: [a, b], about: [daily], failed_rows: 5%}\n")
    assert alerts[0] == AlertRule(to=("mail",))
    assert alerts[1] == AlertRule(to=("a", "b"), about=("daily",), failed_rows=Limit(share=5))


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("{at: []}", "no time"),
        ('{at: ["25:00"]}', "no time of the day"),
        ('{at: ["9:00"]}', "no time of the day"),
        ('{at: ["09:00"], days: funday}', "cannot be 'funday'"),
        ('{at: ["09:00"], days: [mo]}', "no weekday"),
        ('{at: ["09:00"], days: {day: 0}}', "from 1 to 31"),
        ('{at: ["09:00"], days: {day: 1, business_day: 2}}', "one of day and business_day"),
        ('{at: ["09:00"], days: business days, closed: next}', "never closed"),
        ("{every: soon}", "no length of time"),
        ("{every: 5 seconds}", "too short"),
        ("{cron: x}", "five fields"),
        ("{webhook: false}", "says nothing"),
        ("{file: ../x.csv}", "below the connection's folder"),
        ("{every: 1 day, days: every day}", "goes with at"),
        ('{every: 1 day, at: ["09:00"]}', "has one of"),
        ("{}", "none stands here"),
    ],
)
def test_a_start_with_a_fault_says_which(start: str, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        told_of(f"schedule: {{starts: [{start}]}}\n")
    assert said in str(refused.value)


def test_a_changed_schedule_leaves_every_other_line_as_it_was() -> None:
    with_schedule = change_key(JOB, "schedule", {"starts": [{"every": "2 hours"}]})
    assert with_schedule.startswith(JOB)
    assert change_key(with_schedule, "schedule", None) == JOB
    before = JOB.replace("# limits", SCHEDULE + "\n# limits")
    assert change_key(before, "schedule", {"starts": [{"webhook": True}]}) == JOB.replace(
        "# limits", "schedule:\n  starts:\n    - webhook: true\n\n# limits"
    )


PLAIN = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.from_regex(r"[a-z_]{2,8}", fullmatch=True).filter(
                lambda k: k not in {"no", "on", "yes", "off", "true", "false", "null"}
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(["starts", "time_zone", "missed"]), PLAIN, min_size=1))
def test_what_the_browser_saves_is_what_the_definition_says(value: dict[str, Any]) -> None:
    text = change_key(JOB, "schedule", value)
    assert plain_of(text, "schedule") == value
    rest = {key: each for key, each in yaml.safe_load(text).items() if key != "schedule"}
    assert rest == yaml.safe_load(JOB)


def test_tasks_are_moved_with_their_comments_and_switched_on_and_off() -> None:
    moved = change_tasks(JOB, ["firms", "people"], {"people"})
    assert moved.index("firms  # and firms") < moved.index("# people first") < moved.index("# limits")
    tasks = yaml.safe_load(moved)["tasks"]
    assert [(task["name"], task.get("enabled")) for task in tasks] == [("firms", True), ("people", False)]
    assert change_tasks(JOB, ["people", "firms"], {"firms"}) == JOB
    with pytest.raises(SetupError, match="other tasks"):
        change_tasks(JOB, ["people"], set())

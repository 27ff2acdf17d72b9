"""A task's limits are written into a job's text; all else stays as it was written."""

from __future__ import annotations

import pytest
import yaml

from hakobu.definitions.rewrite import change_task_key, plain_of
from hakobu.errors import SetupError

JOB = """\
source: shop   # the till
tasks:
  # people first
  - name: people
    read: {table: people}
    map: {Last_Name: name}   # theirs

  # then firms
  - guards: {deletes: 5}
    name: firms  # and firms
    map:
      Account_Name: name
    # a remark of the task
# limits
guards: {deletes: 5}
"""


def test_a_task_gets_limits_below_its_other_keys() -> None:
    text = change_task_key(JOB, "people", "guards", {"creates": 10, "deletes": "5%"})
    added = "    guards:\n      creates: 10\n      deletes: 5%\n"
    assert text == JOB.replace("# theirs\n", "# theirs\n" + added)


def test_limits_before_the_name_are_changed_where_they_stand() -> None:
    text = change_task_key(JOB, "firms", "guards", {"deletes": 7})
    assert text == JOB.replace("  - guards: {deletes: 5}\n", "  - guards:\n      deletes: 7\n")
    assert change_task_key(text, "firms", "guards", {"deletes": 7}) == text


def test_limits_are_taken_away_and_the_dash_stays() -> None:
    text = change_task_key(JOB, "firms", "guards", None)
    assert text == JOB.replace("  - guards: {deletes: 5}\n    name", "  - name")
    assert change_task_key(text, "firms", "guards", None) == text


@pytest.mark.parametrize("task", ["people", "firms"])
def test_nothing_else_changes_its_meaning(task: str) -> None:
    text = change_task_key(JOB, task, "guards", {"creates": 1, "empty_source": "stop"})
    before, after = yaml.safe_load(JOB), yaml.safe_load(text)
    changed = next(each for each in after["tasks"] if each["name"] == task)
    assert changed.pop("guards") == {"creates": 1, "empty_source": "stop"}
    next(each for each in before["tasks"] if each["name"] == task).pop("guards", None)
    assert after == before
    assert plain_of(text, "guards") == {"deletes": 5}


def test_a_task_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(SetupError) as told:
        change_task_key(JOB, "cars", "guards", None)
    assert told.value.valid == ("people", "firms")
    with pytest.raises(SetupError, match="in one line"):
        change_task_key("tasks: [{name: people}]\n", "people", "guards", None)

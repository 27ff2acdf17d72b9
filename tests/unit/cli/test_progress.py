"""Progress: rates and remaining time per phase, and what may have been written already."""

from __future__ import annotations

from threading import Thread

from rich.console import Console
from rich.progress import Progress

from hakobu.cli.progress import Gauge, Live, Plain, watching
from hakobu.cli.words import Words
from hakobu.runs import Event
from tests.unit.cli.conftest import screen, shown


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_rate_and_remaining_time_are_those_of_the_phase() -> None:
    time = Time()
    gauge = Gauge(1, time)
    gauge.hear(Event(phase="read", task="a", done=0))
    time.now += 10
    gauge.hear(Event(phase="deliver", task="a", done=0, total=1_000))
    time.now += 2
    pulse, begun = gauge.hear(Event(phase="deliver", task="a", done=200, total=1_000))
    assert not begun
    assert pulse.rate(time.now) == 100
    assert pulse.left(time.now) == 8


def test_what_was_done_before_it_was_first_heard_of_is_no_rate() -> None:
    time = Time()
    gauge = Gauge(1, time)
    gauge.hear(Event(phase="deliver", task="a", done=5_000, total=9_000))
    time.now += 2
    pulse, _ = gauge.hear(Event(phase="deliver", task="a", done=5_400, total=9_000))
    assert pulse.rate(time.now) == 200


def test_nothing_is_told_of_what_nobody_knows() -> None:
    time = Time()
    pulse, begun = Gauge(1, time).hear(Event(phase="read", task="a"))
    assert begun
    assert pulse.rate(time.now) == 0
    assert pulse.left(time.now) is None


def test_until_the_last_task_is_compared_nothing_can_have_been_sent() -> None:
    gauge = Gauge(2)
    for task in ("a", "b"):
        assert not gauge.writing()
        gauge.hear(Event(phase="read", task=task))
        assert not gauge.writing()
        gauge.hear(Event(phase="compare", task=task))
    assert gauge.writing()


def test_a_run_that_is_taken_up_writes_from_the_first() -> None:
    gauge = Gauge(5)
    gauge.hear(Event(phase="resume", message="3"))
    assert gauge.writing()


def test_plain_lines_one_per_phase() -> None:
    console, time = screen(), Time()
    plain = Plain(console, Words("en"), Gauge(1, time))
    for done in (0, 10_000, 20_000):
        plain(Event(phase="read", task="leads", done=done))
    plain(Event(phase="map", task="leads", done=20_000, total=20_000))
    assert shown(console) == "leads: reading\nleads: mapping 20,000/20,000"
    assert "\r" not in shown(console)


def test_a_long_phase_says_now_and_then_that_it_goes_on() -> None:
    console, time = screen(), Time()
    plain = Plain(console, Words("ja"), Gauge(1, time))
    plain(Event(phase="deliver", task="leads", done=0, total=9_000))
    time.now += 31
    plain(Event(phase="deliver", task="leads", done=3_100, total=9_000))
    assert shown(console) == "leads：書き込み 0/9,000\nleads：書き込み 3,100/9,000 100 件/秒"


def test_taking_up_a_run_is_said() -> None:
    console = screen()
    Plain(console, Words("en"), Gauge(1))(Event(phase="resume", message="7"))
    assert shown(console) == "Taking up run 7 where it stopped."


def test_live_lines_show_phase_rows_credits_and_calls() -> None:
    console, time = screen(), Time()
    with Progress(console=console, auto_refresh=False) as progress:
        live = Live(Words("en"), Gauge(1, time), progress)
        live(Event(phase="read", task="leads"))
        live(Event(phase="deliver", task="leads", done=0, total=2_000))
        time.now += 4
        live(Event(phase="deliver", task="leads", done=400, total=2_000, credits=40, calls=4))
        (line,) = progress.tasks
    assert line.fields == {
        "phase": "writing",
        "rows": "400/2,000",
        "rate": "100/s",
        "left": "0:16",
        "cost": "40 credits · 4 calls",
    }
    assert (line.completed, line.total) == (400, 2_000)


def test_a_task_that_is_prepared_waits_for_its_turn() -> None:
    with Progress(console=screen(), auto_refresh=False) as progress:
        live = Live(Words("en"), Gauge(2), progress)
        live(Event(phase="compare", task="accounts"))
        live(Event(phase="read", task="contacts"))
        accounts, contacts = progress.tasks
    assert accounts.fields["phase"] == "ready"
    assert contacts.fields["phase"] == "reading"


def test_many_threads_may_tell_at_once() -> None:
    console = screen()
    with Progress(console=console, auto_refresh=False) as progress:
        live = Live(Words("en"), Gauge(1), progress)
        told = [
            Thread(target=live, args=[Event(phase="deliver", task=f"t{n % 3}", done=n, total=99)])
            for n in range(30)
        ]
        for thread in told:
            thread.start()
        for thread in told:
            thread.join()
        assert len(progress.tasks) == 3


def test_quiet_says_nothing() -> None:
    console = screen()
    with watching(console, Words("en"), tasks=1, quiet=True) as (watch, gauge):
        watch(Event(phase="deliver", task="leads", done=1, total=2))
        assert gauge.writing()
    assert shown(console) == ""


def test_a_terminal_gets_live_lines_that_leave_no_trace() -> None:
    console = Console(file=screen().file, width=100, force_terminal=True, color_system=None)
    with watching(console, Words("ja"), tasks=1, quiet=False) as (watch, _):
        watch(Event(phase="deliver", task="leads", done=1_000, total=2_000, credits=100, calls=10))
    assert "書き込み" in shown(console)
    assert "1,000/2,000" in shown(console)
    assert "100 クレジット · 10 回" in shown(console)

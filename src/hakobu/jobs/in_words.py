"""A schedule in plain words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import After, At, Cron, Every, NewFile, Webhook

if TYPE_CHECKING:
    from hakobu.model import Schedule

__all__ = ["in_words"]

DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ja": tuple("月火水木金土日")}
ZONES = {"Asia/Tokyo": ("Japan time", "日本時間"), "UTC": ("UTC", "協定世界時")}
UNITS = ((86_400, "day", "日"), (3_600, "hour", "時間"), (60, "minute", "分"), (1, "second", "秒"))
CLOSED = {
    "skip": ("not on closed days", "休業日は実行しない"),
    "previous": ("on a closed day, the business day before", "休業日なら前営業日"),
    "next": ("on a closed day, the business day after", "休業日なら翌営業日"),
}
WHEN = {
    "success": ("After {job} delivered all its rows", "「{job}」がすべて書き込んだ後"),
    "finished": ("After {job} finished, failed rows or not", "「{job}」が完了した後（エラー行があっても）"),
    "end": ("After {job} ended, however it ended", "「{job}」が終わった後（結果を問わない）"),
}
WORKING_WEEK = (0, 1, 2, 3, 4)


def in_words(schedule: Schedule, language: str) -> tuple[str, ...]:
    """Say each start of a schedule in ``en`` or ``ja``."""
    ja = language == "ja"
    zone = ZONES.get(schedule.time_zone, (schedule.time_zone, schedule.time_zone))[ja]
    return tuple(_start(start, zone, ja=ja) for start in schedule.starts)


def _start(start: object, zone: str, *, ja: bool) -> str:
    match start:
        case At():
            clock = "、".join(map(_clock, start.times)) if ja else ", ".join(start.times)
            days = _days(start, ja=ja)
            closed = _closed(start.closed, ja=ja)
            return f"{days} {clock}（{zone}）{closed}" if ja else f"{days} at {clock} ({zone}){closed}"
        case Cron():
            closed = _closed(start.closed, ja=ja)
            return f"cron {start.text}（{zone}）{closed}" if ja else f"cron {start.text} ({zone}){closed}"
        case Every():
            many, en, jp = _length(start.seconds)
            return f"{many} {jp}ごと" if ja else f"Every {many} {en}s" if many != 1 else f"Every {en}"
        case _:
            return _event(start, ja=ja)


def _event(start: object, *, ja: bool) -> str:
    if isinstance(start, After):
        return WHEN[start.when][ja].format(job=start.job)
    if isinstance(start, NewFile):
        many, en, jp = _length(start.settled)
        if ja:
            return f"新しいファイル（{start.pattern}）があり、{many} {jp}変化しないとき"
        return f"When {start.pattern} is new and has not changed for {many} {en}{'' if many == 1 else 's'}"
    if isinstance(start, Webhook):
        return "Webhook が呼び出されたとき" if ja else "When the webhook is called"
    raise AssertionError(f"{start!r} is no start")


def _days(start: At, *, ja: bool) -> str:
    if start.business_day is not None:
        return _business_day(start.business_day, ja=ja)
    if start.day is not None:
        if start.day == 31:
            return "毎月末日" if ja else "On the last day of each month"
        return f"毎月 {start.day} 日" if ja else f"On day {start.day} of each month"
    if isinstance(start.days, tuple):
        return _weekdays(start.days, ja=ja)
    if start.days == "business days":
        return "毎営業日" if ja else "Every business day"
    return "毎日" if ja else "Every day"


def _weekdays(days: tuple[int, ...], *, ja: bool) -> str:
    if days == WORKING_WEEK:
        return "毎週月～金曜日" if ja else "Every Mon to Fri"
    names = [DAYS["ja" if ja else "en"][day] for day in days]
    return f"毎週{'・'.join(names)}曜日" if ja else f"Every {', '.join(names)}"


def _business_day(number: int, *, ja: bool) -> str:
    if number == -1:
        return "毎月最終営業日" if ja else "On the last business day of each month"
    if number < 0:
        return (
            f"毎月、月末から {-number} 番目の営業日"
            if ja
            else f"On business day {-number} before the month's end"
        )
    return f"毎月第 {number} 営業日" if ja else f"On business day {number} of each month"


def _closed(word: str, *, ja: bool) -> str:
    if word == "run":
        return ""
    return f"、{CLOSED[word][1]}" if ja else f", {CLOSED[word][0]}"


def _clock(word: str) -> str:
    return word.removeprefix("0")


def _length(seconds: int) -> tuple[int, str, str]:
    return next((seconds // unit, en, ja) for unit, en, ja in UNITS if seconds % unit == 0)

"""A stored plan as one page of HTML: nothing is loaded, nothing runs, every value is text."""

from __future__ import annotations

from datetime import datetime
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from hakobu.cli.guards import said_of
from hakobu.cli.kept import reason_of
from hakobu.cli.lines import show_lines
from hakobu.cli.plan_text import ended, matched, plan_notes, totals_of
from hakobu.reports.causes import causes_of_plan, explain_cause, explain_detail
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from hakobu.cli.desk import Desk
    from hakobu.model import Change
    from hakobu.runs import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["write_html"]

SAMPLES = 20  # rows of each cause
DECIDE = 500  # ambiguous rows

STYLE = """
:root{--ink:#171b22;--ink2:#4b5360;--ink3:#6b7380;--line:#e4e7ec;--line2:#eff1f4;--bg:#fafbfc;--card:#fff;
--ai:#234b8b;--ai-bg:#eef3fa;--matsu:#20735a;--matsu-bg:#eaf5f0;--shu:#b3361d;--shu-bg:#fdf0ec;
--yama:#7a5200;--yama-bg:#fdf6e3;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--ink2:#b9c0cb;--ink3:#98a1ae;--line:#323844;
--line2:#272c36;--bg:#14171d;--card:#1b1f27;--ai:#9dbcf0;--ai-bg:#1f2b42;--matsu:#7fd0b2;--matsu-bg:#17302a;
--shu:#f29b86;--shu-bg:#3a2019;--yama:#e6bf66;--yama-bg:#352a12}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.55 "Inter",
"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",Meiryo,system-ui,
sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:22px;line-height:1.3;margin:0 0 4px}h2{font-size:16px;margin:36px 0 12px}
p{margin:4px 0}.sub,.dim{color:var(--ink3)}.notes{color:var(--ink2);margin-top:12px}
.warn{background:var(--yama-bg);color:var(--yama);border-radius:8px;padding:8px 14px;margin:8px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:12px 0;overflow-x:auto}
.card>header{padding:10px 16px;border-bottom:1px solid var(--line2);display:flex;flex-wrap:wrap;
gap:4px 12px;align-items:baseline}
.card>div{padding:10px 16px}
.tag{font-size:12px;border-radius:5px;padding:1px 8px;white-space:nowrap}
.create,.restore{background:var(--matsu-bg);color:var(--matsu)}.update{background:var(--ai-bg);color:var(--ai)}
.delete,.invalid{background:var(--shu-bg);color:var(--shu)}.unsure{background:var(--yama-bg);color:var(--yama)}
table{width:100%;border-collapse:collapse}
th{font-size:12px;font-weight:600;color:var(--ink3);text-align:left;padding:8px 16px;
border-bottom:1px solid var(--line);vertical-align:bottom}
td{padding:7px 16px;border-bottom:1px solid var(--line2);vertical-align:top;overflow-wrap:anywhere;
white-space:pre-wrap}
tr:last-child td{border-bottom:0}.num{text-align:right;white-space:nowrap}
.diff td:first-child{width:22%;color:var(--ink2)}.diff td+td+td{width:39%}
.old{color:var(--shu)}.old del{text-decoration-thickness:1px}.new{color:var(--matsu);font-weight:550}
.key{font-weight:600;overflow-wrap:anywhere}
code{font:12.5px "JetBrains Mono","DejaVu Sans Mono",ui-monospace,monospace;overflow-wrap:anywhere}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--ink2:#222;--ink3:#444;--line:#bbb;--line2:#ddd;
--matsu:#14533f;--shu:#8f2611;--ai:#1c3c70;--yama:#5c3d00}body{font-size:10.5pt}
main{max-width:none;padding:0}.card{break-inside:avoid;overflow:visible}h2{break-after:avoid}
thead{display:table-header-group}}
@page{margin:14mm}
"""


def write_html(
    stream: TextIO,
    at: Desk,
    stored: Run,
    tasks: list[PlannedTask],
    choice: Choice,
    *,
    skip: int,
    limit: int,
) -> None:
    """Write the page, a change at a time."""
    stream.writelines(_page(at, stored, tasks, choice, skip=skip, limit=limit))


def _page(
    at: Desk, stored: Run, tasks: list[PlannedTask], choice: Choice, *, skip: int, limit: int
) -> Iterator[str]:
    words = at.words
    title = words("plan.title", plan=stored.id, job=stored.job)
    made = f"{datetime.fromtimestamp(stored.started).astimezone():%Y-%m-%d %H:%M %Z}"
    yield (
        f'<!doctype html>\n<html lang="{words.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{_text(at, title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(at, title)}</h1>\n"
    )
    sub = f"{words('plan.html.made', when=made)} · {ended(words, stored)}"
    yield f'<p class="sub">{_text(at, sub)}</p>\n'
    columns, rows = totals_of(words, tasks)
    yield _card(_grid(at, columns, rows))
    yield '<div class="notes">'
    yield from (f"<p>{_text(at, line)}</p>\n" for line in plan_notes(at, tasks))
    yield "</div>\n"
    for stop in stored.guards:
        yield f'<p class="warn">{_text(at, said_of(at, stop))}</p>\n'
    for warning in (warning for task in tasks for warning in task.plan.warnings):
        yield f'<p class="warn">{_text(at, spoken(warning, words.lang))}</p>\n'
    yield from _invalid(at, stored, tasks, choice)
    yield from _changes(at, tasks, choice, skip, limit)
    yield from _kept(at, tasks, choice, limit)
    yield "</main>\n</body>\n</html>\n"


def _changes(at: Desk, tasks: list[PlannedTask], choice: Choice, skip: int, limit: int) -> Iterator[str]:
    words = at.words
    found = choice.changes(tasks)
    chosen = islice(found, skip, skip + limit)
    first = next(chosen, None)
    if first is None:
        return
    yield f"<h2>{_text(at, words('plan.changes'))}</h2>\n"
    yield _change(at, *first)
    for task, change in chosen:
        yield _change(at, task, change)
    more = sum(1 for _ in found)
    if more:
        yield f'<p class="dim">{_text(at, words("plan.html.more", n=more))}</p>\n'


def _change(at: Desk, task: PlannedTask, change: Change) -> str:
    words = at.words
    label = change.label or words("plan.row", row=change.row)
    details = [task.plan.task, task.plan.module, change.id or "", matched(words, change)]
    details += [words("plan.drift.mark")] if change.drift else []
    head = (
        f'<header><span class="tag {change.kind}">{_text(at, words(f"plan.kind.{change.kind}"))}</span>'
        f'<span class="key">{_text(at, label)}</span>'
        f'<span class="dim">{_text(at, " · ".join(part for part in details if part))}</span></header>'
    )
    lines = "".join(_line(at, task, change, name) for name in change.new or change.old)
    return _card(f'{head}<table class="diff"><tbody>{lines}</tbody></table>' if lines else head)


def _line(at: Desk, task: PlannedTask, change: Change, name: str) -> str:
    words, notes = at.words, ""
    if name in change.unsure:
        notes += f' <span class="tag unsure">{_text(at, words("plan.unsure.mark"))}</span>'
    if name in task.plan.policies:
        policy = words.term("plan.policy", task.plan.policies[name])
        notes += f' <span class="dim">{_text(at, policy)}</span>'
    shape = next((each for each in task.plan.children if each.field == name), None)
    if shape is not None:
        told = show_lines(at, shape, change.old.get(name), change.new.get(name))
        rows = "<br>".join(_text(at, each.plain.strip()) for each in list(told)[1:])
        return f'<tr><td>{_text(at, name)}{notes}</td><td colspan="2">{rows}</td></tr>'
    old = ""
    if not change.kind.makes:
        old = f"<del>{_value(at, change.old[name])}</del>" if name in change.old else "?"
    new = _value(at, change.new[name]) if name in change.new else ""
    cells = f'<td class="new">{new}</td>' if change.kind != "delete" else ""
    if not change.kind.makes:
        cells = f'<td class="old">{old}</td>{cells}'
    return f"<tr><td>{_text(at, name)}{notes}</td>{cells}</tr>"


def _kept(at: Desk, tasks: list[PlannedTask], choice: Choice, limit: int) -> Iterator[str]:
    words = at.words
    found = choice.kept(tasks)
    rows = [
        [
            task.plan.task,
            each.label,
            name,
            words("plan.empty") if crm is None else crm,
            words("plan.empty") if source is None else source,
            reason_of(words, why, each.by, each.at),
        ]
        for task, each in islice(found, limit)
        for name, why, crm, source in each.fields
    ]
    if not rows:
        return
    names = [words(f"column.{name}") for name in ("task", "key", "field")]
    names += [words(f"kept.column.{name}") for name in ("crm", "source", "why")]
    yield f"<h2>{_text(at, words('kept.heading'))}</h2>\n{_card(_grid(at, names, rows))}"
    if more := sum(1 for _ in found):
        told = words("kept.more", records=words.count("records", more))
        yield f'<p class="dim">{_text(at, told)}</p>\n'


def _invalid(at: Desk, stored: Run, tasks: list[PlannedTask], choice: Choice) -> Iterator[str]:
    words = at.words
    causes = causes_of_plan(choice.invalid(tasks), SAMPLES)
    if not causes:
        return
    yield f"<h2>{_text(at, words('plan.not_sent'))}</h2>\n"
    for cause in causes:
        meaning, remedy = explain_cause(cause.code, words.lang)
        names = [words(f"column.{name}") for name in ("row", "key", "detail")]
        rows = [
            [sample.row, sample.key, explain_detail(sample.detail, words.lang)] for sample in cause.samples
        ]
        yield _card(
            f'<header><span class="tag invalid">{_text(at, words.count("rows", cause.rows))}</span>'
            f'<span class="key">{_text(at, cause.field or "-")}</span>'
            f'<span class="dim">{_text(at, f"{cause.code} · {cause.task}")}</span></header>'
            f"<div><p>{_text(at, meaning)}</p>"
            f"<p>{_text(at, words('rejects.remedy', remedy=remedy))}</p></div>{_grid(at, names, rows)}"
        )
    yield from _to_decide(at, stored, tasks, choice)


def _to_decide(at: Desk, stored: Run, tasks: list[PlannedTask], choice: Choice) -> Iterator[str]:
    from hakobu.runs import AMBIGUOUS, candidates_of  # noqa: PLC0415 - takes a second to import

    words = at.words
    rows = [
        [task.plan.task, row.label, ", ".join(candidates_of(row))]
        for task, row in islice(
            (
                (task, row)
                for task, row in choice.invalid(tasks)
                if any(code in AMBIGUOUS for _, code, _ in row.faults)
            ),
            DECIDE,
        )
    ]
    if rows:
        names = [words(f"column.{name}") for name in ("task", "key", "candidates")]
        command = at.command("decide", str(stored.id), "KEY", "RECORD_ID|create|skip")
        yield f"<h2>{_text(at, words('plan.to_decide'))}</h2>\n"
        yield _card(_grid(at, names, rows))
        yield f"<p>{_text(at, words('plan.decide', command=''))}<code>{_text(at, command)}</code></p>\n"


def _grid(at: Desk, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    listed = [list(row) for row in rows]
    numeric = [
        bool(listed) and all(isinstance(row[place], int) for row in listed) for place in range(len(columns))
    ]

    def cell(tag: str, place: int, value: Any) -> str:
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        return f"<{tag}{' class=num' if numeric[place] else ''}>{_text(at, shown)}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(columns))
    body = "".join(
        f"<tr>{''.join(cell('td', place, value) for place, value in enumerate(row))}</tr>" for row in listed
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _card(inner: str) -> str:
    return f'<section class="card">{inner}</section>\n'


def _value(at: Desk, value: str | None) -> str:
    return (
        f'<span class="dim">{_text(at, at.words("plan.empty"))}</span>' if value is None else _text(at, value)
    )


def _text(at: Desk, value: str) -> str:
    return escape(at.mask(value), quote=True)

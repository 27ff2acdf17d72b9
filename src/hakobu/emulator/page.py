"""A small page to look at modules and records; made here, escaped, without scripts."""

from html import escape
from typing import Any

from hakobu.emulator.problem import Problem
from hakobu.emulator.records.render import Picture
from hakobu.emulator.state import State
from hakobu.emulator.version import NEWEST
from hakobu.emulator.wire import Reply

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1f2430}"
    "table{border-collapse:collapse}th,td{padding:.3rem .7rem;border-bottom:1px solid #d8dce5;"
    "text-align:left;vertical-align:top}th{background:#f3f5f9;position:sticky;top:0}"
    "td.n{text-align:right}a{color:#1a56b0}p.note{color:#5a6274}"
)
_SHOWN = 200


def page(state: State, method: str, path: str) -> Reply:
    """Answer a browser; other paths are wrong addresses, as Zoho calls them."""
    parts = path.strip("/").split("/")
    if method == "GET" and path == "/":
        return _html(state, "Zoho CRM, emulated", _modules(state))
    if method == "GET" and len(parts) == 2 and parts[0] == "modules" and parts[1] in state.tables:
        return _html(state, parts[1], _records(state, parts[1]))
    problem = Problem("INVALID_URL_PATTERN")
    return Reply(problem.status, problem.body())


def _html(state: State, title: str, body: str) -> Reply:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f'<p class="note">{escape(state.org.company_name)} · organisation {escape(state.org.zgid)} · '
        f"{escape(state.org.edition.name)} · {state.credits.spent()} of {state.org.allowance()} credits used"
        f"</p>{body}</html>"
    )
    return Reply(200, raw=text.encode(), content_type="text/html;charset=UTF-8")


def _modules(state: State) -> str:
    rows = "".join(
        f'<tr><td><a href="/modules/{escape(name)}">{escape(name)}</a></td>'
        f"<td>{escape(table.module.plural)}</td><td>{escape(table.module.plural_ja)}</td>"
        f'<td class="n">{len(table.rows)}</td><td class="n">{len(table.bin)}</td></tr>'
        for name, table in state.tables.items()
    )
    head = "<tr><th>Module</th><th>Label</th><th>日本語</th><th>Records</th><th>Deleted</th></tr>"
    return f"<table>{head}{rows}</table>"


def _records(state: State, name: str) -> str:
    table = state.tables[name]
    newest = [table.rows[one] for one in reversed(table.order[-_SHOWN:])]
    shown = [Picture(table, state, NEWEST).partial(row) for row in newest]
    columns = [key for key in (shown[0] if shown else {}) if any(row[key] not in (None, []) for row in shown)]
    head = "".join(f"<th>{escape(key)}</th>" for key in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(row[key]))}</td>" for key in columns) + "</tr>" for row in shown
    )
    count = f'<p><a href="/">All modules</a> · the newest {len(shown)} of {len(table.rows)} records</p>'
    return f"{count}<table><tr>{head}</tr>{rows}</table>"


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

"""Pages to look at: modules, records, a record with its lines, requests, jobs; no script, all escaped."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from hakobu.emulator.ids import parse_id
from hakobu.emulator.page_words import STYLE, Words
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.lists import Lists
from hakobu.emulator.records.render import Picture
from hakobu.emulator.records.table import Table
from hakobu.emulator.state import State
from hakobu.emulator.version import NEWEST
from hakobu.emulator.wire import Reply

_SHOWN = 50
_CALLS = 200
_WIDEST = 8  # columns of a list; the rest is on the record's own page
_LAST = ("Owner", "Modified_Time")
_LEFT_OUT = {"id", "Created_By", "Created_Time", "Modified_By", "Layout", "Locked__s", "Record_Status__s"}

Json = dict[str, Any]


def page(state: State, method: str, path: str, query: Mapping[str, str], languages: str) -> Reply:
    """Answer a browser in the language it asks for; other paths are wrong addresses, as Zoho calls them."""
    made = _Page(state, Words.of(query.get("lang", ""), languages), query)
    body = made.answer(path.strip("/").split("/")) if method == "GET" else None
    if body is None:
        problem = Problem("INVALID_URL_PATTERN")
        return Reply(problem.status, problem.body())
    return Reply(200, raw=body.encode(), content_type="text/html;charset=UTF-8")


class _Page:
    """One page for one browser."""

    def __init__(self, state: State, words: Words, query: Mapping[str, str]) -> None:
        self._state = state
        self._words = words
        self._query = query

    def answer(self, parts: list[str]) -> str | None:
        """Give a whole page; None where there is none."""
        if parts == [""]:
            return self._whole("title", self._modules())
        single: dict[str, Callable[[], str]] = {"requests": self._requests, "jobs": self._jobs}
        if len(parts) == 1 and parts[0] in single:
            return self._whole(parts[0], single[parts[0]]())
        table = self._state.tables.get(parts[1]) if len(parts) > 1 and parts[0] == "modules" else None
        if table is not None and len(parts) == 2:
            return self._whole(self._called(table), self._records(table))
        if table is not None and len(parts) == 3 and (number := parse_id(parts[2])) in table.rows:
            return self._whole(table.display(number or 0) or parts[2], self._record(table, number or 0))
        return None

    def _whole(self, title: str, body: str) -> str:
        say, org, state = self._words, self._state.org, self._state
        spent, allowance = state.credits.spent(), org.allowance()
        called = escape(say(title))
        places = (("/", "modules"), ("/requests", "requests"), ("/jobs", "jobs"))
        menu = " · ".join(self._link(path, say(name)) for path, name in places)
        other = urlencode({**self._query, "lang": say.other})
        note = say("note", organisation=org.zgid, edition=org.edition.name, spent=spent, allowance=allowance)
        return (
            f'<!doctype html><html lang="{say.lang}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{called}</title><style>{STYLE}</style>"
            f"<header><nav>{menu}</nav>"
            f'<a href="?{escape(other)}" lang="{say.other}">{say("other")}</a></header>'
            f'<main><h1>{called}</h1><p class="note">{escape(org.company_name)} · {escape(note)}</p>'
            f'<meter min="0" max="{allowance}" value="{spent}" title="{escape(note)}"></meter>'
            f"{body}</main></html>"
        )

    def _called(self, table: Table) -> str:
        return table.module.plural_ja if self._words.lang == "ja" else table.module.plural

    def _link(self, path: str, text: str, **query: Any) -> str:
        kept = {"lang": self._query["lang"]} if "lang" in self._query else {}
        asked = urlencode({**query, **kept})
        return f'<a href="{escape(quote(path) + ("?" + asked if asked else ""))}">{escape(text)}</a>'

    # -- records ---------------------------------------------------------------------------------

    def _modules(self) -> str:
        rows = [
            [
                self._link(f"/modules/{name}", self._called(table)),
                f"<code>{escape(name)}</code>",
                len(table.rows),
                len(table.bin),
            ]
            for name, table in self._state.tables.items()
        ]
        return self._table(["module", "api_name", "records", "deleted"], rows)

    def _records(self, table: Table) -> str:
        name, count = table.module.api_name, len(table.order)
        pages = max(1, -(-count // _SHOWN))
        asked = self._query.get("page", "")
        at = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        end = count - (at - 1) * _SHOWN
        newest = [table.rows[one] for one in reversed(table.order[max(0, end - _SHOWN) : end])]
        shown = [Picture(table, self._state, NEWEST).partial(row) for row in newest]
        columns = _columns(table, shown)
        key = table.module.display
        rows = [
            [
                self._link(f"/modules/{name}/{row['id']}", _text(row.get(key)) or row["id"]),
                *(escape(_text(row[column])) for column in columns),
            ]
            for row in shown
        ]
        before = (at - 1) * _SHOWN
        told = self._words("of_records", first=min(count, before + 1), last=before + len(shown), count=count)
        steps = [
            self._link(f"/modules/{name}", self._words(word), page=place)
            for word, place in (("newer", at - 1), ("older", at + 1))
            if 1 <= place <= pages
        ]
        fields, lang = table.module.fields, self._words.locale
        head = [fields[name].name(lang) if name in fields else name for name in (key, *columns)]
        return f"<p>{' · '.join([escape(told), *steps])}</p>{self._table(head, rows)}"

    def _record(self, table: Table, number: int) -> str:
        row, state = table.rows[number], self._state
        fields = table.module.fields
        values = Picture(table, state, NEWEST).partial(row)
        rows = [
            [
                escape(fields[name].name(self._words.locale)) if name in fields else "",
                f"<code>{escape(name)}</code>",
                self._value(value),
            ]
            for name, value in values.items()
            if value not in (None, [], "")
        ]
        name = table.module.api_name
        back = self._link(f"/modules/{name}", self._called(table))
        parts = [f"<p>{back}</p>", self._table(["field", "api_name", "value"], rows)]
        for child, lines in Lists(state, table, NEWEST).of(row).items():
            spec = table.module.children.get(child)
            if spec is not None:
                called = spec.label_in(self._words.locale)
                parts.append(f"<h2>{escape(called)} <code>{escape(child)}</code></h2>{self._lines(lines)}")
        return "".join(parts)

    def _lines(self, lines: list[Json]) -> str:
        names = [
            name
            for name in (lines[0] if lines else {})
            if not name.startswith("$") and any(line[name] not in (None, [], "") for line in lines)
        ]
        return self._table(names, [[self._value(line[name]) for name in names] for line in lines])

    def _value(self, value: Any) -> str:
        """Show a value; a lookup leads to its record."""
        if isinstance(value, dict) and (number := parse_id(str(value.get("id")))):
            module = self._state.module_of_record(number)
            if module is not None:
                return self._link(f"/modules/{module}/{number}", _text(value))
        return escape(_text(value))

    # -- requests and jobs -----------------------------------------------------------------------

    def _requests(self) -> str:
        listed = self._state.journal.listed(_CALLS, None)
        rows = [
            [
                one["number"],
                escape(one["method"]),
                f"<code>{escape(_address(one))}</code>",
                escape(one["operation"]),
                escape(str(one["status"] or self._words("dropped"))),
                one["records"],
                one["credits"],
                round(one["end"] - one["start"]),
                escape(one["fault"] or ""),
            ]
            for one in reversed(listed)
        ]
        told = self._words("of_requests", shown=len(rows), count=self._state.journal.total)
        head = ["number", "method", "path", "operation", "status", "records", "credits", "ms", "fault"]
        return f"<p>{escape(told)}</p>{self._table(head, rows)}"

    def _jobs(self) -> str:
        jobs = self._state.jobs
        jobs.tick()
        rows = [
            [
                f"<code>{job.id}</code>",
                escape(self._words(f"job.{job.kind}")),
                escape(", ".join(_modules_of(job))),
                escape(jobs.phase(job)),
                job.rows,
                escape(self._state.zone.render(int(job.created))),
                escape(str((job.error or {}).get("message", ""))),
            ]
            for job in reversed(list(jobs.jobs.values()))
        ]
        return self._table(["job", "kind", "module", "state", "records", "created", "error"], rows)

    def _table(self, head: Iterable[str], rows: Iterable[list[Any]]) -> str:
        """Write a table; cells of text are HTML already, numbers are set right."""
        listed = list(rows)
        if not listed:
            return f'<p class="note">{escape(self._words("none"))}</p>'
        names = "".join(f"<th>{escape(self._words(name))}</th>" for name in head)
        lines = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in listed)
        return f'<div class="wide"><table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(value: Any) -> str:
    return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f"<td>{value}</td>"


def _address(request: Json) -> str:
    """Give path and query; what accounts are asked may hold secrets, and stays unsaid."""
    told = request["query"] and not request["path"].startswith("/oauth/")
    return f"{request['path']}?{request['query']}" if told else str(request["path"])


def _columns(table: Table, shown: list[Json]) -> list[str]:
    """Choose the columns of a list: those that are filled, what the system keeps last."""
    key = table.module.display
    filled = [
        name for name in (shown[0] if shown else ()) if any(row[name] not in (None, [], "") for row in shown)
    ]
    own = [name for name in filled if name not in {key, *_LAST, *_LEFT_OUT}]
    return [*own[:_WIDEST], *(name for name in _LAST if name in filled and name != key)]


def _modules_of(job: Any) -> list[str]:
    """Name the modules that a job reads or writes."""
    resources = getattr(job, "resources", ())
    return [one.table.module.api_name for one in resources] or [getattr(job, "module", "")]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or value)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)

"""``hakobu explain``: a record's life, by module and id or by the address of its page."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.crm import pick_crm
from hakobu.cli.desk import desk
from hakobu.cli.grid import heading
from hakobu.cli.options import Connection, Home, Json, Lang  # noqa: TC001 - typer reads them
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.errors import HakobuError
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk
    from hakobu.model import Definition
    from hakobu.runs import Edit, Edits, FieldStep, InZoho, Life, Step

__all__ = ["explain", "place_of"]

STYLES = {"created": "green", "updated": "blue", "deleted": "red", "rejected": "yellow", "unknown": "yellow"}
SHORT = 120  # letters of a value
TABS = {"Potentials": "Deals"}  # modules whose pages go by an older name
_PAGE = re.compile(r"/tab/(\w+)/(\d+)")
_OLD_PAGE = re.compile(r"[?&]module=(\w+)(?=.*[?&]id=(\d+))")
_ID = re.compile(r"\d{6,}\Z")


def explain(
    record: Annotated[list[str], typer.Argument(metavar="MODULE ID | URL [FILE]")],
    *,
    connection: Connection = None,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Tell a record's life."""
    with desk(json=json, lang=lang, home=home) as at:
        module, ident, file = _asked(at, record)
        from hakobu.runs import explain_record, open_client  # noqa: PLC0415 - takes a second to import

        if file is None:
            life = explain_record(at.home, module, ident)
            known = _definition(at, life)
            if known is not None:
                life = explain_record(at.home, module, ident, definition=known)
        else:
            definition = at.load(file)
            chosen = pick_crm(at, definition, connection)
            with open_client(chosen, home=at.home, base=file.parent) as client:
                life = explain_record(at.home, module, ident, client=client, definition=definition)
        if at.json:
            import msgspec  # noqa: PLC0415 - seldom needed

            at.tell({"known": bool(life.steps), **msgspec.to_builtins(life)})
        else:
            _show(at, life)


def place_of(url: str) -> tuple[str, str] | None:
    """Read module and id from the address of a record's page, or nothing where it is another page."""
    found = _PAGE.search(url) or _OLD_PAGE.search(url)
    return (TABS.get(found[1], found[1]), found[2]) if found else None


def _asked(at: Desk, words: list[str]) -> tuple[str, str, Path | None]:
    """Read what the command was given."""
    page = "/" in words[0] and ("://" in words[0] or "/tab/" in words[0])
    rest = words[1:] if page else words[2:]
    place = place_of(words[0]) if page else (words[0], words[1]) if len(words) > 1 else None
    if place is None or len(rest) > 1 or not _ID.match(place[1]):
        key = "explain.no_page" if page and place is None else "explain.no_id"
        raise WrongUseError(at.words(key, given=" ".join(words)), next_step=at.words("explain.forms"))
    return place[0], place[1], Path(rest[0]) if rest else None


def _definition(at: Desk, life: Life) -> Definition | None:
    """Read the definition that wrote the record last, where it is still there and can be read."""
    from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

    if not life.steps:
        return None
    with Store(at.home) as store:
        run = store.runs.get(life.steps[-1].run)
    file = Path(run.file) if run is not None and run.file else None
    if file is None or not file.is_file():
        return None
    try:
        return at.load(file)
    except HakobuError:
        return None  # how fields are mapped is an extra; the record's life is told all the same


def _show(at: Desk, life: Life) -> None:
    words, out = at.words, at.out
    key = next((step.key for step in reversed(life.steps) if step.key), "")
    out.print(heading(words("explain.title", module=life.module, id=life.id, key=at.mask(key)).rstrip(" ·")))
    if not life.steps:
        say(out, words("explain.unknown"))
    for step in life.steps:
        _show_step(at, step)
    if life.steps:
        out.print()
    for held in life.held:
        say(out, at.mask(words("explain.held", key=held)), style="yellow")
    for each in life.decisions:
        day = f"{datetime.fromtimestamp(each.made).astimezone():%Y-%m-%d}"
        say(out, at.mask(words("explain.decided", key=each.label, answer=each.answer, day=day)))
    if life.zoho is not None:
        _show_zoho(at, life.zoho)
        if life.edits is not None:
            _show_edits(at, life.edits)
    else:
        say(out, words("explain.ask_zoho"), style="dim")


def _show_step(at: Desk, step: Step) -> None:
    words, out = at.words, at.out
    when = f"{datetime.fromtimestamp(step.at).astimezone():%Y-%m-%d %H:%M:%S %z}"
    kind = f"explain.run.{step.kind}" if step.kind in {"undo", "retry"} else "explain.run"
    out.print()
    title = heading(words(f"outcome.{step.outcome}"), f"bold {STYLES.get(step.outcome, 'dim')}")
    title.append(f"  {when}  {words(kind, run=step.run, job=step.job, task=step.task, of=step.of_run)}")
    if step.kind != "undo":
        told = words("explain.row", row=step.row) if step.row > 0 else words("explain.no_row")
        title.append(f"  {told}", style="dim")
    out.print(title)
    if step.matched_by:
        say(out, words("plan.matched_by", key=step.matched_by), style="dim", indent=4)
    for field in step.fields:
        say(out, at.mask(_line(at, step, field)), indent=4)
    if step.purged and step.fields:
        say(out, words("explain.purged"), style="dim", indent=4)
    if step.note:
        say(out, at.mask(words.term("why", step.note)), style="yellow", indent=4)
    if step.undone_by is not None:
        say(out, words("explain.undone", run=step.undone_by), style="yellow", indent=4)


def _line(at: Desk, step: Step, field: FieldStep) -> str:
    source = f"  ← {field.source}" if field.source else ""
    if step.purged:
        return f"{field.field}{source}"
    old = f"{_value(at, field.old)} → " if field.known_old else ""
    return f"{field.field}  {old}{_value(at, field.new)}{source}"


def _show_zoho(at: Desk, zoho: InZoho) -> None:
    words, out = at.words, at.out
    out.print(heading(words("explain.zoho")))
    if not zoho.found:
        say(out, words("explain.zoho.gone"), indent=2)
        return
    said: list[Any] = [("created", zoho.created_by, zoho.created_at)]
    said.append(("modified", zoho.modified_by, zoho.modified_at))
    for name, who, when in said:
        if who or when:
            say(out, words(f"explain.zoho.{name}", who=who or "?", when=when), indent=2)
    if zoho.after is not None:
        say(out, words(f"explain.zoho.{'after' if zoho.after else 'same'}"), indent=2)
    for name, (wrote, holds) in zoho.differs.items():
        text = words("explain.zoho.differs", field=name, wrote=_value(at, wrote), holds=_value(at, holds))
        say(out, at.mask(text), style="yellow", indent=4)


def _show_edits(at: Desk, told: Edits) -> None:
    words, out = at.words, at.out
    if told.unread:
        why, then = (spoken(each, words.lang) for each in (told.unread, told.next_step))
        say(out, words("explain.edits.unread", why=why, next=then).rstrip(), style="dim", indent=2)
        return
    out.print()
    out.print(heading(words("explain.edits")))
    for edit in told.edits:
        line = heading("  ", "").append(words.term("explain.action", edit.action), f"bold {_style(edit)}")
        out.print(line.append(f"  {' · '.join(part for part in _edit(at, edit) if part)}"))
        for field in edit.fields:
            text = f"{field.field}  {_value(at, field.old)} → {_value(at, field.new)}"
            say(out, at.mask(text), indent=6)
    if not told.edits:
        say(out, words("explain.edits.none"), indent=2)
    if told.more:
        say(out, words("explain.edits.more", count=len(told.edits)), style="yellow", indent=2)
    say(out, words("explain.edits.calls"), style="dim", indent=2)


def _style(edit: Edit) -> str:
    return STYLES.get({"added": "created", "restored": "created"}.get(edit.action, edit.action), "default")


def _edit(at: Desk, edit: Edit) -> tuple[str, ...]:
    """Tell an edit's time, person and way."""
    words = at.words
    way = edit.source if edit.way == "other" else words(f"explain.way.{edit.way}")
    if edit.rule:
        way = words("explain.edits.by_rule", way=way, rule=edit.rule)
    ours = words("explain.edits.run", run=edit.run) if edit.run is not None else ""
    return _local(edit.at), edit.module, edit.person, way, ours


def _local(text: str) -> str:
    """Give Zoho's time as ours are given."""
    try:
        return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M:%S %z}"
    except ValueError:
        return text


def _value(at: Desk, value: str | None) -> str:
    if value is None:
        return at.words("plan.empty")
    flat = value.replace("\n", "⏎")
    return flat if len(flat) <= SHORT else f"{flat[:SHORT]}…"

"""``hakobu demo``: a small shop, delivered into the built-in practice Zoho CRM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.padding import Padding

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid, make_steps
from hakobu.cli.options import Home, Json, Lang, Quiet  # noqa: TC001 - typer reads them at run time
from hakobu.cli.prose import say
from hakobu.cli.report import outcome_table
from hakobu.reports.causes import causes_of, explain_cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.demo.story import Scene

__all__ = ["demo"]

EDITS = 4  # how many of the edits are shown
CAUSES = 8  # the others are a command away


def demo(*, quiet: Quiet = False, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """Deliver a small shop and tell what happened."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        from hakobu.demo.story import play  # noqa: PLC0415 - takes a second to import
        from hakobu.runs import silent  # noqa: PLC0415 - likewise

        told: list[dict[str, Any]] = []
        scenes = play(at.home, silent)
        while (scene := _next(at, scenes)) is not None:
            if at.json:
                told.append(_as_json(scene))
            else:
                _show(at, scene)
        if at.json:
            at.tell({"scenes": told})


def _next(at: Desk, scenes: Iterator[Scene]) -> Scene | None:
    if at.quiet or at.json or not at.err.is_terminal:
        return next(scenes, None)
    with at.err.status(at.words("demo.working")):
        return next(scenes, None)


def _show(at: Desk, scene: Scene) -> None:
    at.out.print()
    title = at.words.find(f"demo.{scene.name}.title")
    if title:
        at.out.print(heading(title))
    _SHOWN[scene.name](at, scene)


def _made(at: Desk, scene: Scene) -> None:
    words = at.words
    if scene.shop is None:
        return
    counts = {name: f"{number:,}" for name, number in scene.shop.rows.items()}
    say(at.out, words("demo.made", faults=len(scene.shop.faults), url=scene.url, **counts))


def _ran(at: Desk, scene: Scene) -> None:
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    if scene.run is None:
        return
    words, found = at.words, summary(scene.run)
    say(at.out, words(f"demo.{scene.name}"))
    at.out.print(outcome_table(words, found))
    say(
        at.out,
        words(
            "demo.cost",
            writes=words.count("calls", scene.writes),
            credits=words.count("credits", found["credits"]),
            seconds=words.seconds(found["seconds"]),
        ),
    )


def _edited(at: Desk, scene: Scene) -> None:
    words = at.words
    say(at.out, words("demo.edited", rows=words.count("rows", len(scene.edits))))
    columns = [words(f"demo.column.{name}") for name in ("table", "key", "column", "old", "new")]
    rows = [[edit.table, edit.key, edit.column, str(edit.old), str(edit.new)] for edit in scene.edits[:EDITS]]
    at.out.print(Padding(make_grid(columns, rows), (0, 0, 0, 2)))


def _failed(at: Desk, scene: Scene) -> None:
    words = at.words
    say(at.out, words("demo.failed", rows=words.count("rows", len(scene.rejects))))
    columns = [words(f"demo.column.{name}") for name in ("rows", "field", "cause", "example", "remedy")]
    rows = []
    causes = causes_of(scene.rejects)
    for cause in causes[:CAUSES]:
        meaning, remedy = explain_cause(cause.code, words.lang)
        sample = cause.samples[0]
        detail = sample.detail.removeprefix(sample.key).strip()
        example = " ".join(part for part in (sample.key, detail) if part)
        rows.append([cause.rows, f"{cause.task}.{cause.field}", meaning, example[:60], remedy])
    at.out.print(make_grid(columns, rows))
    if len(causes) > CAUSES:
        say(at.out, words("run.failed.more", n=len(causes) - CAUSES))


def _end(at: Desk, scene: Scene) -> None:
    words, port = at.words, urlsplit(scene.url).port
    home, file = str(scene.folder), str(scene.folder / "shop-to-crm.yaml")
    emulator = f"hakobu emulator --port {port} --store {scene.folder / 'crm.db'}"
    say(at.out, words("demo.end", folder=home))
    at.out.print(
        make_steps(
            [
                (emulator, words("demo.next.emulator", url=scene.url)),
                (f"hakobu run {file} --home {home}", words("demo.next.run")),
                (f"hakobu rejects 3 --home {home}", words("demo.next.rejects")),
                (at.command("serve", "--demo"), words("demo.next.serve")),
                ("hakobu init my-job.yaml", words("demo.next.init")),
            ]
        )
    )


_SHOWN = {
    "made": _made,
    "first": _ran,
    "second": _ran,
    "edited": _edited,
    "third": _ran,
    "failed": _failed,
    "end": _end,
}


def _as_json(scene: Scene) -> dict[str, Any]:
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    told: dict[str, Any] = {"scene": scene.name, "folder": str(scene.folder)}
    if scene.run is not None:
        told |= {"run": summary(scene.run), "write_calls": scene.writes}
    if scene.edits:
        told["edits"] = len(scene.edits)
    if scene.rejects:
        told["causes"] = [
            {"task": cause.task, "field": cause.field, "code": cause.code, "rows": cause.rows}
            for cause in causes_of(scene.rejects)
        ]
    return told

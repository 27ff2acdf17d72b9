"""Help texts and wrong use in the user's language; wrong use as JSON where that was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from hakobu import settings
from hakobu.cli.prose import Prose, say
from hakobu.cli.refusal import WrongUseError, as_json, show
from hakobu.cli.screen import open_screen, write_json
from hakobu.cli.words import Words, language_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

__all__ = ["Command", "Group", "put_words"]


class Command(TyperCommand):
    """A command that shows its help in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(_help_of(self, ctx))


class Group(TyperGroup):
    """Commands under a name; the topmost learns its language from what it is given."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(_help_of(self, ctx))

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run the command, and end the process with its exit code."""
        given = list(sys.argv[1:] if args is None else args) or ["--help"]
        words = Words(language_named(given) or settings.language())
        put_words(self, words)
        try:
            code = super().main(given, *rest, **{**named, "standalone_mode": False})
        except typer.TyperException as error:
            _refuse(error, words, machine="--json" in given)
            code = error.exit_code
        sys.exit(code if isinstance(code, int) else 0)


def put_words(command: Any, words: Words, path: str = "help") -> None:
    """Give a command, its parameters and the commands below it their help texts."""
    command.help = words.find(path) or command.help
    command.words = words
    for parameter in command.params:
        plain = _long(parameter)
        parameter.help = words.find(f"{path}.{plain}", f"help.any.{plain}") or getattr(parameter, "help", "")
    for name, child in getattr(command, "commands", {}).items():
        put_words(child, words, f"{path}.{name}")


def _long(parameter: Any) -> str:
    """Give a parameter's name as the words know it."""
    return str(max(parameter.opts, key=len)).removeprefix("--") if parameter.opts else str(parameter.name)


def _refuse(error: typer.TyperException, words: Words, *, machine: bool) -> None:
    context = getattr(error, "ctx", None)
    command = f"{context.command_path} --help" if context is not None else "hakobu --help"
    wrong = WrongUseError(error.format_message(), next_step=words("error.usage.next", command=command))
    if machine:
        write_json(as_json(wrong, error.exit_code))
    show(open_screen(sys.stderr), words, wrong, str)


def _help_of(command: Any, context: Any) -> str:
    words: Words = getattr(command, "words", None) or Words(settings.language())
    screen = open_screen(sys.stdout)
    with screen.capture() as caught:
        screen.print(Text(f"{words('help.usage')} {_usage(command, context)}", style="bold"))
        screen.print()
        say(screen, command.help or "")
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = [each for each in command.params if each.param_type_name != "argument"]
        _list(screen, words("panel.commands"), _commands(command))
        _list(screen, words("panel.arguments"), ((_placeholder(each), each.help or "") for each in arguments))
        helping = [(", ".join(context.help_option_names), words("help.any.help"))]
        _list(screen, words("panel.options"), [*(_option(each) for each in options), *helping])
    return "\n".join(line.rstrip() for line in caught.get().splitlines())


def _usage(command: Any, context: Any) -> str:
    arguments = (_placeholder(each) for each in command.params if each.param_type_name == "argument")
    parts = [context.command_path, *(("COMMAND",) if hasattr(command, "commands") else arguments)]
    return " ".join([*parts, "[OPTIONS]"])


def _placeholder(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _commands(command: Any) -> Iterator[tuple[str, str]]:
    for name, child in getattr(command, "commands", {}).items():
        yield name, child.help or ""


def _option(option: Any) -> tuple[str, str]:
    names = ", ".join(sorted(option.opts, key=len, reverse=True))
    if option.is_flag:
        return names, option.help or ""
    return f"{names} {option.metavar or 'VALUE'}", option.help or ""


def _list(screen: Console, title: str, lines: Iterable[tuple[str, str]]) -> None:
    rows = list(lines)
    if not rows:
        return
    screen.print()
    screen.print(Text(title, style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for name, told in rows:
        grid.add_row(Text(f"  {name}", style="cyan"), Prose(told))
    screen.print(grid)

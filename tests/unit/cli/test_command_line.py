"""What the command line takes, and what it says of what it does not take."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

import hakobu
from hakobu.cli import app
from hakobu.cli.helping import put_words
from hakobu.cli.words import WORDS, Words
from hakobu.definitions import STARTER

if TYPE_CHECKING:
    from pathlib import Path

COMMON = {"--json", "--lang", "--home"}


def commands(command: Any = None, path: str = "") -> dict[str, Any]:
    command = command or typer.main.get_command(app)
    inner = getattr(command, "commands", None)
    if not inner:
        return {path: command}
    return {
        name: each
        for key, child in inner.items()
        for name, each in commands(child, f"{path} {key}".strip()).items()
    }


def options(command: Any) -> set[str]:
    return {max(each.opts, key=len) for each in command.params if each.opts[0].startswith("-")}


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), prog_name="hakobu")


def test_the_commands() -> None:
    assert set(commands()) == {
        "demo",
        "forget",
        "init",
        "check",
        "plan",
        "run",
        "runs",
        "history",
        "rejects",
        "retry",
        "apply",
        "backup",
        "restore",
        "decide",
        "export",
        "dismiss",
        "approve",
        "stop",
        "start",
        "undo",
        "purge",
        "support",
        "explain",
        "modules",
        "fields",
        "serve",
        "keys",
        "query",
        "schedule list",
        "schedule show",
        "schedule set",
        "schedule pause",
        "schedule resume",
        "schedule webhook",
        "calendars list",
        "calendars set",
        "calendars remove",
        "connections list",
        "connections test",
        "connections rename",
        "jobs rename",
        "connectors list",
        "users list",
        "users add",
        "users role",
        "users disable",
        "users reset",
        "secrets rotate",
        "connectors install",
        "connectors update",
        "connectors remove",
        "emulator",
    }


@pytest.mark.parametrize("name", sorted(set(commands()) - {"emulator"}))
def test_every_command_takes_what_is_common(name: str) -> None:
    assert options(commands()[name]) >= COMMON


@pytest.mark.parametrize("lang", sorted(WORDS))
def test_everything_has_a_help_text(lang: str) -> None:
    command = typer.main.get_command(app)
    put_words(command, Words(lang))
    for name, each in commands(command).items():
        assert each.help in WORDS[lang].values(), name
        for parameter in each.params:
            assert parameter.help in WORDS[lang].values(), (name, parameter.name)


def test_every_help_text_is_used() -> None:
    used = set()
    command = typer.main.get_command(app)
    put_words(command, Words("en"))
    for each in [command, *command.commands.values(), *commands(command).values()]:  # type: ignore[attr-defined]
        used |= {each.help, *(parameter.help for parameter in each.params)}
    extra = {"help.usage", "help.any.help", "help.connections.test.connection"}
    idle = {key for key, text in WORDS["en"].items() if key.startswith("help") and text not in used}
    assert idle <= extra


def test_without_arguments_the_help() -> None:
    found = run()
    assert found.exit_code == 0
    assert found.stdout.startswith("Usage: hakobu COMMAND [OPTIONS]")
    assert "retry" in found.stdout


def test_help_in_japanese() -> None:
    found = run("run", "--help", "--lang", "ja")
    assert found.stdout.startswith("使い方： hakobu run FILE [OPTIONS]")
    assert "ジョブを実行します" in found.stdout
    assert "オプション" in found.stdout


def test_the_version() -> None:
    assert run("--version").stdout == f"hakobu {hakobu.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rn",), "No such command 'rn'. Did you mean 'run', 'runs'?"),
        (("run",), "Missing argument 'FILE'."),
        (("run", "a.yaml", "--compare", "maybe"), "Invalid value for '--compare'"),
        (("rejects", "twelve"), "Invalid value for 'RUN'"),
        (("runs", "--limit", "0"), "Invalid value for '--limit'"),
        (("connections",), "Missing command."),
        (("run", "a.yaml", "--lang", "fr"), "Invalid value for '--lang'"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], message: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert f"Error: {message}" in found.stderr
    assert "--help." in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rn",), "コマンド「rn」はありません。「run」、「runs」の間違いではありませんか？"),
        (("run",), "引数「FILE」を指定してください。"),
        (("run", "a", "b"), "余分な引数があります：b"),
        (
            ("run", "a", "--compare", "x"),
            "「--compare」に「x」は指定できません。使える値：「ledger」、「live」、「none」",
        ),
        (("rejects", "twelve"), "「RUN」の値が正しくありません：整数を指定してください。"),
        (("runs", "--limit", "0"), "「--limit」の値が正しくありません：1 以上の値を指定してください。"),
        (
            ("serve", "--port", "70000"),
            "「--port」の値が正しくありません：65535 以下の値を指定してください。",
        ),
        (("runs", "--limitt"), "オプション --limitt はありません（近いオプション：--limit）。"),
        (("runs", "--job"), "オプション「--job」に値を指定してください。"),
        (("runs", "--json=x"), "オプション「--json」に値は指定できません。"),
        (("connections",), "コマンドを指定してください。"),
    ],
)
def test_wrong_use_is_explained_in_japanese(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKOBU_LANG", "ja")
    found = run(*arguments)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[0] == f"エラー：{message}"
    assert "--help を確認してください。" in found.stderr


def test_wrong_use_for_machines() -> None:
    found = run("rejects", "--json")
    assert found.exit_code == 2
    assert json.loads(found.stdout) == {
        "error": {
            "message": "Missing argument 'RUN'.",
            "where": "",
            "valid": [],
            "next_step": "See hakobu rejects --help.",
            "code": "",
            "faults": [],
        },
        "exit_code": 2,
    }


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = run("run", str(tmp_path / "none.yaml"))
    assert found.exit_code == 2
    assert "There is no file" in found.stderr
    assert "hakobu init" in found.stderr


def test_init_writes_a_file_once(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    assert run("init", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == STARTER
    file.write_text("mine")
    again = run("init", str(file))
    assert again.exit_code == 2
    assert "The file exists already, and is left as it is." in again.stderr
    assert file.read_text() == "mine"


def test_init_writes_its_comments_in_japanese(tmp_path: Path) -> None:
    file = tmp_path / "first.yaml"
    assert run("init", str(file), "--lang", "ja").exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert "# Hakobu の定義：どこから、どこへ、どのように行を運ぶか。" in text
    assert not re.search(r"# [^ぁ-んァ-ヶ一-龠]*$", text, re.MULTILINE)
    assert yaml.safe_load(text) == yaml.safe_load(STARTER)


def test_init_for_machines(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    assert json.loads(run("init", str(file), "--json").stdout) == {"file": str(file)}


def test_the_history_is_empty_at_first() -> None:
    assert "No run yet." in run("runs").stdout
    assert json.loads(run("runs", "--json").stdout) == []


def test_a_run_that_is_not_there() -> None:
    for command in ("rejects", "retry"):
        found = run(command, "7")
        assert found.exit_code == 2
        assert "There is no run 7." in found.stderr


def test_tables_have_no_blanks_at_the_end_of_lines() -> None:
    found = run("connectors", "list").stdout.splitlines()
    assert len(found) > 5
    assert all(line == line.rstrip() for line in found)


def test_connectors_are_listed() -> None:
    assert "postgresql" in run("connectors", "list").stdout
    found = {each["name"]: each for each in json.loads(run("connectors", "list", "--json").stdout)}
    assert found["zoho-crm"]["destination"]
    assert found["zoho-crm"]["source"]
    assert found["postgresql"]["settings"]


DEFINITION = """
connections:
  shop: {connector: sqlite, path: shop.db}
  one: {connector: zoho-crm, client_id: a, client_secret: s3cret-one, refresh_token: t0ken-one}
  two: {connector: zoho-crm, client_id: b, client_secret: s3cret-two, refresh_token: t0ken-two}
"""


@pytest.fixture
def definition(tmp_path: Path) -> str:
    file = tmp_path / "shop.yaml"
    file.write_text(DEFINITION)
    return str(file)


def test_connections_are_listed_without_secrets(definition: str) -> None:
    for extra in ((), ("--json",)):
        found = run("connections", "list", definition, *extra)
        assert found.exit_code == 0
        assert "one" in found.stdout
        assert "***" in found.stdout
        assert "s3cret" not in found.output
        assert "t0ken" not in found.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "This file has several connections to Zoho CRM."),
        (("--connection", "tow"), "There is no connection tow."),
        (("--connection", "shop"), "The connection shop is no Zoho CRM."),
    ],
)
def test_the_crm_is_named(definition: str, arguments: tuple[str, ...], message: str) -> None:
    found = run("modules", definition, *arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert "one, two" in found.stderr


def test_a_source_that_cannot_be_opened(definition: str) -> None:
    found = run("connections", "test", definition, "shop", "--json")
    assert found.exit_code == 1
    (report,) = json.loads(found.stdout)
    assert report["ok"] is False
    assert report["checks"][0]["message"]


def test_a_definition_without_jobs(definition: str) -> None:
    found = run("run", definition)
    assert found.exit_code == 2

"""Command line and API are twins: each command has its routes, each route its command, or a reason.

``TWINS`` names the operations (``operation_id``) by which the API does what a command does. A new command or
route that is missing from it, and from the reasons below, fails.
"""

from __future__ import annotations

import json
from typing import Any

import typer

from hakobu.cli import app
from tests.house.conftest import ROOT

TWINS: dict[str, tuple[str, ...]] = {
    "check": ("check_job", "checked", "check_job_text"),
    "plan": (
        *("plan_job", "show_plan", "plan_changes", "plan_not_sent", "plan_causes", "plan_kept", "plan_file"),
    ),
    "run": ("run_job", "run_plan", "ticket", "events", "stop"),
    "approve": ("approve", "approval", "approvals", "approve_request", "refuse_request", "withdraw_request"),
    "runs": ("runs", "run", "run_log"),
    "history": ("write_history",),
    "rejects": ("waiting_rejects", "causes", "rejects", "rejects_file"),
    "retry": ("retry", "retry_corrected"),
    "dismiss": ("dismiss_rejects",),
    "decide": ("decide", "decisions", "revoke_decision"),
    "explain": ("explain",),
    "undo": ("undo", "release"),
    "forget": ("forget", "forgotten", "lift_forgotten"),
    "purge": ("purgeable", "purge"),
    "support": ("support",),
    "stop": ("stop_organisation", "organisations"),
    "start": ("start_organisation",),
    "modules": ("modules",),
    "fields": ("fields",),
    "keys": ("keys",),
    "backup": ("backup",),
    "export": ("export_definitions",),
    "apply": ("apply_definitions",),
    "query": ("query", "query_file"),
    "connections list": ("connections", "connection"),
    "connections test": ("test_connection",),
    "connections rename": ("rename_connection",),
    "jobs rename": ("rename_job",),
    "connectors list": ("connectors",),
    "connectors install": ("install_connector", "installation"),
    "connectors update": ("install_connector",),
    "connectors remove": ("remove_connector",),
    "schedule list": ("jobs",),
    "schedule show": ("schedule",),
    "schedule set": ("save_schedule", "preview_schedule"),
    "schedule pause": ("pause_job",),
    "schedule resume": ("pause_job",),
    "schedule webhook": ("rotate_webhook", "remove_webhook"),
    "calendars list": ("calendars", "closed_days"),
    "calendars set": ("save_calendar",),
    "calendars remove": ("remove_calendar",),
    "users list": ("users", "user"),
    "users add": ("add_user",),
    "users role": ("change_user",),
    "users disable": ("change_user",),
    "users reset": ("reset_user",),
}
COMMANDS_ALONE = {
    "demo": "it begins something on this machine; in the browser: hakobu serve --demo",
    "init": "it writes a file for the editor of who types; the browser begins a job with the same template",
    "emulator": "it starts a process on this machine",
    "serve": "it starts the API itself",
    "restore": "a server does not run on a home that is still empty",
    "secrets rotate": "the server that would be asked reads its key once, at its start",
}
OF_THE_SERVER = (
    "it is about the server itself, or about who is signed in to it; a command line has its own user"
)
OF_ONESELF = "it is about who is signed in to the server by a browser"
OF_PAGES = "people note it for each other on the pages"
OF_FILES = "what is edited as a file has the file: an editor, git, and hakobu check"
ROUTES_ALONE = {
    **dict.fromkeys(("session", "sign_in", "sign_out", "set_preferences", "first_start"), OF_THE_SERVER),
    **dict.fromkeys(("welcome", "change_password", "own_sessions", "sign_out_elsewhere"), OF_ONESELF),
    **dict.fromkeys(("end_session", "begin_second_factor", "confirm_second_factor"), OF_ONESELF),
    **dict.fromkeys(("remove_second_factor", "new_recovery_codes"), OF_ONESELF),
    **dict.fromkeys(("tokens", "add_token", "revoke_token"), OF_ONESELF),
    **dict.fromkeys(("security", "set_security", "verify_audit"), OF_THE_SERVER),
    **dict.fromkeys(("uploads", "upload", "remove_upload"), "a command reads the file where it lies"),
    **dict.fromkeys(("openid", "set_openid", "openid_offer", "begin_openid", "finish_openid"), OF_THE_SERVER),
    "set_production": "a file run by hand is run by whoever holds its secrets; nobody else can be asked",
    "set_rights": "whoever may use the command line on the server's machine sees every value there",
    **dict.fromkeys(("healthz", "readyz", "metrics", "audit"), OF_THE_SERVER),
    **dict.fromkeys(("add_connection", "save_connection", "remove_connection"), OF_FILES),
    "duplicate_connection": OF_FILES,
    **dict.fromkeys(("begin_zoho_sign_in", "end_zoho_sign_in"), "a browser goes to Zoho and back"),
    "practice": "hakobu emulator starts the same by hand",
    **dict.fromkeys(("connection_versions", "job_versions"), OF_FILES),
    **dict.fromkeys(("job", "add_job", "save_job", "remove_job", "duplicate_job", "arrange_tasks"), OF_FILES),
    "overview": "sums for a page, of what hakobu runs and hakobu rejects list one by one",
    "search": "it jumps between pages",
    **dict.fromkeys(("network", "save_network"), "the command line goes by the environment's own variables"),
    "call_webhook": "it is called from outside; who has a command line starts the job with hakobu run",
    **dict.fromkeys(("alert_channels", "save_alert_channel", "remove_alert_channel"), OF_THE_SERVER),
    **dict.fromkeys(("test_alert_channel", "notices"), OF_THE_SERVER),
    **dict.fromkeys(("alerts", "save_alerts"), OF_FILES),
    "label_job": "hakobu apply carries the labels",
    **dict.fromkeys(("job_comments", "comment_job", "run_comments", "comment_run"), OF_PAGES),
    **dict.fromkeys(("remove_comment", "filters", "save_filter", "remove_filter"), OF_PAGES),
    **dict.fromkeys(
        ("limits", "preview_limits", "save_limits", "log_level", "preview_log_level", "save_log_level"),
        OF_FILES,
    ),
    "zoho_guide": "the steps stand in the docs, and the scopes in hakobu connections test",
}


def _commands() -> set[str]:
    found = set()

    def walk(command: Any, path: str) -> None:
        inner = getattr(command, "commands", None)
        for name, each in (inner or {}).items():
            walk(each, f"{path} {name}".strip())
        if not inner:
            found.add(path)

    walk(typer.main.get_command(app), "")
    return found


def _operations() -> set[str]:
    paths = json.loads((ROOT / "web" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return {operation["operationId"] for each in paths.values() for operation in each.values()}


def test_every_command_has_its_routes_or_a_reason() -> None:
    known = {*TWINS, *COMMANDS_ALONE}
    new = _commands() - known
    assert not new, f"give it a route, then name both in TWINS: {sorted(new)}"
    assert not known - _commands(), "there is no such command any more"


def test_every_route_has_its_command_or_a_reason() -> None:
    twins = {operation for each in TWINS.values() for operation in each}
    new = _operations() - twins - set(ROUTES_ALONE)
    assert not new, f"give it a command, then name both in TWINS: {sorted(new)}"
    assert not (twins | set(ROUTES_ALONE)) - _operations(), "there is no such route any more"


def test_nothing_stands_on_both_sides() -> None:
    twins = {operation for each in TWINS.values() for operation in each}
    assert not twins & set(ROUTES_ALONE)
    assert not set(TWINS) & set(COMMANDS_ALONE)

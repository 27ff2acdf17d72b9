"""Trying a connection: each check with what it found, how long it took, and what to do next."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import open_source
from hakobu.errors import HakobuError
from hakobu.reports.spoken import spoken
from hakobu.runs import open_client

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.model import Connection
    from hakobu.zoho import Check, Report

__all__ = ["check_as_json", "try_connection", "try_crm"]

NAMED = 8  # tables that a test names
OFFERS = {"region.wrong", "region.elsewhere", "region.also"}  # findings that name another region


def try_crm(connection: Connection, *, home: Path, base: Path) -> Report:
    """Try a connection to Zoho CRM."""
    with open_client(connection, home=home, base=base) as client:
        return client.check()


def check_as_json(check: Check) -> dict[str, Any]:
    """Give a check as JSON takes it, in both languages."""
    message, next_step = check.say("ja")
    if check.code == "error" and (said := spoken(check.message, "ja")) != check.message:
        message, next_step = said, spoken(check.next_step, "ja")
    return {
        "name": check.name,
        "ok": check.ok,
        "verdict": check.verdict.value,
        "code": check.code,
        "message": check.message,
        "next_step": check.next_step,
        "message_ja": spoken(message, "ja"),
        "next_step_ja": spoken(next_step, "ja"),
        "paste": dict(check.paste),
        "offer": {"region": str(check.arguments["code"])} if check.code in OFFERS else {},
        "seconds": round(check.seconds, 3),
    }


def try_connection(connection: Connection, *, home: Path, base: Path) -> list[dict[str, Any]]:
    """Try a connection; no check raises, each tells."""
    if connection.connector == "zoho-crm":
        return [check_as_json(check) for check in try_crm(connection, home=home, base=base).checks]
    begun = time.monotonic()
    found: dict[str, Any] = {"name": "source", "ok": True, "message": "", "next_step": ""}
    try:
        source = open_source(connection, base=base, home=home)
        try:
            names = source.tables()
        finally:
            source.close()
        more = ", …" if len(names) > NAMED else ""
        shown = f"{', '.join(names[:NAMED])}{more}"
        found["message"] = f"{len(names)} can be read: {shown}" if names else "There is nothing to read."
        said = f"{len(names)} 件を読み取れます：{shown}"
        found["message_ja"] = said if names else "読み取れるものがありません。"
    except HakobuError as error:
        where = f"{error.where}: " if error.where else ""
        found |= {"ok": False, "message": where + error.message, "next_step": error.next_step}
        found |= {
            "message_ja": spoken(where + error.message, "ja"),
            "next_step_ja": spoken(error.next_step, "ja"),
        }
    return [{**found, "seconds": round(time.monotonic() - begun, 3)}]

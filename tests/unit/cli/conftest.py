"""A desk whose screens are texts, and a finished run to show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from hakobu.cli.desk import Desk
from hakobu.cli.words import Words
from hakobu.model import Outcome, RowFault
from hakobu.store import Reject, Run, RunTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def screen() -> Console:
    return Console(file=io.StringIO(), width=100, markup=False, highlight=False, emoji=False)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


@pytest.fixture
def make_desk(home: Path) -> Callable[..., Desk]:
    """Give a factory of desks by language."""

    def make(lang: str = "en") -> Desk:
        return Desk(words=Words(lang), json=False, quiet=False, home=home, out=screen(), err=screen())

    return make


def counts(**numbers: int) -> dict[Outcome, int]:
    return {outcome: numbers.get(outcome, 0) for outcome in Outcome}


@pytest.fixture
def ended_run() -> Run:
    """Give a run with an end of every kind."""
    return Run(
        id=12,
        job="shop-to-crm",
        kind="run",
        of_run=None,
        file="shop.yaml",
        definition="0",
        zgid="1",
        status="incomplete",
        started=1_000.0,
        ended=1_100.5,
        resumed=1,
        credits=57,
        calls=44,
        cause="",
        tasks=(
            RunTask(
                task="accounts",
                module="Accounts",
                operation="upsert",
                ledger_id=1,
                read=2_000,
                outcomes=counts(created=1_200, updated=300, unchanged=490, invalid=7, rejected=3),
                notes={"warnings": ["accounts: Account_Name names a record."]},
            ),
            RunTask(
                task="contacts",
                module="Contacts",
                operation="update",
                ledger_id=2,
                read=40,
                outcomes=counts(updated=20, skipped=12, unknown=2, pending=6),
                notes={
                    "skipped": {"no such record": 12},
                    "unknown": [{"row": 5, "key": "a@example.com", "why": "no answer came"}],
                },
            ),
        ),
    )


@pytest.fixture
def failed_rows() -> list[Reject]:
    """Give the failed rows of that run."""
    invalid = [
        Reject(
            task="accounts",
            module="Accounts",
            row=row,
            label=f"C-{row}",
            outcome=Outcome.INVALID,
            faults=[RowFault("Phone", "bad_phone", "=cmd|' /C calc'!A0")],
            run_id=12,
        )
        for row in range(1, 8)
    ]
    refused = Reject(
        task="accounts",
        module="Accounts",
        row=9,
        label="+81",
        outcome=Outcome.REJECTED,
        faults=[RowFault("Customer_No", "DUPLICATE_DATA", "duplicate data")],
        run_id=12,
    )
    return [*invalid, refused]

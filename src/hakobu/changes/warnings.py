"""What a person should know before a comparison's changes are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.live import LIVE
from hakobu.changes.work import EDITOR
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.changes.work import Work

__all__ = ["warn_of_editors", "warn_of_empty_keys"]

THIRD = 3


def warn_of_empty_keys(work: Work) -> Iterator[str]:
    """Warn of a key column that is empty in a third of the rows, or in more."""
    fields = [name for name in dict.fromkeys(f for way in work.keys.alternatives for f in way) if name != ID]
    if not fields:
        return
    counts = ", ".join(f"count(*) filter (coalesce(trim({quote(name)}), '') = '')" for name in fields)
    total, *empty = work.session.sql(f"select count(*), {counts} from every").fetchall()[0]
    for name, number in zip(fields, empty, strict=True):
        if number and number * THIRD >= total:
            yield (
                f"{work.task.name}: the key {name} is empty in {number} of {total} rows "
                f"({number * 100 // total} %)."
            )


def warn_of_editors(work: Work) -> Iterator[str]:
    """Warn where it cannot be told who edited a value: Zoho names us, and people may use our account."""
    if not work.contested:
        return
    name = work.task.name
    if work.rules.me is None:
        yield (
            f"{name}: Zoho does not tell as whom this connection is signed in; every value that we did not "
            "write is taken for a person's."
        )
        return
    if work.rules.me in work.rules.integrations:
        yield (
            f"{name}: the account of this connection is listed under integrations; what people edit with it "
            "is overwritten."
        )
        return
    if EDITOR not in work.columns:
        return
    mine = f"l.{quote(EDITOR)} = {text(work.rules.me)}"
    edited = ", ".join(text(field) for field in work.contested)
    number = work.session.sql(
        f"select count(*) from decided d join {LIVE} l on l.id = d.id "
        f"where {mine} and list_has_any(d.kept, [{edited}]::varchar[])"
    ).fetchall()[0][0]
    if number:
        yield (
            f"{name}: {number} records with kept values were last changed by the account of this connection; "
            "whether a person used it, or another program did, cannot be told. Sign in with an account of "
            "its own."
        )

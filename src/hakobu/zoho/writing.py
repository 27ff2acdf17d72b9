"""Writing records: the bodies of insert, update, upsert and delete, each sent once."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import NotSupportedError
from hakobu.zoho.keys import WITHOUT_UPSERT
from hakobu.zoho.parents import with_parents
from hakobu.zoho.session import Call
from hakobu.zoho.ties import TIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.zoho.answers import Answer
    from hakobu.zoho.session import Session
    from hakobu.zoho.ties import Ties

__all__ = ["Writer"]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_RECORDS = 100
"""Records that one call takes."""


class Writer:
    """The writing calls of one connection."""

    def __init__(self, session: Session, ties: Ties) -> None:
        self._session = session
        self._ties = ties

    def insert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        body: Mapping[str, Any],
        external: Sequence[str],
    ) -> list[Answer]:
        records = self._laid_out(records)
        return self._write("insert", "POST", module, records, body=body, headers=_external(module, external))

    def update(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        body: Mapping[str, Any],
        external: Sequence[str],
        unmodified_since: str | None,
    ) -> list[Answer]:
        key = next((name for name in external if "." not in name), "id")
        bare = [
            str(index) for index, each in enumerate(records) if isinstance(each, dict) and not each.get(key)
        ]
        if bare:
            raise NotSupportedError(
                f"Records without {key} cannot be updated (place {', '.join(bare[:5])} of the call).",
                where=f"update {module}",
                next_step="Give each record its ID or External ID, or insert it.",
            )
        headers = _external(module, external) | self._unmodified(unmodified_since)
        return self._write("update", "PUT", module, records, body=body, headers=headers)

    def upsert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        body: Mapping[str, Any],
        headers: Mapping[str, str],
    ) -> list[Answer]:
        if module in WITHOUT_UPSERT:
            raise NotSupportedError(
                f"Zoho offers no upsert for {module}.",
                where=f"upsert {module}",
                next_step="Use insert and update.",
            )
        records = self._laid_out(records)
        return self._write("upsert", "POST", module, records, body=body, headers=headers)

    def delete(
        self, module: str, ids: Sequence[str], *, external: str | None, wf_trigger: bool | None
    ) -> list[Answer]:
        if not ids:
            return []
        _check_size(f"delete {module}", len(ids))
        if module in TIES:
            return self._ties.delete(TIES[module], ids)
        if any("," in each for each in ids):
            raise NotSupportedError(
                "A value with a comma cannot be deleted by External ID.",
                where=f"delete {module}",
                next_step="Delete that record by its ID.",
            )
        params = {"ids": ",".join(ids)}
        if wf_trigger is not None:
            params["wf_trigger"] = str(wf_trigger).lower()
        return self._session.write(
            Call(
                operation="delete",
                method="DELETE",
                path=module,
                params=params,
                headers=_external(module, (external,) if external else ()),
                module=module,
                records=len(ids),
                write=True,
            )
        )

    def headers(self, module: str, external: Sequence[str], unmodified_since: str | None) -> dict[str, str]:
        """The headers of an upsert."""
        return _external(module, external) | self._unmodified(unmodified_since)

    def _laid_out(self, records: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """New records get the connection's layout where they name none."""
        layout = self._session.settings.layout
        return [{"Layout": {"id": layout}, **record} for record in records] if layout else records

    def _unmodified(self, since: str | None) -> dict[str, str]:
        version = self._session.settings.version
        if since is None:
            return {}
        if not version.unmodified_since:
            raise NotSupportedError(
                f"Schema {version.name} has no If-Unmodified-Since.",
                where="unmodified_since",
                next_step="Read the record again before writing, or choose schema v4 or v8.",
            )
        return {"If-Unmodified-Since": since}

    def _write(
        self,
        operation: str,
        method: str,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        body: Mapping[str, Any],
        headers: Mapping[str, str],
    ) -> list[Answer]:
        if not records:
            return []
        _check_size(f"{operation} {module}", len(records))
        if module in TIES:
            return self._ties.write(TIES[module], records, operation=operation)
        records = with_parents(module, records, self._session.settings.version)
        return self._session.write(
            Call(
                operation=operation,
                method=method,
                path=f"{module}/upsert" if operation == "upsert" else module,
                headers=headers,
                body=_encoded(f"{operation} {module}", records, body),
                module=module,
                records=len(records),
                write=True,
            )
        )


def extras(
    *,
    trigger: Sequence[str] | None,
    layout_rules: bool = False,
    assignment_rule: str | None = None,
    duplicate_check_fields: Sequence[str] | None = None,
) -> dict[str, Any]:
    """What stands beside ``data``; without ``trigger`` all rules run, with an empty one none."""
    body: dict[str, Any] = {}
    if trigger is not None:
        body["trigger"] = list(trigger)
    if layout_rules:
        body["apply_feature_execution"] = [{"name": "layout_rules"}]
    if assignment_rule:
        body["lar_id"] = assignment_rule
    if duplicate_check_fields:
        body["duplicate_check_fields"] = list(duplicate_check_fields)
    return body


def _encoded(where: str, records: Sequence[Mapping[str, Any]], body: Mapping[str, Any]) -> bytes:
    for index, record in enumerate(records):
        for name, value in record.items() if isinstance(record, dict) else ():
            if isinstance(value, float | Decimal) and not isfinite(value):  # it would erase the field
                raise NotSupportedError(f"{name} of record {index} is {value}: not a number.", where=where)
    try:
        return _ENCODER.encode({"data": records, **body})
    except (TypeError, OverflowError) as error:
        raise NotSupportedError(
            f"A value cannot be sent: {error}.", where=where, next_step="Give it as text or as a number."
        ) from error


def _external(module: str, names: Sequence[str]) -> dict[str, str]:
    """``X-EXTERNAL``: each name is a field, or a path below the module (``Account_Name.Customer_No``)."""
    return {"X-EXTERNAL": ",".join(f"{module}.{name}" for name in names)} if names else {}


def _check_size(where: str, count: int) -> None:
    if count > _RECORDS:
        raise NotSupportedError(
            f"Zoho takes {_RECORDS} records a call, not {count}.",
            where=where,
            next_step="Send fewer at once.",
        )

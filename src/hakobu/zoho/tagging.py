"""Tags on records: put on and taken off, one answer per record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import NotSupportedError
from hakobu.zoho.session import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.zoho.answers import Answer
    from hakobu.zoho.session import Session

__all__ = ["Tagger"]

_RECORDS = 100
_TAGS = 10


class Tagger:
    """The tag calls of one connection; source: zoho.com/crm/developer/docs/api/v8/add-tags.html."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, module: str, ids: Sequence[str], tags: Sequence[str], *, replace: bool = False
    ) -> list[Answer]:
        return self._change("add_tags", module, ids, tags, {"over_write": True} if replace else {})

    def remove(self, module: str, ids: Sequence[str], tags: Sequence[str]) -> list[Answer]:
        return self._change("remove_tags", module, ids, tags, {})

    def _change(
        self, action: str, module: str, ids: Sequence[str], tags: Sequence[str], more: Mapping[str, bool]
    ) -> list[Answer]:
        if not ids or not tags:
            return []
        for what, given, most in (("records", ids, _RECORDS), ("tags", tags, _TAGS)):
            if len(given) > most:
                raise NotSupportedError(
                    f"One call takes {most} {what}, not {len(given)}.", where=f"{action} {module}"
                )
        body, params = None, {}
        if self._session.settings.version.fields_mandatory:  # the newer versions take a body
            named = [{"name": tag} for tag in tags]
            body = msgspec.json.encode({"tags": named, "ids": list(ids), **more})
        else:
            params = {"ids": ",".join(ids), "tag_names": ",".join(tags)}
            params |= {name: str(value).lower() for name, value in more.items()}
        return self._session.write(
            Call(
                operation="tags",
                method="POST",
                path=f"{module}/actions/{action}",
                params=params,
                body=body,
                module=module,
                records=len(ids),
                write=True,
            )
        )

"""Names what is wrong with a row, as the result file does: ``CODE-Header`` (api-coql-bulk §3.7)."""

from typing import Any

Json = dict[str, Any]
CODES = (
    "MANDATORY_NOT_FOUND",
    "INVALID_DATA",
    "DUPLICATE_DATA",
    "NOT_APPROVED",
    "BLOCKED_RECORD",
    "CANNOT_PROCESS",
    "LIMIT_EXCEEDED",
    "RESOURCE_NOT_FOUND",
)


class RowErrors:
    """The faults of one row, gathered by code."""

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers
        self._found: dict[str, list[str]] = {}

    def add(self, code: str, field: str | None) -> None:
        """Note a fault of a field; it is named by its column's header."""
        known = code if code in CODES else "CANNOT_PROCESS"
        named = self._found.setdefault(known, [])
        header = self._headers.get(field, field) if field else None
        if header and header not in named:
            named.append(header)

    def add_body(self, body: Json) -> None:
        """Note what the record API says of the row."""
        details = body["details"]
        if body["code"] == "MULTIPLE_OR_MULTI_ERRORS":
            for one in details.get("errors", ()):
                self.add_body(one)
        else:
            self.add(body["code"], details.get("api_name"))

    def __bool__(self) -> bool:
        return bool(self._found)

    def text(self) -> str:
        """Give the cell of the result file."""
        order = sorted(self._found, key=CODES.index)
        return ":".join(f"{code}-{','.join(self._found[code])}".rstrip("-") for code in order)

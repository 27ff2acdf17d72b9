"""JSON as it goes over the wire: decimals exact in both directions."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")

JSON_TYPE = "application/json;charset=UTF-8"


class NotJsonError(ValueError):
    """The bytes are not JSON."""


def decode(body: bytes) -> Any:
    """Read JSON; numbers with a fraction or an exponent become ``Decimal``, integers stay exact."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error


def encode(value: Any) -> bytes:
    """Write JSON; a ``Decimal`` leaves as a number with all its digits."""
    return _encoder.encode(value)


@dataclass(slots=True)
class Reply:
    """What goes back: a status and a JSON value, raw bytes, or nothing at all."""

    status: int = 200
    body: Any = None
    raw: bytes | None = None
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    records: int = 0
    # credits beside the call's price
    extra: int = 0
    packed: bytes | None = None

    def pack(self) -> None:
        """Write the JSON out now, so that it is part of the time that a call takes."""
        self.packed = self.payload()

    def payload(self) -> bytes:
        """Give the bytes of the body; 204 and 304 have none."""
        if self.packed is not None:
            return self.packed
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else encode(self.body)

    def told(self) -> Any:
        """Give the JSON value as its reader has it."""
        return None if self.body is None else decode(self.payload())


EMPTY = 204


def nothing() -> Reply:
    """Answer that nothing was found, as Zoho does: 204 without a body."""
    return Reply(EMPTY)

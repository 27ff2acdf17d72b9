"""The callback of a job: checked, and held to this computer."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from hakobu.emulator.problem import Problem

Json = dict[str, Any]


def read_callback(wish: Any) -> Json | None:
    """Read ``callback``; an address beyond loopback is refused plainly, for nothing leaves the emulator."""
    if wish is None:
        return None
    url = wish.get("url") if isinstance(wish, dict) else None
    host = _host(url)
    if host is None:
        raise Problem("INVALID_CALLBACK_URL", message="Invalid callback URL provided")
    if str(wish.get("method", "post")).lower() != "post":
        raise Problem("INVALID_CALLBACK_METHOD", {"supported_callback_methods": ["post"]})
    if not _is_loopback(host):
        message = f"callbacks are sent to loopback addresses only, not to {host}"
        raise Problem("NOT_EMULATED", {"emulated": ["127.0.0.1", "::1", "localhost"]}, message)
    return {"url": url, "method": "post"}


def _host(url: Any) -> str | None:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        known = parts is not None and parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if parts is not None and known else None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

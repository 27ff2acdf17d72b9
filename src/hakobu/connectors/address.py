"""Where a database server is and who asks: from single settings or from one URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from hakobu.errors import SourceError
from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Address", "address_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A database on a server; ``options`` are what a URL says after its question mark."""

    host: str
    port: int
    database: str
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))
    options: tuple[tuple[str, str], ...] = ()

    def url(self, scheme: str, **more: str) -> str:
        """Write it as one URL; it holds the password."""
        login = quote(self.user, safe="")
        if self.password.reveal():
            login += ":" + quote(self.password.reveal(), safe="")
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        options = urlencode({**more, **dict(self.options)}, quote_via=quote)
        place = f"{host}:{self.port}/{quote(self.database, safe='')}"
        return f"{scheme}://{login}{'@' if login else ''}{place}" + (f"?{options}" if options else "")

    def masked(self, text: str) -> str:
        """Take the password out of a message."""
        password = self.password.reveal()
        for word in {password, quote(password, safe="")} if password else ():
            text = text.replace(word, "***")
        return text


def address_of(settings: Mapping[str, Any], *, schemes: tuple[str, ...], where: str) -> Address:
    """Read a connection's settings; a URL, where there is one, says it all."""
    if "url" in settings:
        return _parsed(settings["url"].reveal(), settings, schemes, where)
    password = settings.get("password")
    return Address(
        host=settings["host"],
        port=settings["port"],
        database=settings.get("database", ""),
        user=settings.get("user", ""),
        password=password if isinstance(password, Secret) else Secret(""),
    )


def _parsed(url: str, settings: Mapping[str, Any], schemes: tuple[str, ...], where: str) -> Address:
    """Take a URL apart; a message never shows any of it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    database = unquote(parts.path.removeprefix("/"))
    if (
        parts.scheme not in schemes
        or not parts.hostname
        or not database
        or any(mark.isspace() for mark in url)
    ):
        raise SourceError(
            "The url is not an address of a database.",
            where=where,
            next_step=f"Write {schemes[0]}://user:password@host:{settings['port']}/database, with special "
            "characters of the password as %40 and the like.",
        )
    return Address(
        host=parts.hostname,
        port=port or settings["port"],
        database=database,
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
        options=tuple(parse_qsl(parts.query)),
    )

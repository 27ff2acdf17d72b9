"""Where Zoho lives: its data centres, their hosts, and which hosts may see a token."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from hakobu.errors import SetupError

__all__ = ["ENVIRONMENTS", "REGIONS", "Region", "origin_of", "region_of"]

ENVIRONMENTS = {"production": "www", "sandbox": "sandbox", "developer": "developer"}
"""The first label of the API host by environment."""

_FILES = ("download", "download-accl", "upload", "upload-accl")
"""The first labels of the hosts that hold the files of bulk jobs."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""This machine: plain http is safe there, and no proxy is asked."""


@dataclass(frozen=True, slots=True)
class Region:
    """A data centre of Zoho; ``code`` as in ``location=`` of a sign-in, in capitals."""

    code: str
    name: str
    accounts_server: str
    api_base: str
    upload_server: str

    def api_domain(self, environment: str = "production") -> str:
        """The API's address, ``https://www.zohoapis.eu``."""
        return f"https://{ENVIRONMENTS[environment]}.{self.api_base}"

    def hosts(self) -> tuple[str, ...]:
        """Every host of this data centre that may see a token."""
        api = tuple(f"{label}.{self.api_base}" for label in ENVIRONMENTS.values())
        accounts = urlsplit(self.accounts_server).hostname or ""
        upload = urlsplit(self.upload_server).hostname or ""
        files = tuple(f"{label}.{accounts.removeprefix('accounts.')}" for label in _FILES)
        return (accounts, *api, upload, f"content.{self.api_base}", *files)


def _region(code: str, name: str, accounts: str, api: str, upload: str = "") -> Region:
    return Region(code, name, f"https://{accounts}", api, f"https://{upload or 'content.' + api}")


REGIONS: dict[str, Region] = {
    region.code: region
    for region in (
        _region("US", "United States", "accounts.zoho.com", "zohoapis.com"),
        _region("EU", "Europe", "accounts.zoho.eu", "zohoapis.eu"),
        _region("IN", "India", "accounts.zoho.in", "zohoapis.in"),
        _region("AU", "Australia", "accounts.zoho.com.au", "zohoapis.com.au"),
        _region("JP", "Japan", "accounts.zoho.jp", "zohoapis.jp"),
        _region("CN", "China", "accounts.zoho.com.cn", "zohoapis.com.cn"),
        _region("CA", "Canada", "accounts.zohocloud.ca", "zohoapis.ca", "upload.zohocloud.ca"),
        _region("SA", "Saudi Arabia", "accounts.zoho.sa", "zohoapis.sa", "files.zoho.sa"),
        _region("UK", "United Kingdom", "accounts.zoho.uk", "zohoapis.uk"),
        _region("AE", "United Arab Emirates", "accounts.zoho.ae", "zohoapis.ae"),
    )
}
"""Source: zoho.com/crm/developer/docs/api/v8/multi-dc.html and the SDKs; the API hosts of
UK and AE follow the pattern of the others (the token's answer names the host anyway)."""

_BY_HOST = {host: region for region in REGIONS.values() for host in region.hosts()}


def region_of(url: str) -> Region | None:
    """The data centre that an address of Zoho belongs to; None for a host that is not listed."""
    return _BY_HOST.get((urlsplit(url).hostname or "").lower())


def is_listed(url: str) -> bool:
    """Whether a token may go to this address by Zoho's own list: https, a known host, its usual port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and port in {None, 443} and region_of(url) is not None


def origin_of(url: str, *, where: str = "") -> str:
    """The origin (``https://host:port``) of an address that a connection names, checked.

    Plain http is taken only for this machine (an emulator); a path, a user or a query is refused.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise SetupError(f"{url!r} is not an address.", where=where) from error
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host:
        raise SetupError(
            f"{url!r} is not an address.", where=where, next_step="Write it as https://accounts.zoho.com."
        )
    if parts.username or parts.password or parts.query or parts.fragment or parts.path not in {"", "/"}:
        raise SetupError(
            "An address here has no path, user or query.",
            where=where,
            next_step=f"Write {parts.scheme}://{host}.",
        )
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SetupError(
            f"Plain http to {host} would show the secrets to the network.",
            where=where,
            next_step="Write https:// (http:// is for 127.0.0.1 only).",
        )
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in {None, usual} else "")

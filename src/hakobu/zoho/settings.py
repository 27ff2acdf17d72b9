"""What a connection to Zoho CRM is told: a frozen value that masks its secrets and checks itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from hakobu.errors import NotSupportedError, SetupError
from hakobu.zoho.regions import ENVIRONMENTS, REGIONS, Region, is_listed, origin_of
from hakobu.zoho.versions import VERSIONS, Version

__all__ = ["SCOPES", "Settings"]

SCOPES = (
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.org.READ",
    "ZohoCRM.users.READ",
    "ZohoCRM.coql.READ",
    "ZohoCRM.bulk.ALL",
    "ZohoCRM.apis.READ",
    "ZohoFiles.files.ALL",
    "ZohoSearch.securesearch.READ",
)
"""What a sign-in asks for when nothing else is said."""

_SECRET = frozenset({"client_secret", "refresh_token", "code", "code_verifier", "proxy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A connection to one organisation of Zoho CRM.

    Signs in by ``refresh_token``, else by ``code`` (a self client's or a redirect's grant code),
    else by client credentials for the organisation ``soid``. ``timeout`` is the longest life of one
    request in seconds: when it has passed, no answer will come. ``accounts_server`` and
    ``api_domain`` override the region (an emulator, say).
    """

    client_id: str
    client_secret: str
    refresh_token: str | None = None
    code: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    soid: str | None = None
    scopes: tuple[str, ...] = SCOPES
    region: str = "US"
    schema: str = "v4"
    use_coql: bool = True
    api_type: str = "REST"
    """How everything is read while ``use_coql`` is off: REST or Bulk."""
    cheapest_read: bool = True
    """Whether Bulk Read may take the place of COQL where it costs fewer credits."""
    environment: str = "production"
    accounts_server: str | None = None
    api_domain: str | None = None
    concurrency: int | None = None
    timeout: float = 60.0
    batch_size: int = 100
    credit_reserve: int = 0
    """Credits left for people: no write goes while fewer remain, as far as Zoho tells."""
    layout: str | None = None
    """The id of the layout of new records."""
    assignment_rule: str | None = None
    """The id of the rule that finds the owner of new records."""
    patience: float = 600.0
    """How long a call may wait for Zoho to take it, in seconds, before ``WaitError``."""
    metadata_age: float = 3600.0
    proxy: str | None = None
    ca_file: str | None = None

    def __post_init__(self) -> None:
        _one_of("region", self.region.upper(), tuple(REGIONS))
        _one_of("environment", self.environment, tuple(ENVIRONMENTS))
        if self.schema not in VERSIONS:
            raise NotSupportedError(
                f"Schema {self.schema!r} is not known.", where="schema", valid=tuple(VERSIONS)
            )
        _one_of("api_type", self.api_type, ("REST", "Bulk"))
        for name in ("client_id", "client_secret"):
            if not getattr(self, name):
                raise SetupError("is missing.", where=name, next_step="Zoho's API console shows it.")
        for name in ("accounts_server", "api_domain"):
            address = getattr(self, name)
            if address is not None:
                object.__setattr__(self, name, origin_of(address, where=name))
        _within("batch_size", self.batch_size, 1, 100)
        _within("timeout", self.timeout, 1, 600)
        if self.concurrency is not None:
            _within("concurrency", self.concurrency, 1, 100)

    def __repr__(self) -> str:
        shown = (f"{each.name}={_shown(each.name, getattr(self, each.name))}" for each in fields(self))
        return f"Settings({', '.join(shown)})"

    @property
    def data_centre(self) -> Region:
        """The region as an object."""
        return REGIONS[self.region.upper()]

    @property
    def version(self) -> Version:
        """The differences of the chosen schema."""
        return VERSIONS[self.schema]

    @property
    def accounts(self) -> str:
        """The accounts server that gets the secrets."""
        return self.accounts_server or self.data_centre.accounts_server

    def may_see_token(self, url: str) -> bool:
        """Whether a token may go to this address: Zoho's list, or a host that this connection names."""
        if is_listed(url):
            return True
        try:
            parts = urlsplit(url)
            origin = origin_of(f"{parts.scheme}://{parts.netloc}")
        except (SetupError, ValueError):
            return False
        return origin in {self.accounts_server, self.api_domain}


def _shown(name: str, value: object) -> str:
    return "'***'" if name in _SECRET and value else repr(value)


def _one_of(name: str, value: str, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise SetupError(f"{value!r} is not known.", where=name, valid=valid)


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise SetupError(f"{value:g} is out of range.", where=name, valid=(f"{low:g} to {high:g}",))

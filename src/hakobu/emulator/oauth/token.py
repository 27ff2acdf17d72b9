"""Grants and tokens, with the limits of api-core §1.5."""

import secrets
from collections import deque
from dataclasses import dataclass, field

from hakobu.emulator.clock import Clock

LIFETIME = 3600
RING = 15
CREATIONS = 10
CREATION_WINDOW = 600
CODE_LIFETIME = 180
GRANTS = 20


def new_token() -> str:
    """Draw a token of the form that Zoho gives out."""
    return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"


@dataclass(slots=True)
class Client:
    """A registered client, for the strict mode."""

    id: str
    secret: str
    redirect_uris: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Grant:
    """What a refresh token stands for; scopes None means all."""

    refresh_token: str
    client_id: str | None
    scopes: tuple[str, ...] | None
    region: str
    ring: deque[str] = field(default_factory=deque)
    creations: deque[float] = field(default_factory=deque)
    given_here: bool = False


@dataclass(slots=True)
class Access:
    """An access token."""

    token: str
    grant: Grant
    expires: float


@dataclass(slots=True)
class Code:
    """A grant code that waits to be exchanged."""

    code: str
    client_id: str | None
    scopes: tuple[str, ...] | None
    offline: bool
    redirect_uri: str | None
    expires: float
    challenge: str = ""  # of PKCE, S256


class Throttled(Exception):  # noqa: N818 -- a state of the grant
    """More tokens were asked for than the limit allows."""


class Tokens:
    """All grants, codes and tokens of the accounts server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.throttle = True
        self.consent_refused = False
        self.scopes: tuple[str, ...] | None = None
        self.clients: dict[str, Client] = {}
        self.grants: dict[str, Grant] = {}
        self.access: dict[str, Access] = {}
        self.codes: dict[str, Code] = {}
        self.revoked: set[str] = set()
        self.changed = True

    def grant(
        self, refresh_token: str, client_id: str | None, scopes: tuple[str, ...] | None, region: str
    ) -> Grant:
        """Enter a refresh token."""
        grant = Grant(refresh_token, client_id, scopes, region)
        self.grants[refresh_token] = grant
        self.changed = True
        return grant

    def new_grant(self, client_id: str | None, scopes: tuple[str, ...] | None, region: str) -> Grant:
        """Give out a refresh token; a user's twenty-first of a client deletes the oldest."""
        held = [one for one in self.grants.values() if one.client_id == client_id and one.given_here]
        if len(held) >= GRANTS:
            self.revoke(held[0].refresh_token)
        grant = self.grant(new_token(), client_id, scopes, region)
        grant.given_here = True
        return grant

    def code(self, client_id: str | None, scopes: tuple[str, ...] | None, **more: object) -> Code:
        """Give out a grant code."""
        redirect = more.get("redirect_uri")
        life = more.get("lifetime")
        code = Code(
            new_token(),
            client_id,
            scopes,
            bool(more.get("offline", True)),
            redirect if isinstance(redirect, str) else None,
            self._clock.now() + (life if isinstance(life, int | float) else CODE_LIFETIME),
            str(more.get("challenge") or ""),
        )
        self.codes[code.code] = code
        return code

    def create(self, grant: Grant) -> Access:
        """Create an access token; the sixteenth drops the oldest."""
        now = self._clock.now()
        while grant.creations and grant.creations[0] <= now - CREATION_WINDOW:
            grant.creations.popleft()
        if self.throttle and len(grant.creations) >= CREATIONS:
            raise Throttled
        grant.creations.append(now)
        access = Access(new_token(), grant, now + LIFETIME)
        self.access[access.token] = access
        grant.ring.append(access.token)
        while len(grant.ring) > RING:
            self.access.pop(grant.ring.popleft(), None)
        self.changed = True
        return access

    def valid(self, token: str, region: str) -> Access | None:
        """Give the access token if it is alive in this data centre."""
        access = self.access.get(token)
        if access is None or access.expires <= self._clock.now() or access.grant.region != region:
            return None
        return access

    def expire(self) -> int:
        """Let every access token end now."""
        count = len(self.access)
        for access in self.access.values():
            access.grant.ring.clear()
        self.access.clear()
        self.changed = True
        return count

    def revoke(self, token: str) -> bool:
        """Revoke a refresh token with its access tokens, or one access token."""
        self.changed = True
        grant = self.grants.pop(token, None)
        if grant is not None:
            self.revoked.add(token)
            for one in grant.ring:
                self.access.pop(one, None)
            return True
        access = self.access.pop(token, None)
        if access is not None and token in access.grant.ring:
            access.grant.ring.remove(token)
        return access is not None

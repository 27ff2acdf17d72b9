"""Signing in to Zoho: access tokens are got once, shared, and asked for as seldom as Zoho wants."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NoReturn

import msgspec

from hakobu.errors import SignInError, WaitError
from hakobu.zoho.oauth import api_domain, grant_of, key_of, read_token_answer, revoke_request, token_request
from hakobu.zoho.retries import RETRIES, Trouble
from hakobu.zoho.tokens import Tokens
from hakobu.zoho.transport import TransportError

if TYPE_CHECKING:
    from hakobu.zoho.clock import Clock
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.stats import Counter
    from hakobu.zoho.tokens import TokenStore
    from hakobu.zoho.transport import Request, Response, Transport

__all__ = ["Auth"]

_MARGIN = 120.0
_WINDOW = 600.0
_REQUESTS = 10
"""Zoho gives at most 10 access tokens per refresh token in 10 minutes."""


class Auth:
    """The access token of one sign-in, shared through a ``TokenStore``."""

    def __init__(
        self, settings: Settings, *, store: TokenStore, transport: Transport, clock: Clock, counter: Counter
    ) -> None:
        self._settings = settings
        self._store = store
        self._transport = transport
        self._clock = clock
        self._counter = counter
        self._key = key_of(settings)
        self._current = Tokens()
        self._mine = threading.Lock()

    @property
    def key(self) -> str:
        """The name of this sign-in: a hash of server, client and grant."""
        return self._key

    def tokens(self) -> Tokens:
        """Tokens that hold for a while yet."""
        current = self._current
        return current if self._fresh(current) else self._get(stale="")

    def renew(self, stale: str) -> Tokens:
        """Tokens other than ``stale``, which Zoho refused; asked for only if nobody else has."""
        current = self._current
        if current.access_token != stale and self._fresh(current):
            return current
        return self._get(stale=stale)

    def revoke(self) -> None:
        """Give the refresh token back and forget what is kept."""
        with self._mine, self._store.lock(self._key):
            token = self._settings.refresh_token or self._store.read(self._key).refresh_token
            if token:
                response = self._send(revoke_request(self._settings, token), again=True)
                if response.status not in {200, 400}:  # 400: Zoho does not know it any more
                    raise WaitError(
                        f"Zoho answered {response.status} to the revocation.",
                        where="sign-in",
                        next_step="Try again, or revoke it in Zoho's account settings.",
                    )
            self._store.write(self._key, Tokens())
            self._current = Tokens()

    def _fresh(self, tokens: Tokens) -> bool:
        return bool(tokens.access_token) and tokens.expires_at > self._clock.now()

    def _get(self, *, stale: str) -> Tokens:
        with self._mine, self._store.lock(self._key):
            kept = self._store.read(self._key)
            if kept.access_token == stale or not self._fresh(kept):
                kept = self._ask(kept)
                self._store.write(self._key, kept)
            named = api_domain(self._settings, kept.api_domain)
            self._current = msgspec.structs.replace(kept, api_domain=named)
            return self._current

    def _ask(self, kept: Tokens) -> Tokens:
        now = self._clock.now()
        made = tuple(when for when in kept.made if when > now - _WINDOW)
        self._respect_limits(kept, made)
        kept = msgspec.structs.replace(kept, made=(*made, now))
        self._store.write(self._key, kept)  # it counts even if the answer is lost
        request = token_request(self._settings, kept)
        response = self._send(request, again=grant_of(self._settings, kept) != "authorization_code")
        answer = read_token_answer(self._settings, response)
        if answer.throttled:
            self._store.write(
                self._key, msgspec.structs.replace(kept, blocked_until=self._clock.now() + _WINDOW)
            )
            _too_many(_WINDOW)
        api_domain(self._settings, answer.api_domain)  # a wrong one is refused before it is kept
        margin = min(_MARGIN, answer.expires_in / 10)
        return msgspec.structs.replace(
            kept,
            access_token=answer.access_token,
            expires_at=self._clock.now() + answer.expires_in - margin,
            api_domain=answer.api_domain,
            refresh_token=answer.refresh_token or kept.refresh_token,
            scope=answer.scope or kept.scope,
            blocked_until=0.0,
        )

    def _respect_limits(self, kept: Tokens, made: tuple[float, ...]) -> None:
        now = self._clock.now()
        if kept.blocked_until > now:
            _too_many(kept.blocked_until - now)
        if len(made) >= _REQUESTS:
            _too_many(made[-_REQUESTS] + _WINDOW - now)

    def _send(self, request: Request, *, again: bool) -> Response:
        tried = 0
        while True:
            trouble = Trouble.SERVER
            self._counter.call("token", sent=len(request.body or b""))
            try:
                response = self._transport.send(request)
                if response.status < 500:
                    return response
                said = f"answered {response.status}"
            except TransportError as error:
                trouble = Trouble.LOST if error.sent else Trouble.UNREACHABLE
                said = f"did not answer ({error})"
            self._again(trouble, tried, said=said, again=again)
            tried += 1

    def _again(self, trouble: Trouble, tried: int, *, said: str, again: bool) -> None:
        server = self._settings.accounts
        if not again and trouble is not Trouble.UNREACHABLE:
            raise SignInError(
                f"{server} {said} when the code was exchanged, so the code may be used up.",
                where="sign-in",
                next_step="Make a new code and sign in again.",
                code="code_lost",
            )
        retry = RETRIES[trouble]
        if retry.times is not None and tried >= retry.times:
            raise WaitError(
                f"{server} {said}.",
                where="sign-in",
                next_step="Check the network, the proxy and the accounts server, then try again.",
                code="unavailable" if trouble is Trouble.SERVER else trouble.value,
            )
        self._counter.retry()
        self._clock.sleep(retry.pause(tried))


def _too_many(seconds: float) -> NoReturn:
    raise WaitError(
        "Zoho gives at most 10 access tokens in 10 minutes to one sign-in, and they are used up.",
        where="sign-in",
        next_step=f"Try again in {max(int(seconds / 60 + 0.999), 1)} minutes.",
        code="too_many_tokens",
    )

"""Alert channels: where messages go, by mail, Slack, Teams or webhook; their secrets lie in the vault."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from hakobu.model import Secret
    from hakobu.store import Store
    from hakobu.store.vault import Vault

__all__ = ["KINDS", "Channel", "Channels", "send"]

KINDS = {"mail": "password", "slack": "url", "teams": "url", "webhook": "url"}
"""The kinds of channel, each with the name of its secret."""
SECURITY = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}
EXAMPLES = {
    "slack": "https://hooks.slack.com/services/…",
    "teams": "https://….logic.azure.com/workflows/…",
    "webhook": "https://example.com/alerts",
}
MAIL = re.compile(r"[^@\s,<>]+@[^@\s,<>]+\Z")
SHORTEST = 6  # signs of what is masked in a message: less would take words apart
_SETTING = "alert_channels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One place that messages go to; a mail's settings: host, port, security, user, sender, to."""

    name: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    secret: Secret | None = None

    def check(self) -> None:
        """Refuse what cannot work."""
        if self.kind not in KINDS:
            raise SetupError(f"There is no kind {self.kind!r}.", where="kind", valid=tuple(KINDS))
        if self.kind == "mail":
            self._check_mail()
        elif self.secret is None:
            raise SetupError("The address is missing.", where="secret", next_step=self._shown())
        else:
            self._check_url(self.secret.reveal())

    def _check_mail(self) -> None:
        said = self.settings
        for name in ("host", "sender", "to"):
            if not said.get(name):
                raise SetupError(f"A mail channel needs {name!r}.", where=f"settings.{name}")
        for address in (said["sender"], *said["to"]):
            if not MAIL.match(address):
                raise SetupError(f"{address!r} is no e-mail address.", where="settings.to")
        if said.get("security", "starttls") not in SECURITY:
            text = f"The security cannot be {said['security']!r}."
            raise SetupError(text, where="settings.security", valid=tuple(SECURITY))

    def _check_url(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            known = parts.scheme in {"https", "http"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            known = False
        if not known or (self.kind != "webhook" and _plugin(self) is None):
            raise SetupError(
                f"This is not an address of {self.kind}.", where="secret", next_step=self._shown()
            )

    def _shown(self) -> str:
        return f"Write it as {EXAMPLES[self.kind]}"


class Channels:
    """Reads and writes the channels."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def all(self) -> list[Channel]:
        """List the channels by name."""
        kept: dict[str, Any] = self._store.settings.get(_SETTING, {})
        return [self._read(name, kept[name]) for name in sorted(kept)]

    def named(self, name: str) -> Channel | None:
        """Find a channel."""
        return next((each for each in self.all() if each.name == name), None)

    def save(self, channel: Channel) -> Channel:
        """Check and keep a channel; without a secret it keeps the one it has."""
        before = self.named(channel.name)
        if channel.secret is None and before is not None and before.kind == channel.kind:
            channel = replace(channel, secret=before.secret)
        channel.check()
        self._vault.drop(_place(channel.name))
        if channel.secret is not None:
            self._vault.put(_place(channel.name), KINDS[channel.kind], channel.secret)
        kept = dict(self._store.settings.get(_SETTING, {}))
        kept[channel.name] = {"kind": channel.kind, "settings": channel.settings}
        self._store.settings.set(_SETTING, kept)
        return channel

    def drop(self, name: str) -> None:
        """Forget a channel and its secret."""
        self._vault.drop(_place(name))
        kept = dict(self._store.settings.get(_SETTING, {}))
        kept.pop(name, None)
        self._store.settings.set(_SETTING, kept)

    def _read(self, name: str, kept: dict[str, Any]) -> Channel:
        secrets = self._vault.of(_place(name))
        return Channel(
            name=name,
            kind=kept["kind"],
            settings=kept["settings"],
            secret=secrets.get(KINDS[kept["kind"]]),
        )


def send(channel: Channel, *, title: str, body: str, facts: dict[str, Any]) -> str:
    """Send a message; gives why the channel did not take it, or nothing where it did."""
    import apprise  # noqa: PLC0415 - takes half a second to import

    with apprise.LogCapture(level=logging.DEBUG, name="apprise") as log:  # type: ignore[no-untyped-call]
        plugin = _plugin(channel, facts)
        if plugin is not None and plugin.notify(title=title, body=body):
            return ""
        said = log.getvalue()
    return _masked(channel, _cause(said))


def _plugin(channel: Channel, facts: dict[str, Any] | None = None) -> Any:
    """Make the library's own sender of a channel; None where it does not take the settings."""
    import apprise  # noqa: PLC0415 - takes half a second to import

    logging.getLogger("apprise").propagate = False  # its lines hold the address, which is the secret
    secret = channel.secret.reveal() if channel.secret else ""
    made: Any
    if channel.kind == "mail":
        made = _mail(channel.settings, secret)
    elif channel.kind == "webhook":
        parts = urlsplit(secret)
        made = {
            "schema": "jsons" if parts.scheme == "https" else "json",
            "host": parts.hostname,
            "port": parts.port,
            "fullpath": parts.path or "/",
            "params": dict(parse_qsl(parts.query)),
            "payload": {"hakobu": facts or {}},
        }
    else:
        made = secret
        if channel.kind not in _KNOWN or not any(each in secret for each in _KNOWN[channel.kind]):
            return None
    return apprise.Apprise.instantiate(made, suppress_exceptions=True)


_KNOWN = {"slack": ("://hooks.slack.com/", "://hooks.slack-gov.com/"), "teams": ("/workflows/",)}


def _mail(said: dict[str, Any], password: str) -> dict[str, Any]:
    security = SECURITY[said.get("security", "starttls")]
    return {
        "schema": "mailto" if security == "insecure" else "mailtos",
        "host": said["host"],
        "smtp_host": said["host"],
        "port": said.get("port") or {"starttls": 587, "ssl": 465, "insecure": 25}[security],
        "secure_mode": security,
        "user": said.get("user") or None,
        "password": password or None,
        "from_addr": said["sender"],
        "targets": list(said["to"]),
        "format": "text",
    }


def _cause(said: str) -> str:
    """Take what matters out of the library's log: its last complaint, with the system's own words."""
    lines = [re.sub(r"^.*?\b(DEBUG|INFO|WARNING|ERROR)\b[ :-]*", "", line) for line in said.splitlines()]
    telling = re.compile(r"exception|error|fail|refus|unsupported", re.IGNORECASE)
    wanted = [line for line in lines if telling.search(line)]
    return " ".join(line.strip() for line in wanted[-2:])[:500] or "The channel did not take the message."


def _masked(channel: Channel, text: str) -> str:
    secret = channel.secret.reveal() if channel.secret else ""
    words = {part for part in (secret, *re.split(r"[/?=&]", secret)) if len(part) >= SHORTEST}
    if channel.kind != "mail":
        words -= {urlsplit(secret).hostname or ""}
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "***")
    return text


def _place(name: str) -> str:
    return f"alerts/{name}"  # a connection's name has no slash

"""The flow for devices without a browser (api-core §1.7)."""

import secrets
from dataclasses import dataclass

from hakobu.emulator.oauth.handlers import Form, scopes_of, token_body
from hakobu.emulator.oauth.token import Throttled
from hakobu.emulator.wire import Reply

LIFETIME = 300
INTERVAL = 30


@dataclass(slots=True)
class Device:
    """A device that waits for its user."""

    code: str
    user_code: str
    client_id: str
    scopes: tuple[str, ...] | None
    offline: bool
    expires: float
    polled: float = 0.0
    approved: bool = False


class Devices:
    """The devices of one emulator."""

    def __init__(self) -> None:
        self._waiting: dict[str, Device] = {}

    def code(self, form: Form) -> Reply:
        """``POST /oauth/v3/device/code``."""
        if not form.client()[0] or form.get("grant_type") != "device_request":
            return Reply(200, {"error": "invalid_request"})
        device = Device(
            f"1004.{secrets.token_hex(16)}",
            secrets.token_hex(4).upper(),
            form.client()[0],
            scopes_of(form.get("scope")),
            form.get("access_type") == "offline",
            form.state.clock.now() + LIFETIME,
        )
        self._waiting[device.code] = device
        url = f"{form.base_url}/oauth/v3/device"
        return Reply(
            200,
            {
                "user_code": device.user_code,
                "device_code": device.code,
                "verification_url": url,
                "verification_uri_complete": f"{url}?user_code={device.user_code}",
                "expires_in": LIFETIME * 1000,
                "interval": INTERVAL * 1000,
            },
        )

    def verify(self, form: Form) -> Reply:
        """``GET /oauth/v3/device``: opening the page with the code is the consent."""
        for device in self._waiting.values():
            if device.user_code == form.get("user_code"):
                device.approved = True
                return Reply(200, {"status": "success"})
        return Reply(400, {"error": "invalid_user_code"})

    def token(self, form: Form) -> Reply:
        """``POST /oauth/v3/device/token``; one poll in 30 seconds."""
        device = self._waiting.get(form.get("code"))
        now = form.state.clock.now()
        if device is None or device.client_id != form.client()[0]:
            return Reply(200, {"error": "invalid_code"})
        if device.expires <= now:
            del self._waiting[device.code]
            return Reply(200, {"error": "expired"})
        if now - device.polled < INTERVAL:
            return Reply(200, {"error": "slow_down"})
        device.polled = now
        if not device.approved:
            return Reply(200, {"error": "authorization_pending"})
        del self._waiting[device.code]
        tokens = form.state.tokens
        grant = tokens.new_grant(device.client_id, device.scopes, form.state.org.region)
        try:
            return Reply(200, token_body(form, tokens.create(grant), refresh=device.offline))
        except Throttled:
            return Reply(400, {"error": "Access Denied", "status": "failure"})

"""Where else Zoho knows a client: asked of every other data centre, and no secret is shown to any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from hakobu.errors import SetupError
from hakobu.zoho.at_once import at_once
from hakobu.zoho.regions import REGIONS
from hakobu.zoho.transport import Request, TransportError

if TYPE_CHECKING:
    from hakobu.zoho.regions import Region
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.transport import Transport

__all__ = ["regions_that_know"]

_SECONDS = 10.0  # for one data centre; some cannot be reached from everywhere
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def regions_that_know(settings: Settings, transport: Transport) -> tuple[Region, ...]:
    """Give the other regions whose accounts server knows the client id.

    A token is asked for with the client id, which is no secret, and with nothing else that is of use. Zoho's
    server looks at the client first: ``invalid_client`` says that it does not know it, and
    ``invalid_client_secret`` that it does (zoho.com/accounts/protocol/oauth, errors of the token endpoint).
    Any other answer, and none, counts as "does not know".
    """
    others = [region for region in REGIONS.values() if region is not settings.data_centre]

    def knows(region: Region) -> bool:
        form = {
            "grant_type": "refresh_token",
            "client_id": settings.client_id,
            "client_secret": "none",
            "refresh_token": "none",
        }
        url = f"{region.accounts_server}/oauth/v2/token"
        try:
            answer = transport.send(Request("POST", url, _FORM, urlencode(form).encode(), _SECONDS))
            body = msgspec.json.decode(answer.body, type=dict[str, Any])
        except (TransportError, SetupError, msgspec.DecodeError):
            return False
        return body.get("error") == "invalid_client_secret"

    answers = at_once(knows, others, name="elsewhere")
    return tuple(region for region, known in zip(others, answers, strict=True) if known)

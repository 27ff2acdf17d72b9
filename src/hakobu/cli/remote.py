"""Asking a server that runs elsewhere, with an API token."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from hakobu.cli.refusal import WrongUseError
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk

__all__ = ["ask_server"]

SECONDS = 60.0


def ask_server(at: Desk, server: str, method: str, path: str, body: Any = None) -> Any:
    """Call a server's API with the token in ``HAKOBU_TOKEN``; what it refuses is said in its words."""
    import httpx2  # noqa: PLC0415 - for this alone

    token = os.environ.get("HAKOBU_TOKEN", "")
    if not token:
        raise WrongUseError(at.words("remote.no_token"), next_step=at.words("remote.no_token.next"))
    at.secrets.add(token)
    try:
        answer = httpx2.request(
            method,
            server.rstrip("/") + path,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS,
        )
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        said = str(error) or type(error).__name__
        raise SetupError(at.words("remote.away", cause=said), where=server) from None
    if answer.status_code >= 400:
        raise SetupError(
            told.get("detail", ""), code=told.get("code", ""), next_step=told.get("next_step", "")
        )
    return told

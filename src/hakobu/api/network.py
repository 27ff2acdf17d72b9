"""How the server reaches the network: its proxy, its CA file and the exceptions."""

import os
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS
from hakobu.settings.network import Network, load_network, save_network

__all__ = ["router"]

router = APIRouter(prefix="/api/settings/network", tags=["settings"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class NetworkIO(BaseModel):
    """The proxy, certificates and exceptions of whatever leaves the server."""

    proxy: str | None = Field(
        default=None,
        max_length=1000,
        description="A password stands as ${HAKOBU_SECRET_…} and is read from the server's environment.",
        examples=["http://proxy.example.com:3128"],
    )
    ca_file: str | None = Field(default=None, max_length=1000, description="Certificates in PEM form.")
    no_proxy: list[Annotated[str, Field(max_length=300)]] = Field(
        default_factory=list, max_length=200, description="Hosts that are reached directly."
    )


@router.get("", operation_id="network")
def network(_: Administrator, at: At) -> NetworkIO:
    """Show the network settings as they are kept."""
    kept, _reach = load_network(at.home, os.environ)
    return NetworkIO(proxy=kept.proxy, ca_file=kept.ca_file, no_proxy=list(kept.no_proxy))


@router.put("", operation_id="save_network")
def save(body: NetworkIO, person: Administrator, at: At) -> NetworkIO:
    """Check and keep the network settings; they hold from the next call on."""
    said = tuple(each.strip() for each in body.no_proxy if each.strip())
    _, before = load_network(at.home, os.environ)
    save_network(at.home, Network(proxy=body.proxy or None, ca_file=body.ca_file or None, no_proxy=said))
    _, after = load_network(at.home, os.environ)
    for name, value in before.environment().items():
        if os.environ.get(name) == value:
            del os.environ[name]
    os.environ.update(after.environment())
    at.store.audit.write(who=person.name, action="network settings saved")
    return network(person, at)

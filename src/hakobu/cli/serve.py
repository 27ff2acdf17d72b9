"""``hakobu serve``: the application with its pages, its queue and its API, in one process."""

import os
import signal
import socket
import sys
import webbrowser
from contextlib import ExitStack
from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang
from hakobu.errors import SetupError

__all__ = ["listen", "serve"]

DEMO_HOME = "practice"  # below the home: what is tried there stays apart from what is real
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def serve(
    *,
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8642,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
    demo: Annotated[bool, typer.Option("--demo")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Start the application."""
    with desk(json=json, lang=lang, home=home) as at, ExitStack() as running:
        import uvicorn  # noqa: PLC0415 - for this command alone

        from hakobu.api import make_app  # noqa: PLC0415 - takes a second to import
        from hakobu.api.access import is_loopback  # noqa: PLC0415 - likewise
        from hakobu.api.context import Context  # noqa: PLC0415 - likewise
        from hakobu.cli.server_log import log_by_lines  # noqa: PLC0415 - likewise

        log_by_lines()
        listening = listen(host, port)
        context = Context(at.home / DEMO_HOME, demo=True) if demo else Context(at.home)
        if demo:
            from hakobu.demo.server import furnish, practice_zoho  # noqa: PLC0415 - takes a second to import

            url = running.enter_context(practice_zoho(context.store))
            context.practice.use(url)
            furnish(context.store, context.vault, context.workspace, url)
            at.err.print(at.words("serve.demo", url=url))
        context.on_loopback = is_loopback(listening.getsockname()[0])
        shown = host if host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 - the user's own choice
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        public = os.environ.get("HAKOBU_ADDRESS", "").rstrip("/")
        context.address = f"{public}/" if public else address  # for the links in alerts
        if host not in LOOPBACK:
            at.err.print(at.words("serve.open", host=host))
        if context.first_start:
            address += f"first-start#{context.first_start}"
        if at.json:
            at.tell({"address": address, "first_start": bool(context.first_start)})
        else:
            at.out.print(at.words("serve.first" if context.first_start else "serve.at", address=address))
            at.out.print(at.words("serve.stop"))
        if browser and host in LOOPBACK and os.environ.get("DISPLAY", os.name != "posix"):
            webbrowser.open(address)
        # uvicorn ends in good order, then gives the signal again: what was started beside it is to end, too
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server = uvicorn.Server(uvicorn.Config(make_app(context), log_level="warning", server_header=False))
        server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address; raises ``SetupError`` where it cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where the protocol is named: else each waits for 40 ms
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SetupError(
            f"The address cannot be used: {error.strerror}.",
            where=f"{host}:{port}",
            next_step="Choose another port with --port, or stop what uses it.",
        ) from None
    listening.listen(128)
    return listening

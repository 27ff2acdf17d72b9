"""The command line: ``python -m hakobu.emulator``."""

import argparse
import asyncio
import gc
import ipaddress
import json
import signal
import socket
import sqlite3
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from hakobu.emulator.clock import Zone
from hakobu.emulator.edition import EDITIONS
from hakobu.emulator.server import Server
from hakobu.emulator.state import Options, State
from hakobu.emulator.store import Store, StoreError

_WRONG_USE = 2
_HIGHEST_PORT = 65_535
_LONGEST_LATENCY = 600_000


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {_HIGHEST_PORT}")
    return int(text)


def _milliseconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= _LONGEST_LATENCY:
        raise argparse.ArgumentTypeError(f"a latency is from 0 to {_LONGEST_LATENCY} ms")
    return value


def command_line() -> argparse.ArgumentParser:
    """Describe the options."""
    parser = argparse.ArgumentParser(
        prog="hakobu emulator", description="A Zoho CRM on your desk: accounts server and API on one address."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=0, help="port; 0 takes a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--edition", choices=sorted(EDITIONS), help="default: enterprise, or that of the store"
    )
    parser.add_argument(
        "--latency",
        type=_milliseconds,
        default=0.0,
        metavar="MS",
        help="least duration of a call, in milliseconds",
    )
    parser.add_argument("--store", type=Path, metavar="FILE", help="keep the state in this file")
    parser.add_argument(
        "--strict", action="store_true", help="accept only clients, codes and tokens given here"
    )
    parser.add_argument("--time-zone", help="the token user's time zone (default: UTC, or that of the store)")
    parser.add_argument(
        "--allow-remote", action="store_true", help="listen on an address that other machines can reach"
    )
    return parser


def _is_loopback(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_loopback for one in found)


def main(argv: list[str] | None = None) -> int:
    """Run the emulator until it is told to end; gives the exit code."""
    asked = command_line().parse_args(argv)
    if not asked.allow_remote and not _is_loopback(asked.host):
        return _refuse(
            f"{asked.host} is not a loopback address: the emulator has no passwords. "
            "Use 127.0.0.1, or add --allow-remote if other machines shall reach it."
        )
    try:
        ZoneInfo(asked.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return _refuse(f"no time zone {asked.time_zone!r}; give a name such as Asia/Tokyo")
    options = Options(asked.edition or "enterprise", asked.latency, asked.strict, asked.time_zone or "UTC")
    state = State(options)
    try:
        store = None if asked.store is None else _opened(asked.store, state)
    except (StoreError, sqlite3.Error, OSError) as error:
        return _refuse(f"cannot use the store {asked.store}: {error}")
    if asked.edition:
        state.org.edition = EDITIONS[asked.edition]
    if asked.time_zone:
        state.org.zone = Zone(asked.time_zone)
    try:
        return asyncio.run(_serve(state, store, asked.host, asked.port))
    except OSError as error:
        return _refuse(f"cannot listen on {asked.host}:{asked.port}: {error.strerror}")
    finally:
        if store is not None:
            store.close()


def _opened(path: Path, state: State) -> Store:
    store = Store(path)
    try:
        store.load(state)
        store.save(state)
    except BaseException:
        store.close()
        raise
    return store


def _refuse(text: str) -> int:
    sys.stderr.write(f"hakobu emulator: {text}\n")
    return _WRONG_USE


async def _serve(state: State, store: Store | None, host: str, port: int) -> int:
    # records are not garbage: seldom look through all of them
    gc.set_threshold(100_000, 50, 1000)
    server = Server(state, None if store is None else lambda: store.save(state))
    runner = web.ServerRunner(server.web_server())
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, shutdown_timeout=5).start()
        bound = runner.addresses[0]
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        sys.stdout.write(json.dumps({"ready": True, "url": f"http://{shown}:{bound[1]}"}) + "\n")
        sys.stdout.flush()
        await _told_to_end()
    finally:
        await runner.cleanup()
        if store is not None:
            store.save(state)
    return 0


async def _told_to_end() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ended.set)
    await ended.wait()

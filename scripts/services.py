"""Sees to the two database servers that the tests talk to; on Debian as root it installs and starts them.

A server that already answers is left as it is, save that the database ``test`` is made where it is missing.
Elsewhere nothing is installed: what is missing is said, and its tests are skipped (in CI they fail).
"""

# ruff: noqa: INP001, S607 - a script; Debian's own commands are found on PATH
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pymysql
from adbc_driver_postgresql import dbapi as postgresql  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable

WAIT_SECONDS = 30
TRUST = "host all postgres 127.0.0.1/32 trust  # the tests of Hakobu\n"
LET_ROOT_IN = (
    "ALTER USER root@localhost IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('')"
)


class ServiceError(Exception):
    """A server that the tests cannot use, and what a person can do about it."""


@dataclass(frozen=True)
class Service:
    """One kind of server: where it is expected, how Debian brings it, how to get into it."""

    name: str
    variable: str
    default: str
    package: str
    program: str
    start: Callable[[], None]
    open_door: Callable[[], None]
    ensure_database: Callable[[str], None]

    @property
    def url(self) -> str:
        """Where the tests will look."""
        return os.environ.get(self.variable) or self.default


def main() -> int:
    """See to each server; in CI a missing one is an error, elsewhere a note."""
    failed = False
    for service in SERVICES:
        try:
            see_to(service)
        except (ServiceError, OSError, subprocess.CalledProcessError) as error:
            failed = True
            sys.stderr.write(f"services: {service.name} cannot be used by the tests: {error}\n")
    return 1 if failed and os.environ.get("CI") else 0


def see_to(service: Service) -> None:
    """Install and start where that is allowed and needed, then make sure of the database."""
    if not answers(service.url):
        if service.variable in os.environ:
            raise ServiceError(f"nothing answers at the address that {service.variable} gives.")
        if not debian_root():
            raise ServiceError(
                f"nothing answers at {address(service.url)}. Start a server there, or name another one "
                f"with {service.variable}; the default is {service.default}"
            )
        fresh = not Path(service.program).exists() and not shutil.which(Path(service.program).name)
        if fresh:
            install(service.package)
        if not answers(service.url):
            service.start()
            wait_for(service.url)
        if fresh:
            service.open_door()
    try:
        service.ensure_database(service.url)
    except (postgresql.Error, pymysql.Error) as error:
        hint = f"{error}. Set {service.variable} to an address with a password that may create a database."
        raise ServiceError(hint) from error


def debian_root() -> bool:
    """Tell whether packages can be installed here without asking anybody."""
    return os.geteuid() == 0 and Path("/etc/debian_version").exists()


def address(url: str) -> str:
    """Give host and port of a URL for a message, without user and password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}"


def answers(url: str) -> bool:
    """Tell whether anything listens there."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=2):
            return True
    except OSError:
        return False


def wait_for(url: str) -> None:
    """Wait until a server that was just started answers."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not answers(url):
        if time.monotonic() > deadline:
            raise ServiceError(f"it was started, but {address(url)} does not answer after {WAIT_SECONDS} s.")
        time.sleep(0.2)


def run(*command: str, text: str | None = None) -> str:
    """Run a command quietly; what it said is part of the error."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise ServiceError(f"`{' '.join(command)}` failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout


def install(package: str) -> None:
    """Install one of Debian's packages; an outdated package list is no reason to give up."""
    sys.stdout.write(f"services: installing Debian's package {package}\n")
    sys.stdout.flush()
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    subprocess.run(("apt-get", "update", "-qq"), check=False, capture_output=True)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)


def postgresql_folder() -> Path:
    """Find the newest cluster's configuration, as Debian lays it out."""
    found = sorted(Path("/etc/postgresql").glob("*/main"), key=lambda path: float(path.parent.name))
    if not found:
        raise ServiceError("no cluster under /etc/postgresql. Make one: pg_createcluster <version> main")
    return found[-1]


def start_postgresql() -> None:
    """Start the cluster the way that works without systemd too."""
    run("pg_ctlcluster", "--skip-systemctl-redirect", postgresql_folder().parent.name, "main", "start")


def trust_postgresql() -> None:
    """Let ``postgres`` in over loopback without a password, in a cluster that was installed just now."""
    rules = postgresql_folder() / "pg_hba.conf"
    rules.write_text(TRUST + rules.read_text())
    run("pg_ctlcluster", "--skip-systemctl-redirect", postgresql_folder().parent.name, "main", "reload")


def ensure_postgresql(url: str) -> None:
    """Make the URL's database if the server lacks it."""
    parts = urlsplit(url)
    name = parts.path.strip("/")
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    with postgresql.connect(maintenance, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = $1", (name,))
        if cursor.fetchone() is None:
            quoted = name.replace('"', '""')
            cursor.execute(f'CREATE DATABASE "{quoted}"')


def start_mariadb() -> None:
    """Start the server the way that works without systemd too."""
    run("install", "-d", "-o", "mysql", "-g", "mysql", "/run/mysqld")
    daemon = ("start-stop-daemon", "--start", "--oknodo", "--background", "--exec", "/usr/sbin/mariadbd")
    run(*daemon, "--", "--user=mysql")


def open_mariadb() -> None:
    """Let ``root`` in over loopback with an empty password, in a server that was installed just now."""
    run("mariadb", text=LET_ROOT_IN)


def ensure_mysql(url: str) -> None:
    """Make the URL's database if the server lacks it."""
    parts = urlsplit(url)
    with (
        closing(
            pymysql.connect(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or 3306,
                user=parts.username or "root",
                password=parts.password or "",
            )
        ) as connection,
        connection.cursor() as cursor,
    ):
        quoted = parts.path.strip("/").replace("`", "``")
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{quoted}`")


SERVICES = (
    Service(
        name="PostgreSQL",
        variable="HAKOBU_TEST_POSTGRESQL_URL",
        default="postgresql://postgres@127.0.0.1:5432/test",
        package="postgresql",
        program="/usr/bin/pg_ctlcluster",
        start=start_postgresql,
        open_door=trust_postgresql,
        ensure_database=ensure_postgresql,
    ),
    Service(
        name="MariaDB",
        variable="HAKOBU_TEST_MYSQL_URL",
        default="mysql://root@127.0.0.1:3306/test",
        package="mariadb-server",
        program="/usr/sbin/mariadbd",
        start=start_mariadb,
        open_door=open_mariadb,
        ensure_database=ensure_mysql,
    ),
)

if __name__ == "__main__":
    sys.exit(main())

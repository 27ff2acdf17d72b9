"""``hakobu users``: who may sign in to the application; works on its store, for whoever is locked out."""

import getpass
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_grid
from hakobu.cli.helping import Command, Group
from hakobu.cli.options import Home, Json, Lang
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.jobs.accounts import Accounts
    from hakobu.store import User

__all__ = ["users"]

SERVER = "http://127.0.0.1:8642"
ROLES = ("viewer", "operator", "editor", "administrator")

users = typer.Typer(cls=Group)

Email = Annotated[str, typer.Argument(metavar="EMAIL")]
Server = Annotated[str, typer.Option("--server", metavar="URL")]


@users.command("list", cls=Command)
def list_users(*, json: Json = False, lang: Lang = None, home: Home = None) -> None:
    """List the users."""
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

        with Store(at.home) as store:
            found = store.users.all()
        if at.json:
            at.tell([_as_json(user) for user in found])
        elif not found:
            say(at.out, at.words("users.none"))
        else:
            columns = [at.words(f"column.{name}") for name in ("email", "person", "role_of", "state")]
            at.out.print(make_grid(columns, [_row(at, user) for user in found]))


@users.command("add", cls=Command)
def add_user(
    email: Email,
    *,
    role: Annotated[str, typer.Option("--role", metavar="|".join(ROLES))],
    name: Annotated[str, typer.Option("--name", metavar="TEXT")] = "",
    server: Server = SERVER,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Add a user; the link that is shown sets the password, once."""

    def work(at: Desk, accounts: "Accounts") -> None:
        from hakobu.jobs.accounts import Role  # noqa: PLC0415 - takes a second to import

        user, text = accounts.invite(
            email, name=name or email, role=Role(_role(at, role)), language=at.words.lang
        )
        _tell_link(at, user, text, server)

    _with_accounts(work, json=json, lang=lang, home=home)


@users.command("role", cls=Command)
def set_role(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE")],
    *,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Give a user another role."""

    def work(at: Desk, accounts: "Accounts") -> None:
        from hakobu.jobs.accounts import Role  # noqa: PLC0415 - takes a second to import

        user = accounts.named(email)
        accounts.change(user, role=Role(_role(at, role)), active=user.active)
        _tell(at, "users.role", accounts.named(email))

    _with_accounts(work, json=json, lang=lang, home=home)


@users.command("disable", cls=Command)
def disable_user(
    email: Email,
    *,
    enable: Annotated[bool, typer.Option("--enable")] = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Keep a user from signing in, or let the user in again."""

    def work(at: Desk, accounts: "Accounts") -> None:
        from hakobu.jobs.accounts import Role  # noqa: PLC0415 - takes a second to import

        user = accounts.named(email)
        accounts.change(user, role=Role(user.role), active=enable)
        _tell(at, "users.enabled" if enable else "users.disabled", accounts.named(email))

    _with_accounts(work, json=json, lang=lang, home=home)


@users.command("reset", cls=Command)
def reset_user(
    email: Email,
    *,
    second_factor: Annotated[bool, typer.Option("--second-factor")] = False,
    server: Server = SERVER,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Unlock a user, and make a link that sets a new password."""

    def work(at: Desk, accounts: "Accounts") -> None:
        user = accounts.named(email)
        text = accounts.reset(user, second_factor=second_factor)
        _tell_link(at, accounts.named(email), text, server)

    _with_accounts(work, json=json, lang=lang, home=home)


def _with_accounts(work: "Callable[[Desk, Accounts], None]", *, json: Json, lang: Lang, home: Home) -> None:
    with desk(json=json, lang=lang, home=home) as at:
        from hakobu.jobs.accounts import Accounts  # noqa: PLC0415 - takes a second to import
        from hakobu.store import Store  # noqa: PLC0415 - likewise

        with Store(at.home) as store:
            try:
                work(at, Accounts(store, by=f"{getpass.getuser()} (command line)"))
            except SetupError as error:
                raise WrongUseError(error.message, valid=error.valid, next_step=error.next_step) from None


def _role(at: Desk, role: str) -> str:
    if role not in ROLES:
        raise WrongUseError(at.words("users.no_role", role=role), valid=ROLES)
    return role


def _tell_link(at: Desk, user: "User", text: str, server: str) -> None:
    link = f"{server.rstrip('/')}/welcome#{text}"
    if at.json:
        at.tell({**_as_json(user), "link": link})
        return
    say(at.out, at.words("users.link", email=user.email))
    at.out.print(link, soft_wrap=True, highlight=False)


def _tell(at: Desk, key: str, user: "User") -> None:
    if at.json:
        at.tell(_as_json(user))
    else:
        say(at.out, at.words(key, email=user.email, role=at.words.term("role_of", user.role)))


def _row(at: Desk, user: "User") -> list[object]:
    state = "active" if user.active else "disabled"
    if user.active and user.password is None and user.subject is None:
        state = "invited"
    elif user.locked_until > time.time():
        state = "locked"
    return [user.email, user.name, at.words.term("role_of", user.role), at.words.term("user", state)]


def _as_json(user: "User") -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "active": user.active,
        "second_factor": user.totp is not None,
        "seen": user.seen,
    }

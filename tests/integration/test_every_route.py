"""Every route, called as everybody: who may what stands in one table, and a new route must have its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.routing import iter_route_contexts

from hakobu.api import make_app
from hakobu.api.tokens import Scope
from hakobu.jobs.accounts import Role
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

V, O, E, A = Role.VIEWER, Role.OPERATOR, Role.EDITOR, Role.ADMINISTRATOR  # noqa: E741 - columns of a table
ANYONE, MYSELF = "anyone", "myself"  # MYSELF: whoever is signed in with a browser, and no token

MAY: dict[str, Role | str] = {
    "GET /healthz": ANYONE,
    "GET /readyz": ANYONE,
    "GET /metrics": V,  # of a server that other machines can reach
    "GET /{path:path}": ANYONE,
    "GET /api/session": ANYONE,
    "POST /api/session": ANYONE,
    "POST /api/first-start": ANYONE,
    "POST /api/welcome": ANYONE,
    "GET /api/openid": ANYONE,
    "GET /api/openid/start": ANYONE,
    "GET /api/openid/finish": ANYONE,
    "GET /api/openid/settings": A,
    "PUT /api/openid/settings": A,
    "DELETE /api/session": MYSELF,
    "PATCH /api/session": MYSELF,
    "PUT /api/account/password": MYSELF,
    "GET /api/account/sessions": MYSELF,
    "DELETE /api/account/sessions": MYSELF,
    "DELETE /api/account/sessions/{session}": MYSELF,
    "POST /api/account/second-factor": MYSELF,
    "PUT /api/account/second-factor": MYSELF,
    "POST /api/account/second-factor/removal": MYSELF,
    "POST /api/account/recovery-codes": MYSELF,
    "GET /api/users": A,
    "POST /api/users": A,
    "GET /api/users/{number}": A,
    "PATCH /api/users/{number}": A,
    "POST /api/users/{number}/reset": A,
    "PUT /api/users/{number}/rights": A,
    "GET /api/tokens": V,
    "POST /api/tokens": MYSELF,
    "DELETE /api/tokens/{number}": V,
    "GET /api/connectors": V,
    "GET /api/connectors/zoho-crm/guide": V,
    "POST /api/connectors/{name}/installation": A,
    "GET /api/connectors/{name}/installation": V,
    "DELETE /api/connectors/{name}/installation": A,
    "GET /api/connections": V,
    "POST /api/connections": E,
    "GET /api/connections/{name}": V,
    "PUT /api/connections/{name}": E,
    "DELETE /api/connections/{name}": E,
    "POST /api/connections/{name}/test": O,
    "GET /api/connections/{name}/versions": E,
    "POST /api/connections/{name}/duplicate": E,
    "POST /api/connections/{name}/name": E,
    "POST /api/jobs/{name}/name": E,
    "GET /api/jobs/{name}/log-level": V,
    "POST /api/jobs/{name}/log-level/preview": V,
    "PUT /api/jobs/{name}/log-level": E,
    "POST /api/connections/{name}/sign-in": E,
    "POST /api/zoho/sign-in": E,
    "POST /api/practice": E,
    "GET /api/jobs": V,
    "POST /api/jobs": E,
    "GET /api/jobs/{name}": V,
    "PUT /api/jobs/{name}": E,
    "DELETE /api/jobs/{name}": E,
    "PATCH /api/jobs/{name}": O,
    "POST /api/jobs/{name}/check": E,
    "POST /api/jobs/{name}/duplicate": E,
    "GET /api/jobs/{name}/versions": V,
    "GET /api/jobs/{name}/schedule": V,
    "PUT /api/jobs/{name}/schedule": E,
    "POST /api/jobs/{name}/schedule/preview": V,
    "POST /api/jobs/{name}/webhook": E,
    "DELETE /api/jobs/{name}/webhook": E,
    "PUT /api/jobs/{name}/tasks": E,
    "PUT /api/jobs/{name}/labels": E,
    "GET /api/jobs/{name}/comments": V,
    "POST /api/jobs/{name}/comments": O,
    "GET /api/runs/{number}/comments": V,
    "POST /api/runs/{number}/comments": O,
    "DELETE /api/comments/{number}": O,
    "GET /api/filters": V,
    "POST /api/filters": V,
    "DELETE /api/filters/{number}": V,
    "GET /api/jobs/{name}/limits": V,
    "PUT /api/jobs/{name}/limits": E,
    "POST /api/jobs/{name}/limits/preview": V,
    "POST /api/hooks/{token}": ANYONE,
    "GET /api/alert-channels": E,
    "PUT /api/alert-channels/{name}": A,
    "DELETE /api/alert-channels/{name}": A,
    "POST /api/alert-channels/{name}/test": E,
    "GET /api/notices": V,
    "GET /api/jobs/{name}/alerts": V,
    "PUT /api/jobs/{name}/alerts": E,
    "GET /api/calendars": V,
    "PUT /api/calendars/{name}": A,
    "DELETE /api/calendars/{name}": A,
    "GET /api/calendars/{name}/closed": V,
    "POST /api/jobs/{name}/runs": O,
    "POST /api/jobs/{name}/plans": O,
    "GET /api/overview": V,
    "GET /api/search": V,
    "GET /api/settings/network": A,
    "PUT /api/settings/network": A,
    "GET /api/runs": V,
    "GET /api/runs/{number}": V,
    "GET /api/runs/{number}/rejects": V,
    "GET /api/tickets/{number}": V,
    "GET /api/tickets/{number}/events": V,
    "POST /api/tickets/{number}/stop": O,
    "POST /api/jobs/{name}/checks": O,
    "GET /api/runs/{number}/log": V,
    "POST /api/runs/{number}/approve": O,
    "POST /api/runs/{number}/undo": O,
    "POST /api/runs/{number}/release": O,
    "GET /api/tickets/{number}/check": V,
    "GET /api/plans/{number}": V,
    "GET /api/plans/{number}/changes": V,
    "GET /api/plans/{number}/not-sent": V,
    "GET /api/plans/{number}/causes": V,
    "GET /api/plans/{number}/kept": V,
    "GET /api/plans/{number}/file": V,
    "POST /api/plans/{number}/runs": O,
    "GET /api/rejects": V,
    "GET /api/runs/{number}/causes": V,
    "GET /api/runs/{number}/rejects/file": V,
    "POST /api/runs/{number}/retries": O,
    "POST /api/runs/{number}/corrected": E,
    "POST /api/runs/{number}/dismissals": O,
    "GET /api/connections/{name}/modules": V,
    "GET /api/connections/{name}/modules/{module}/fields": V,
    "GET /api/connections/{name}/modules/{module}/keys": V,
    "POST /api/connections/{name}/query": V,
    "POST /api/connections/{name}/query/file": V,
    "GET /api/records/{module}/{ident}": V,
    "GET /api/decisions": V,
    "POST /api/runs/{number}/decisions": O,
    "POST /api/decisions/revoke": O,
    "GET /api/organisations": V,
    "PUT /api/organisations/{organisation}/stop": O,
    "DELETE /api/organisations/{organisation}/stop": O,
    "GET /api/forgotten": A,
    "POST /api/forgotten": A,
    "POST /api/forgotten/lift": A,
    "GET /api/purge": A,
    "GET /api/support": A,
    "POST /api/purge": A,
    "POST /api/jobs/{name}/history-tables": O,
    "GET /api/backup": A,
    "GET /api/definitions": E,
    "POST /api/definitions": E,
    "GET /api/audit": A,
    "POST /api/audit/verification": A,
    "PUT /api/connections/{name}/production": A,
    "GET /api/approvals": V,
    "GET /api/approvals/{number}": V,
    "POST /api/approvals/{number}/approve": O,
    "POST /api/approvals/{number}/refuse": O,
    "POST /api/approvals/{number}/withdraw": O,
    "GET /api/settings/security": A,
    "PUT /api/settings/security": A,
    "GET /api/uploads": V,
    "POST /api/uploads": E,
    "DELETE /api/uploads/{upload_id}": E,
}
BY_ACCESS = {"sign_in", "role", "browser", "enrol", "csrf"}  # codes of a refusal for who is asking
ABSENT = {"name": "nowhere", "number": "2147483647", "session": "0" * 16, "path:path": "somewhere"}
ABSENT |= {"module": "Leads", "ident": "0" * 12, "organisation": "0", "token": "t" * 43}
ABSENT |= {"module": "Leads", "ident": "0" * 12, "organisation": "0"}
ABSENT |= {"upload_id": "0" * 32}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.context.on_loopback = False
        served.begin()
        yield served


def routes(app: Application) -> list[str]:
    return [
        f"{method} {route.path}"
        for route in iter_route_contexts(make_app(app.context).routes)
        if route.path != "/api/openapi.json"  # the framework's own
        for method in sorted(route.methods or ())
    ]


def address(route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    for name, value in ABSENT.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"say in ABSENT what stands for the parameter of {route}"
    return method, path


def allowed(route: str, role: Role | None, *, token: bool) -> bool:
    may = MAY[route]
    if may == ANYONE:
        return True
    if role is None:
        return False
    return not token if may == MYSELF else role.may(Role(may))


def called(app: Application, route: str) -> str:
    """Call a route with nothing of use; gives the code of a refusal for who is asking, else nothing."""
    method, path = address(route)
    answer = app.call(method, path, None if method in {"GET", "DELETE"} else {})
    assert answer.status_code < 500 or answer.status_code == 501, answer.text  # 501: pages not built
    kind = answer.headers.get("content-type", "")
    code = answer.json().get("code", "") if kind == "application/problem+json" else ""
    if answer.status_code == 401 and route != "POST /api/session":
        assert code in BY_ACCESS
    return code if code in BY_ACCESS else ""


def test_every_route_has_its_line_and_every_line_its_route(app: Application) -> None:
    assert set(routes(app)) == set(MAY)


def test_nobody_may_what_the_table_does_not_say(app: Application) -> None:
    wrong = []
    for role in (None, *Role):
        caller = app.bearer() if role is None else app.another(f"{role}@x.org", role)
        for route in MAY:
            refused = called(caller, route)
            if (refused == "") != allowed(route, role, token=False):
                wrong.append(f"{route} as {role}: {refused or 'let in'}")
            if route == "DELETE /api/session" and role is not None:
                caller = app.another(f"{role}@x.org", role)
    assert not wrong, "\n".join(wrong)


def test_no_token_may_what_the_table_does_not_say(app: Application) -> None:
    owner, wrong = app.another("owner@x.org", A), []
    for scope in Scope:
        made = owner.ok("POST", "/api/tokens", {"name": scope, "scope": scope})
        caller = app.bearer(made["token"])
        for route in MAY:
            refused = called(caller, route)
            if (refused == "") != allowed(route, scope.role, token=True):
                wrong.append(f"{route} with scope {scope}: {refused or 'let in'}")
    assert not wrong, "\n".join(wrong)


def test_what_changes_something_is_refused_without_the_pages_own_token(
    app: Application, tmp_path: Path
) -> None:
    caller = app.another("forged@x.org", A)
    caller.csrf = ""
    changing = [route for route, may in MAY.items() if not route.startswith("GET") and may != ANYONE]
    assert {route: called(caller, route) for route in changing} == dict.fromkeys(changing, "csrf")

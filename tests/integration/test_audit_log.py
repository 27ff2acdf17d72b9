"""The audit log: who did what, and where somebody tampered with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.store import Store
from tests.integration.application import PASSWORD, Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def lines(app: Application, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.ok("GET", f"/api/audit{query}")["lines"]
    return found


def test_signing_in_and_failing_to_stand_in_it(app: Application) -> None:
    body = {"email": "admin@example.com", "password": "wrong wrong wrong"}
    app.bearer().call("POST", "/api/session", body)
    app.bearer().ok("POST", "/api/session", {**body, "password": PASSWORD})
    done = [(each["who"], each["action"]) for each in lines(app)]
    assert done[:2] == [("admin@example.com", "sign-in"), ("admin@example.com", "sign-in refused")]
    assert not any(PASSWORD in str(each) or "wrong wrong" in str(each) for each in lines(app))


def test_each_line_names_the_request_that_the_answer_named(app: Application) -> None:
    answer = app.call("POST", "/api/users", {"email": "r@x.org", "name": "R", "role": "viewer"})
    assert lines(app)[0]["request"] == answer.headers["x-request-id"]


def test_it_is_filtered_and_paged(app: Application) -> None:
    for number in range(5):
        app.ok("POST", "/api/users", {"email": f"p{number}@x.org", "name": "P", "role": "viewer"})
    page = app.ok("GET", "/api/audit?action=user%20added&limit=2")
    assert [each["action"] for each in page["lines"]] == ["user added"] * 2
    older = app.ok("GET", f"/api/audit?action=user%20added&limit=2&before={page['next_before']}")
    assert older["lines"][0]["seq"] < page["lines"][-1]["seq"]
    assert [each["what"] for each in lines(app, "?text=P3@x")] == ["p3@x.org: viewer"]
    assert lines(app, "?who=nobody") == []
    assert lines(app, f"?since={page['lines'][0]['at'] + 60}") == []
    assert "user added" in page["actions"]


def tampered(tmp_path: Path, *statements: str, after: bool = False) -> Any:
    with Store(tmp_path) as store:
        for number in range(5):
            store.audit.write(who="a", action="b", what=str(number))
        assert store.audit.verify().whole
        with store._database.write() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        if after:
            store.audit.write(who="a", action="later")
        return store.audit.verify(), [line.action for line in store.audit.latest()]


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("update audit set who = 'nobody' where seq = 2", 2),
        ("update audit set what = 'else', hash = (select hash from audit where seq = 3) where seq = 4", 4),
        ("delete from audit where seq = 3", 4),
        ("delete from audit where seq = 5", 5),
        ("delete from audit where seq > 2", 3),
        ("update audit_head set seal = 'guessed'", 6),
        ("delete from audit_head", 6),
        ("delete from audit", 1),
    ],
)
def test_a_line_that_was_changed_taken_out_or_cut_off_is_named(
    tmp_path: Path, statement: str, broken_at: int
) -> None:
    assert tampered(tmp_path, statement)[0].broken_at == broken_at


def test_what_is_written_after_a_cut_says_so(tmp_path: Path) -> None:
    actions = tampered(tmp_path, "delete from audit where seq > 3", after=True)[1]
    assert actions[:2] == ["later", "audit log was cut"]


def test_a_removed_seal_leaves_a_trace(tmp_path: Path) -> None:
    actions = tampered(tmp_path, "delete from audit where seq > 3", "delete from audit_head", after=True)[1]
    assert actions[:2] == ["later", "audit log sealed anew"]


def test_only_new_lines_are_followed_until_all_is_asked_for(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(10):
            store.audit.write(who="a", action="b", what=str(number))
        part = store.audit.verify(most=4)
        assert (part.through, part.whole) == (4, False)
        rest = store.audit.verify(part)
        assert (rest.through, rest.whole) == (10, True)
        with store._database.write() as connection:
            connection.exec_driver_sql("update audit set who = 'x' where seq = 2")
        assert store.audit.verify(rest).broken_at is None
        assert store.audit.verify().broken_at == 2


def test_the_page_shows_a_break_once_all_is_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("home")) as app:
        app.begin()
        assert app.ok("GET", "/api/audit")["chain"]["whole"] is True
        with app.context.store._database.write() as connection:
            connection.exec_driver_sql("update audit set who = 'nobody' where seq = 1")
        assert app.ok("POST", "/api/audit/verification")["broken_at"] == 1
        assert app.ok("GET", "/api/audit")["chain"]["broken_at"] == 1

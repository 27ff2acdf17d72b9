"""``hakobu serve --demo``: the application comes up with a practice Zoho CRM, a job and a first run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.api.context import Context
from hakobu.demo.server import furnish, practice_zoho
from tests.integration.application import serving

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_has_a_job_whose_first_run_delivers_and_is_there_again(tmp_path: Path) -> None:
    home = tmp_path / "practice"
    context = Context(home, env={}, demo=True)
    with practice_zoho(context.store) as url:
        furnish(context.store, context.vault, context.workspace, url)
        context.close()
        with serving(home) as app:
            app.begin()
            assert app.follow(1)[-1][1]["cause"] == ""
            run = app.ok("GET", "/api/runs/1")
            assert run["outcomes"]["created"] > 0
            assert sum(run["outcomes"].values()) == run["read"] + run["carried"] + run["mirrored"]
            assert [each["passed"] for each in app.ok("GET", "/api/connections")] == [True, True]
            furnish(app.context.store, app.context.vault, app.context.workspace, url)
            assert [each["version"] for each in app.ok("GET", "/api/connections")] == [1, 1]
            assert app.context.store.tickets.open() == []

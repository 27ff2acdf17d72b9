"""The pages' types are made from the API's own description; a stale copy would lie to the compiler."""

from __future__ import annotations

import json
from pathlib import Path

from hakobu.api import make_app
from hakobu.api.context import Context

KEPT = Path(__file__).parents[2] / "web" / "openapi.json"


def test_the_description_that_the_pages_were_made_from_is_current(tmp_path: Path) -> None:
    context = Context(tmp_path, env={})
    try:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        assert kept == make_app(context).openapi(), "write it anew: scripts/describe-api"
    finally:
        context.close()

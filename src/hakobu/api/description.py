"""The API's own description, with the shape in which errors leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["describe"]

PROBLEM = {"$ref": "#/components/schemas/Problem"}
JSON, PROBLEM_JSON = "application/json", "application/problem+json"


def describe(app: FastAPI) -> dict[str, Any]:
    """Describe the API: every error as problem details, those that no route names too."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        for path, methods in made["paths"].items():
            for operation in methods.values():
                answers = operation["responses"]
                for answer in answers.values():
                    content = answer.get("content", {})
                    if content.get(JSON, {}).get("schema") == PROBLEM:
                        content[PROBLEM_JSON] = content.pop(JSON)
                if path.startswith("/api/"):
                    answers["422"] = _problem("Unprocessable Content")
                    answers["default"] = _problem("Anything else that went wrong")
        app.openapi_schema = made
    return app.openapi_schema


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {PROBLEM_JSON: {"schema": PROBLEM}}}

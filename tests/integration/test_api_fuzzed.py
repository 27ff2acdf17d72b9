"""The whole API, called with what its description allows and what not: no 5xx, no answer of another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = 2  # of each route and kind; the suite has little time
ENDS_THE_SESSION = {"sign_out", "sign_out_elsewhere", "end_session"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def operations(app: Application) -> list[Any]:
    schema = schemathesis.openapi.from_url(f"{app.address}/api/openapi.json")
    found: list[Any] = list(schema.get_all_operations())
    return [each.ok() for each in found]


def tried(app: Application, operation: Any, mode: GenerationMode) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in app.client.cookies.items())
    headers = {"Cookie": cookie, "X-CSRF-Token": app.csrf}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        case.cookies = {}
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=30)

    call()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_call_finds_an_error_of_ours_or_an_answer_that_is_not_described(
    app: Application, mode: GenerationMode
) -> None:
    wrong = []
    for operation in operations(app):
        if operation.definition.raw["operationId"] in ENDS_THE_SESSION:
            continue
        try:
            tried(app, operation, mode)
        except Unsatisfiable:
            continue  # there is nothing that this route could be sent amiss
        except BaseExceptionGroup as error:
            wrong += [f"{operation.label}: {each}" for each in error.exceptions]
        except AssertionError as error:
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


def test_every_route_has_examples_or_none_to_give_and_tells_its_errors(app: Application) -> None:
    described = app.client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("operationId"), (method, path)
            assert operation.get("summary"), (method, path)
            if path.startswith("/api/"):
                problem = operation["responses"]["422"]["content"]["application/problem+json"]["schema"]
                assert problem == {"$ref": "#/components/schemas/Problem"}, (method, path)

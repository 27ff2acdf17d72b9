"""On a server connections read the allowed folders and nothing else, whatever a path is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An allowed folder, another one beside it, and links between the two."""
    root = tmp_path_factory.mktemp("root")
    for name in ("allowed", "allowed-not", "secret"):
        (root / name).mkdir()
        (root / name / "rows.csv").write_text("a\n1\n")
    (root / "allowed" / "link").symlink_to(root / "secret")
    (root / "allowed" / "file.csv").symlink_to(root / "secret" / "rows.csv")
    return root


@pytest.fixture(scope="module")
def app(place: Path) -> Iterator[Application]:
    with serving(place / "home", env={"HAKOBU_FILES": str(place / "allowed")}) as served:
        served.begin()
        yield served


def tried(app: Application, path: Path | str, connector: str = "files") -> dict[str, Any]:
    """Make a connection, test it, and remove it again."""
    body = {"name": "drop", "connector": connector, "settings": {"path": str(path)}}
    app.ok("POST", "/api/connections", body)
    answer = app.call("POST", "/api/connections/drop/test").json()
    app.ok("DELETE", "/api/connections/drop")
    told: dict[str, Any] = answer
    return told


def test_an_allowed_folder_is_read(app: Application, place: Path) -> None:
    assert tried(app, place / "allowed")["passed"] is True


@pytest.mark.parametrize(
    "path",
    [
        "secret",
        "allowed-not",
        "allowed/../secret",
        "allowed/link",
        "allowed/file.csv",
        "allowed/link/rows.csv",
        "home",
        "home/secret.key",
        "home/runs",
        "home/uploads/../runs",
        ".",
        "/etc",
        "/etc/passwd",
    ],
)
@pytest.mark.parametrize("connector", ["files", "sqlite"])
def test_nothing_else_is(app: Application, place: Path, path: str, connector: str) -> None:
    told = tried(app, place / path, connector)
    assert told["code"] == "definition", told
    assert "outside of the folders" in told["faults"][0]["message"]
    assert str(place) not in told["faults"][0]["message"]


def test_a_relative_path_that_climbs_is_refused_too(app: Application) -> None:
    assert tried(app, "../../secret")["code"] == "definition"
    assert tried(app, "../uploads/../../secret")["code"] == "definition"


def test_a_file_of_the_folder_that_is_a_link_out_of_it_is_refused_when_read(
    app: Application, place: Path
) -> None:
    settings = {"path": str(place / "allowed")}
    app.ok("POST", "/api/connections", {"name": "drop", "connector": "files", "settings": settings})
    source = app.context.workspace.connection("drop")
    app.ok("DELETE", "/api/connections/drop")
    from hakobu.connectors.catalogue import open_source  # noqa: PLC0415 - brings the drivers
    from hakobu.errors import SourceError  # noqa: PLC0415 - likewise
    from hakobu.model import Read  # noqa: PLC0415 - likewise

    for file in ("file.csv", "link/rows.csv", "**/*.csv"):
        with pytest.raises(SourceError, match="link that leaves"):
            open_source(source, base=place).schema(Read(file=file))


def test_an_administrator_allows_a_folder_more_and_never_hakobus_own(app: Application, place: Path) -> None:
    before = app.ok("GET", "/api/settings/security")
    app.ok("PUT", "/api/settings/security", {**before, "files": [str(place / "secret"), str(place)]})
    assert tried(app, place / "secret")["passed"] is True
    assert tried(app, place / "home")["code"] == "definition"
    app.ok("PUT", "/api/settings/security", before)
    wrong = app.refused(422, "PUT", "/api/settings/security", {**before, "files": ["/no/such/folder"]})
    assert wrong["code"] == "no_folder"


def test_a_folder_around_hakobus_own_does_not_give_its_values_away(app: Application, place: Path) -> None:
    from hakobu.connectors.file_source import FileSource  # noqa: PLC0415 - with Arrow
    from hakobu.errors import SourceError  # noqa: PLC0415 - likewise
    from hakobu.model import Read  # noqa: PLC0415 - likewise

    spool = place / "home" / "runs" / "1"
    spool.mkdir(parents=True, exist_ok=True)
    (spool / "rows.csv").write_text("a\n1\n")
    with pytest.raises(SourceError, match="Hakobu's own"):
        FileSource("drop", place).schema(Read(file="home/runs/1/rows.csv"))

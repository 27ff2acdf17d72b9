"""What commands are given, described once; the help texts stand in the words."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "CompareWith",
    "Connection",
    "Fetch",
    "File",
    "Format",
    "Home",
    "Job",
    "Json",
    "Lang",
    "NoPager",
    "Output",
    "PlanFormat",
    "Quiet",
    "RunNumber",
    "Set",
    "Skip",
]


class Language(StrEnum):
    """A language that the command line speaks."""

    EN = "en"
    JA = "ja"


class CompareWith(StrEnum):
    """What rows are compared with."""

    LEDGER = "ledger"
    LIVE = "live"
    NONE = "none"


class Format(StrEnum):
    """How failed rows are listed."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class PlanFormat(StrEnum):
    """How a plan is shown."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"


Json = Annotated[bool, typer.Option("--json")]
Lang = Annotated[Language | None, typer.Option("--lang", metavar="en|ja")]
Home = Annotated[Path | None, typer.Option("--home", metavar="PATH")]
NoPager = Annotated[bool, typer.Option("--no-pager")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q")]
File = Annotated[Path, typer.Argument(metavar="FILE")]
RunNumber = Annotated[int, typer.Argument(metavar="RUN", min=1)]
Job = Annotated[str | None, typer.Option("--job", metavar="NAME")]
Connection = Annotated[str | None, typer.Option("--connection", metavar="NAME")]
Fetch = Annotated[int | None, typer.Option("--limit", metavar="N", min=1)]
Skip = Annotated[int, typer.Option("--skip", metavar="N", min=0)]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE")]

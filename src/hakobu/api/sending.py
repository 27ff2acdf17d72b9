"""Files that are made for one download and leave nothing behind."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MEDIA", "send_file"]

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
    "zip": "application/zip",
}


def send_file(home: Path, name: str, write: Callable[[Path], None]) -> FileResponse:
    """Send what ``write`` writes, under a name; the file is gone once it was sent."""
    folder = home / "downloads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=folder, suffix=Path(name).suffix)
    os.close(handle)
    path = Path(made)
    try:
        write(path)
    except BaseException:  # it is raised again: nothing is left behind
        path.unlink(missing_ok=True)
        raise
    shown = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")
    return FileResponse(
        path,
        media_type=MEDIA[Path(name).suffix.removeprefix(".")],
        filename=shown,
        background=BackgroundTask(path.unlink, missing_ok=True),
    )

"""The result of a bulk write: three of the columns that were sent, and what became of each row (§3.7)."""

import csv
import io
import random
from collections.abc import Iterator
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

from hakobu.emulator.bulk.write_job import SKIPPED, Outcome, Resource, WriteJob
from hakobu.emulator.habit import Habits

_ECHOED = 3
_CHUNK = 1000
_UNTOUCHED = Outcome(SKIPPED, "", "CANNOT_PROCESS")


def make_result(job: WriteJob, habits: Habits) -> Iterator[None]:
    """Make the ZIP with a CSV for each resource, named by module and file, some rows at a step."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for resource in job.resources:
            name = f"{resource.table.module.api_name}_{resource.file.name.rpartition('/')[2]}"
            columns = [one for one in resource.mappings if one.index is not None][:_ECHOED]
            with archive.open(name, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                writer = csv.writer(text, lineterminator="\n")
                writer.writerow([*(one.header for one in columns), "STATUS", "RECORD_ID", "ERRORS"])
                rows = _rows(job, resource, [one.index or 0 for one in columns], habits)
                while some := list(islice(rows, _CHUNK)):
                    writer.writerows(some)
                    yield
    job.file = buffer.getvalue()


def _rows(job: WriteJob, resource: Resource, columns: list[int], habits: Habits) -> Iterator[list[str]]:
    refused = habits["bulk_write_refused"]
    places = list(range(len(resource.rows)))
    if habits["bulk_write_shuffled"]:
        random.Random(job.id).shuffle(places)  # noqa: S311 -- an order, not a secret
    for place in places:
        cells = resource.rows[place]
        status, record, errors = resource.outcomes[place] or _UNTOUCHED
        echoed = [cells[one] if one < len(cells) else "" for one in columns]
        yield [*echoed, refused if status == SKIPPED else status, record, errors]

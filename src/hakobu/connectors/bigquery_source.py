"""Rows of BigQuery, over Google's own client, a page at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from google.api_core.exceptions import GoogleAPIError  # type: ignore[import-not-found]  # fetched when wanted
from google.auth.exceptions import GoogleAuthError  # type: ignore[import-not-found]
from google.cloud import bigquery  # type: ignore[import-not-found]
from google.oauth2.service_account import Credentials  # type: ignore[import-not-found]

from hakobu.connectors.bigquery_types import taken
from hakobu.connectors.row_source import BATCH, RowSource
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.connectors.row_source import Column

__all__ = ["BigquerySource"]

_SCOPE = "https://www.googleapis.com/auth/bigquery.readonly"


class BigquerySource(RowSource):
    """A dataset of BigQuery."""

    connector = "bigquery"
    remedies = (
        ("invalid_grant", "The key was revoked, or this machine's clock is wrong; make a new key."),
        ("permission", "Give the service account the roles BigQuery Data Viewer and BigQuery Job User."),
        ("not found: dataset", "Correct 'dataset'."),
        ("not found", "Correct 'project', 'dataset' and 'location'."),
        ("failed to resolve", "See that BigQuery can be reached from here (proxy)."),
    )

    def connect(self) -> Any:
        """Open a client that may read and run queries."""
        return bigquery.Client(
            project=self.settings["project"],
            credentials=self._credentials(),
            location=self.settings.get("location"),
            default_query_job_config=bigquery.QueryJobConfig(
                default_dataset=f"{self.settings['project']}.{self.settings['dataset']}"
            ),
        )

    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the client raises."""
        return (GoogleAPIError, GoogleAuthError, OSError)

    def quote(self, name: str) -> str:
        """Quote a name."""
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name tables and views of the dataset."""
        found = session.list_tables(self.settings["dataset"], timeout=self.settings["timeout"])
        return tuple(sorted(each.table_id for each in found))

    def columns(self, session: Any, statement: str) -> list[Column]:
        """Let BigQuery describe the answer; this reads nothing and costs nothing."""
        config = bigquery.QueryJobConfig(dry_run=True, use_query_cache=False)
        job = session.query(statement, job_config=config, timeout=self.settings["timeout"])
        return [
            taken(each.name, each.field_type, each.mode or "", each.precision or 0, each.scale or 0)
            for each in job.schema
        ]

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer, page by page."""
        answer = session.query(statement).result(page_size=BATCH)
        for page in answer.pages:
            rows = [row.values() for row in page]
            if rows:
                yield rows

    def _credentials(self) -> Any:
        """Read the key; a message never shows any of it."""
        file = self.settings.get("credentials_file")
        try:
            text = (self.base / file).read_text(encoding="utf-8") if file else self.secret("credentials")
            # BigQuery makes a job of every query, for which the right to read alone is not enough
            return Credentials.from_service_account_info(
                json.loads(text), scopes=[_SCOPE, _SCOPE.removesuffix(".readonly")]
            )
        except OSError as error:
            raise SourceError(
                f"The key cannot be read: {error.strerror}.", where=f"connection {self.name}, {file}"
            ) from None
        except ValueError:
            raise SourceError(
                "This is not the key of a service account.",
                where=f"connection {self.name}",
                next_step="Make a JSON key for the service account in Google Cloud, and give all of it.",
            ) from None

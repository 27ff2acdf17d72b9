"""The client: every call that Hakobu makes to Zoho CRM, thread-safe, behind one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from hakobu.errors import NotSupportedError
from hakobu.zoho.answers import Answer
from hakobu.zoho.auth import Auth
from hakobu.zoho.bulk_read import BulkReader
from hakobu.zoho.bulk_write import BulkWriter
from hakobu.zoho.catalogue import Catalogue
from hakobu.zoho.children import Children
from hakobu.zoho.clock import SystemClock
from hakobu.zoho.costs import read_catalogue
from hakobu.zoho.limits import FileLimiter, MemoryLimiter
from hakobu.zoho.organisation import User
from hakobu.zoho.querying import Query
from hakobu.zoho.reading import Reader
from hakobu.zoho.recycling import RecycleBin
from hakobu.zoho.report import make_report
from hakobu.zoho.session import Call, Session
from hakobu.zoho.stats import Counter, Stats
from hakobu.zoho.tables import Tables
from hakobu.zoho.tagging import Tagger
from hakobu.zoho.ties import Ties
from hakobu.zoho.timeline import Timeline, TimelinePage
from hakobu.zoho.tokens import FileTokenStore, MemoryTokenStore
from hakobu.zoho.transport import HttpTransport, transport_of
from hakobu.zoho.without_coql import Lists
from hakobu.zoho.writing import Writer, extras

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hakobu.zoho.bulk_file import BulkFile
    from hakobu.zoho.bulk_write import BulkJob
    from hakobu.zoho.clock import Clock
    from hakobu.zoho.coql import Page
    from hakobu.zoho.costs import Cost
    from hakobu.zoho.limits import Limiter
    from hakobu.zoho.metadata import Field, Layout, Module
    from hakobu.zoho.organisation import Organisation
    from hakobu.zoho.report import Report
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.tokens import Tokens, TokenStore
    from hakobu.zoho.transport import Transport

    Waits = Callable[[float], None]

__all__ = ["Client"]

Row = dict[str, Any]
Pages = Iterator[list[Row]]
Answers = list[Answer]
People = list[User]
Rows = list[Row] | None


class Client:
    """One organisation of Zoho CRM.

    ``home`` is the folder where tokens, slots and metadata are shared with other processes; without
    it they live in memory. ``transport``, ``limiter``, ``tokens`` and ``clock`` replace the defaults.
    Once ``stop`` is set no call is begun any more (``StoppedError``); those in flight come to their end.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        home: Path | None = None,
        transport: Transport | None = None,
        limiter: Limiter | None = None,
        tokens: TokenStore | None = None,
        clock: Clock | None = None,
        user_agent: str | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.settings = settings
        self._counter = Counter()
        self._clock = clock or SystemClock()
        self._own: HttpTransport | None = None
        if transport is None:
            transport = self._own = transport_of(settings)
        self._auth = Auth(
            settings,
            store=tokens or (FileTokenStore(home) if home else MemoryTokenStore()),
            transport=transport,
            clock=self._clock,
            counter=self._counter,
        )
        self._session = Session(
            settings,
            auth=self._auth,
            transport=transport,
            limiter=limiter or (FileLimiter(home, patience=settings.patience) if home else MemoryLimiter()),
            clock=self._clock,
            counter=self._counter,
            user_agent=user_agent or "hakobu",
            stop=stop,
        )
        self._catalogue = Catalogue(self._session, home=home)
        self._reader = Reader(self._session)
        ties = Ties(
            self._session,
            self._reader,
            above=lambda module: self.select(module, ["id"]),
            roles=self._catalogue.roles,
        )
        self._writer = Writer(self._session, ties)
        bulk = BulkReader(self._session)
        ways = Lists(settings, self._reader, bulk, self._catalogue.fields, ties)
        self._tagger = Tagger(self._session)
        self._bin = RecycleBin(self._session)
        self._timeline = Timeline(self._session)
        self._bulk_writer = BulkWriter(self._session)
        self._query = Query(self._session, ways)
        self._children = Children(self._session, self._catalogue, self._query, self._reader)
        self._tables = Tables(
            settings, query=self._query, reader=self._reader, lists=ways, bulk=bulk, catalogue=self._catalogue
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the tokens stay for the next client."""
        if self._own is not None:
            self._own.close()

    @property
    def stats(self) -> Stats:
        """What the calls so far came to."""
        return self._counter.snapshot()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd and was got over: metadata that Zoho left incomplete, say."""
        return self._catalogue.warnings

    def sign_in(self) -> Tokens:
        """Make sure of an access token; a grant code is turned into a refresh token here, once."""
        return self._auth.tokens()

    def revoke(self) -> None:
        """Give the refresh token back to Zoho and forget its tokens."""
        self._auth.revoke()

    def check(self) -> Report:
        """The report card of this connection; it never raises for what it finds."""
        return make_report(self, self._clock, self._session.transport)

    def organisation(self) -> Organisation:
        """The organisation that the sign-in belongs to."""
        return self._session.organisation()

    def user(self) -> User:
        """The person whose sign-in this is."""
        return self._catalogue.user()

    def users(self, *, type: str = "AllUsers") -> People:  # noqa: A002 - Zoho's word
        """The people of the organisation."""
        return self._catalogue.users(type)

    def profile_rights(self) -> frozenset[str]:
        """The rights of this sign-in's profile, as Zoho names them (``Crm_Implied_Create_Leads``)."""
        return self._catalogue.profile_rights()

    def modules(self) -> dict[str, Module]:
        """Every module that the API reaches, by API name."""
        return self._catalogue.modules()

    def module(self, api_name: str) -> Module:
        """One module; a name that does not exist is answered with the nearest ones."""
        return self._catalogue.module(api_name)

    def fields(self, module: str) -> dict[str, Field]:
        """The fields of a module, by API name, with its keys whatever the schema."""
        return self._catalogue.fields(module)

    def layouts(self, module: str) -> dict[str, Layout]:
        """The layouts of a module, by id."""
        return self._catalogue.layouts(module)

    def metadata_age(self, module: str = "") -> float | None:
        """Seconds since the fields of a module (or the list of modules) were read; None if never."""
        return self._catalogue.age(module)

    def refresh(self) -> None:
        """Forget the metadata, so that the next question reads them anew."""
        self._catalogue.refresh()

    def list(
        self,
        module: str,
        fields: Sequence[str] | None = None,
        *,
        sort_by: str | None = None,
        sort_order: str | None = None,
        cvid: str | None = None,
        converted: str | None = None,
        ids: Sequence[str] | None = None,
        modified_since: str | None = None,
    ) -> Pages:
        """The records of a module, a page at a time, as far as Zoho's paging reaches."""
        given = {"sort_by": sort_by, "sort_order": sort_order, "cvid": cvid, "converted": converted}
        params = {name: value for name, value in given.items() if value is not None}
        return self._reader.pages(module, fields, params=params, ids=ids, modified_since=modified_since)

    def get(
        self,
        module: str,
        record_id: str,
        *,
        fields: Sequence[str] | None = None,
        external: str | None = None,
    ) -> Row | None:
        """One record with its subforms, by ID or by the value of the External ID field ``external``."""
        return self._reader.get(module, record_id, fields=fields, external=external)

    def search(
        self,
        module: str,
        *,
        criteria: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        word: str | None = None,
        fields: Sequence[str] | None = None,
        converted: str | None = None,
    ) -> Pages:
        """Records found by Zoho's search, a page at a time; what was just written may be missing."""
        given = {"criteria": criteria, "email": email, "phone": phone, "word": word}
        query = {name: value for name, value in given.items() if value is not None}
        if len(query) != 1:
            raise NotSupportedError(
                "A search wants exactly one of its forms.", where=f"search {module}", valid=tuple(given)
            )
        if converted is not None:
            query["converted"] = converted
        return self._reader.search(module, query, fields)

    def count(self, module: str, *, criteria: str | None = None) -> int:
        """How many records Zoho counts; the figure lags by minutes."""
        return self._reader.count(module, criteria)

    def deleted(self, module: str, *, type: str = "all", since: str | None = None) -> Pages:  # noqa: A002
        """The deleted records of a module ("all", "recycle", "permanent"), a page at a time."""
        return self._reader.deleted(module, type, since)

    def insert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        trigger: Sequence[str] | None = None,
        assignment_rule: str | None = None,
        layout_rules: bool = False,
        external: Sequence[str] | None = None,
    ) -> Answers:
        """Create up to 100 records; one answer per record, in order."""
        body = extras(
            trigger=trigger,
            assignment_rule=assignment_rule or self.settings.assignment_rule,
            layout_rules=layout_rules,
        )
        return self._writer.insert(module, records, body=body, external=external or ())

    def update(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        trigger: Sequence[str] | None = None,
        external: str | Sequence[str] | None = None,
        unmodified_since: str | None = None,
        layout_rules: bool = False,
    ) -> Answers:
        """Change up to 100 records, each found by its ``id`` or by the External ID field ``external``."""
        names = (external,) if isinstance(external, str) else external or ()
        body = extras(trigger=trigger, layout_rules=layout_rules)
        return self._writer.update(
            module, records, body=body, external=names, unmodified_since=unmodified_since
        )

    def upsert(
        self,
        module: str,
        records: Sequence[Mapping[str, Any]],
        *,
        duplicate_check_fields: Sequence[str] | None = None,
        trigger: Sequence[str] | None = None,
        unmodified_since: str | None = None,
        assignment_rule: str | None = None,
        layout_rules: bool = False,
        external: Sequence[str] | None = None,
    ) -> Answers:
        """Create or change up to 100 records by Zoho's own matching."""
        body = extras(
            trigger=trigger,
            assignment_rule=assignment_rule or self.settings.assignment_rule,
            layout_rules=layout_rules,
            duplicate_check_fields=duplicate_check_fields,
        )
        headers = self._writer.headers(module, external or (), unmodified_since)
        return self._writer.upsert(module, records, body=body, headers=headers)

    def delete(
        self,
        module: str,
        ids: Sequence[str],
        *,
        external: str | None = None,
        wf_trigger: bool | None = None,
    ) -> Answers:
        """Move up to 100 records to the recycle bin, by ID or by the External ID field ``external``."""
        return self._writer.delete(module, ids, external=external, wf_trigger=wf_trigger)

    def in_recycle_bin(self, ids: Sequence[str]) -> set[str]:
        """Which of these deleted records still lie in the recycle bin; v8 only."""
        return self._bin.holds(ids)

    def restore(self, ids: Sequence[str]) -> Answers:
        """Bring up to 100 records back from the recycle bin, with their IDs; v8 only."""
        return self._bin.restore(ids)

    def timeline(self, module: str, record_id: str) -> Iterator[TimelinePage]:
        """What was done to a record, by whom and from where, newest first, a call a page; from v5 on."""
        return self._timeline.pages(module, record_id)

    def upload_bulk_write(self, file: BulkFile) -> None:
        """Upload a file ahead of its job; nothing is written until the job is set up."""
        self._bulk_writer.upload(file)

    def start_bulk_write(self, file: BulkFile, *, operation: str, find_by: str | None = None) -> BulkJob:
        """Set a job of up to 25,000 rows up, once; 500 credits. A file not yet uploaded is uploaded first."""
        return self._bulk_writer.start(file, operation=operation, find_by=find_by)

    def finish_bulk_write(self, job: BulkJob, *, waits: Waits | None = None) -> Answers:
        """Wait for a bulk job: one answer per row of its file; ``waits`` waits between the looks."""
        return self._bulk_writer.finish(job, waits=waits)

    def finish_bulk_write_below(self, job: BulkJob, *, waits: Waits | None = None) -> dict[str, Answers]:
        """The same by module, where files of what hangs below its rows went along."""
        return self._bulk_writer.finish_all(job, waits=waits)

    def add_tags(
        self, module: str, ids: Sequence[str], tags: Sequence[str], *, replace: bool = False
    ) -> Answers:
        """Put tags on up to 100 records; ``replace`` takes their other tags off."""
        return self._tagger.add(module, ids, tags, replace=replace)

    def remove_tags(self, module: str, ids: Sequence[str], tags: Sequence[str]) -> Answers:
        """Take tags off up to 100 records."""
        return self._tagger.remove(module, ids, tags)

    def coql(self, query: str) -> Page:
        """One COQL query as it stands, one page of rows."""
        return self._query.coql(query)

    @property
    def tables(self) -> Tables:
        """Whole modules and queries as Arrow batches: ``table``, ``query``, ``schema``, ``batches``."""
        return self._tables

    def select(
        self, module: str, columns: Sequence[str], *, where: str | None = None, count: int | None = None
    ) -> Pages:
        """Every record that a COQL criterion finds, without end; by lists or Bulk Read where COQL is off.

        ``count`` is about how many there are: then ten calls go at once, and the pages come in no order.
        """
        return self._query.select(module, columns, where, count=count)

    def find(self, module: str, field: str, values: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
        """Every record whose field has one of the values; each row has its ``id`` and the field."""
        return self._query.find(module, field, values, columns)

    def child_fields(self, module: str, field: str) -> dict[str, Field]:
        """The columns of a subform's lines, or of a multi-select lookup's links, by API name."""
        return self._children.fields(module, field)

    def children(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, Rows]]:
        """The lines or links below each of these records; None where Zoho does not give all of them."""
        return self._children.rows(module, field, ids, columns)

    def api_costs(self) -> dict[tuple[str, str], Cost]:
        """The organisation's own catalogue of paths and prices, by (method, path)."""
        found = self._session.read(Call(operation="apis", path="__apis")) or {}
        return read_catalogue(found)

"""The client: every call that Hakobu makes to Zoho CRM, thread-safe, behind one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from hakobu.zoho.answers import Answer
from hakobu.zoho.organisation import User
from hakobu.zoho.stats import Counter, Stats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

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

__all__ = ["Client"]

Row = dict[str, Any]
Pages = Iterator[list[Row]]
Answers = list[Answer]
People = list[User]


class Client:
    """One organisation of Zoho CRM.

    ``home`` is the folder where tokens, slots and metadata are shared with other processes; without
    it they live in memory. ``transport``, ``limiter``, ``tokens`` and ``clock`` replace the defaults.
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
    ) -> None:
        self.settings = settings
        self._counter = Counter()
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the tokens stay for the next client."""
        raise NotImplementedError

    @property
    def stats(self) -> Stats:
        """What the calls so far came to."""
        return self._counter.snapshot()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd and was got over: metadata that Zoho left incomplete, say."""
        raise NotImplementedError

    def sign_in(self) -> Tokens:
        """Make sure of an access token; a grant code is turned into a refresh token here, once."""
        raise NotImplementedError

    def revoke(self) -> None:
        """Give the refresh token back to Zoho and forget its tokens."""
        raise NotImplementedError

    def check(self) -> Report:
        """The report card of this connection; it never raises for what it finds."""
        raise NotImplementedError

    def organisation(self) -> Organisation:
        """The organisation that the sign-in belongs to."""
        raise NotImplementedError

    def user(self) -> User:
        """The person whose sign-in this is."""
        raise NotImplementedError

    def users(self, *, type: str = "AllUsers") -> People:  # noqa: A002 - Zoho's word
        """The people of the organisation."""
        raise NotImplementedError

    def profile_rights(self) -> frozenset[str]:
        """The rights of this sign-in's profile, as Zoho names them (``Crm_Implied_Create_Leads``)."""
        raise NotImplementedError

    def modules(self) -> dict[str, Module]:
        """Every module that the API reaches, by API name."""
        raise NotImplementedError

    def module(self, api_name: str) -> Module:
        """One module; a name that does not exist is answered with the nearest ones."""
        raise NotImplementedError

    def fields(self, module: str) -> dict[str, Field]:
        """The fields of a module, by API name, with its keys whatever the schema."""
        raise NotImplementedError

    def layouts(self, module: str) -> dict[str, Layout]:
        """The layouts of a module, by id."""
        raise NotImplementedError

    def metadata_age(self, module: str = "") -> float | None:
        """Seconds since the fields of a module (or the list of modules) were read; None if never."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Forget the metadata, so that the next question reads them anew."""
        raise NotImplementedError

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
        raise NotImplementedError

    def get(
        self,
        module: str,
        record_id: str,
        *,
        fields: Sequence[str] | None = None,
        external: str | None = None,
    ) -> Row | None:
        """One record with its subforms, by ID or by the value of the External ID field ``external``."""
        raise NotImplementedError

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
        raise NotImplementedError

    def count(self, module: str, *, criteria: str | None = None) -> int:
        """How many records Zoho counts; the figure lags by minutes."""
        raise NotImplementedError

    def deleted(self, module: str, *, type: str = "all", since: str | None = None) -> Pages:  # noqa: A002
        """The deleted records of a module ("all", "recycle", "permanent"), a page at a time."""
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

    def delete(
        self,
        module: str,
        ids: Sequence[str],
        *,
        external: str | None = None,
        wf_trigger: bool | None = None,
    ) -> Answers:
        """Move up to 100 records to the recycle bin, by ID or by the External ID field ``external``."""
        raise NotImplementedError

    def coql(self, query: str) -> Page:
        """One COQL query as it stands, one page of rows."""
        raise NotImplementedError

    def select(self, module: str, columns: Sequence[str], *, where: str | None = None) -> Pages:
        """Every record that a COQL criterion finds, by key-set paging over the id, without end."""
        raise NotImplementedError

    def find(self, module: str, field: str, values: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
        """Every record whose field has one of the values; each row has its ``id`` and the field."""
        raise NotImplementedError

    def api_costs(self) -> dict[tuple[str, str], Cost]:
        """The organisation's own catalogue of paths and prices, by (method, path)."""
        raise NotImplementedError

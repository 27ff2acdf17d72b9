"""The tokens by which a long list is paged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageToken:
    """What a page token stands for: it is bound to the path and the parameters of its list."""

    path: str
    parameters: dict[str, str]
    per_page: int
    offset: int
    expires: float

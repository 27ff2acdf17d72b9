"""The definition file that ``hakobu init`` writes, its comments in the reader's language."""

import re

from hakobu.definitions import STARTER
from hakobu.reports.japanese.starter import COMMENTS

__all__ = ["starter_in"]

_COMMENT = re.compile(r"# (.+)$", re.MULTILINE)


def starter_in(lang: str) -> str:
    """Give the file in a language (``en``, ``ja``); what it defines is the same."""
    if lang != "ja":
        return STARTER
    return _COMMENT.sub(lambda comment: f"# {COMMENTS[comment[1]]}", STARTER)

"""What every folder says in English, in Japanese: refusals, next steps, warnings, faults of a definition.

The English stands where it is said; a test finds each of these there, and finds each of those here. A name
in braces stands for any text.
"""

from hakobu.reports.japanese import (
    api,
    definitions,
    fragments,
    mapping,
    notes,
    refusals,
    runs,
    server,
    sources,
    zoho,
)

__all__ = ["JAPANESE_OF"]

JAPANESE_OF: dict[str, str] = {
    english: said
    for topic in (api, definitions, fragments, mapping, notes, refusals, runs, server, sources, zoho)
    for english, said in topic.JAPANESE_OF.items()
}

"""Comments of cases and solutions: what ``Add_Comment`` brings goes to ``Comments`` (api-core §7.6)."""

from datetime import UTC, datetime

from hakobu.emulator.ids import Ids
from hakobu.emulator.records.packed import pack, unpack
from hakobu.emulator.records.rule import Deed


def take(deed: Deed) -> None:
    """Move a new comment to the others."""
    text = deed.get("Add_Comment")
    if text is None:
        return
    comments = unpack(deed.get("Comments")) or []
    comments.append(_comment(deed.world.ids, deed.world.users[deed.user].full_name, text, deed.now))
    deed.put("Add_Comment", None)
    deed.put("Comments", pack(comments))
    deed.put("No_of_comments", len(comments))


def _comment(ids: Ids, name: str, text: str, now: int) -> dict[str, object]:
    return {
        "comment_content": text,
        "commented_by": name,
        "commented_time": datetime.fromtimestamp(now, UTC).isoformat(),
        "id": str(ids.next()),
    }

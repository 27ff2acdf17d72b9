"""Finds the first file of a multipart body, whatever its name (api-coql-bulk §3.2), or a field of it."""

import re

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_FILE = re.compile(rb'filename\*?=(?:"([^"]*)"|([^;\r\n]*))', re.IGNORECASE)


def form_field(content_type: str, body: bytes, name: str) -> str | None:
    """Give the text of a part by its name."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        return None
    for part in body.split(b"--" + found[1].strip().encode()):
        head, _, text = part.partition(b"\r\n\r\n")
        if f'name="{name}"'.encode() in head and b"filename" not in head:
            return text.removesuffix(b"\r\n").decode("utf-8", "replace").strip()
    return None


def first_file(content_type: str, body: bytes) -> tuple[str, bytes] | None:
    """Give name and content of the first part that is a file."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        return None
    mark = b"--" + found[1].strip().encode()
    start = body.find(mark)
    while start >= 0:
        start += len(mark)
        end = body.find(b"\r\n" + mark, start)
        if end < 0:
            return None
        head = body.find(b"\r\n\r\n", start, end)
        named = _FILE.search(body, start, head) if head >= 0 else None
        if named is not None:
            name = (named[1] if named[1] is not None else named[2] or b"").decode("utf-8", "replace")
            return name, body[head + 4 : end]
        start = end + 2
    return None

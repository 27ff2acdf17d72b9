"""The attachments of a record: files, and links to files elsewhere.

Shapes: the official OpenAPI of v8 (attachments); the versions before are taken to answer the same.
"""

import re
from base64 import b64decode, b64encode
from itertools import islice
from typing import Any
from urllib.parse import quote

from hakobu.emulator.bulk.multipart import first_file, form_field
from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.catalogue.links import ATTACHMENTS
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.paging import asked_page, page_info
from hakobu.emulator.records.render import written_details
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.related.relation import record_of
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
LARGEST = 20 * 1024 * 1024
_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z")
_BAD_ID = "the related id given seems to be invalid"


def _kept(call: Call) -> tuple[Table, int, Table]:
    """Give the module, the record in the path, and the table of attachments."""
    table = call.table()
    return table, record_of(table, call.args["id"], 1), call.state.tables[ATTACHMENTS]


def _slot(files: Table, name: str) -> int:
    return files.module.fields[name].slot


def _of(files: Table, record_id: int) -> list[int]:
    return sorted(files.index(_slot(files, "Other")).find(record_id), reverse=True)


def _one(call: Call) -> tuple[Table, Row]:
    _, record_id, files = _kept(call)
    wanted = parse_id(call.args["attachment"])
    if wanted is None or wanted not in _of(files, record_id):
        raise Problem("INVALID_DATA", {"resource_path_index": 3}, _BAD_ID)
    return files, files.rows[wanted]


def read(call: Call) -> Reply:
    """``GET /{module}/{id}/Attachments``."""
    table, record_id, files = _kept(call)
    page = asked_page(call)
    ids = list(islice(_of(files, record_id), page.offset, page.offset + page.size + 1))
    if not ids:
        return nothing()
    shown = [_picture(call, table, files, files.rows[one]) for one in ids[: page.size]]
    info = page_info(page, len(shown), more=len(ids) > page.size)
    return Reply(200, {"data": shown, "info": info}, records=len(shown))


def _picture(call: Call, table: Table, files: Table, row: Row) -> Json:
    state = call.state
    link = row[_slot(files, "Link")]
    size = row[_slot(files, "Size")]
    module = table.module.api_name
    return {
        "id": str(row[common.ID]),
        "File_Name": row[_slot(files, "File_Name")],
        "Size": None if link else str(size),
        "Owner": state.user_reference(row[common.OWNER], email=True),
        "Created_By": state.user_reference(row[common.CREATED_BY], email=True),
        "Created_Time": state.zone.render(row[common.CREATED_TIME]),
        "Modified_By": state.user_reference(row[common.MODIFIED_BY], email=True),
        "Modified_Time": state.zone.render(row[common.MODIFIED_TIME]),
        "Parent_Id": state.record_reference(module, row[_slot(files, "Other")]),
        "$se_module": module,
        "$type": "Link URL" if link else "Attachment",
        "$link_url": link,
        "$file_id": None if link else f"{row[common.ID]:x}",
        "$editable": True,
        "$state": "save",
        "$field_states": None,
        "$sharing_permission": "full_access",
    }


def add(call: Call) -> Reply:
    """``POST /{module}/{id}/Attachments``: a multipart file, or ``attachmentUrl`` there or in the query."""
    _, record_id, files = _kept(call)
    kind = call.headers.get("Content-Type", "")
    link = call.query.get("attachmentUrl") or form_field(kind, call.body, "attachmentUrl")
    found = first_file(kind, call.body)
    if link is not None and not _ADDRESS.match(link):
        details = {"param_name": "attachmentUrl"}
        raise Problem("INVALID_DATA", details, "the given attachment URL is incorrect")
    if link is None and found is None:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "file", "param": "file"})
    name, body = found if link is None and found is not None else (call.query.get("title") or link, b"")
    if len(body) > LARGEST:
        raise Problem("FILE_TOO_LARGE")
    row = _new(call, files, record_id)
    row[_slot(files, "File_Name")], row[_slot(files, "Size")] = name, len(body)
    row[_slot(files, "Link")], row[_slot(files, "Content")] = link, b64encode(body).decode()
    files.insert(row)
    done = {"code": "SUCCESS", "message": "attachment uploaded successfully", "status": "success"}
    details = written_details(row, call.state, call.version)
    details.pop("$approval_state", None)
    return Reply(200, {"data": [done | {"details": details}]}, records=1)


def _new(call: Call, files: Table, record_id: int) -> Row:
    user, now = call.state.current_user.id, call.state.clock.second()
    row = files.blank.copy()
    row[common.OWNER] = row[common.CREATED_BY] = row[common.MODIFIED_BY] = user
    row[common.CREATED_TIME] = row[common.MODIFIED_TIME] = now
    row[_slot(files, "Other")] = record_id
    row[common.ID] = call.state.ids.next()
    return row


def download(call: Call) -> Reply:
    """``GET /{module}/{id}/Attachments/{attachment}``: the file itself."""
    files, row = _one(call)
    if row[_slot(files, "Link")]:
        why = "As it is a linked attachment, you can not download it"
        raise Problem("DOWNLOAD_NOT_ALLOWED", {"param_name": "id"}, why)
    name = quote(row[_slot(files, "File_Name")] or "", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    raw = b64decode(row[_slot(files, "Content")])
    return Reply(200, raw=raw, content_type="application/octet-stream;charset=UTF-8", headers=headers)


def remove(call: Call) -> Reply:
    """``DELETE /{module}/{id}/Attachments/{attachment}``, or several by ``ids``."""
    _, record_id, files = _kept(call)
    names = [call.args["attachment"]] if "attachment" in call.args else call.query.get("ids", "").split(",")
    if names == [""]:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "ids", "param": "ids"})
    found = [parse_id(name.strip()) for name in names]
    if not set(found) <= set(_of(files, record_id)):
        raise Problem("INVALID_DATA", {"resource_path_index": 3}, _BAD_ID)
    for one in found:
        files.delete(one or 0, call.state.current_user.id, call.state.clock.second())
    done = {"code": "SUCCESS", "message": "record deleted", "status": "success"}
    return Reply(200, {"data": [done | {"details": {"id": str(one)}} for one in found]}, records=len(found))

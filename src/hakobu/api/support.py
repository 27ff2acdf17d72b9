"""A bundle for those who help, without any value or secret."""

import io
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from hakobu.api.access import Administrator, context_of
from hakobu.api.context import Context
from hakobu.runs import write_support

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["keeping"])

At = Annotated[Context, Depends(context_of)]


@router.get("/support", operation_id="support", response_class=Response)
def support(person: Administrator, at: At) -> Response:
    """Give a support bundle (ZIP): versions, sums and logs of the newest runs, places of crashes."""
    file = io.BytesIO()
    names = write_support(at.home, file)
    at.store.audit.write(who=person.name, action="support bundle made", what=f"{len(names)} files")
    headers = {"Content-Disposition": 'attachment; filename="hakobu-support.zip"'}
    return Response(file.getvalue(), media_type="application/zip", headers=headers)

"""GET /v1/connect: the live check of the page /connect."""

from __future__ import annotations

from fastapi import Request

from api.connect.schemas import ConnectOut, HeardOut
from api.guard import guarded_router
from api.openapi import problems
from api.services import AppServices

router = guarded_router("score")


@router.get("/v1/connect", tags=["connect"], responses=problems(401, 403, 421))
async def connect(request: Request, services: AppServices) -> ConnectOut:
    """Tell which programs were heard a moment ago, with this token and from this machine.

    Nothing is noted unless somebody looks: a program is heard while this was asked within the last
    minute. Kept in memory: the program and the second, neither text nor person.
    """
    heard = services.listening.look(request)
    return ConnectOut(heard=[HeardOut(client=c, seconds=s) for c, s in heard.items()])

"""GET /metrics."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.guard import guarded_router
from api.openapi import problems
from api.services import AppServices

router = guarded_router("metrics")


@router.get(
    "/metrics", tags=["metrics"], response_class=Response, responses=problems(401, 403, 421)
)
def metrics(services: AppServices) -> Response:
    """Return counters in Prometheus' text format: of requests and texts, never of people."""
    return Response(services.counters.exposition(), media_type=CONTENT_TYPE_LATEST)

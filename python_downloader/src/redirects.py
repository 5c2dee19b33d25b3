"""Where a redirect leads, and what may go along. Loaded when the first one comes."""

from __future__ import annotations

from . import messages
from .request import Request
from .urls import Url, resolve


def follow(request: Request, location: str | None, job: Url) -> Request:
    """The request a redirect asks for; raises `ResponseError` (bad-redirect).

    Credentials go to the job's origin only, and what was dropped on leaving it stays dropped.
    Those that a Location brings count for its own origin.
    """
    if location is None:
        raise messages.bad_redirect("no Location")
    url = resolve(request.url, location)
    if url is None:
        raise messages.bad_redirect("its Location is no http or https URL")
    own = request.own and url.origin == job.origin
    credentials = url.credentials or (job.credentials if own else None)
    return Request(url, own, credentials, request.rest)

"""The way this project began with: a pool of threads and one `requests.get` per URL."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore
from typing import Any

import requests
import urllib3

from .. import messages
from ..about import USER_AGENT
from ..download import Download
from ..failures import DownloadError, reason
from ..jobs import Job
from ..lines import Input, Pause
from ..options import Options, Timeouts
from ..run import Run
from ..versions import version_of
from .whole_list import only_jobs

_HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
# An empty proxy is none, and keeps requests from looking for one in the environment.
_NO_PROXIES = {"http": "", "https": ""}
_LOOK_AHEAD_PER_WORKER = 2


def carry_out(run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
    """Bring every job to its end with a pool of `concurrency` threads."""
    workers = run.options.concurrency
    # The seed handed over the whole list at once; a million jobs need not be in memory for that.
    room = Semaphore(workers * _LOOK_AHEAD_PER_WORKER)
    problems: list[BaseException] = []

    def settle(future: Future[None]) -> None:
        room.release()
        if not future.cancelled() and (problem := future.exception()) is not None:
            problems.append(problem)

    with ThreadPoolExecutor(max_workers=workers) as executor:
        for job in only_jobs(jobs):
            if problems:
                break
            room.acquire()
            executor.submit(_fetch, run, job).add_done_callback(settle)
    # No failure of a download: the pool itself would have swallowed it.
    if problems:
        raise problems[0]


def libraries() -> dict[str, str]:
    return {"requests": requests.__version__, "urllib3": version_of("urllib3")}


def concurrency(run: Run) -> int:
    return run.options.concurrency


def _fetch(run: Run, job: Job) -> None:
    download = Download(job, run)
    if download.begin() is None:
        return
    try:
        response = _get(job, download, run.options)
        head = _Head(response)
        try:
            download.judge(head)
        except DownloadError:
            download.received_bytes += head.length
            raise
        download.body(head).write(response.content)
        download.complete()
    except DownloadError as error:
        download.failed(error)


class _Head:
    """Status and headers of an answer whose body is whole in memory, decoded if it was encoded."""

    __slots__ = ("_headers", "length", "status")

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.length = len(response.content)
        self._headers = response.headers

    def header(self, name: str) -> str | None:
        return self._headers.get(name)


def _get(job: Job, download: Download, options: Options) -> requests.Response:
    """The seed's own line: a new connection, and under TLS the whole CA bundle parsed again."""

    def headers_came(response: requests.Response, *_: object, **__: object) -> None:
        download.headers_came(response.status_code)

    try:
        response = requests.get(
            job.url.href,
            headers=_HEADERS,
            timeout=(options.timeouts.connect_s, options.timeouts.stall_s),
            verify=options.cacert or True,
            allow_redirects=False,
            proxies=_NO_PROXIES,
            hooks={"response": headers_came},
        )
    except requests.RequestException as error:
        raise _translated(error, job.url.origin.address, options.timeouts) from error
    return response


# The first row with a match anywhere in the chain of causes decides: special before general. Each
# makes the failure of what it found, the host and the time-outs.
_BY_KIND: tuple[tuple[type[BaseException], Callable[[Any, str, Timeouts], DownloadError]], ...] = (
    (requests.exceptions.SSLError, lambda e, host, t: messages.tls(host, _detail(e))),
    (requests.ConnectTimeout, lambda e, host, t: messages.connect_timeout(t.connect_s)),
    (requests.ReadTimeout, lambda e, host, t: messages.stall_timeout(t.stall_s)),
    (
        urllib3.exceptions.ReadTimeoutError,
        lambda e, host, t: messages.stall_timeout(t.stall_s),
    ),
    (
        urllib3.exceptions.NameResolutionError,
        lambda e, host, t: messages.dns(host, _detail(e)),
    ),
    (ConnectionRefusedError, lambda e, host, t: messages.connect(reason(e))),
    (urllib3.exceptions.NewConnectionError, lambda e, host, t: messages.connect(_detail(e))),
    (ConnectionError, lambda e, host, t: messages.reset(reason(e))),
    (
        urllib3.exceptions.IncompleteRead,
        lambda e, host, t: messages.short_body(e.partial, e.partial + e.expected),
    ),
    (
        http.client.IncompleteRead,
        lambda e, host, t: messages.reset("closed inside a chunked body"),
    ),
    (
        urllib3.exceptions.InvalidChunkLength,
        lambda e, host, t: messages.bad_response("a chunk of the body has no readable size"),
    ),
    (
        http.client.HTTPException,
        lambda e, host, t: messages.bad_response("it is not HTTP/1"),
    ),
    (
        urllib3.exceptions.ProtocolError,
        lambda e, host, t: messages.reset("closed inside a chunked body"),
    ),
)


def _translated(error: requests.RequestException, host: str, timeouts: Timeouts) -> DownloadError:
    chain = list(_chain(error))
    for kind, failure in _BY_KIND:
        for link in chain:
            if isinstance(link, kind):
                return failure(link, host, timeouts)
    return messages.bad_response(type(error).__name__)


def _detail(error: BaseException) -> str:
    """What the system or OpenSSL says at the end of a chain of causes."""
    links = [link for link in _chain(error) if isinstance(link, OSError) and link.strerror]
    return str(links[-1].strerror) if links else type(error).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, those it wraps and those behind it, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop()
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        behind = (link.__cause__, link.__context__, getattr(link, "reason", None), *link.args)
        waiting.extend(item for item in behind if isinstance(item, BaseException))

"""The way this project began with: a pool of threads and one `requests.get` per URL."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore

import requests
import urllib3

from ..about import USER_AGENT
from ..download import Download
from ..failures import Code, DownloadError, NetworkError, ResponseError
from ..jobs import Job
from ..options import Options
from ..run import Run
from ..versions import version_of

_HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
# An empty proxy is none, and keeps requests from looking for one in the environment.
_NO_PROXIES = {"http": "", "https": ""}
_LOOK_AHEAD_PER_WORKER = 2


def carry_out(run: Run, jobs: Iterator[Job]) -> None:
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
        for job in jobs:
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
    with run.download(job) as download:
        download.attempt()
        download.in_flight()
        content = _get(job, download, run.options)
        download.require_file()
        with download.body() as body:
            body.write(content)
            body.commit()


def _get(job: Job, download: Download, options: Options) -> bytes:
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
        raise _translated(error) from error
    download.received_bytes = len(response.content)
    return response.content


# The first row with a match anywhere in the chain of causes decides: special before general.
_BY_KIND: tuple[tuple[type[BaseException], Code, str], ...] = (
    (requests.exceptions.SSLError, "tls", "the TLS handshake failed"),
    (requests.ConnectTimeout, "connect-timeout", "no connection in time"),
    (requests.ReadTimeout, "stall-timeout", "not a byte came in time"),
    (urllib3.exceptions.ReadTimeoutError, "stall-timeout", "not a byte came in time"),
    (urllib3.exceptions.NameResolutionError, "dns", "no address for the host"),
    (ConnectionRefusedError, "connect", "cannot connect: Connection refused"),
    (urllib3.exceptions.NewConnectionError, "connect", "cannot connect"),
    (ConnectionError, "reset", "the connection was lost before the answer was whole"),
    (urllib3.exceptions.IncompleteRead, "short-body", "the body ended before its Content-Length"),
    (http.client.IncompleteRead, "reset", "the connection ended inside a chunked body"),
    (urllib3.exceptions.InvalidChunkLength, "bad-response", "a chunk has no readable size"),
    (http.client.HTTPException, "bad-response", "the answer is not HTTP/1"),
    (urllib3.exceptions.ProtocolError, "reset", "the connection ended inside a chunked body"),
    (requests.exceptions.ContentDecodingError, "bad-response", "the body cannot be decoded"),
)


def _translated(error: requests.RequestException) -> DownloadError:
    chain = list(_chain(error))
    for kind, code, message in _BY_KIND:
        if any(isinstance(link, kind) for link in chain):
            in_answer = code in ("short-body", "bad-response")
            return (ResponseError if in_answer else NetworkError)(code, message)
    return ResponseError("bad-response", f"the answer cannot be used ({type(error).__name__})")


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

"""What aiohttp raises, in the contract's words. Told apart by kind, never by text.

aiohttp.ClientError                     code
├── ClientConnectorDNSError             dns
├── ClientConnectorCertificateError     tls
├── ClientConnectorSSLError             tls
├── ClientConnectorError                connect, or reset where the peer hung up in the handshake
├── ConnectionTimeoutError              connect-timeout
├── ServerTimeoutError                  stall-timeout
├── ServerDisconnectedError             reset
├── ClientOSError                       reset
├── ClientPayloadError                  short-body, reset or bad-response: see `_broken_body`
└── anything else                       bad-response
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp import http_exceptions

from ..failures import DownloadError, NetworkError, ResponseError, reason
from ..options import Timeouts


def client_timeout(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    """Our time-outs as aiohttp takes them; no limit on a download as a whole."""
    return aiohttp.ClientTimeout(total=None, connect=timeouts.connect_s, sock_read=timeouts.stall_s)


class Wire:
    """The connection of one response, asked afterwards how it ended."""

    __slots__ = ("_ended", "_protocol")

    def __init__(self) -> None:
        self._protocol: aiohttp.client_proto.ResponseHandler | None = None
        self._ended: asyncio.Future[None] | None = None

    def watch(self, response: aiohttp.ClientResponse) -> None:
        # A response that is already whole has given its connection back, and cannot fail any more.
        connection = response.connection
        if connection is None or connection.protocol is None:
            return
        self._protocol = connection.protocol
        self._ended = self._protocol.closed
        if self._ended is not None:
            # Taken note of, or asyncio would print it; once for all answers on the connection.
            self._ended.remove_done_callback(_take_note)
            self._ended.add_done_callback(_take_note)

    @property
    def ended_orderly(self) -> bool:
        ended = self._ended
        return ended is None or not ended.done() or _take_note(ended) is None

    @property
    def is_open(self) -> bool:
        return self._protocol is not None and self._protocol.is_connected()


def _take_note(ended: asyncio.Future[None]) -> BaseException | None:
    return None if ended.cancelled() else ended.exception()


@contextmanager
def translated(wire: Wire) -> Iterator[None]:
    """Raise our own `DownloadError` for whatever aiohttp raises within."""
    try:
        yield
    except aiohttp.ClientConnectorDNSError as error:
        detail = reason(error.os_error)
        raise NetworkError("dns", f"no address for {error.host}: {detail}") from error
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
        raise NetworkError("tls", f"the TLS handshake failed: {_tls_detail(error)}") from error
    except aiohttp.ClientConnectorError as error:
        raise _not_connected(error) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise NetworkError("connect-timeout", "no connection within the time-out") from error
    except aiohttp.ServerTimeoutError as error:
        message = "not a byte came within the stall time-out"
        raise NetworkError("stall-timeout", message) from error
    except aiohttp.ClientPayloadError as error:
        raise _broken_body(error, wire) from error
    except (aiohttp.ClientConnectionError, ConnectionError) as error:
        message = "the connection was lost before the answer was whole"
        raise NetworkError("reset", message) from error
    except aiohttp.ClientError as error:
        raise ResponseError("bad-response", "the answer is not HTTP/1") from error


def _tls_detail(
    error: aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError,
) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause: BaseException = error.certificate_error
    else:
        cause = error.os_error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause)


def _not_connected(error: aiohttp.ClientConnectorError) -> NetworkError:
    cause = error.os_error
    if isinstance(cause, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)):
        return NetworkError("reset", "the connection was lost while it was being made")
    return NetworkError("connect", f"cannot connect: {reason(cause)}")


def _broken_body(error: aiohttp.ClientPayloadError, wire: Wire) -> DownloadError:
    cause = error.__cause__
    if not wire.ended_orderly:
        return NetworkError("reset", "the connection was reset")
    if isinstance(cause, http_exceptions.ContentLengthError):
        return ResponseError("short-body", "the body ended before its Content-Length")
    if wire.is_open:
        return ResponseError("bad-response", "the body is not coded as the headers say")
    return NetworkError("reset", "the connection ended inside a chunked body")

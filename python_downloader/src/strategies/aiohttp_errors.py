"""What aiohttp raises, in the contract's words. Told apart by kind, never by text.

aiohttp.ClientError                     code
├── ClientConnectorDNSError             dns
├── ClientConnectorCertificateError     tls
├── ClientConnectorSSLError             tls
├── ClientConnectorError                connect, or reset where the peer hung up in the handshake
├── ConnectionTimeoutError              connect-timeout
├── ServerTimeoutError                  stall-timeout
├── ClientHttpProxyError                connect
├── ServerDisconnectedError             reset
├── ClientOSError                       reset
├── ClientPayloadError                  short-body, reset or bad-response: see `_broken_body`
└── anything else                       bad-response
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp import http_exceptions

from .. import messages
from ..failures import DownloadError, NetworkError, reason
from ..options import Timeouts
from .aiohttp_protocol import GarbledBodyError


def client_timeout(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    """Our time-outs as aiohttp takes them; no limit on a download as a whole."""
    return aiohttp.ClientTimeout(total=None, connect=timeouts.connect_s, sock_read=timeouts.stall_s)


class Wire:
    """The connection of one response, asked afterwards how it ended."""

    __slots__ = ("_ended", "_protocol", "_response")

    def __init__(self) -> None:
        self._protocol: aiohttp.client_proto.ResponseHandler | None = None
        self._ended: asyncio.Future[None] | None = None
        self._response: aiohttp.ClientResponse | None = None

    def watch(self, response: aiohttp.ClientResponse) -> None:
        # A response that is already whole has given its connection back, and cannot fail any more.
        self._response = response
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
    def counts(self) -> tuple[int, int]:
        """Body bytes that came, and those that were announced."""
        response = self._response
        if response is None:
            return 0, 0
        return response.content.total_bytes, response.content_length or 0

    @property
    def is_open(self) -> bool:
        return self._protocol is not None and self._protocol.is_connected()


def _take_note(ended: asyncio.Future[None]) -> BaseException | None:
    return None if ended.cancelled() else ended.exception()


@contextmanager
def translated(wire: Wire, timeouts: Timeouts) -> Iterator[None]:
    """Raise our own `DownloadError` for whatever aiohttp raises within."""
    try:
        yield
    except aiohttp.ClientConnectorDNSError as error:
        raise messages.dns(error.host, reason(error.os_error)) from error
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
        raise messages.tls(error.host, _tls_detail(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise _not_connected(error) from error
    except aiohttp.ClientHttpProxyError as error:
        raise messages.proxy_refused(error.status) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise messages.connect_timeout(timeouts.connect_s) from error
    except aiohttp.ServerTimeoutError as error:
        raise messages.stall_timeout(timeouts.stall_s) from error
    except asyncio.TimeoutError as error:
        raise messages.timeout(timeouts.total_s) from error
    except GarbledBodyError as error:
        raise messages.bad_response("its body is not coded as the headers say") from error
    except aiohttp.ClientPayloadError as error:
        raise _broken_body(error, wire) from error
    except (aiohttp.ClientConnectionError, ConnectionError) as error:
        raise messages.reset(_lost_detail(error)) from error
    except aiohttp.ClientError as error:
        raise messages.bad_response("it is not HTTP/1") from error


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
        return messages.reset(reason(cause))
    return messages.connect(_connect_detail(cause))


def _connect_detail(cause: OSError) -> str:
    """asyncio says it with the address, which is no reason."""
    if cause.errno and str(cause.strerror).startswith("Connect call failed"):
        return os.strerror(cause.errno)
    return reason(cause)


def _broken_body(error: aiohttp.ClientPayloadError, wire: Wire) -> DownloadError:
    cause = error.__cause__
    if not wire.ended_orderly:
        return messages.reset("Connection reset by peer")
    if isinstance(cause, http_exceptions.ContentLengthError):
        got, expected = wire.counts
        return messages.short_body(got, expected)
    if wire.is_open:
        return messages.bad_response("its body is not coded as the headers say")
    return messages.reset("closed inside a chunked body")


def _lost_detail(error: Exception) -> str:
    if isinstance(error, OSError):
        return reason(error)
    return "closed without an answer"

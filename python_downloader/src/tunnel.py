"""A tunnel through a proxy to a server behind it. Loaded when the first one is needed."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from . import messages
from .about import USER_AGENT
from .failures import reason
from .http import head_end, looks_like_http, parse_head, request_tail

if TYPE_CHECKING:
    from .connect import Deadline
    from .proxies import Proxy
    from .urls import Origin

_LONGEST_BYTES = 64 * 1024


def open_tunnel(sock: socket.socket, proxy: Proxy, end: Origin, deadline: Deadline) -> None:
    """Have the proxy connect to an origin; raises `NetworkError`, `ResponseError`.

    Nothing of the requests to come is in this one: neither headers nor credentials.
    """
    target = f"{end.hostname}:{end.port}"
    fields = [("User-Agent", USER_AGENT)]
    if proxy.authorization is not None:
        fields.append(("Proxy-Authorization", proxy.authorization))
    try:
        sock.settimeout(deadline.left_s())
        sock.sendall(b"CONNECT " + target.encode() + request_tail(target, fields))
        status = _status(sock, deadline)
    except TimeoutError as error:
        raise deadline.passed() from error
    except OSError as error:
        raise messages.reset(reason(error)) from error
    if not 200 <= status < 300:
        raise messages.proxy_refused(status)


def _status(sock: socket.socket, deadline: Deadline) -> int:
    """The status of the proxy's answer, interim ones skipped."""
    data = bytearray()
    while True:
        while (end := head_end(data, 0, len(data))) >= 0:
            head = parse_head(bytes(data[:end]))
            del data[:end]
            if 200 <= head.status < 300 and data:
                raise messages.bad_response("the proxy speaks where the server should")
            if head.status >= 200:
                return head.status
        if len(data) > _LONGEST_BYTES or not looks_like_http(bytes(data[:7])):
            raise messages.bad_response("the proxy does not answer in HTTP")
        sock.settimeout(deadline.left_s())
        received = sock.recv(_LONGEST_BYTES)
        if not received:
            raise messages.reset("the proxy closed it")
        data += received

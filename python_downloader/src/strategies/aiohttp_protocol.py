"""aiohttp's reader of answers, taught that an answer is whole even if bytes follow it unasked."""

from __future__ import annotations

import re

import aiohttp
from aiohttp.client_proto import ResponseHandler

_LENGTH = re.compile(rb"(?i)\ncontent-length:[ \t]*([0-9]{1,19})")


class GarbledBodyError(aiohttp.ClientPayloadError):
    """The body of an answer is not coded as its headers say."""


class PatientHandler(ResponseHandler):
    """Hands an answer on before it stumbles over what comes behind it, and tells who reads a body
    that there is no more of it.

    The parser drops everything in a block of bytes of which any is wrong, so head and body must not
    be in the same block as what follows them. And where a later block is wrong, only the connection
    is told, while the reader of the body would wait for ever.
    """

    _begun: object = None

    def data_received(self, data: bytes) -> None:
        # Each request gets a parser of its own: these are the first bytes of its answer.
        if self._parser is not self._begun:
            self._begun = self._parser
            end = data.find(b"\r\n\r\n") + 4
            if end >= 4 and _may_have_more(data, end):
                super().data_received(data[:end])
                data = data[end:]
        super().data_received(data)
        if self._exception is not None:
            self._tell_reader(self._exception)

    def _tell_reader(self, error: BaseException) -> None:
        payload = self._payload
        if payload is not None and not payload.is_eof():
            payload.set_exception(GarbledBodyError(str(error)), error)


def _may_have_more(data: bytes, end: int) -> bool:
    """Whether a block that begins with a head may reach behind the body."""
    length = _LENGTH.search(data, 0, end)
    return len(data) > end and (length is None or len(data) - end > int(length[1]))

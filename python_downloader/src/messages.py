"""Each failure by what it is made of, in the words that all languages of this project share.

Reasons that come from a library or the system stand in their own words.
"""

from __future__ import annotations

from .failures import (
    Cancelled,
    ContentError,
    DiskError,
    JobError,
    NetworkError,
    ResponseError,
)
from .texts import quoted, seconds_text


def line_too_long() -> JobError:
    return JobError("bad-job", "the line is longer than 65,536 bytes")


def not_utf8() -> JobError:
    return JobError("bad-job", "the line is not UTF-8")


def not_json() -> JobError:
    return JobError("bad-job", "the line is not JSON")


def no_url() -> JobError:
    return JobError("bad-job", 'the job has no "url" that is a text')


def not_a_url() -> JobError:
    return JobError("bad-job", "this is not a URL")


def wrong_scheme(scheme: str) -> JobError:
    return JobError("bad-job", f"only http and https are fetched, not {scheme}")


def unsafe_path(path: str, reason: str) -> JobError:
    return JobError("unsafe-path", f"the path {quoted(path)} is not safe: {reason}")


def duplicate_path(path: str) -> JobError:
    return JobError("duplicate-path", f"an earlier job of this run has the path {quoted(path)}")


def exists() -> JobError:
    return JobError("exists", "the file is there already")


def dns(host: str, reason: str) -> NetworkError:
    return NetworkError("dns", f"no address for {host}: {reason}")


def connect(reason: str) -> NetworkError:
    return NetworkError("connect", f"cannot connect: {reason}")


def proxy_refused(status: int) -> NetworkError:
    return NetworkError("connect", f"the proxy refused: it answered {status}")


def reset(reason: str) -> NetworkError:
    return NetworkError("reset", f"the connection was lost: {reason}")


def tls(host: str, reason: str) -> NetworkError:
    return NetworkError("tls", f"TLS with {host} failed: {reason}")


def connect_timeout(seconds: float) -> NetworkError:
    return NetworkError("connect-timeout", f"no connection within {seconds_text(seconds)} s")


def stall_timeout(seconds: float) -> NetworkError:
    return NetworkError("stall-timeout", f"no byte came for {seconds_text(seconds)} s")


def timeout(seconds: float) -> NetworkError:
    return NetworkError("timeout", f"not done within {seconds_text(seconds)} s")


def http_status(status: int) -> ResponseError:
    return ResponseError("http-status", f"the server answered {status}")


def short_body(got: int, expected: int) -> ResponseError:
    return ResponseError("short-body", f"the body ended after {got} of {expected} bytes")


def bad_response(reason: str) -> ResponseError:
    message = f"the answer is not the HTTP that was asked for: {reason}"
    return ResponseError("bad-response", message)


def too_many_redirects(limit: int) -> ResponseError:
    return ResponseError("too-many-redirects", f"more than {limit} redirects")


def bad_redirect(reason: str) -> ResponseError:
    return ResponseError("bad-redirect", f"the redirect leads nowhere: {reason}")


def too_large(limit: int) -> ResponseError:
    return ResponseError("too-large", f"larger than {limit} bytes")


def size_mismatch(got: int, expected: int) -> ContentError:
    return ContentError("size-mismatch", f"{got} bytes came, the job says {expected}")


def digest_mismatch(got: str, expected: str) -> ContentError:
    return ContentError("digest-mismatch", f"the sha256 is {got}, the job says {expected}")


def disk(action: str, path: str, reason: str) -> DiskError:
    return DiskError("disk", f"cannot {action} {path}: {reason}")


def cancelled(signal: str) -> Cancelled:
    return Cancelled("cancelled", f"stopped by {signal}")

"""Going on where an attempt or a run stopped: the file is what the server has now, never a mix."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from src.run import Run

from .conftest import Carry
from .server import Handler, Reply, answer, cut, file, in_turn, ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
SMALL = os.urandom(50_000)
LARGE = os.urandom(2_000_000)
ETAG = 'ETag: "1"'


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are over at once."""
    monkeypatch.setattr(Run, "random", lambda _: 0.001)


def _left(tmp_path: Path, at: str, data: bytes, **fields: object) -> None:
    """What an earlier run left of /a."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.part").write_bytes(data)
    description = {"url": at, "validator": '"1"', "total": len(LARGE), **fields}
    (folder / "a.part.json").write_text(json.dumps(description))


@OURS
@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_a_retry_goes_on_from_where_the_last_attempt_stopped(
    carry: Carry, strategy: str, body: bytes
) -> None:
    half = len(body) // 2
    with serving({"/a": in_turn(cut(body, half, ETAG), file(body))}) as server:
        digest = hashlib.sha256(body).hexdigest()
        lines: list[object] = [{"url": f"{server.base}/a", "sha256": digest}]
        result = carry(strategy, lines=lines, retries=1, work="fnv1a" if body is SMALL else "none")
        again = server.requests[1]
    assert result.files == {"a": body}
    record = result.records[0]
    assert (record["resumedFrom"], record["status"], record["attempts"]) == (half, 206, 2)
    assert record["sha256"] == digest
    assert (again.header("Range"), again.header("If-Range")) == (f"bytes={half}-", '"1"')
    assert result.run.totals.received_bytes == len(body)


@OURS
def test_a_chunked_body_is_gone_on_with_after_what_had_come(carry: Carry, strategy: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{ETAG}\r\n\r\n".encode()
    chunk = b"2710\r\n" + SMALL[:10_000] + b"\r\n"
    with serving(
        {"/a": in_turn(Reply(head + chunk + b"ffff\r\n", "close"), file(SMALL))}
    ) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
    assert result.files == {"a": SMALL}
    assert result.records[0]["resumedFrom"] == 10_000


@OURS
def test_each_attempt_brings_it_further(carry: Carry, strategy: str) -> None:
    def part(start: int, size: int) -> Reply:
        content_range = f"Content-Range: bytes {start}-{len(SMALL) - 1}/{len(SMALL)}"
        whole = answer(206, SMALL[start:], content_range, ETAG, then="close")
        return whole._replace(data=whole.data[: len(whole.data) - len(SMALL) + start + size])

    replies = in_turn(cut(SMALL, 10_000, ETAG), part(10_000, 5_000), answer(503), file(SMALL))
    with serving({"/a": replies}) as server:
        result = carry(strategy, f"{server.base}/a", retries=3)
        asked = [request.header("Range") for request in server.requests]
    assert result.files == {"a": SMALL}
    assert asked == [None, "bytes=10000-", "bytes=15000-", "bytes=15000-"]


@OURS
@pytest.mark.parametrize(
    "headers", [(), ('ETag: W/"1"',), ("ETag: 1",)], ids=["none", "weak", "no quotes"]
)
def test_without_a_validator_a_retry_starts_from_zero(
    carry: Carry, strategy: str, headers: tuple[str, ...]
) -> None:
    replies = in_turn(cut(SMALL, 20_000, *headers), ok(LARGE[:50_000]))
    with serving({"/a": replies}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
        assert server.requests[1].header("Range") is None
    assert result.files == {"a": LARGE[:50_000]}
    assert "resumedFrom" not in result.records[0]


def _lie(content_range: str | None, size: int = 30_000, etag: str = ETAG) -> Reply:
    """A part that is none of the rest from byte 20,000 of 50,000."""
    headers = [] if content_range is None else [f"Content-Range: bytes {content_range}"]
    return answer(206, b"x" * size, *headers, etag)


LIES: dict[str, Reply] = {
    "refused": answer(416, b"", "Content-Range: bytes */50000"),
    "wrong start": _lie("19999-49999/50000", 30_001),
    "wrong total": _lie("20000-50000/50001", 30_001),
    "not to the end": _lie("20000-20099/50000", 100),
    "another version": _lie("20000-49999/50000", etag='ETag: "2"'),
    "a weak version": _lie("20000-49999/50000", etag='ETag: W/"1"'),
    "another length": _lie("20000-49999/50000", 29_999),
    "no range": _lie(None),
}


@OURS
@pytest.mark.parametrize("case", LIES)
def test_whatever_disagrees_is_put_away_and_the_whole_asked_for_at_once(
    carry: Carry, strategy: str, case: str
) -> None:
    replies = in_turn(cut(SMALL, 20_000, ETAG), LIES[case], file(LARGE[:50_000], '"2"'))
    with serving({"/a": replies}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
        asked = [request.header("Range") for request in server.requests]
    assert result.files == {"a": LARGE[:50_000]}
    assert asked == [None, "bytes=20000-", None]
    # No retry was spent on it.
    assert result.records[0]["attempts"] == 2


@OURS
def test_a_server_that_disagrees_twice_has_failed_the_attempt(carry: Carry, strategy: str) -> None:
    lie = answer(206, b"", "Content-Range: bytes 5-9/10")
    with serving({"/a": in_turn(cut(SMALL, 20_000, ETAG), lie)}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
        assert len(server.requests) == 3
    assert result.codes == ["bad-response"]
    assert result.files == {}


@OURS
@pytest.mark.parametrize("size", [29_000, 31_000], ids=["fewer", "more"])
def test_a_part_of_another_size_than_announced_is_never_stored_as_whole(
    carry: Carry, strategy: str, size: int
) -> None:
    chunks = f"{size:x}\r\n".encode() + b"x" * size + b"\r\n0\r\n\r\n"
    head = f"HTTP/1.1 206 Partial\r\nContent-Range: bytes 20000-49999/50000\r\n{ETAG}\r\n"
    lie = Reply(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks)
    with serving({"/a": in_turn(cut(SMALL, 20_000, ETAG), lie)}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
    assert result.codes == ["short-body" if size < 30_000 else "bad-response"]
    assert result.files == {}


@OURS
def test_a_later_run_goes_on(carry: Carry, strategy: str, tmp_path: Path) -> None:
    with serving({"/a": file(LARGE)}) as server:
        _left(tmp_path, f"{server.base}/a", LARGE[:1_500_000])
        digest = hashlib.sha256(LARGE).hexdigest()
        lines: list[object] = [{"url": f"{server.base}/a", "sha256": digest}]
        result = carry(strategy, lines=lines)
        (request,) = server.requests
    assert result.files == {"a": LARGE}
    assert request.header("Range") == "bytes=1500000-"
    assert result.records[0]["resumedFrom"] == 1_500_000
    assert result.records[0]["sha256"] == digest
    assert result.run.totals.received_bytes == 500_000


@OURS
def test_a_part_that_only_lacks_its_name_is_asked_for_one_byte(
    carry: Carry, strategy: str, tmp_path: Path
) -> None:
    with serving({"/a": file(LARGE)}) as server:
        _left(tmp_path, f"{server.base}/a", LARGE)
        result = carry(strategy, f"{server.base}/a", work="sha256")
    assert result.files == {"a": LARGE}
    assert result.run.totals.received_bytes == 1
    assert result.records[0]["sha256"] == hashlib.sha256(LARGE).hexdigest()


@OURS
@pytest.mark.parametrize(
    ("fields", "handler"),
    [
        ({"url": "http://elsewhere/a"}, file(LARGE)),
        ({"validator": '"0"'}, file(LARGE)),
        ({"total": 5}, file(LARGE)),
        ({}, file(LARGE, '"2"')),
        ({}, ok(LARGE)),
    ],
    ids=["another URL", "an older version", "too long", "changed since", "no ranges"],
)
def test_what_does_not_fit_is_started_over(
    carry: Carry,
    strategy: str,
    tmp_path: Path,
    fields: dict[str, object],
    handler: Handler | Reply,
) -> None:
    with serving({"/a": handler}) as server:
        _left(tmp_path, f"{server.base}/a", b"x" * 1_500_000, **fields)
        result = carry(strategy, f"{server.base}/a")
    assert result.files == {"a": LARGE}
    assert "resumedFrom" not in result.records[0]


@OURS
def test_no_resume_neither_looks_nor_keeps(carry: Carry, strategy: str, tmp_path: Path) -> None:
    with serving({"/a": file(LARGE)}) as server:
        _left(tmp_path, f"{server.base}/a", LARGE[:1_500_000])
        result = carry(strategy, f"{server.base}/a", resume=False)
        assert server.requests[0].header("Range") is None
    assert result.files == {"a": LARGE}


@OURS
@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        (cut(LARGE, 1_200_000, ETAG), 1_200_000),
        (cut(LARGE, 1_200_000, "Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT"), 1_200_000),
        (cut(LARGE, 1_200_000), None),
        (cut(LARGE[:900_000], 800_000, ETAG), None),
        (cut(LARGE, 0, ETAG), None),
    ],
    ids=["etag", "date", "no validator", "small", "nothing came"],
)
def test_a_failed_download_keeps_what_can_be_resumed_and_nothing_else(
    carry: Carry, strategy: str, reply: Reply, kept: int | None
) -> None:
    with serving({"/a": reply}) as server:
        url = server.base.replace("//", "//user:s3cret@") + "/a"
        result = carry(strategy, url)
    assert result.codes == ["short-body"]
    if kept is None:
        assert result.files == {}
        return
    assert result.files["a.part"] == LARGE[:kept]
    description = json.loads(result.files["a.part.json"])
    assert description["url"] == server.base.replace("//", "//***@") + "/a"
    assert description["total"] == len(LARGE)
    assert result.files["a.part.json"].count(b"\n") == 1


@OURS
def test_a_body_of_unknown_length_can_be_resumed_as_well(carry: Carry, strategy: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{ETAG}\r\n\r\n".encode()
    broken = Reply(head + b"3e8\r\n" + SMALL[:1000] + b"\r\n", "close")
    with serving({"/a": in_turn(broken, file(SMALL))}) as server:
        first = carry(strategy, f"{server.base}/a")
        assert first.files["a.part"] == SMALL[:1000]
        assert "total" not in json.loads(first.files["a.part.json"])
        second = carry(strategy, f"{server.base}/a")
    assert second.files == {"a": SMALL}
    assert second.records[0]["resumedFrom"] == 1000


@OURS
@pytest.mark.parametrize("status", [404, 503])
def test_an_error_status_keeps_the_part(
    carry: Carry, strategy: str, tmp_path: Path, status: int
) -> None:
    with serving({"/a": answer(status)}) as server:
        _left(tmp_path, f"{server.base}/a", LARGE[:1_500_000])
        result = carry(strategy, f"{server.base}/a")
    assert result.codes == ["http-status"]
    assert sorted(result.files) == ["a.part", "a.part.json"]


@OURS
def test_nothing_is_kept_of_what_is_too_large(carry: Carry, strategy: str, tmp_path: Path) -> None:
    with serving(
        {"/a": file(LARGE), "/b": Reply(b"HTTP/1.1 200 OK\r\n\r\n" + SMALL, "close")}
    ) as server:
        _left(tmp_path, f"{server.base}/a", LARGE[:1_500_000])
        urls = [f"{server.base}/a", f"{server.base}/b"]
        result = carry(strategy, *urls, max_size=1_999_999 // 50)
    assert result.codes == ["too-large", "too-large"]
    assert result.files == {}


@OURS
def test_an_older_whole_file_stands_until_the_resumed_one_is_whole(
    carry: Carry, strategy: str, tmp_path: Path
) -> None:
    with serving({"/a": in_turn(answer(404), file(LARGE))}) as server:
        _left(tmp_path, f"{server.base}/a", LARGE[:1_500_000])
        (tmp_path / "out" / "a").write_bytes(b"old")
        first = carry(strategy, f"{server.base}/a")
        assert first.files["a"] == b"old"
        second = carry(strategy, f"{server.base}/a")
    assert second.files == {"a": LARGE}

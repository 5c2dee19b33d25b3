from __future__ import annotations

from itertools import islice

import pytest

from src.jobs import Job, Rejected, stream
from src.names import Taken


class _Blocks:
    """An input whose reads give these blocks."""

    may_wait = False

    def __init__(self, *blocks: bytes) -> None:
        self.left = list(blocks)

    def read(self) -> bytes:
        return self.left.pop(0) if self.left else b""


def _jobs(text: str | bytes, urls: tuple[str, ...] = ()) -> list[Job | Rejected]:
    data = text.encode() if isinstance(text, str) else text
    jobs = stream(urls, _Blocks(data), Taken())
    return [job for job in jobs if isinstance(job, (Job, Rejected))]


def test_urls_come_first_and_share_the_index() -> None:
    jobs = _jobs("http://h/c\n", ("http://h/a", "http://h/b"))
    assert [(job.position, job.line, job.path) for job in jobs] == [
        (0, None, "a"),
        (1, None, "b"),
        (2, 1, "c"),
    ]


def test_lines_are_counted_as_they_stand_in_the_file() -> None:
    jobs = _jobs("\ufeffhttp://h/a\r\n\n# no job\n  http://h/b  \nhttp://h/c")
    assert [(job.position, job.line, job.path) for job in jobs] == [
        (0, 1, "a"),
        (1, 4, "b"),
        (2, 5, "c"),
    ]


def test_a_json_line_has_all_its_fields() -> None:
    digest = "AB" * 32
    (job,) = _jobs(f'{{"url": "http://h/x", "path": "d/e", "sha256": "{digest}", "bytes": 5}}')
    assert isinstance(job, Job)
    assert (job.path, job.sha256, job.bytes) == ("d/e", digest.lower(), 5)


def test_null_is_absent_and_unknown_fields_are_ignored() -> None:
    (job,) = _jobs('{"url": "http://h/x", "path": null, "sha256": null, "bytes": null, "z": [1]}')
    assert isinstance(job, Job)
    assert (job.path, job.sha256, job.bytes) == ("x", None, None)


@pytest.mark.parametrize(
    "line",
    [
        '{"url": "http://h/a"',
        "[]",
        '"http://h/a"',
        "{}",
        '{"url": null}',
        '{"url": 5}',
        '{"url": "http://h/a", "path": 5}',
        '{"url": "http://h/a", "sha256": "abc"}',
        '{"url": "http://h/a", "bytes": -1}',
        '{"url": "http://h/a", "bytes": true}',
        '{"url": "http://h/a", "bytes": 1.5}',
        "ftp://h/a",
        "file:///etc/passwd",
        "not a url",
        "http://",
        "http://h:99999/",
        "h.example/a",
        b"http://h/\xff",
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_job_is_one_failure_and_the_rest_goes_on(line: str | bytes) -> None:
    data = line.encode() if isinstance(line, str) else line
    bad, good = _jobs(data + b"\nhttp://h/b\n")
    assert isinstance(bad, Rejected)
    assert (bad.position, bad.line, bad.error.code) == (0, 1, "bad-job")
    assert isinstance(good, Job)
    assert good.position == 1


def test_paths_that_are_unsafe_or_taken() -> None:
    jobs = _jobs(
        '{"url": "http://h/a", "path": "../x"}\n'
        '{"url": "http://h/a", "path": ""}\n'
        '{"url": "http://h/a", "path": "b"}\n'
        '{"url": "http://h/a", "path": "b"}\n'
        "http://h/b\n"
    )
    codes = [job.error.code if isinstance(job, Rejected) else job.path for job in jobs]
    assert codes == ["unsafe-path", "unsafe-path", "b", "duplicate-path", "b-2"]


def test_rejected_jobs_tell_no_secret() -> None:
    jobs = _jobs('ftp://u:secret@h/a\n{"url": "http://u:secret@h/a", "path": "/x"}\n')
    assert all(isinstance(job, Rejected) for job in jobs)
    assert "secret" not in "".join(f"{job}" for job in jobs)


def test_a_url_with_credentials_is_shown_masked_however_it_is_written() -> None:
    for text in ("http://u:secret@h/a", "http:u:secret@h/a", "http://u:sec\tret@h/a"):
        (job,) = stream((text,), None, Taken())
        assert isinstance(job, Job)
        assert job.url.shown == "http://***@h/a"


class _Endless:
    """Blocks of lines without end: whoever reads ahead without bound never comes back."""

    may_wait = False

    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> bytes:
        self.reads += 1
        return b"http://h/a\n" * 10


def test_input_is_read_no_further_than_it_is_asked_for() -> None:
    endless = _Endless()
    assert len(list(islice(stream((), endless, Taken()), 50))) == 50
    assert endless.reads == 5

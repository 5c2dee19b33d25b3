from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from src.failures import EnvironmentProblem
from src.lines import LONGEST_LINE_BYTES, Input, Pause, count_jobs, job_lines


class _Blocks:
    def __init__(self, *blocks: bytes, may_wait: bool = False) -> None:
        self.left = list(blocks)
        self.may_wait = may_wait

    def read(self) -> bytes:
        return self.left.pop(0) if self.left else b""


@pytest.mark.parametrize(
    ("blocks", "lines"),
    [
        ([b"a\nb\n"], [(1, b"a"), (2, b"b")]),
        ([b"a\r\n\r\n  b \r\n"], [(1, b"a"), (3, b"b")]),
        ([b"a\nb"], [(1, b"a"), (2, b"b")]),
        ([b"a", b"b", b"\nc", b"\n"], [(1, b"ab"), (2, b"c")]),
        ([b"# no\n\t# nor this\na"], [(3, b"a")]),
        ([b"\xef\xbb\xbfa\n\xef\xbb\xbfb"], [(1, b"a"), (2, b"\xef\xbb\xbfb")]),
        ([b"\xef\xbb", b"\xbfa"], [(1, b"a")]),
        ([b"\xef\xbb\xbf# mark before a comment\n"], []),
        ([], []),
        ([b"\n\n\n"], []),
    ],
)
def test_lines_that_hold_a_job(blocks: list[bytes], lines: list[tuple[int, bytes]]) -> None:
    assert list(job_lines(_Blocks(*blocks))) == lines


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize(
    ("size", "is_long"), [(LONGEST_LINE_BYTES, False), (LONGEST_LINE_BYTES + 1, True)]
)
def test_the_longest_line_is_counted_without_its_end(size: int, is_long: bool, end: bytes) -> None:
    line = b"x" * size
    for blocks in ([line + end], [line[:10], line[10:] + end], [line, end] if end else [line]):
        assert list(job_lines(_Blocks(*blocks))) == [(1, None if is_long else line)]


def test_a_line_that_is_too_long_is_skipped_in_flat_memory() -> None:
    class Endless:
        may_wait = False
        left = 2_000
        longest = 0

        def read(self) -> bytes:
            self.left -= 1
            return b"x" * 65_536 if self.left > 0 else b"\nnext" if self.left == 0 else b""

    assert list(job_lines(Endless())) == [(1, None), (2, b"next")]


def test_a_long_comment_is_a_comment() -> None:
    assert list(job_lines(_Blocks(b"#" * 200_000, b"\nb"))) == [(2, b"b")]


def test_there_is_a_pause_before_each_read_that_may_wait() -> None:
    items = list(job_lines(_Blocks(b"a\nb\n", may_wait=True)))
    assert items == [Pause.INPUT, (1, b"a"), (2, b"b"), Pause.INPUT]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("http://h/a\n".encode("utf-16"), "it is UTF-16; save it as UTF-8"),
        (b"\xfe\xff" + "http://h/a\n".encode("utf-16-be"), "it is UTF-16; save it as UTF-8"),
        ("http://h/a\n".encode("utf-32"), "it is UTF-32; save it as UTF-8"),
        (b"\x00\x00\xfe\xff" + "h".encode("utf-32-be"), "it is UTF-32; save it as UTF-8"),
        ("http://h/a\n".encode("utf-16-le"), "it is not text"),
        (b"http://h/a\n\0", "it is not text"),
    ],
)
def test_input_that_is_no_utf8_is_refused_with_what_to_do(
    tmp_path: Path, text: bytes, word: str
) -> None:
    name = tmp_path / "jobs"
    name.write_bytes(text)
    with pytest.raises(EnvironmentProblem) as caught:
        Input(str(name))
    assert str(caught.value) == f"cannot read the input {name}: {word}"
    with _piped(text) as fifo, Input(fifo) as source:
        assert source.may_wait
        while not source.wait():
            pass
        with pytest.raises(EnvironmentProblem, match=word):
            source.read()


def test_a_nul_further_on_is_a_bad_line_only(tmp_path: Path) -> None:
    name = tmp_path / "jobs"
    name.write_bytes(b"http://h/" + b"a" * 64 + b"\0\nhttp://h/b")
    with Input(str(name)) as source:
        assert len(list(job_lines(source))) == 2


@pytest.mark.parametrize("name", ["missing", "."])
def test_input_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot read the input"):
        Input(str(tmp_path / name))


def test_a_pipe_nobody_writes_to_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with Input(str(tmp_path / "fifo")) as source:
        assert not source.wait(0)


def test_jobs_are_counted_where_that_can_be_done(tmp_path: Path) -> None:
    name = tmp_path / "jobs"
    name.write_bytes(b"a\n\n# no\nb")
    assert count_jobs(str(name), lambda: False) == 2
    for other in ("-", str(tmp_path / "missing"), "/dev/null"):
        assert count_jobs(other, lambda: False) is None
    name.write_bytes(b"a\n" * 30_000)
    assert count_jobs(str(name), lambda: False) == 30_000
    assert count_jobs(str(name), lambda: True) is None


@contextmanager
def _piped(data: bytes) -> Iterator[str]:
    """The name of a pipe with these bytes in it."""
    reader, writer = os.pipe()
    thread = threading.Thread(target=os.write, args=(writer, data))
    thread.start()
    thread.join()
    os.close(writer)
    try:
        yield f"/dev/fd/{reader}"
    finally:
        os.close(reader)

"""Lines of an input, read in blocks and as far as they have come, in flat memory."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from types import TracebackType
from typing import Final, Literal, Protocol

from .failures import EnvironmentProblem, reason

LONGEST_LINE_BYTES: Final = 65_536
# Of a line that is too long no more is kept than tells so.
_KEPT_BYTES = LONGEST_LINE_BYTES + 2
_COMMENT = ord("#")
_BLOCK_BYTES = 256 * 1024
_LOOKED_AT_BYTES = 64
_WAIT_S = 0.2
_COUNTED_AT_ONCE = 10_000
_MARK = b"\xef\xbb\xbf"
# UTF-32 first: its mark for little ends begins with that of UTF-16.
_FOREIGN = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class Pause(Enum):
    """What a stream of jobs gives instead of a job when there is none to give at once."""

    INPUT = "more input has to come first"
    OTHERS = "many lines were refused in a row: time to look after what is under way"


class Source(Protocol):
    """Where blocks come from. `may_wait`: a read may have to wait for somebody."""

    may_wait: bool

    def read(self) -> bytes: ...


class Input:
    """The input of a run, used in a `with`; `-` is standard input."""

    __slots__ = ("_name", "_read", "fd", "may_wait")

    def __init__(self, name: str) -> None:
        """Open it; raises `EnvironmentProblem` where it cannot be read or is no UTF-8 text."""
        self._name = name
        self._read = 0
        try:
            # A named pipe would not even open before somebody writes to it.
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            self.fd = _stdin() if name == "-" else os.open(name, flags)
            mode = os.fstat(self.fd).st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(0, "Is a directory")
            self.may_wait = not stat.S_ISREG(mode) and sys.platform != "win32"
            if stat.S_ISREG(mode) and name != "-":
                self._check(os.read(self.fd, _LOOKED_AT_BYTES))
                os.lseek(self.fd, 0, os.SEEK_SET)
        except OSError as error:
            raise self._unreadable(reason(error)) from error

    def read(self) -> bytes:
        """The next block, empty at the end; raises `EnvironmentProblem`."""
        try:
            block = os.read(self.fd, _BLOCK_BYTES)
        except OSError as error:
            raise self._unreadable(reason(error)) from error
        if self._read < _LOOKED_AT_BYTES:
            self._check(block[: _LOOKED_AT_BYTES - self._read])
            self._read += len(block)
        return block

    def wait(self, seconds: float = _WAIT_S) -> bool:
        """Whether a read would find something, after so long at the most."""
        return bool(select.select([self.fd], [], [], seconds)[0])

    def __enter__(self) -> Input:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._name != "-":
            os.close(self.fd)

    def _check(self, beginning: bytes) -> None:
        if self._read == 0:
            for mark, encoding in _FOREIGN:
                if beginning.startswith(mark):
                    raise self._unreadable(f"it is {encoding}; save it as UTF-8")
        if b"\0" in beginning:
            raise self._unreadable("it is not text")

    def _unreadable(self, why: str) -> EnvironmentProblem:
        return EnvironmentProblem(f"cannot read the input {self._name}: {why}")


def _stdin() -> int:
    if sys.stdin is None:
        raise OSError(0, "standard input is closed")
    return 0


def job_lines(source: Source) -> Iterator[tuple[int, bytes | None] | Literal[Pause.INPUT]]:
    """Lines that hold a job, with their numbers from 1 and without white space around.

    None stands for a line that is too long, a pause before a read that may have to wait.
    """
    number, rest = 0, b""
    while True:
        if source.may_wait:
            yield Pause.INPUT
        block = source.read()
        if not block:
            break
        pieces = block.split(b"\n")
        if rest:
            pieces[0] = rest + pieces[0][: _KEPT_BYTES - len(rest)]
        rest = pieces.pop()[:_KEPT_BYTES]
        if number == 0 and pieces:
            pieces[0] = pieces[0].removeprefix(_MARK)
        for piece in pieces:
            number += 1
            text = piece.strip()
            if text and text[0] != _COMMENT:
                yield number, text if len(piece) <= LONGEST_LINE_BYTES else _unless_long(piece)
    text = (rest if number else rest.removeprefix(_MARK)).strip()
    if text and text[0] != _COMMENT:
        yield number + 1, text if len(rest) <= LONGEST_LINE_BYTES else _unless_long(rest)


def _unless_long(line: bytes) -> bytes | None:
    """The text of a line, if it is its end alone that makes it longer than allowed."""
    line = line.removesuffix(b"\r")
    return line.strip() if len(line) <= LONGEST_LINE_BYTES else None


def count_jobs(name: str, is_over: Callable[[], bool]) -> int | None:
    """How many jobs a regular file holds; None where only reading it as input can tell, or where
    it is over with before they are counted."""
    if name == "-" or not os.path.isfile(name):
        return None
    count = 0
    try:
        with Input(name) as source:
            for count, _ in enumerate(job_lines(source), 1):
                if count % _COUNTED_AT_ONCE == 0 and is_over():
                    return None
    except EnvironmentProblem:
        return None
    return count

"""Standard output and standard error, written to directly.

Python's own streams keep what could not be written and complain about it when the process ends.
A standard error that is closed or gone is nobody's problem; standard output is for data, and
losing data is one.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from threading import Lock

from .about import PROGRAM
from .failures import EnvironmentProblem, reason
from .texts import printable

_STDOUT, _STDERR = 1, 2
_CLEAR = "\r\x1b[K"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def print_out(text: str) -> None:
    """A text and a line feed on standard output; raises `EnvironmentProblem`."""
    data = f"{text}\n".encode(errors="backslashreplace")
    try:
        while data:
            data = data[os.write(_STDOUT, data) :]
    except OSError as error:
        message = f"cannot write to standard output: {reason(error)}"
        raise EnvironmentProblem(message) from error


class Screen:
    """Standard error: lines for people, and below them a bar that is drawn anew in place."""

    __slots__ = ("_bar", "_lock")

    def __init__(self) -> None:
        self._lock = Lock()
        self._bar: str | None = None

    def line(self, text: str) -> None:
        """One line, above the bar where there is one."""
        with self._lock:
            if self._bar is None:
                _write(f"{text}\n")
            else:
                _write(f"{_CLEAR}{text}\n{self._bar}")

    def draw(self, bar: str) -> None:
        """The bar as it is now; the cursor is hidden from the first time on."""
        with self._lock:
            hide = _HIDE_CURSOR if self._bar is None else ""
            self._bar = bar
            _write(f"{hide}\r{bar}\x1b[K")

    def restore(self) -> None:
        """No bar any more, and the cursor back."""
        with self._lock:
            self._restore()

    def restore_at_once(self) -> None:
        """The same for a handler of signals: it waits for nobody, neither locks nor readers."""
        with suppress(OSError, ValueError):
            if select.select([], [_STDERR], [], 0)[1]:
                self._restore()

    def _restore(self) -> None:
        if self._bar is not None:
            self._bar = None
            _write(f"{_CLEAR}{_SHOW_CURSOR}")


SCREEN = Screen()


def complain(message: str) -> None:
    """One line for people, whatever the texts in it hold."""
    SCREEN.line(f"{PROGRAM}: {printable(message)}")


def columns() -> int:
    """The width of the terminal at this moment, 80 where there is none."""
    try:
        return os.get_terminal_size(_STDERR).columns or 80
    except OSError:
        return 80


def is_terminal() -> bool:
    """Whether somebody looks at standard error."""
    try:
        return os.isatty(_STDERR)
    except OSError:
        return False


def _write(text: str) -> None:
    data = text.encode(errors="backslashreplace")
    try:
        while data:
            data = data[os.write(_STDERR, data) :]
    except OSError:
        return

"""Signals: the first one asks a run to end, a second one ends the process."""

from __future__ import annotations

import os
import signal
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from .console import SCREEN

if TYPE_CHECKING:
    from .run import Run

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def exit_code(name: str) -> int:
    """As a shell counts: 128 and the signal's number."""
    return 128 + signal.Signals[name].value


class Signals:
    """Used in a `with`: while it lasts, signals are told to the run. Afterwards they are not heard
    any more: what is left to do is to tell how it went."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self.name: str | None = None

    def tell(self, run: Run) -> None:
        """From here on to this run, and at once where one has come already."""
        self._run = run
        if self.name is not None:
            run.stop(self.name)

    def __enter__(self) -> Signals:
        for number in _SIGNALS:
            signal.signal(number, self._came)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._run = None

    def _came(self, number: int, _: FrameType | None) -> None:
        if self.name is not None:
            SCREEN.restore_at_once()
            os._exit(exit_code(self.name))
        self.name = signal.Signals(number).name
        if self._run is not None:
            self._run.stop(self.name)

from __future__ import annotations

from typing import cast

from src.download import Download
from src.waiting import Waiting


class _Waits:
    def __init__(self, due_ns: int) -> None:
        self.due_ns = due_ns


def _download(due_ns: int) -> Download:
    return cast("Download", _Waits(due_ns))


def test_whose_wait_is_over_first_goes_first_and_of_equals_who_came_first() -> None:
    waiting = Waiting()
    late, early, also_early = _download(300), _download(100), _download(100)
    for download in (late, early, also_early):
        waiting.add(download)
    assert waiting.take_due(99) is None
    assert [waiting.take_due(250) for _ in range(3)] == [early, also_early, None]
    assert early.due_ns == 0
    assert len(waiting) == 1
    assert waiting.take_any() is late
    assert waiting.take_any() is None


def test_how_long_the_next_one_has_to_wait() -> None:
    waiting = Waiting()
    assert waiting.seconds_left(0) is None
    waiting.add(_download(1_500_000_000))
    assert waiting.seconds_left(1_000_000_000) == 0.5
    assert waiting.seconds_left(2_000_000_000) == 0

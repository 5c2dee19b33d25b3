from __future__ import annotations

import sys
import threading
from typing import cast

from src.counter import InFlight, SharedCounter
from src.download import Download


def test_no_count_is_lost_between_threads() -> None:
    counter = SharedCounter()
    before_s = sys.getswitchinterval()
    # Threads that change places all the time lose counts at once where the lock is missing.
    sys.setswitchinterval(1e-6)
    try:
        threads = [
            threading.Thread(target=lambda: [counter.increment() for _ in range(5_000)])
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before_s)
    assert counter.value == 40_000


def test_increment_gives_the_new_value() -> None:
    counter = SharedCounter()
    assert [counter.increment(), counter.increment(), counter.value] == [1, 2, 2]


def test_the_peak_is_the_most_at_once_not_the_sum() -> None:
    gauge = InFlight()
    a, b = (cast("Download", object()) for _ in range(2))
    for step, download in [
        (gauge.enter, a),
        (gauge.enter, b),
        (gauge.enter, b),
        (gauge.leave, a),
        (gauge.enter, a),
        (gauge.leave, a),
    ]:
        step(download)
    assert gauge.peak == 2
    assert gauge.all() == [b]
    assert len(gauge) == 1

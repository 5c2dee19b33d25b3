from __future__ import annotations

import sys
import threading

from src.counter import InFlight, SharedCounter


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
    for step in (gauge.enter, gauge.enter, gauge.leave, gauge.enter, gauge.leave, gauge.leave):
        step()
    assert gauge.peak == 2

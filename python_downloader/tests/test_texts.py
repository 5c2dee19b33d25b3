from __future__ import annotations

import pytest

from src import texts


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (2.5, "3 B"),
        (1024, "1.0 KiB"),
        (1280, "1.3 KiB"),
        (12_288, "12.0 KiB"),
        (1.5 * 1024**2, "1.5 MiB"),
        (2 * 1024**3, "2.0 GiB"),
        (2 * 1024**4, "2.0 TiB"),
        (2 * 1024**5, "2048.0 TiB"),
    ],
)
def test_sizes_have_one_decimal_rounded_half_up(size_bytes: float, text: str) -> None:
    assert texts.size_text(size_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(10, "10"), (0.5, "0.5"), (2.25, "2.25"), (1e6, "1000000"), (100, "100")]
)
def test_seconds_have_no_exponent_and_no_idle_zeros(seconds: float, text: str) -> None:
    assert texts.seconds_text(seconds) == text


def test_nothing_moves_the_cursor() -> None:
    assert texts.printable("a\r\nb\t\x1b[2J\x7f\x9b é") == "a\\r\\nb\\t\\x1b[2J\\x7f\\x9b é"
    assert texts.quoted("it's\n") == "'it's\\n'"

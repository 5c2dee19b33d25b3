from __future__ import annotations

from typing import Any

import pytest

from src import amounts

from .vectors import table


@pytest.mark.parametrize("case", table("seconds", "cases"), ids=lambda case: repr(case["given"]))
def test_seconds(case: dict[str, Any]) -> None:
    assert amounts.seconds(case["given"]) == case["seconds"]


@pytest.mark.parametrize("case", table("sizes", "cases"), ids=lambda case: repr(case["given"]))
def test_sizes(case: dict[str, Any]) -> None:
    assert amounts.size_bytes(case["given"]) == case["bytes"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("5", 5),
        ("05", 5),
        *((text, None) for text in ("0", "6", "", "+1", "1" * 5000, "٣", "1_0", "²")),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert amounts.whole_number(text, 1, 5) == number

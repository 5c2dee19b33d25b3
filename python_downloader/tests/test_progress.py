from __future__ import annotations

from typing import Any

import pytest

from src.progress import Rate, State, bar_line, eta_s, plain_line

from .vectors import table


def _state(fields: dict[str, Any]) -> State:
    return State(
        fields["done"],
        fields["total"],
        fields["bytes"],
        fields["bytesPerSecond"],
        fields["etaSeconds"],
        fields["inFlight"],
        fields["retrying"],
        fields["failed"],
    )


@pytest.mark.parametrize(
    "case", table("progress", "bar"), ids=lambda case: f"{case['about']} {case['columns']}"
)
def test_draws_the_same_bar_as_every_language(case: dict[str, Any]) -> None:
    assert bar_line(_state(case["state"]), case["columns"]) == case["line"]


@pytest.mark.parametrize("case", table("progress", "plain"), ids=lambda case: case["about"])
def test_writes_the_same_line_as_every_language(case: dict[str, Any]) -> None:
    assert plain_line(_state(case["state"])) == case["line"]


def test_the_rate_is_that_of_the_last_seconds() -> None:
    rate = Rate(100.0)
    assert rate.now(100.0, 0) == 0
    assert rate.now(102.0, 1000) == 500
    assert rate.now(104.0, 1000) == 250
    assert rate.now(107.0, 6000) == 1000
    assert rate.now(109.0, 6000) == 1000
    assert rate.now(112.0, 6000) == 0


def test_the_rate_keeps_no_more_than_it_needs() -> None:
    rate = Rate(0.0)
    for tick in range(10_000):
        rate.now(tick / 10, tick)
    assert len(rate._seen) < 60


@pytest.mark.parametrize(
    ("elapsed_s", "done", "total", "expected"),
    [(10, 0, 5, None), (10, 5, None, None), (10, 5, 10, 10), (10, 10, 10, 0), (3, 1, 4, 9)],
)
def test_the_rest_takes_as_long_as_what_is_done_did(
    elapsed_s: float, done: int, total: int | None, expected: float | None
) -> None:
    assert eta_s(elapsed_s, done, total) == expected

from __future__ import annotations

from typing import Any, get_args

import pytest

from src import retry
from src.answers import status_error
from src.failures import Code

from .vectors import table


@pytest.mark.parametrize("case", table("retry", "cases"), ids=str)
def test_waits(case: dict[str, float]) -> None:
    waited = retry.wait_ms(int(case["attempt"]), case["random"], case.get("retryAfterSeconds"))
    assert waited == pytest.approx(case["waitMs"])


@pytest.mark.parametrize("case", table("retry", "retryAfter"), ids=lambda case: case["about"])
def test_reads_retry_after(case: dict[str, Any]) -> None:
    assert retry.parse_retry_after(case["header"], case["nowEpochMs"]) == case["seconds"]


@pytest.mark.parametrize("case", table("failures", "codes"), ids=lambda case: case["code"])
def test_knows_what_is_retried(case: dict[str, Any]) -> None:
    assert retry.RETRIED[case["code"]] == case["retried"]


def test_every_code_has_a_rule() -> None:
    assert set(retry.RETRIED) == set(get_args(Code))
    assert set(retry.RETRIED) == {case["code"] for case in table("failures", "codes")}


@pytest.mark.parametrize("case", table("failures", "statuses"), ids=lambda case: case["status"])
def test_judges_a_status(case: dict[str, Any]) -> None:
    error = status_error(case["status"])
    assert (error.code if error else None) == case["code"]
    assert retry.status_is_retried(case["status"]) is case["retried"]

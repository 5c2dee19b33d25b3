from __future__ import annotations

from typing import Any

import pytest

from src.resume import Answer, Part, Validator, decide, request_headers

from .vectors import table


def _validator(fields: dict[str, str]) -> Validator:
    return Validator(fields.get("etag"), fields.get("lastModified"))


@pytest.mark.parametrize("case", table("resume", "request"), ids=lambda case: case["about"])
def test_asks_for_the_rest(case: dict[str, Any]) -> None:
    part = case["part"]
    asked = request_headers(Part(part["bytes"], _validator(part["validator"]), part.get("total")))
    assert asked == case["headers"]


@pytest.mark.parametrize("case", table("resume", "answer"), ids=lambda case: case["about"])
def test_decides_on_the_answer(case: dict[str, Any]) -> None:
    part = Part(case["offset"], _validator(case["validator"]), case.get("total"))
    answer = Answer(case["status"], case.get("contentRange"), _validator(case))
    assert decide(part, answer) == case["decision"]

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from src import messages
from src.failures import Code

from .vectors import table

# A code with messages of several kinds, and the kind of one of them.
_KINDS = {
    "long": messages.line_too_long,
    "encoding": messages.not_utf8,
    "json": messages.not_json,
    "no-url": messages.no_url,
    "url": messages.not_a_url,
    "scheme": messages.wrong_scheme,
}


def _maker(code: str, params: dict[str, Any]) -> Any:
    if "kind" in params:
        return _KINDS[params.pop("kind")]
    if "proxyStatus" in params:
        params["status"] = params.pop("proxyStatus")
        return messages.proxy_refused
    return getattr(messages, code.replace("-", "_"))


@pytest.mark.parametrize("case", table("messages", "cases"), ids=lambda case: case["message"])
def test_says_it_as_every_language_does(case: dict[str, Any]) -> None:
    params = dict(case["params"])
    maker = _maker(case["code"], params)
    error = maker(**{re.sub(r"([A-Z])", r"_\1", name).lower(): params[name] for name in params})
    assert (error.code, str(error)) == (case["code"], case["message"])


def test_every_code_has_words() -> None:
    assert {case["code"] for case in table("messages", "cases")} == set(get_args(Code))

from __future__ import annotations

import json

import pytest

from src.documents import to_json


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"a": 1, "b": -5, "c": 2**70},
        {"text": 'quotes " and \\ and \n and é and \ud83d and 語 and \x00'},
        {"yes": True, "no": False, "inner": {"x": {"y": "z"}}},
    ],
)
def test_what_is_written_is_what_is_read(document: dict[str, object]) -> None:
    text = to_json(document)
    assert json.loads(text) == document
    assert text.isascii()
    assert "\n" not in text


@pytest.mark.parametrize("value", [None, 1.5, [1], {"a": None}])
def test_nothing_is_written_that_no_document_has(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)

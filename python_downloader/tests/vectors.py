"""The contract's test vectors and schemas, which every language's tests read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_CONTRACT = Path(__file__).resolve().parents[2] / "packages" / "contract"


def document(name: str) -> dict[str, Any]:
    """The whole of `vectors/NAME.json`."""
    text = (_CONTRACT / "vectors" / f"{name}.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def table(name: str, key: str) -> list[Any]:
    """The cases under a key of `vectors/NAME.json`."""
    cases = document(name)[key]
    assert isinstance(cases, list)
    assert cases, "an empty table would pass whatever the code does"
    return cases


def check(document: object, schema: str) -> None:
    """Raise where a document breaks `schema/NAME.schema.json`."""
    text = (_CONTRACT / "schema" / f"{schema}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(text)).validate(document)

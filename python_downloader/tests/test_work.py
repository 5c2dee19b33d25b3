from __future__ import annotations

import hashlib
from typing import Any

import pytest

from src.work import Digests, Fnv1a

from .vectors import table


def _bytes(case: dict[str, Any]) -> bytes:
    if "utf8" in case:
        return str(case["utf8"]).encode()
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    return bytes([case["repeat"]["byte"]]) * int(case["repeat"]["count"])


@pytest.mark.parametrize("case", table("fnv1a", "cases"), ids=lambda case: case["fnv1a"])
def test_fnv1a_in_one_piece_and_in_several(case: dict[str, Any]) -> None:
    data = _bytes(case)
    whole, pieces = Fnv1a(), Fnv1a()
    whole.update(data)
    for start in range(0, len(data), 1000):
        pieces.update(memoryview(data)[start : start + 1000])
    assert whole.hexdigest() == pieces.hexdigest() == case["fnv1a"]


@pytest.mark.parametrize(
    ("kind", "wanted", "sha256", "work"),
    [
        ("none", True, True, None),
        ("sha256", False, True, "sha256"),
        ("sha256", True, True, "sha256"),
        ("fnv1a", False, False, "fnv1a"),
        ("fnv1a", True, True, "fnv1a"),
    ],
)
def test_digests_hold_what_was_asked_for(
    kind: str, wanted: bool, sha256: bool, work: str | None
) -> None:
    digests = Digests(kind, sha256_wanted=wanted)
    digests.update(b"foobar")
    expected = hashlib.sha256(b"foobar").hexdigest()
    assert digests.sha256 == (expected if sha256 else None)
    assert digests.work == {None: None, "sha256": expected, "fnv1a": "bf9cf968"}[work]

from __future__ import annotations

import pytest

from src.masking import mask_text, mask_url

from .vectors import table


@pytest.mark.parametrize("case", table("masking", "cases"), ids=lambda case: case["text"])
def test_masks_users_and_passwords(case: dict[str, str]) -> None:
    assert mask_text(case["text"]) == case["masked"]


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("ftp://u:secret@h/a", "ftp://***@h/a"),
        ("http:u:secret@h", "http:***@h"),
        ("http:/u:secret@h/", "http:/***@h/"),
        ("http:\\\\u:secret@h/", "http:\\\\***@h/"),
        ("http://u:sec ret@h/", "http://***@h/"),
        ("http://h/a@b", "http://h/a@b"),
        ("no url", "no url"),
    ],
)
def test_masks_urls_as_a_forgiving_parser_reads_them(written: str, masked: str) -> None:
    assert mask_url(written) == masked


def test_long_texts_are_read_once() -> None:
    # A pattern that begins anew at every letter would be at it for minutes.
    for text in ("x" * 200_000 + "@", "x:" * 100_000 + "@", "x://" * 50_000 + "@"):
        assert len(mask_url(text)) <= len(text) + 3

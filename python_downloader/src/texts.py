"""Texts that come from outside, made fit for one line on a terminal."""

from __future__ import annotations

import re

_CONTROL = r"[\x00-\x1f\x7f-\x9f]"
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """In single quotes, with everything that would move the cursor written out."""
    return f"'{printable(text)}'"


def printable(text: str) -> str:
    """With everything that would move the cursor written out."""
    return re.sub(_CONTROL, _escaped, text)


def seconds_text(seconds: float) -> str:
    """`10`, `0.5`, `2.25`: never an exponent, nor zeros that say nothing."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character) or f"\\x{ord(character):02x}"


def size_text(size_bytes: float) -> str:
    """A size for people, in binary units: rounded half up, with one decimal from KiB on."""
    if size_bytes < 1024:
        return f"{int(size_bytes + 0.5)} B"
    amount, unit = size_bytes / 1024, "KiB"
    for larger in ("MiB", "GiB", "TiB"):
        if amount >= 1024:
            amount, unit = amount / 1024, larger
    return f"{int(amount * 10 + 0.5) / 10:.1f} {unit}"

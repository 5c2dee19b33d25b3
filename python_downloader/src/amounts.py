"""Numbers of the command line: whole numbers, seconds and sizes. None where a text is no such."""

from __future__ import annotations

import re

# Compiled when they are used, as elsewhere here: most runs use few of all that there are.
_SECONDS = r"[0-9]+\.?[0-9]*|\.[0-9]+"
_SIZE = r"([0-9]{1,16})([KMG]?)"
_MOST_DIGITS = 9
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_LONGEST_S = 1_000_000
# The largest whole number that every language of this project holds exactly.
_LARGEST_BYTES = 2**53 - 1


def whole_number(text: str, least: int, most: int) -> int | None:
    """Digits only, within the bounds."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number and least <= int(text) <= most else None


def seconds(text: str) -> float | None:
    """Digits with an optional fraction, at most a million."""
    if not re.fullmatch(_SECONDS, text):
        return None
    value = float(text)
    return value if value <= _LONGEST_S else None


def size_bytes(text: str) -> int | None:
    """Bytes, or so many K, M or G of 1024."""
    match = re.fullmatch(_SIZE, text)
    if match is None:
        return None
    value = int(match[1]) * _UNITS[match[2]]
    return value if value <= _LARGEST_BYTES else None

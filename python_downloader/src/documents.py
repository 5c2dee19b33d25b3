"""Records and the summary as JSON, without loading the library for it (5 ms of every start)."""

from __future__ import annotations

from collections.abc import Mapping

try:
    from _json import encode_basestring_ascii as _quote
except ImportError:  # Not every Python has the fast one.
    from json.encoder import encode_basestring_ascii as _quote


def to_json(value: object) -> str:
    """Mappings with texts for names, texts, whole numbers and truth values, on one line."""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{_quote(name)}:{to_json(each)}' for name, each in value.items())}}}"
    raise TypeError(f"{type(value).__name__} is not in any of our documents")

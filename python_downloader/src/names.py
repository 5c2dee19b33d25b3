"""From a URL to a file name, and from a job's own path to a safe one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Final

_LONGEST_NAME_BYTES: Final = 240
_LONGEST_EXTENSION_BYTES: Final = 100
_OURS: Final = (".part", ".part.json")
# A short list is quicker with the names themselves.
_FEW_NAMES: Final = 10_000

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
_ESCAPE = rb"%([0-9A-Fa-f]{2})"


def derive(pathname: str) -> str:
    """The file name for a URL's path as the parser gives it: percent-encoded, dots resolved."""
    name = _FORBIDDEN.sub("_", _decoded(pathname.rpartition("/")[2])).rstrip(". ") or "index"
    if name.partition(".")[0].lower() in _RESERVED:
        name = "_" + name
    if name.lower().endswith(_OURS):
        name += "_"
    return name if len(name.encode()) <= _LONGEST_NAME_BYTES else _shortened(name)


def is_safe(path: str) -> bool:
    """Whether a job's own path stays inside the folder, by its characters alone."""
    return unsafe_reason(path) is None


def unsafe_reason(path: str) -> str | None:
    """What is wrong with a job's own path, looking at its characters alone."""
    if not path:
        return "it is empty"
    for character, name in (("\\", "a backslash"), ("\0", "a NUL")):
        if character in path:
            return f"it has {name}"
    if path.startswith("/"):
        return "it is absolute"
    if path.lower().endswith(_OURS):
        return "it ends in .part or .part.json"
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return f"it has a part '{part}'" if part else "it has an empty part"
    return None if _is_text(path) else "it has half a surrogate pair"


def numbered(name: str, number: int) -> str:
    """`a.txt`, 2 -> `a-2.txt`."""
    stem, extension = _split(name)
    return f"{stem}-{number}{extension}"


class Taken:
    """The names of one run: derived ones are numbered, explicit ones must be free.

    Of many names only digests are kept: 16 bytes each, whatever their length. No two names of a run
    have the same by chance, and nobody can choose two, for the key is drawn anew in each run.
    """

    __slots__ = ("_digest", "_next")

    def __init__(self) -> None:
        # What is taken, with the number to try next should it be wanted again.
        self._next: dict[str | bytes, int] = {}
        self._digest: Callable[[str], bytes] | None = None

    def claim(self, path: str) -> bool:
        """Take an explicit path; False where an earlier job has it."""
        key = path if self._digest is None else self._digest(path)
        if key in self._next:
            return False
        self._next[key] = 2
        if self._digest is None and len(self._next) >= _FEW_NAMES:
            self._condense()
        return True

    def number(self, name: str) -> str:
        """Take a derived name, or the first free number of it."""
        if self.claim(name):
            return name
        # Names are never given back, so the search goes on where it last ended.
        number = self._next[name if self._digest is None else self._digest(name)]
        while not self.claim(candidate := numbered(name, number)):
            number += 1
        self._next[name if self._digest is None else self._digest(name)] = number + 1
        return candidate

    def _condense(self) -> None:
        self._digest = digest = _keyed_digest()
        self._next = {digest(str(name)): number for name, number in self._next.items()}


def _keyed_digest() -> Callable[[str], bytes]:
    # Not by way of hashlib, which loads OpenSSL for it.
    from _blake2 import blake2b

    key = os.urandom(16)
    return lambda name: blake2b(name.encode(), digest_size=16, key=key).digest()


def _decoded(part: str) -> str:
    if "%" not in part:
        return part
    try:
        return re.sub(_ESCAPE, lambda m: bytes([int(m[1], 16)]), part.encode()).decode()
    except UnicodeDecodeError:
        return part


def _split(name: str) -> tuple[str, str]:
    """Stem and extension; the extension has its dot, and is empty where it would be too long."""
    dot = name.rfind(".")
    if dot <= 0 or len(name[dot:].encode()) > _LONGEST_EXTENSION_BYTES:
        return name, ""
    return name[:dot], name[dot:]


def _shortened(name: str) -> str:
    stem, extension = _split(name)
    room = _LONGEST_NAME_BYTES - len(extension.encode())
    return stem.encode()[:room].decode(errors="ignore") + extension


def _is_text(path: str) -> bool:
    """JSON can spell half a surrogate pair, which no file system can store."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True

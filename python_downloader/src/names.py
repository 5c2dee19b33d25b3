"""From a URL to a file name, and from a job's own path to a safe one."""

from __future__ import annotations

import re
from typing import Final

_LONGEST_NAME_BYTES: Final = 240
_LONGEST_EXTENSION_BYTES: Final = 100
_OURS: Final = (".part", ".part.json")

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


def derive(pathname: str) -> str:
    """The file name for a URL's path as the parser gives it: percent-encoded, dots resolved."""
    name = _FORBIDDEN.sub("_", _decoded(pathname.rpartition("/")[2])).rstrip(". ") or "index"
    if _RESERVED.fullmatch(name):
        name = "_" + name
    if name.lower().endswith(_OURS):
        name += "_"
    return name if len(name.encode()) <= _LONGEST_NAME_BYTES else _shortened(name)


def is_safe(path: str) -> bool:
    """Whether a job's own path stays inside the folder, by its characters alone."""
    if "\\" in path or "\0" in path or path.lower().endswith(_OURS):
        return False
    return not any(part in ("", ".", "..") for part in path.split("/")) and _is_text(path)


def numbered(name: str, number: int) -> str:
    """`a.txt`, 2 -> `a-2.txt`."""
    stem, extension = _split(name)
    return f"{stem}-{number}{extension}"


class Taken:
    """The names of one run: derived ones are numbered, explicit ones must be free."""

    __slots__ = ("_next", "_taken")

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def claim(self, path: str) -> bool:
        """Take an explicit path; False where an earlier job has it."""
        if path in self._taken:
            return False
        self._taken.add(path)
        return True

    def number(self, name: str) -> str:
        """Take a derived name, or the first free number of it."""
        if self.claim(name):
            return name
        # Names are never given back, so the search goes on where it last ended.
        number = self._next.get(name, 2)
        while not self.claim(candidate := numbered(name, number)):
            number += 1
        self._next[name] = number + 1
        return candidate


def _decoded(part: str) -> str:
    if "%" not in part:
        return part
    try:
        return _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), part.encode()).decode()
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

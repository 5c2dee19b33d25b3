"""CPU work on a body as it passes: the digests a job or `--work` asks for."""

from __future__ import annotations

from typing import Protocol

Bytes = bytes | bytearray | memoryview

_OFFSET_BASIS = 0x811C9DC5
_PRIME = 0x01000193


class Hasher(Protocol):
    """What hashlib's objects can do, as far as it is used here."""

    def update(self, data: Bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Fnv1a:
    """32-bit FNV-1a in a plain loop of Python: work that holds the interpreter lock throughout."""

    __slots__ = ("_hash",)

    def __init__(self) -> None:
        self._hash = _OFFSET_BASIS

    def update(self, data: Bytes, /) -> None:
        value = self._hash
        for byte in data:
            value = ((value ^ byte) * _PRIME) & 0xFFFFFFFF
        self._hash = value

    def hexdigest(self) -> str:
        return f"{self._hash:08x}"


def sha256() -> Hasher:
    """SHA-256 by the standard library, which lets other threads run meanwhile."""
    from hashlib import sha256 as algorithm

    return algorithm()


class Digests:
    """The hashers of one body; SHA-256 is computed once, whoever asked for it."""

    __slots__ = ("_all", "_kind", "_sha256", "_work")

    def __init__(self, kind: str, *, sha256_wanted: bool) -> None:
        self._kind = kind
        self._sha256 = sha256() if sha256_wanted or kind == "sha256" else None
        self._work = Fnv1a() if kind == "fnv1a" else None
        self._all = tuple(hasher for hasher in (self._sha256, self._work) if hasher is not None)

    def update(self, data: Bytes) -> None:
        for hasher in self._all:
            hasher.update(data)

    @property
    def is_slow(self) -> bool:
        """A plain loop is at work: a large piece takes a good part of a second."""
        return self._work is not None

    @property
    def sha256(self) -> str | None:
        return self._sha256.hexdigest() if self._sha256 else None

    @property
    def work(self) -> str | None:
        if self._kind == "sha256":
            return self.sha256
        return self._work.hexdigest() if self._work else None

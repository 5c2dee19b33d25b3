"""Files on disk: NAME.part while it grows, NAME once it is whole, nothing outside the folder."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TypeVar

from .failures import DiskError, EnvironmentProblem, JobError, reason
from .work import Bytes

# O_EXCL also refuses a link that stands where the part is to go: never written through.
_FLAGS = (
    os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


class Folder:
    """Where the files of a run go."""

    __slots__ = ("_checked", "_prefix", "_real", "root")

    def __init__(self, root: str) -> None:
        """Make the folder if it is missing; raises `EnvironmentProblem` where it cannot be made."""
        try:
            os.makedirs(root, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(f"cannot make the folder {root}: {reason(error)}") from error
        self.root = root
        self._prefix = os.path.join(root, "")
        self._real = os.path.realpath(root)
        self._checked: set[str] = set()

    def place(self, path: str) -> str:
        """Where the file of a safe path goes; the folders it needs are made."""
        if "/" in path:
            self._prepare(path.rpartition("/")[0])
        return self._prefix + path

    def check(self, path: str) -> None:
        """Raise `JobError` (unsafe-path) where a link on the way leaves the folder."""
        if "/" in path:
            self._inside(path.rpartition("/")[0])

    def _prepare(self, parent: str) -> None:
        if parent in self._checked:
            return
        self._inside(parent)
        try:
            os.makedirs(self._prefix + parent, exist_ok=True)
        except OSError as error:
            raise DiskError("disk", f"cannot make the folder {parent}: {reason(error)}") from error
        self._checked.add(parent)

    def _inside(self, parent: str) -> None:
        real = os.path.realpath(self._prefix + parent)
        if os.path.commonpath((real, self._real)) != self._real:
            raise JobError("unsafe-path", f"{parent} passes through a link that leaves the folder")


_Self = TypeVar("_Self", bound="Part")


class Part:
    """A file on its way. Left without `commit()`, it is as if it had never been begun."""

    __slots__ = ("_fd", "_name", "_part", "written_bytes")

    def __init__(self, name: str) -> None:
        self._name = name
        self._part = name + ".part"
        self._fd = -1
        self.written_bytes = 0

    def __enter__(self: _Self) -> _Self:
        try:
            self._fd = self._create()
        except OSError as error:
            raise DiskError("disk", f"cannot create {self._part}: {reason(error)}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._discard()

    def write(self, data: Bytes) -> None:
        """Store the next bytes; raises `DiskError`."""
        try:
            written = os.write(self._fd, data)
            while written < len(data):
                written += os.write(self._fd, memoryview(data)[written:])
        except OSError as error:
            raise DiskError("disk", f"cannot write {self._part}: {reason(error)}") from error
        self.written_bytes += written

    def commit(self) -> None:
        """The bytes are all there: give the file its final name, replacing what has it now."""
        descriptor, self._fd = self._fd, -1
        try:
            os.close(descriptor)
            os.replace(self._part, self._name)
        except OSError as error:
            self._discard()
            raise DiskError("disk", f"cannot finish {self._name}: {reason(error)}") from error

    def _create(self) -> int:
        try:
            return os.open(self._part, _FLAGS, 0o666)
        except FileExistsError:
            # Left by a run that was killed, or a link somebody put there: ours to replace.
            os.unlink(self._part)
            return os.open(self._part, _FLAGS, 0o666)

    def _discard(self) -> None:
        try:
            os.unlink(self._part)
        except OSError:
            # The failure that brought us here is the one worth telling.
            return

"""The folder of a run: where files go, and nothing outside it."""

from __future__ import annotations

import errno
import os
import stat

from . import messages
from .failures import EnvironmentProblem, reason

_MOST_REMEMBERED = 4096
_NOTHING_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


class Folder:
    """Where the files of a run go. `durable`: what is made is flushed before it counts."""

    __slots__ = ("_known", "_ready", "_real", "durable", "is_new", "prefix", "root")

    def __init__(self, root: str, *, durable: bool = False) -> None:
        """Make the folder if it is missing; raises `EnvironmentProblem` where it cannot be made."""
        self.root = root
        self.durable = durable
        try:
            # Made by this run: nothing of an earlier one can be in it.
            self.is_new = _make(os.fsencode(root), durable=durable)
        except OSError as error:
            raise EnvironmentProblem(f"cannot make the folder {root}: {reason(error)}") from error
        # Before a path as UTF-8, it names the file: as bytes, whatever the locale makes of texts.
        self.prefix = os.path.join(os.fsencode(root), b"")
        self._real = os.path.realpath(os.fsencode(root))
        # Parents by where they really are, below the real root, and those that are there for sure.
        self._known: dict[str, str] = {}
        self._ready: set[str] = set()

    def prepare(self, path: str) -> None:
        """Make the folders that a safe path needs; raises `DownloadError`."""
        parent, slash, _ = path.rpartition("/")
        if slash and parent not in self._ready:
            self._prepare(parent)

    def check(self, path: str) -> str:
        """The path without the links it passes through; raises `JobError` (unsafe-path) where one
        of them leaves the folder."""
        parent, slash, name = path.rpartition("/")
        if not slash:
            return path
        real = self._known.get(parent)
        if real is None:
            real = self._inside(parent, path)
            _remember(self._known)
            self._known[parent] = real
        return f"{real}/{name}" if real else name

    def file_at(self, path: str) -> os.stat_result | None:
        """What has the name now, links not followed."""
        try:
            return os.lstat(self.prefix + path.encode())
        except OSError:
            return None

    def sync(self, path: str) -> None:
        """Flush the folder that a path is in; raises `OSError`."""
        sync_folder(os.path.dirname(self.prefix + path.encode()))

    def _prepare(self, parent: str) -> None:
        self._inside(parent, parent)
        try:
            _make(self.prefix + parent.encode(), durable=self.durable)
        except OSError as error:
            raise messages.disk("make the folder", parent, reason(error)) from error
        _remember(self._ready)
        self._ready.add(parent)

    def _inside(self, parent: str, path: str) -> str:
        real = os.path.realpath(self.prefix + parent.encode())
        if real == self._real:
            return ""
        below = os.path.join(self._real, b"")
        if not real.startswith(below):
            raise messages.unsafe_path(path, "it passes through a link that leaves the folder")
        return real.removeprefix(below).decode(errors="surrogateescape")


def is_file(found: os.stat_result | None) -> bool:
    """A regular file, and no link or anything else."""
    return found is not None and stat.S_ISREG(found.st_mode)


def remove(name: bytes, shown: str) -> bool:
    """Remove a file; False where there is none. Raises `DiskError`."""
    try:
        os.unlink(name)
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            return False
        raise messages.disk("remove", shown, reason(error)) from error
    return True


def remove_if_possible(name: bytes) -> None:
    """Remove a file where that can be done: what brought us here is the failure worth telling."""
    try:
        os.unlink(name)
    except OSError:
        return


def sync_folder(name: bytes) -> None:
    """Flush what a folder lists; raises `OSError`."""
    descriptor = os.open(name or b".", os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make(path: bytes, *, durable: bool) -> bool:
    """Make a folder with those above it; whether there was anything to make.

    Level by level rather than by `os.makedirs`, which calls itself for each and runs out of stack.
    """
    missing: list[bytes] = []
    while True:
        try:
            os.mkdir(path)
            missing.append(path)
            break
        except FileExistsError:
            if not os.path.isdir(path):
                raise
            break
        except FileNotFoundError:
            missing.append(path)
            above = os.path.dirname(path.rstrip(b"/"))
            if not above or above == path:
                raise
            path = above
    return _make_below(missing, durable=durable)


def _make_below(missing: list[bytes], *, durable: bool) -> bool:
    for path in reversed(missing):
        try:
            os.mkdir(path)
        except FileExistsError:
            if not os.path.isdir(path):
                raise
        if durable:
            sync_folder(os.path.dirname(path.rstrip(b"/")))
    return bool(missing)


def _remember(cache: dict[str, str] | set[str]) -> None:
    """Room for one more: a million folders are not kept in mind."""
    if len(cache) >= _MOST_REMEMBERED:
        cache.clear()

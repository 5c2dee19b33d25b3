"""NAME.part: a file while it grows, with NAME.part.json that describes it where it can be resumed.

The order of steps is what makes it safe to be killed at any byte:

    from zero   remove NAME.part.json, make NAME.part anew, write NAME.part.json, then bytes
    at the end  (flush NAME.part,) rename it to NAME, remove NAME.part.json(, flush the folder)

so that at no moment a description stands beside bytes of another version, and a file under its
final name is always whole. Nothing is ever written through a link.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from . import messages
from .failures import reason
from .files import Folder, remove, remove_if_possible
from .work import Bytes

if TYPE_CHECKING:
    from .resume import Part

_EVERY = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# O_EXCL also refuses a link that stands where the part is to go.
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _EVERY
_APPEND = os.O_WRONLY | os.O_APPEND | _NO_LINK | _EVERY
_READ = os.O_RDONLY | _NO_LINK | _EVERY
_LONGEST_DESCRIPTION_BYTES = 256 * 1024


class PartFile:
    """The part of one download. `size` is what was written to it, `described` by its json.

    `begun` once this run has made or opened it.
    """

    begun = False
    described = False
    size = 0
    _fd = -1

    def __init__(self, folder: Folder, path: str) -> None:
        self._folder = folder
        self._path = path
        self._name = name = folder.prefix + path.encode()
        self._part = name + b".part"
        # Whether an earlier run may have left something that nobody has looked for yet.
        self._unknown = not folder.is_new

    def look(self, url: str) -> Part | None:
        """What an earlier run left of this URL; what does not fit is removed."""
        self._unknown = False
        try:
            descriptor = os.open(self._name + b".part.json", _READ)
        except FileNotFoundError:
            return None
        except OSError:
            # A link, a folder above that is none, or no right to read: nothing to go by.
            self._unknown = True
            return None
        from .resume import understand

        part = understand(_text_of(descriptor), url, self._resumable_bytes())
        if part is None:
            self.discard()
        else:
            self.described, self.size = True, part.bytes
        return part

    def create(self) -> None:
        """A new, empty NAME.part; what described an older one goes first. Raises `DiskError`."""
        if self.described or self._unknown:
            remove(self._name + b".part.json", self._path + ".part.json")
            self.described = self._unknown = False
        self._folder.prepare(self._path)
        self.size = 0
        try:
            try:
                self._fd = os.open(self._part, _NEW, 0o666)
            except FileExistsError:
                # Left by an attempt or a run before, or a link somebody put there.
                os.unlink(self._part)
                self._fd = os.open(self._part, _NEW, 0o666)
        except OSError as error:
            raise messages.disk("create", self._path + ".part", reason(error)) from error
        self.begun = True

    def describe(self, text: bytes) -> None:
        """Write NAME.part.json, so that a later run can go on; raises `DiskError`."""
        try:
            descriptor = os.open(self._name + b".part.json", _NEW, 0o666)
            try:
                if os.write(descriptor, text) != len(text):
                    raise OSError(0, "only a part of it could be written")
            finally:
                os.close(descriptor)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                # The file itself may well have a name that fits: it just cannot be resumed.
                return
            remove_if_possible(self._name + b".part.json")
            raise messages.disk("write", self._path + ".part.json", reason(error)) from error
        self.described = True

    def reopen(self, size: int) -> bool:
        """Go on behind what is there; False where that is not what was left."""
        try:
            descriptor = os.open(self._part, _APPEND)
        except OSError:
            return False
        found = os.fstat(descriptor)
        if not _is_ours(found) or not 0 <= found.st_size - size <= 1:
            os.close(descriptor)
            return False
        if found.st_size > size:
            # As long as its total: its last byte is asked for again.
            os.ftruncate(descriptor, size)
        self._fd, self.size, self.begun = descriptor, size, True
        return True

    def write(self, data: Bytes) -> None:
        """Store the next bytes; raises `DiskError`."""
        try:
            written = os.write(self._fd, data)
            while written < len(data):
                written += os.write(self._fd, memoryview(data)[written:])
        except OSError as error:
            raise messages.disk("write", self._path + ".part", reason(error)) from error
        self.size += written

    def rest(self) -> None:
        """No more bytes for now: what is there stays as it is."""
        descriptor, self._fd = self._fd, -1
        if descriptor >= 0:
            os.close(descriptor)

    def commit(self) -> None:
        """The bytes are all there: give the file its final name, replacing what has it now.

        Raises `DiskError`.
        """
        name, descriptor = self._name, self._fd
        self._fd = -1
        try:
            try:
                if self._folder.durable:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(self._part, name)
            self.begun = False
            if self.described:
                remove_if_possible(name + b".part.json")
                self.described = False
            if self._folder.durable:
                self._folder.sync(self._path)
        except OSError as error:
            raise messages.disk("finish", self._path, reason(error)) from error

    def discard(self) -> None:
        """Leave nothing: the description first, so that it never stands alone for long."""
        self.rest()
        for ending in (b".part.json", b".part"):
            remove_if_possible(self._name + ending)
        self.begun = self.described = self._unknown = False
        self.size = 0

    def leave(self, url: str) -> None:
        """The download has failed: keep what a later run can go on with, and nothing else."""
        self.rest()
        if self._unknown:
            self.look(url)
        if self.described and self.size:
            return
        if self.begun or self.described or not self._folder.is_new:
            self.discard()

    @property
    def shown(self) -> str:
        """What to call it before people."""
        return self._path + ".part"

    @property
    def file_name(self) -> bytes:
        return self._part

    def _resumable_bytes(self) -> int:
        try:
            found = os.lstat(self._part)
        except OSError:
            return 0
        return found.st_size if _is_ours(found) else 0


def _text_of(descriptor: int) -> bytes:
    """What a description holds, nothing where it is no file that can be read."""
    try:
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return os.read(descriptor, _LONGEST_DESCRIPTION_BYTES) if regular else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _is_ours(found: os.stat_result) -> bool:
    """A regular file with no other name: nothing that is kept elsewhere is written to."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1

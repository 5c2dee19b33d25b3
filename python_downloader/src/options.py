"""Every option of the command line as one row of data, those of higher levels included."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from .failures import UsageError

STRATEGIES: Final = {
    "threads": "OS threads, each on a kept connection of its own",
    "asyncio": "one event loop: uvloop and aiohttp",
    "seed-threads": "the original: threads and requests, new connections",
    "seed-asyncio": "the original: aiohttp, every URL at once whatever -j says",
}
WORK_KINDS: Final = ("none", "sha256", "fnv1a")
PROGRESS_MODES: Final = ("auto", "bar", "plain", "none")
MOST_CONCURRENT: Final = 1024


class Timeouts(NamedTuple):
    """How long to wait, in seconds: for a connection with all that belongs to it, for a byte."""

    connect_s: float = 10.0
    stall_s: float = 30.0


class Options(NamedTuple):
    """The command line, resolved: every field has its final value."""

    urls: tuple[str, ...] = ()
    input: str | None = None
    dir: str = "downloads"
    concurrency: int = 10
    cacert: str | None = None
    work: str = "none"
    json: bool = False
    records: str | None = None
    progress: str = "auto"
    quiet: bool = False
    strategy: str = "threads"
    timeouts: Timeouts = Timeouts()


class Option(NamedTuple):
    """One row: how it is written, what it takes (None: nothing), and what becomes of the value."""

    long: str
    short: str | None = None
    takes: str | None = None
    help: str = ""
    convert: Callable[[str, str], Any] | None = None
    level: str = "races"

    @property
    def spelling(self) -> str:
        return f"-{self.short}, --{self.long}" if self.short else f"    --{self.long}"


def _text(_: str, value: str) -> str:
    return value


def _concurrency(option: str, value: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", value) and 1 <= int(value) <= MOST_CONCURRENT:
        return int(value)
    raise UsageError(f"{option} takes a whole number from 1 to {MOST_CONCURRENT}, not {value!r}")


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def convert(option: str, value: str) -> str:
        if value in choices:
            return value
        raise UsageError(f"{option} takes one of {', '.join(choices)}, not {value!r}")

    return convert


OPTIONS: Final = (
    Option(
        "input",
        "i",
        "FILE",
        'jobs, one a line: a URL, or JSON with\n"url", "path"?, "sha256"?, "bytes"?; - is stdin',
        _text,
    ),
    Option("dir", "d", "DIR", "where files go, made if missing (default: downloads)", _text),
    Option(
        "concurrency", "j", "N", "most downloads in flight, 1 to 1024 (default: 10)", _concurrency
    ),
    Option("strategy", None, "NAME", "one of those below (default: threads)", _one_of(*STRATEGIES)),
    Option("cacert", None, "FILE", "PEM certificates trusted besides the system's", _text),
    Option(
        "work",
        None,
        "KIND",
        "CPU work on bodies: none, sha256, fnv1a (default: none)",
        _one_of(*WORK_KINDS),
    ),
    Option("json", help="one summary document on stdout, nothing else there"),
    Option("records", None, "FILE", "one JSON line for each download, appended as it ends", _text),
    Option(
        "progress",
        None,
        "MODE",
        "auto, bar, plain or none, on stderr (default: auto)",
        _one_of(*PROGRESS_MODES),
    ),
    Option("quiet", "q", help="errors only"),
    Option("help", "h", help="this text"),
    Option("version", help="name and version"),
    Option("retries", None, "N", level="downloads"),
    Option("connect-timeout", None, "S", level="downloads"),
    Option("stall-timeout", None, "S", level="downloads"),
    Option("timeout", None, "S", level="downloads"),
    Option("max-size", None, "BYTES", level="downloads"),
    Option("max-redirects", None, "N", level="downloads"),
    Option("existing", None, "MODE", level="downloads"),
    Option("header", "H", "'NAME: VALUE'", level="downloads"),
    Option("no-resume", level="trusted"),
    Option("fsync", level="trusted"),
)

"""Every option of the command line as one row of data, and the options resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from .failures import UsageError
from .texts import quoted

Level = Literal["races", "downloads", "trusted"]
LEVELS: Final[tuple[Level, ...]] = ("races", "downloads", "trusted")


# How far each strategy keeps the contract.
STRATEGIES: Final[Mapping[str, Level]] = {
    "threads": "trusted",
    "asyncio": "trusted",
    "seed-threads": "races",
    "seed-asyncio": "races",
}
DEFAULT_STRATEGY: Final = "threads"
WORK_KINDS: Final = ("none", "sha256", "fnv1a")
PROGRESS_MODES: Final = ("auto", "bar", "plain", "none")
EXISTING_MODES: Final = ("overwrite", "skip", "fail")
MOST_CONCURRENT: Final = 1024
MOST_RETRIES: Final = 1000
MOST_REDIRECTS: Final = 10_000


class Timeouts(NamedTuple):
    """How long to wait, in seconds: for a connection with all that belongs to it, for a byte, and
    for a download with all its attempts (0: for ever)."""

    connect_s: float = 10.0
    stall_s: float = 30.0
    total_s: float = 0.0


class Options(NamedTuple):
    """The command line, resolved: every field has its final value."""

    urls: tuple[str, ...] = ()
    input: str | None = None
    dir: str = "downloads"
    concurrency: int = 10
    strategy: str = DEFAULT_STRATEGY
    retries: int = 3
    timeouts: Timeouts = Timeouts()
    max_size: int | None = None
    max_redirects: int = 10
    existing: str = "overwrite"
    resume: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    cacert: str | None = None
    fsync: bool = False
    work: str = "none"
    json: bool = False
    records: str | None = None
    progress: str = "auto"
    quiet: bool = False

    @property
    def level(self) -> Level:
        return STRATEGIES[self.strategy]


class Option(NamedTuple):
    """One row: how it is written, what it takes (None: nothing), and what becomes of the value."""

    long: str
    short: str | None = None
    takes: str | None = None
    convert: Callable[[str, str], Any] | None = None
    level: Level = "races"


def _text(takes: str) -> Callable[[str, str], str]:
    def convert(option: str, value: str) -> str:
        if not value:
            raise UsageError(f"{option} takes {takes}")
        return value

    return convert


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def convert(option: str, value: str) -> int:
        from . import amounts

        number = amounts.whole_number(value, least, most)
        if number is None:
            raise _refused(option, f"a whole number from {least} to {most}", value)
        return number

    return convert


def _seconds(words: str, *, zero: bool) -> Callable[[str, str], float]:
    def convert(option: str, value: str) -> float:
        from . import amounts

        seconds = amounts.seconds(value)
        if seconds is None or (seconds == 0 and not zero):
            raise _refused(option, words, value)
        return seconds

    return convert


def _size(option: str, value: str) -> int:
    from . import amounts

    size = amounts.size_bytes(value)
    if size is None:
        raise _refused(option, "a number of bytes, with K, M or G if you like", value)
    return size


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def convert(option: str, value: str) -> str:
        if value not in choices:
            raise _refused(option, f"one of {', '.join(choices)}", value)
        return value

    return convert


def _header(option: str, value: str) -> tuple[str, str]:
    from .headers import parse_header

    return parse_header(option, value)


def _refused(option: str, takes: str, value: str) -> UsageError:
    return UsageError(f"{option} takes {takes}, not {quoted(value)}")


_WAIT = _seconds("seconds above 0", zero=False)

OPTIONS: Final = (
    Option("input", "i", "FILE", _text("FILE")),
    Option("dir", "d", "DIR", _text("DIR")),
    Option("concurrency", "j", "N", _whole(1, MOST_CONCURRENT)),
    Option("strategy", None, "NAME", _one_of(*STRATEGIES)),
    Option("retries", None, "N", _whole(0, MOST_RETRIES), "downloads"),
    Option("connect-timeout", None, "S", _WAIT, "downloads"),
    Option("stall-timeout", None, "S", _WAIT, "downloads"),
    Option("timeout", None, "S", _seconds("seconds, 0 or more", zero=True), "downloads"),
    Option("max-size", None, "BYTES", _size, "downloads"),
    Option("max-redirects", None, "N", _whole(0, MOST_REDIRECTS), "downloads"),
    Option("existing", None, "MODE", _one_of(*EXISTING_MODES), "downloads"),
    Option("no-resume", level="trusted"),
    Option("header", "H", "'NAME: VALUE'", _header, "downloads"),
    Option("cacert", None, "FILE", _text("FILE")),
    Option("fsync", level="trusted"),
    Option("work", None, "KIND", _one_of(*WORK_KINDS)),
    Option("json"),
    Option("records", None, "FILE", _text("FILE")),
    Option("progress", None, "MODE", _one_of(*PROGRESS_MODES)),
    Option("quiet", "q"),
    Option("help", "h"),
    Option("version"),
)

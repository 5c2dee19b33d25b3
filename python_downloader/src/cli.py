"""The command line: arguments in, resolved options out. Prints nothing and never exits.

Written out rather than left to argparse: the contract wants no abbreviations, options after URLs,
options of higher levels refused by name, and one line on an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .about import LEVEL, PROGRAM, VERSION
from .failures import UsageError
from .options import OPTIONS, Option, Options

_BY_SPELLING = {f"--{option.long}": option for option in OPTIONS} | {
    f"-{option.short}": option for option in OPTIONS if option.short
}


class Shown(Exception):  # noqa: N818 - an outcome, not an error
    """The command line asks for a text, and nothing else is to be done."""


def parse(arguments: Sequence[str]) -> Options:
    """Resolve a command line; raises `UsageError`, or `Shown` for --help and --version."""
    values: dict[str, Any] = {}
    urls: list[str] = []
    for item in _items(arguments):
        if isinstance(item, str):
            urls.append(item)
            continue
        option, spelled, value = item
        if option.long == "help":
            raise Shown(help_text())
        if option.long == "version":
            raise Shown(f"{PROGRAM} {VERSION}")
        values[option.long] = True if option.convert is None else option.convert(spelled, value)
    options = Options(urls=tuple(urls), **values)
    if not options.urls and options.input is None:
        raise UsageError("nothing to download: give a URL, or --input FILE")
    return options


def help_text() -> str:
    """What --help prints."""
    rows = [
        (f"{option.spelling} {option.takes or ''}", option.help)
        for option in OPTIONS
        if option.level == LEVEL
    ]
    lines = "\n".join(f"  {left:<26} {right}" for left, right in rows)
    return (
        f"Usage: {PROGRAM} [OPTION]... [URL]...\n\n"
        "Downloads files over HTTP. Without any argument: a demonstration.\n\n"
        f"{lines}\n\n"
        "Exit codes: 0 every download ok, 1 some failed, 2 wrong command line, 3 wrong environment."
    )


def _items(arguments: Sequence[str]) -> Iterator[str | tuple[Option, str, str]]:
    """URLs as they stand, options as (row, how it was spelled, value)."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            yield from rest
        elif argument.startswith("--"):
            yield _long(argument, rest)
        elif argument.startswith("-") and argument != "-":
            yield from _short(argument, rest)
        else:
            yield argument


def _long(argument: str, rest: Iterator[str]) -> tuple[Option, str, str]:
    spelled, equals, value = argument.partition("=")
    option = _known(spelled)
    if option.takes is None:
        if equals:
            raise UsageError(f"{spelled} takes no value")
        return option, spelled, ""
    return option, spelled, value if equals else _following(option, spelled, rest)


def _short(argument: str, rest: Iterator[str]) -> Iterator[tuple[Option, str, str]]:
    """`-q`, `-j 5`, `-j5`, `-qj5`."""
    letters = argument[1:]
    while letters:
        spelled, letters = "-" + letters[0], letters[1:]
        option = _known(spelled)
        if option.takes is None:
            yield option, spelled, ""
            continue
        yield option, spelled, letters or _following(option, spelled, rest)
        return


def _known(spelled: str) -> Option:
    option = _BY_SPELLING.get(spelled)
    if option is None:
        raise UsageError(f"{spelled} is no option; --help lists them")
    if option.level != LEVEL:
        raise UsageError(
            f"--{option.long} needs level {option.level}; this variant is at level {LEVEL}"
        )
    return option


def _following(option: Option, spelled: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise UsageError(f"{spelled} takes {option.takes}")
    return value

"""The command line: arguments in, resolved options out. Prints nothing and never exits.

Written out rather than left to argparse: the contract wants no abbreviations, options after URLs,
options of higher levels refused by name, and one line on an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .about import LEVEL, PROGRAM, VERSION
from .failures import UsageError
from .options import OPTIONS, STRATEGIES, Option, Options

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
        if option.takes is not None and not value:
            raise UsageError(f"{spelled} takes {option.takes}")
        values[option.long] = True if option.convert is None else option.convert(spelled, value)
    options = Options(urls=tuple(urls), **values)
    if not options.urls and options.input is None:
        raise UsageError("nothing to download: give a URL, or --input FILE")
    return options


def help_text() -> str:
    """What --help prints."""
    options = [
        (f"{option.spelling} {option.takes or ''}", option.help)
        for option in OPTIONS
        if option.level == LEVEL
    ]
    return (
        f"Usage: {PROGRAM} [OPTION]... [URL]...\n\n"
        "Downloads URLs, many at once; a file under its final name is always whole.\n"
        "Without any argument: a demonstration on 30 URLs of a server of its own.\n\n"
        f"{_columns(options)}\n\n"
        f"Strategies:\n{_columns(STRATEGIES.items())}\n\n"
        "Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment."
    )


def _columns(rows: Iterable[tuple[str, str]]) -> str:
    """Names on the left, what they mean on the right; further lines of that are indented."""
    below = "\n" + " " * 23
    return "\n".join(f"  {left:<19}  {right.replace(chr(10), below)}" for left, right in rows)


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
    return option, spelled, value if equals else next(rest, "")


def _short(argument: str, rest: Iterator[str]) -> Iterator[tuple[Option, str, str]]:
    """`-q`, `-j 5`, `-j5`, `-qj5`."""
    letters = argument[1:]
    while letters:
        spelled, letters = "-" + letters[0], letters[1:]
        option = _known(spelled)
        if option.takes is None:
            yield option, spelled, ""
            continue
        yield option, spelled, letters or next(rest, "")
        return


def _known(spelled: str) -> Option:
    option = _BY_SPELLING.get(spelled)
    if option is None:
        raise UsageError(f"unknown option {spelled}; --help lists the options")
    if option.level != LEVEL:
        raise UsageError(f"{spelled} needs level {option.level}; this variant is at level {LEVEL}")
    return option

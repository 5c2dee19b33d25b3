"""The command line: arguments in, resolved options out. Prints nothing and never exits.

Written out rather than left to argparse: the contract wants no abbreviations, options after URLs,
options above a strategy's level refused by name, and one line on an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .about import PROGRAM, VERSION
from .failures import UsageError
from .options import DEFAULT_STRATEGY, LEVELS, OPTIONS, Option, Options, Timeouts
from .texts import printable

_BY_SPELLING = {f"--{option.long}": option for option in OPTIONS} | {
    f"-{option.short}": option for option in OPTIONS if option.short
}


class Shown(Exception):  # noqa: N818 - an outcome, not an error
    """The command line asks for a text, and nothing else is to be done."""


def parse(arguments: Sequence[str]) -> Options:
    """Resolve a command line; raises `UsageError`, or `Shown` for --help and --version."""
    values: dict[str, Any] = {}
    spellings: dict[str, str] = {}
    urls: list[str] = []
    for item in _items(arguments):
        if isinstance(item, str):
            urls.append(item)
            continue
        option, spelled, value = item
        if option.long in ("help", "version"):
            raise Shown(help_text() if option.long == "help" else f"{PROGRAM} {VERSION}")
        spellings.setdefault(option.long, spelled)
        given = True if option.convert is None else option.convert(spelled, value)
        if option.long == "header":
            given = (*values.get("header", ()), given)
        values[option.long] = given
    options = _resolved(tuple(urls), values)
    _check_level(options, spellings)
    if not options.urls and options.input is None:
        raise UsageError("nothing to download: give a URL, or --input FILE")
    return options


def help_text() -> str:
    """What --help prints."""
    from .help import STRATEGIES, text

    return text(PROGRAM, DEFAULT_STRATEGY, STRATEGIES)


def _resolved(urls: tuple[str, ...], given: Mapping[str, Any]) -> Options:
    """Options by the names they have in the program, what was not given by its default."""
    values = dict(given)
    timeouts = {
        field: values.pop(name)
        for name, field in (
            ("connect-timeout", "connect_s"),
            ("stall-timeout", "stall_s"),
            ("timeout", "total_s"),
        )
        if name in values
    }
    values["resume"] = not values.pop("no-resume", False)
    values["headers"] = values.pop("header", ())
    named = {name.replace("-", "_"): value for name, value in values.items()}
    return Options(urls=urls, timeouts=Timeouts(**timeouts), **named)


def _check_level(options: Options, spellings: Mapping[str, str]) -> None:
    """Raise `UsageError` for an option that the strategy is not far enough for."""
    level = options.level
    for option in OPTIONS:
        spelled = spellings.get(option.long)
        if spelled is not None and LEVELS.index(option.level) > LEVELS.index(level):
            raise UsageError(
                f"{spelled} needs level {option.level}; {options.strategy} is at level {level}"
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
    return option, spelled, value if equals else _next(rest, option, spelled)


def _short(argument: str, rest: Iterator[str]) -> Iterator[tuple[Option, str, str]]:
    """`-q`, `-j 5`, `-j5`, `-qj5`."""
    letters = argument[1:]
    while letters:
        spelled, letters = "-" + letters[0], letters[1:]
        option = _known(spelled)
        if option.takes is None:
            yield option, spelled, ""
            continue
        yield option, spelled, letters or _next(rest, option, spelled)
        return


def _next(rest: Iterator[str], option: Option, spelled: str) -> str:
    for value in rest:
        return value
    raise UsageError(f"{spelled} takes {option.takes}")


def _known(spelled: str) -> Option:
    option = _BY_SPELLING.get(spelled)
    if option is None:
        raise UsageError(f"unknown option {printable(spelled)}; --help lists the options")
    return option

from __future__ import annotations

from typing import Any

import pytest

from src import cli
from src import help as help_page
from src.about import PROGRAM
from src.failures import UsageError
from src.options import DEFAULT_STRATEGY, LEVELS, OPTIONS, STRATEGIES, Option, Options, Timeouts

from .vectors import document, table

U = "http://h.example/a"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([U], Options(urls=(U,))),
        (["-i", "jobs"], Options(input="jobs")),
        (["-i", "-", U], Options(urls=(U,), input="-")),
        ([U, "-d", "out", U], Options(urls=(U, U), dir="out")),
        (["--dir=out=x", U], Options(urls=(U,), dir="out=x")),
        (["-j5", U], Options(urls=(U,), concurrency=5)),
        (["-qj", "1024", U], Options(urls=(U,), quiet=True, concurrency=1024)),
        (["--json", "--quiet", U], Options(urls=(U,), json=True, quiet=True)),
        (["--", U, "--json"], Options(urls=(U, "--json"))),
        (["--work", "fnv1a", U], Options(urls=(U,), work="fnv1a")),
        (["--progress=plain", U], Options(urls=(U,), progress="plain")),
        (["--records", "r", "--cacert", "c", U], Options(urls=(U,), records="r", cacert="c")),
        (["--strategy", "seed-asyncio", U], Options(urls=(U,), strategy="seed-asyncio")),
        (["-j", "1", "-j", "2", U], Options(urls=(U,), concurrency=2)),
        (["-", U], Options(urls=("-", U))),
        (["--retries", "0", U], Options(urls=(U,), retries=0)),
        (
            ["--connect-timeout", ".5", "--stall-timeout=2", "--timeout", "0", U],
            Options(urls=(U,), timeouts=Timeouts(0.5, 2, 0)),
        ),
        (
            ["--max-size", "2K", "--max-redirects=0", U],
            Options((U,), max_size=2048, max_redirects=0),
        ),
        (["--existing", "skip", "--no-resume", U], Options((U,), existing="skip", resume=False)),
        (["-H", "A: 1", "--header=A:2", U], Options((U,), headers=(("A", "1"), ("A", "2")))),
        (["--fsync", U], Options((U,), fsync=True)),
    ],
)
def test_resolves(arguments: list[str], expected: Options) -> None:
    assert cli.parse(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-j", "0", U], ("-j", "1 to 1024", "0")),
        (["--concurrency", "1025", U], ("--concurrency", "1 to 1024")),
        (["-j", "ten", U], ("-j", "whole number", "ten")),
        (["-j", "1.5", U], ("-j",)),
        (["-j", "٣", U], ("-j",)),
        (["-j"], ("-j", "takes N")),
        (["-j", "", U], ("-j takes a whole number from 1 to 1024, not ''",)),
        (["--dir", "", U], ("--dir takes DIR",)),
        (["--input"], ("--input takes FILE",)),
        (["--work=", U], ("--work takes one of none, sha256, fnv1a, not ''",)),
        (["--work"], ("--work takes KIND",)),
        (["--work", "md5", U], ("--work", "sha256", "md5")),
        (["--progress", "loud", U], ("--progress", "plain")),
        (["--strategy", "magic", U], ("--strategy", "threads", "magic")),
        (["--json=yes", U], ("--json", "no value")),
        (["--conc", "5", U], ("unknown option --conc",)),
        (["--insecure", U], ("unknown option --insecure",)),
        (["-k", U], ("unknown option -k",)),
        (["--x\nnonsense", U], ("unknown option",)),
        ([], ("nothing to download",)),
        (["--json"], ("nothing to download",)),
        (["--retries", "x", U], ("--retries takes a whole number from 0 to 1000, not 'x'",)),
        (["--retries", "1001", U], ("not '1001'",)),
        (["--timeout", "x", U], ("--timeout takes seconds, 0 or more, not 'x'",)),
        (["--connect-timeout", "0", U], ("--connect-timeout takes seconds above 0, not '0'",)),
        (["--stall-timeout", "0.0", U], ("--stall-timeout takes seconds above 0, not '0.0'",)),
        (
            ["--max-size", "3k", U],
            ("--max-size takes a number of bytes, with K, M or G if you like, not '3k'",),
        ),
        (
            ["--max-redirects", "x", U],
            ("--max-redirects takes a whole number from 0 to 10000, not 'x'",),
        ),
        (["--header", "x", U], ("--header takes 'NAME: VALUE', not 'x'",)),
        (["-H", "range: x", U], ("-H cannot set range: the downloader does",)),
        (["--existing", "x", U], ("--existing takes one of overwrite, skip, fail, not 'x'",)),
    ],
)
def test_says_what_is_wrong_on_one_line(arguments: list[str], words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        cli.parse(arguments)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if STRATEGIES[name] == "races"])
@pytest.mark.parametrize("row", [row for row in OPTIONS if row.level != "races"], ids=str)
def test_refuses_options_above_the_level_of_a_strategy_by_name(row: Option, strategy: str) -> None:
    values = {"S": "1", "BYTES": "1", "N": "1", "MODE": "skip", "'NAME: VALUE'": "A: 1"}
    for spelled in [f"--{row.long}"] + ([f"-{row.short}"] if row.short else []):
        given = [spelled, values[row.takes]] if row.takes else [spelled]
        with pytest.raises(UsageError) as caught:
            cli.parse([*given, U, "--strategy", strategy])
        assert str(caught.value) == (
            f"{spelled} needs level {row.level}; {strategy} is at level races"
        )
        assert cli.parse([*given, U]).strategy == DEFAULT_STRATEGY


def test_every_option_is_the_contracts_in_its_order() -> None:
    rows = table("command-line", "options")
    assert [
        {"name": row.long, "short": row.short, "takes": row.takes, "level": row.level}
        for row in OPTIONS
    ] == [{key: row.get(key) for key in ("name", "short", "takes", "level")} for row in rows]


@pytest.mark.parametrize(
    "row", [row for row in table("command-line", "options") if "default" in row], ids=str
)
def test_defaults_are_the_contracts(row: dict[str, Any]) -> None:
    option = next(option for option in OPTIONS if option.long == row["name"])
    assert option.convert is not None
    given = cli.parse([f"--{row['name']}", row["default"], U])
    assert given == cli.parse([U])


def test_help_is_word_for_word_the_same_in_every_language() -> None:
    with pytest.raises(cli.Shown) as shown:
        cli.parse(["--help", "--nonsense"])
    vector = document("help")
    strategies = [f"  {name:<26}  {about}" for name, about in help_page.STRATEGIES.items()]
    expected: list[str] = []
    for line in vector["lines"]:
        if line == "{strategies}":
            expected += strategies
        elif line == "{demonstration}":
            expected.append(vector["demonstration"])
        else:
            expected.append(line.replace("{command}", PROGRAM).replace("{default}", "threads"))
    assert str(shown.value).split("\n") == expected
    assert max(map(len, expected)) <= 80


def test_every_strategy_is_explained() -> None:
    assert list(help_page.STRATEGIES) == list(STRATEGIES)
    assert set(STRATEGIES.values()) <= set(LEVELS)


def test_version_names_the_program() -> None:
    with pytest.raises(cli.Shown, match=r"fairfetch-python \d+\.\d+\.\d+"):
        cli.parse(["--version"])

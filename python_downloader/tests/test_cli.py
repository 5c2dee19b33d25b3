from __future__ import annotations

import pytest

from src import cli
from src.failures import UsageError
from src.options import OPTIONS, STRATEGIES, Option, Options

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
        (["--dir", "", U], ("--dir takes DIR",)),
        (["--work=", U], ("--work takes KIND",)),
        (["--work", "md5", U], ("--work", "sha256", "md5")),
        (["--progress", "loud", U], ("--progress", "plain")),
        (["--strategy", "magic", U], ("--strategy", "threads", "magic")),
        (["--json=yes", U], ("--json", "no value")),
        (["--conc", "5", U], ("unknown option --conc",)),
        (["--insecure", U], ("unknown option --insecure",)),
        (["-k", U], ("unknown option -k",)),
        ([], ("nothing to download",)),
        (["--json"], ("nothing to download",)),
    ],
)
def test_says_what_is_wrong_on_one_line(arguments: list[str], words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        cli.parse(arguments)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("row", [row for row in OPTIONS if row.level != "races"], ids=str)
def test_refuses_options_of_higher_levels_by_name(row: Option) -> None:
    for spelled in [f"--{row.long}"] + ([f"-{row.short}"] if row.short else []):
        with pytest.raises(UsageError) as caught:
            cli.parse([spelled, "1", U] if row.takes else [spelled, U])
        assert str(caught.value) == (
            f"{spelled} needs level {row.level}; this variant is at level races"
        )


def test_help_tells_of_every_option_that_works_and_of_no_other() -> None:
    with pytest.raises(cli.Shown) as shown:
        cli.parse(["--help", "--nonsense"])
    for row in OPTIONS:
        assert (f"--{row.long} " in str(shown.value)) is (row.level == "races")
        assert bool(row.help) is (row.level == "races")
    for name in STRATEGIES:
        assert f"\n  {name} " in str(shown.value)
    assert max(map(len, str(shown.value).splitlines())) <= 80


def test_version_names_the_program() -> None:
    with pytest.raises(cli.Shown, match=r"fairfetch-python \d+\.\d+\.\d+"):
        cli.parse(["--version"])

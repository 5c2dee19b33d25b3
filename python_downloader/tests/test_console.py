"""What is printed where, and what becomes of it when nobody takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.console import Screen

from .conftest import ROOT, clean_environment, tree
from .server import ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio", "seed-threads", "seed-asyncio"])


def _shell(command: str, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run our program, as `$0 -m src "$@"`, within a command of the shell."""
    return subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", "-c", command, sys.executable, *arguments],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@OURS
def test_a_reader_that_has_gone_is_exit_3_and_the_files_are_there(
    tmp_path: Path, strategy: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with serving({"/a": ok(b"x")}) as server, os.fdopen(writer, "wb") as gone:
        arguments = ["--strategy", strategy, "--json", "-d", str(tmp_path / "o")]
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "src", *arguments, f"{server.base}/a"],
            cwd=ROOT,
            env=clean_environment(tmp_path),
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    message = "fairfetch-python: cannot write to standard output: Broken pipe\n"
    assert (done.returncode, done.stderr) == (3, message)
    assert tree(tmp_path / "o") == {"a": b"x"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_texts_that_nobody_takes_are_exit_3(tmp_path: Path, arguments: list[str]) -> None:
    done = _shell('"$0" -m src "$@" >&-', tmp_path, *arguments)
    message = "fairfetch-python: cannot write to standard output: Bad file descriptor\n"
    assert (done.returncode, done.stderr) == (3, message)


def test_nothing_else_gets_what_was_meant_for_a_closed_stream(tmp_path: Path) -> None:
    records = tmp_path / "records"
    with serving({"/a": ok(b"x" * 100)}) as server:
        arguments = ["--json", "--records", str(records), "-d", str(tmp_path / "o")]
        done = _shell('"$0" -m src "$@" <&- >&- 2>&-', tmp_path, *arguments, f"{server.base}/a")
    assert done.returncode == 3
    assert tree(tmp_path / "o") == {"a": b"x" * 100}
    assert records.read_text().count("\n") == 1


@OURS
def test_a_standard_error_that_is_closed_is_nobodys_problem(tmp_path: Path, strategy: str) -> None:
    with serving({"/a": ok(b"x")}) as server:
        arguments = ["--strategy", strategy, "-d", str(tmp_path / "o"), "--progress", "bar"]
        urls = [f"{server.base}/a", f"{server.base}/gone"]
        for command in ('"$0" -m src "$@" 2>&-', '"$0" -m src "$@" 2>/dev/full'):
            done = _shell(command, tmp_path, *arguments, *urls)
            assert (done.returncode, done.stdout) == (1, "")
    assert tree(tmp_path / "o") == {"a": b"x"}


def test_texts_from_outside_do_not_move_the_cursor(tmp_path: Path) -> None:
    url = "ftp://h/\x1b[2Jevil\x07"
    done = _shell('"$0" -m src "$@"', tmp_path, "-d", str(tmp_path / "o"), url)
    assert "\x1b" not in done.stderr
    assert "\\x1b[2Jevil\\x07" in done.stderr


def test_lines_stand_above_the_bar_and_the_cursor_comes_back(
    capfd: pytest.CaptureFixture[str],
) -> None:
    screen = Screen()
    screen.restore()
    screen.line("before")
    screen.draw("[=> ]")
    screen.line("a failure")
    screen.draw("[==>]")
    screen.restore()
    screen.restore()
    screen.line("after")
    assert capfd.readouterr().err == (
        "before\n"
        "\x1b[?25l\r[=> ]\x1b[K"
        "\r\x1b[Ka failure\n[=> ]"
        "\r[==>]\x1b[K"
        "\r\x1b[K\x1b[?25h"
        "after\n"
    )

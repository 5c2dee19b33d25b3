"""Progress as people see it: on a terminal, on a pipe, in a log."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from src import display
from src.counter import InFlight
from src.files import Folder
from src.options import Options
from src.run import Run

from .conftest import ROOT, Program, clean_environment
from .server import Handler, Reply, Request, answer, in_turn, ok, serving
from .vectors import check

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])


def _on_a_terminal(tmp_path: Path, columns: int, *arguments: str) -> str:
    """All that comes to a terminal of so many columns while the program runs."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "src", *arguments],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=its,
    )
    os.close(its)
    seen = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    os.close(ours)
    process.wait(30)
    return seen.decode()


def _bars(seen: str) -> list[str]:
    """The bars that were drawn, one after the other."""
    return re.findall(r"\r([^\r\n\x1b]+)\x1b\[K", seen)


@OURS
def test_a_bar_on_a_terminal_and_the_cursor_back(tmp_path: Path, strategy: str) -> None:
    def slow(_: Request) -> Reply:
        time.sleep(0.25)
        return ok(b"x" * 2048)

    replies: dict[str, Reply | Handler] = {
        "/gone": answer(404),
        "/a": slow,
        "/b": in_turn(answer(503), slow),
    }
    with serving(replies) as server:
        urls = [f"{server.base}{name}" for name in ("/gone", "/a", "/b", "/a")]
        arguments = ["--strategy", strategy, "-d", str(tmp_path / "o"), "-j", "2"]
        seen = _on_a_terminal(tmp_path, 70, *arguments, *urls)
    bars = _bars(seen)
    assert bars[0].startswith("[>")
    assert "] 0/4  0 B  0 B/s" in bars[0]
    assert "] 4/4  6.0 KiB" in bars[-1]
    assert bars[-1].endswith("0 active, 1 failed")
    assert max(map(len, bars)) <= 69
    # The failure is a line of its own, above the bar.
    assert re.search(r"\r\x1b\[Kfairfetch-python: \S+/gone: the server answered 404", seen)
    assert seen.count("\x1b[?25l") == seen.count("\x1b[?25h") == 1
    assert seen.index("\r\x1b[K\x1b[?25h") < seen.index("3 ok, 1 failed")


def test_quiet_and_none_show_nothing_on_a_terminal(tmp_path: Path) -> None:
    with serving({"/a": ok(b"x")}) as server:
        for more in (["-q"], ["--progress", "none", "--json"]):
            arguments = ["-d", str(tmp_path / "o"), f"{server.base}/a", *more]
            assert _on_a_terminal(tmp_path, 80, *arguments) == ""


@OURS
def test_a_bar_can_be_asked_for_without_a_terminal(
    program: Program, tmp_path: Path, strategy: str
) -> None:
    with serving({"/a": ok(b"x" * 2048)}) as server:
        arguments = ["--strategy", strategy, "-d", tmp_path, "--progress", "bar", "--json"]
        done = program(f"{server.base}/a", *arguments)
    assert "[==============================] 1/1  2.0 KiB  " in done.stderr
    assert done.stderr.endswith("\x1b[?25h")
    check(json.loads(done.stdout), "summary")


def test_plain_lines_come_every_few_seconds_and_none_at_the_end(
    program: Program, tmp_path: Path
) -> None:
    with serving({"/a": ok(b"x" * 2048)}) as server:
        arguments = ["-d", tmp_path, "--progress", "plain", "--json"]
        done = program(f"{server.base}/a", *arguments)
    assert done.stderr == ""
    check(json.loads(done.stdout), "summary")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    source = tmp_path / "jobs"
    source.write_text("http://h/a\n# no\nhttp://h/b\n")
    options = Options(urls=("http://h/c",), input=str(source), progress="plain")
    return Run(options, Folder(str(tmp_path)))


def test_plain_lines_have_the_fields_of_the_bar(
    run: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display.Lines, "every_s", 0.01)
    with display.Lines(run):
        time.sleep(0.3)
    lines = capfd.readouterr().err.splitlines()
    assert lines
    assert set(lines) == {"0/3  0 B  0 B/s  0 active"}


def test_the_total_is_what_was_read_once_all_is(run: Run) -> None:
    bar = display.Bar(run)
    assert bar.state().total is None
    assert bar._count() == 3
    run.jobs_read, run.has_read_all = 7, True
    assert bar.state().total == 7


def test_nothing_is_drawn_where_nothing_has_changed(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    bar = display.Bar(run)
    bar.show()
    bar.show()
    assert len(_bars(capfd.readouterr().err)) == 1
    run.totals.total = 1
    bar.show()
    assert len(_bars(capfd.readouterr().err)) == 1
    # Once in a while all the same, for the time that is left.
    bar._drawn_s -= 2
    bar.show()
    assert len(_bars(capfd.readouterr().err)) == 1
    bar.close()


def test_bytes_count_while_they_come(run: Run) -> None:
    class Half:
        received_bytes = 500

    assert isinstance(run.in_flight, InFlight)
    run.totals.received_bytes = 1000
    run.in_flight.enter(Half())  # type: ignore[arg-type]
    assert run.received_bytes() == 1500

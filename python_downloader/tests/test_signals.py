"""The first signal ends a run in good order, whatever it waits for; the second ends the process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Start, Tls, tree
from .server import Reply, Request, answer, cut, file, in_turn, ok, serving
from .vectors import check

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
LARGE = os.urandom(2_000_000)
STALLED = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nhalf", "stall")
# Some file systems hang, and nothing can be done about it but to leave them.
HANGING_DISK = "import os, time; os.replace = lambda *_: time.sleep(60)"
HANGING_LOOK_UP = "import time, src.lookup; src.lookup.resolve = lambda *_: time.sleep(60)"


def _until(is_so: Callable[[], object]) -> None:
    """Wait for it, as long as a slow machine may take."""
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.01)


def _ended(process: subprocess.Popen[str], tmp_path: Path) -> tuple[dict[str, Any], list[Any], str]:
    """Summary, records and what was said, of a run that ends by itself."""
    out, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    records = [json.loads(line) for line in (tmp_path / "records").read_text().splitlines()]
    summary = json.loads(out)
    check(summary, "summary")
    for record in records:
        check(record, "record")
    assert summary["downloads"]["total"] == len(records)
    return summary, records, err


def _arguments(tmp_path: Path, strategy: str, *more: object) -> list[object]:
    where = ["-d", tmp_path / "out", "--records", tmp_path / "records", "--json"]
    return ["--strategy", strategy, *where, *more]


@OURS
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
def test_a_download_that_waits_for_bytes_is_cut_off(
    start: Start, tmp_path: Path, strategy: str, number: signal.Signals, code: int
) -> None:
    with serving({"/a": STALLED, "/b": ok(b"b")}) as server:
        urls = [f"{server.base}/b", *[f"{server.base}/a"] * 5]
        process = start(*_arguments(tmp_path, strategy, "-j", "2", *urls))
        _until(lambda: len(server.requests) == 3)
        _until(lambda: (tmp_path / "out" / "b").exists())
        process.send_signal(number)
        summary, records, _ = _ended(process, tmp_path)
    assert process.returncode == code
    assert summary["downloads"]["ok"] == 1
    assert summary["downloads"]["cancelled"] == len(records) - 1 >= 2
    # What was not read from the input is not counted.
    assert summary["downloads"]["total"] < 6
    for record in records[1:]:
        assert record["error"]["code"] == "cancelled"
        assert record["error"]["message"].endswith(f": stopped by {number.name}")
    assert tree(tmp_path / "out") == {"b": b"b"}


@OURS
def test_one_that_waits_for_its_next_attempt_is_cancelled(
    start: Start, tmp_path: Path, strategy: str
) -> None:
    with serving({"/a": answer(503, b"", "Retry-After: 50")}) as server:
        process = start(*_arguments(tmp_path, strategy, f"{server.base}/a"))
        _until(lambda: server.requests)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        summary, records, _ = _ended(process, tmp_path)
    assert process.returncode == 130
    assert (records[0]["state"], records[0]["attempts"]) == ("cancelled", 1)
    assert summary["errors"] == {"http-status": 1}


@OURS
def test_input_that_never_comes_holds_nobody_up(
    start: Start, tmp_path: Path, strategy: str
) -> None:
    with serving({"/a": ok(b"a")}) as server:
        process = start(*_arguments(tmp_path, strategy, "-i", "-"))
        assert process.stdin is not None
        process.stdin.write(f"{server.base}/a\n{server.base}/")
        process.stdin.flush()
        # The first line is a job before there is an end of the second.
        _until(lambda: (tmp_path / "out" / "a").exists())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        summary, _, _ = _ended(process, tmp_path)
    assert summary["downloads"] == {"total": 1, "ok": 1, "failed": 0, "skipped": 0, "cancelled": 0}


@OURS
def test_what_is_being_connected_is_given_up(start: Start, tmp_path: Path, strategy: str) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/a"
        process = start(*_arguments(tmp_path, strategy, "--connect-timeout", "60", url))
        _until((tmp_path / "out").exists)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        _, records, _ = _ended(process, tmp_path)
        for sock in waiting:
            sock.close()
    assert process.returncode == 143
    assert [record["state"] for record in records] == ["cancelled"]


@OURS
def test_hands_that_are_never_shaken_are_given_up(
    start: Start, tmp_path: Path, strategy: str, tls: Tls
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/a"
        process = start(*_arguments(tmp_path, strategy, "--cacert", tls.cacert, url))
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(1)
            process.send_signal(signal.SIGINT)
            _, records, _ = _ended(process, tmp_path)
    assert (process.returncode, records[0]["state"]) == (130, "cancelled")


@OURS
def test_a_look_up_that_hangs_is_left_behind(start: Start, tmp_path: Path, strategy: str) -> None:
    arguments = _arguments(tmp_path, strategy, "--connect-timeout", "60", "http://slow.example/a")
    process = start(*arguments, before=HANGING_LOOK_UP)
    _until((tmp_path / "out").exists)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, records, _ = _ended(process, tmp_path)
    assert (process.returncode, records[0]["state"]) == (130, "cancelled")


def test_a_thread_that_does_not_let_go_is_left_behind(start: Start, tmp_path: Path) -> None:
    with serving({"/a": ok(b"a")}) as server:
        arguments = _arguments(tmp_path, "threads", f"{server.base}/a")
        process = start(*arguments, before=HANGING_DISK)
        _until((tmp_path / "out" / "a.part").exists)
        process.send_signal(signal.SIGINT)
        summary, records, _ = _ended(process, tmp_path)
    assert (process.returncode, records[0]["state"]) == (130, "cancelled")
    assert summary["downloads"]["cancelled"] == 1


@OURS
def test_a_second_signal_ends_it_at_once(start: Start, tmp_path: Path, strategy: str) -> None:
    with serving({"/a": ok(b"a")}) as server:
        arguments = _arguments(tmp_path, strategy, "--progress", "bar", f"{server.base}/a")
        process = start(*arguments, before=HANGING_DISK)
        _until((tmp_path / "out" / "a.part").exists)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    # It did not even tell how it went, but the cursor is back.
    assert out == ""
    assert err.endswith("\x1b[?25h")


@OURS
def test_what_came_of_a_large_file_is_kept_and_the_next_run_goes_on(
    start: Start, tmp_path: Path, strategy: str
) -> None:
    replies = in_turn(cut(LARGE, 1_300_000, 'ETag: "1"', then="stall"), file(LARGE))
    with serving({"/a": replies}) as server:
        process = start(*_arguments(tmp_path, strategy, f"{server.base}/a"))
        part = tmp_path / "out" / "a.part"
        _until(lambda: part.exists() and part.stat().st_size == 1_300_000)
        process.send_signal(signal.SIGINT)
        _ended(process, tmp_path)
        assert sorted(tree(tmp_path / "out")) == ["a.part", "a.part.json"]
        (tmp_path / "records").unlink()
        again = start(*_arguments(tmp_path, strategy, f"{server.base}/a"))
        _, records, _ = _ended(again, tmp_path)
    assert (again.returncode, records[0]["resumedFrom"]) == (0, 1_300_000)
    assert tree(tmp_path / "out") == {"a": LARGE}


@OURS
def test_nothing_new_is_started(start: Start, tmp_path: Path, strategy: str) -> None:
    released = threading.Event()

    def handler(_: Request) -> Reply:
        released.wait(30)
        return ok(b"x")

    with serving(handler) as server:
        urls = [f"{server.base}/{number}" for number in range(50)]
        process = start(*_arguments(tmp_path, strategy, "-j", "3", *urls))
        _until(lambda: len(server.requests) == 3)
        process.send_signal(signal.SIGINT)
        _ended(process, tmp_path)
        released.set()
        assert len(server.requests) == 3


@OURS
def test_many_bad_lines_in_a_row_do_not_delay_it(
    start: Start, tmp_path: Path, strategy: str
) -> None:
    source = tmp_path / "jobs"
    source.write_text("no job\n" * 2_000_000)
    process = start("--strategy", strategy, "-i", source, "-d", tmp_path / "out")
    assert process.stderr is not None
    threading.Thread(target=process.stderr.read, daemon=True).start()
    _until((tmp_path / "out").exists)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130


@pytest.mark.parametrize("strategy", ["seed-threads", "seed-asyncio"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_original_simply_ends(
    start: Start, tmp_path: Path, strategy: str, number: signal.Signals
) -> None:
    with serving({"/a": STALLED}) as server:
        process = start("--strategy", strategy, "-d", tmp_path / "out", f"{server.base}/a")
        _until(lambda: server.requests)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-number, "")
    assert tree(tmp_path / "out") == {}


@OURS
@pytest.mark.parametrize("kind", ["file", "part"])
def test_what_is_being_read_on_the_disk_is_left(
    start: Start, tmp_path: Path, strategy: str, kind: str
) -> None:
    """A file that is there is digested, or the beginning of one that is to be gone on with."""
    out, source = tmp_path / "out", tmp_path / "jobs"
    out.mkdir()
    with serving({"/a": file(LARGE)}) as server:
        url = f"{server.base}/a"
        source.write_text(json.dumps({"url": url, "sha256": "0" * 64}))
        if kind == "file":
            (out / "a").write_bytes(LARGE)
        else:
            (out / "a.part").write_bytes(LARGE[:-5])
            description = {"url": url, "validator": '"1"', "total": len(LARGE)}
            (out / "a.part.json").write_text(json.dumps(description))
        before = (
            "import src.work, time\n"
            "class Slow(src.work.Digests):\n"
            "    def update(self, data):\n"
            f"        open({str(tmp_path / 'reading')!r}, 'w').close(); time.sleep(0.5)\n"
            "src.work.Digests = Slow\n"
        )
        arguments = _arguments(tmp_path, strategy, "-i", source, "--existing", "skip")
        process = start(*arguments, before=before)
        _until((tmp_path / "reading").exists)
        process.send_signal(signal.SIGINT)
        _, records, _ = _ended(process, tmp_path)
    assert process.returncode == 130
    assert [record["state"] for record in records] == ["cancelled"]
    assert set(tree(out)) == ({"a"} if kind == "file" else {"a.part", "a.part.json"})

"""The order of steps on the disk, as the kernel sees them, with and without --fsync."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, clean_environment, tree
from .server import file, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
CALLS = "openat,write,fsync,rename,unlink,mkdir,ftruncate"
LARGE = os.urandom(1_200_000)


def _traced(tmp_path: Path, *arguments: object) -> list[str]:
    """What the program did to files below `out` and to the records, one step a line."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    tracing = [strace, "-f", "-y", "-o", str(trace), "-e", f"trace={CALLS}"]
    done = subprocess.run(  # noqa: S603 - our own program
        [*tracing, sys.executable, "-m", "src", *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "ptrace" in done.stderr.lower():
        pytest.skip(f"strace may not be used here: {done.stderr.strip()}")
    assert (done.returncode, done.stdout) == (0, "")
    return _steps(trace.read_text(), str(tmp_path))


def _whole_calls(trace: str) -> list[str]:
    """One line for each call, as it returned: one that others came between is told in two."""
    begun: dict[str, str] = {}
    calls = []
    for line in trace.splitlines():
        thread = line.split(" ", 1)[0]
        if line.endswith(" <unfinished ...>"):
            begun[thread] = line.removesuffix(" <unfinished ...>")
        elif (resumed := re.search(r"<\.\.\. \w+ resumed>(.*)", line)) is not None:
            calls.append(begun.pop(thread, "") + resumed[1])
        else:
            calls.append(line)
    return calls


def _steps(trace: str, root: str) -> list[str]:
    steps = []
    for line in _whole_calls(trace):
        call = re.match(r"\d+ +(\w+)\((.*)\) += (.*)", line)
        if call is None or call[3].startswith("-1"):
            continue
        paths = re.findall(rf"{root}/([\w./]+)", call[2])
        writes = "O_CREAT" in call[2] or call[1] != "openat"
        if paths and writes and paths[-1].startswith(("out", "records")):
            steps.append(f"{call[1]} {' '.join(dict.fromkeys(paths))}")
    # Bytes come in as many pieces as they like.
    return [step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1]]


@OURS
def test_what_a_record_calls_ok_is_on_the_disk(tmp_path: Path, strategy: str) -> None:
    (tmp_path / "out").mkdir()
    with serving({"/a": file(LARGE)}) as server:
        jobs = tmp_path / "jobs"
        jobs.write_text(f'{{"url": "{server.base}/a", "path": "d/e/a"}}\n')
        where = ["-d", tmp_path / "out", "--records", tmp_path / "records", "-i", jobs]
        steps = _traced(tmp_path, "--strategy", strategy, "--fsync", "-q", *where)
    assert steps == [
        "openat records",
        "mkdir out/d",
        "fsync out",
        "mkdir out/d/e",
        "fsync out/d",
        "openat out/d/e/a.part",
        "openat out/d/e/a.part.json",
        "write out/d/e/a.part.json",
        "write out/d/e/a.part",
        "fsync out/d/e/a.part",
        "rename out/d/e/a.part out/d/e/a",
        "unlink out/d/e/a.part.json",
        "fsync out/d/e",
        "write records",
    ]
    assert tree(tmp_path / "out") == {"d/e/a": LARGE}


@OURS
def test_a_folder_that_is_made_is_flushed_in_its_turn(tmp_path: Path, strategy: str) -> None:
    with serving({"/a": file(b"x")}) as server:
        arguments = ["-d", tmp_path / "out", f"{server.base}/a"]
        steps = _traced(tmp_path, "--strategy", strategy, "--fsync", "-q", *arguments)
    assert steps[0] == "mkdir out"
    assert steps[1:] == [
        "openat out/a.part",
        "write out/a.part",
        "fsync out/a.part",
        "rename out/a.part out/a",
        "fsync out",
    ]


@OURS
def test_no_description_stands_beside_bytes_of_another_version(
    tmp_path: Path, strategy: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with serving({"/a": file(LARGE, '"2"')}) as server:
        (out / "a.part").write_bytes(b"x" * 700_000)
        (out / "a.part.json").write_text(f'{{"url": "{server.base}/a", "validator": "\\"1\\""}}')
        arguments = ["--strategy", strategy, "-q", "-d", out, f"{server.base}/a"]
        steps = _traced(tmp_path, *arguments)
    assert steps == [
        "unlink out/a.part.json",
        "unlink out/a.part",
        "openat out/a.part",
        "openat out/a.part.json",
        "write out/a.part.json",
        "write out/a.part",
        "rename out/a.part out/a",
        "unlink out/a.part.json",
    ]


def test_looking_for_what_is_left_costs_one_step_at_most(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving({"/a": file(b"x")}) as server:
        arguments = ["-q", "-d", out, f"{server.base}/a"]
        new = _touched(tmp_path, *arguments)
        old = _touched(tmp_path, *arguments)
    # Nothing is looked for in a folder that this run has made.
    assert (new, old) == (3, 4)


def _touched(tmp_path: Path, *arguments: object) -> int:
    """How many system calls name the file or what belongs to it, failing ones included."""
    _traced(tmp_path, *arguments)
    lines = _whole_calls((tmp_path / "trace").read_text())
    return sum(1 for line in lines if re.search(r"out/a(\.part(\.json)?)?[\">]", line))

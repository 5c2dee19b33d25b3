"""What the system allows: open files, sizes of files, and memory for a long list."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, clean_environment, tree
from .server import ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])


def _limited(
    tmp_path: Path, kind: int, limits: tuple[int, int], *arguments: object
) -> subprocess.CompletedProcess[str]:
    """Run the program under a soft and a hard limit of the system."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "error", "-m", "src", *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        preexec_fn=lambda: resource.setrlimit(kind, limits),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@OURS
def test_a_soft_limit_of_open_files_is_raised(tmp_path: Path, strategy: str) -> None:
    with serving({"/a": ok(b"x")}) as server:
        arguments = ["--strategy", strategy, "-d", tmp_path / "o", "-j", "100", f"{server.base}/a"]
        done = _limited(tmp_path, resource.RLIMIT_NOFILE, (64, 300), *arguments)
    assert done.returncode == 0


def test_a_hard_one_that_is_too_low_is_said_before_anything_is_written(tmp_path: Path) -> None:
    arguments = ["-d", tmp_path / "o", "-j", "512", "http://127.0.0.1:1/a"]
    done = _limited(tmp_path, resource.RLIMIT_NOFILE, (64, 256), *arguments)
    assert done.returncode == 3
    assert done.stderr == (
        "fairfetch-python: --concurrency 512 needs 1056 open files and the limit is 256; "
        "raise it (ulimit -n 1056) or lower --concurrency\n"
    )
    assert not (tmp_path / "o").exists()


@OURS
def test_a_file_that_may_not_grow_is_a_disk_failure(tmp_path: Path, strategy: str) -> None:
    # As on a disk that is full, but for the reason.
    with serving({"/a": ok(b"x" * 500_000), "/b": ok(b"y")}) as server:
        urls = [f"{server.base}/a", f"{server.base}/b"]
        arguments = ["--strategy", strategy, "-d", tmp_path / "o", "--retries", "3", *urls]
        done = _limited(tmp_path, resource.RLIMIT_FSIZE, (100_000, 100_000), *arguments)
    assert done.returncode == 1
    assert "/a: cannot write a.part: File too large (disk)" in done.stderr
    assert tree(tmp_path / "o") == {"b": b"y"}


@OURS
def test_a_folder_that_is_gone_is_a_disk_failure_and_the_run_goes_on(
    tmp_path: Path, strategy: str
) -> None:
    out = tmp_path / "o"

    def handler(_: object) -> object:
        if out.exists():
            os.rmdir(out)
        return ok(b"x")

    with serving(handler) as server:  # type: ignore[arg-type]
        urls = [f"{server.base}/a", f"{server.base}/b"]
        done = _limited(
            tmp_path, resource.RLIMIT_CORE, (0, 0), "--strategy", strategy, "-d", out, *urls
        )
    assert done.returncode == 1
    assert done.stderr.count("No such file or directory (disk)") == 2


@OURS
@pytest.mark.parametrize("kind", ["refused", "skipped"])
def test_a_long_list_takes_little_memory_a_line(tmp_path: Path, strategy: str, kind: str) -> None:
    out = tmp_path / "o"
    out.mkdir()
    few, many = 1_000, 200_000
    peaks = []
    for count in (few, many):
        source = tmp_path / f"jobs-{count}"
        scheme = "ftp" if kind == "refused" else "http"
        with source.open("w") as lines:
            for number in range(count):
                lines.write(f"{scheme}://127.0.0.1:1/{number:032d}.binary\n")
        peaks.append(_peak_bytes(tmp_path, strategy, source, out))
    assert (peaks[1] - peaks[0]) / (many - few) <= 200


def _peak_bytes(tmp_path: Path, strategy: str, source: Path, out: Path) -> int:
    """The most memory the program had at once."""
    code = (
        "import resource, sys, src.download; from src import main\n"
        # Ends each download where it would begin.
        "src.download.Download._start = lambda self: self._finish('skipped')\n"
        "code = main(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    arguments = ["--strategy", strategy, "-q", "-i", str(source), "-d", str(out)]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=300,
        check=True,
    )
    return int(done.stdout) * 1024

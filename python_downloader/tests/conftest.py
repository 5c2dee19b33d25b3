"""What tests share: a certificate authority, a way to run a strategy, a way to run the program."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from src import strategies
from src.files import Folder
from src.lines import Input
from src.options import Options, Timeouts
from src.proxies import Proxies
from src.records import Records
from src.run import Run

ROOT = Path(__file__).resolve().parents[1]


# For tests in which nothing comes: the others wait as long as users do.
IMPATIENT = Timeouts(connect_s=1, stall_s=0.5)


class Tls(NamedTuple):
    """A server's context, and the file that makes clients trust it."""

    context: ssl.SSLContext
    cacert: Path


class Result(NamedTuple):
    """A run carried out in this process."""

    run: Run
    records: list[dict[str, Any]]
    folder: Path

    @property
    def codes(self) -> list[str]:
        return [record.get("error", {}).get("code", "ok") for record in self.records]

    @property
    def files(self) -> dict[str, bytes]:
        return tree(self.folder)


Carry = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]


def clean_environment(home: Path) -> dict[str, str]:
    """What the harness gives a program, and nothing that would change what it does."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(home)}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA, tmp_path: Path) -> Tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    cacert = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(cacert)
    return Tls(context, cacert)


@pytest.fixture
def carry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carry:
    """Carry out URLs and job lines with one strategy; gives the records in job order.

    One attempt each, unless more are asked for.
    """
    # The machine's own trust settings would override a test's.
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)

    def carry_out(
        strategy: str,
        *urls: str,
        lines: list[object] | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - a constant
        proxies: Proxies | None = None,
        retries: int = 0,
        **options: Any,
    ) -> Result:
        folder, name = tmp_path / "out", tmp_path / "records.jsonl"
        source = tmp_path / "jobs.jsonl"
        source.write_text("".join(f"{_line(line)}\n" for line in lines or ()), encoding="utf-8")
        name.write_bytes(b"")
        resolved = Options(
            urls=urls, strategy=strategy, timeouts=timeouts, retries=retries, **options
        )
        with Records(str(name)) as records, Input(str(source)) as file:
            where = Folder(str(folder), durable=resolved.fsync)
            run = Run(resolved, where, records, proxies)
            strategies.load(strategy).carry_out(run, run.jobs(file), file)
            run.finished()
        kept = [json.loads(line) for line in name.read_text(encoding="utf-8").splitlines()]
        return Result(run, sorted(kept, key=lambda record: record["index"]), folder)

    return carry_out


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Run `python -m src` as the harness does: its folder, a clean environment, no input."""

    def run(
        *arguments: object, stdin: str = "", variables: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-W", "error", "-m", "src", *map(str, arguments)],
            cwd=ROOT,
            env={**clean_environment(tmp_path), **(variables or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the program and go on; whatever still runs at the end of the test is ended.

    `before` is Python to be carried out first, for what no real system does on demand.
    """
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: object, before: str | None = None) -> subprocess.Popen[str]:
        command = ["-m", "src"]
        if before is not None:
            command = ["-c", f"{before}\nfrom src import main\nraise SystemExit(main())"]
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-W", "error", *command, *map(str, arguments)],
            cwd=ROOT,
            env=clean_environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def _line(line: object) -> str:
    return line if isinstance(line, str) else json.dumps(line)

"""The program as it is started: exit codes, what is printed where, and the shape of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from src import demo
from src.options import STRATEGIES

from .conftest import Program, tree
from .server import answer, ok, serving
from .vectors import check

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES)


@every_strategy
def test_summary_and_records_keep_their_schemas(
    program: Program, tmp_path: Path, strategy: str
) -> None:
    out, source, records = tmp_path / "out", tmp_path / "jobs", tmp_path / "records"
    with serving({"/a": ok(b"x" * 1000), "/b": answer(404, b"gone")}) as server:
        url = f"{server.base}/a"
        lines = [
            json.dumps({"url": url, "path": "d/a.bin", "bytes": 1000}),
            "# nothing here",
            url,
            f"{server.base}/b",
            "no job",
            "{",
            json.dumps({"url": url, "path": "../a"}),
            json.dumps({"url": url, "path": "d/a.bin"}),
        ]
        source.write_text("\n".join(lines))
        arguments = ["-i", source, "-d", out, "-j", "3", "--json", "--records", records]
        done = program("--strategy", strategy, *arguments, "--work", "sha256")
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    check(summary, "summary")
    assert summary["variant"] == strategy
    assert summary["concurrency"] == (7 if strategy == "seed-asyncio" else 3)
    assert summary["downloads"] == {
        "total": 7,
        "ok": 2,
        "failed": 5,
        "skipped": 0,
        "cancelled": 0,
    }
    codes = {"http-status": 1, "bad-job": 2, "unsafe-path": 1, "duplicate-path": 1}
    assert summary["errors"] == codes
    assert summary["attempts"] == 3
    assert summary["bytes"] >= 2000
    assert summary["libraries"]
    assert "unknown" not in summary["libraries"].values()
    assert tree(out) == {"d/a.bin": b"x" * 1000, "a": b"x" * 1000}
    kept = [json.loads(line) for line in records.read_text().splitlines()]
    for record in kept:
        check(record, "record")
        assert 0 <= record["startNs"] <= record["endNs"] <= summary["durationNs"]
        if "firstByteNs" in record:
            assert record["startNs"] <= record["firstByteNs"] <= record["endNs"]
    by_index = {record["index"]: record for record in kept}
    assert sorted(by_index) == list(range(7))
    assert by_index[4]["error"]["line"] == 6
    assert by_index[0]["work"] == by_index[0]["sha256"]


@every_strategy
def test_all_well_is_exit_0_and_a_line_for_people(
    program: Program, tmp_path: Path, strategy: str
) -> None:
    with serving({"/a": ok(b"x" * 2048)}) as server:
        done = program(f"{server.base}/a", "--strategy", strategy, "-d", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("1 ok, 0 failed, 2.0 KiB in ")
    assert tree(tmp_path / "out") == {"a": b"x" * 2048}


def test_the_strategy_need_not_be_named(program: Program, tmp_path: Path) -> None:
    with serving({"/a": ok(b"x")}) as server:
        done = program("-i", "-", "-d", tmp_path, "--json", stdin=f"{server.base}/a\n")
    assert json.loads(done.stdout)["variant"] == "threads"


def test_quiet_is_silent_but_for_errors(program: Program, tmp_path: Path) -> None:
    with serving({"/a": ok(b"x")}) as server:
        fine = program("-q", f"{server.base}/a", "-d", tmp_path)
        failed = program("-q", f"{server.base}/b", "-d", tmp_path)
    assert (fine.stdout, fine.stderr) == ("", "")
    message = f"fairfetch-python: {server.base}/b: the server answered 404 (http-status)\n"
    assert (failed.returncode, failed.stderr) == (1, message)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--retries", "-1"], "--retries"),
        (["--strategy", "seed-threads", "--retries", "3", "http://h/"], "needs level downloads"),
        (["-j", "0"], "-j"),
        (["--nonsense"], "--nonsense"),
        (["-q"], "nothing to download"),
    ],
)
def test_a_wrong_command_line_is_exit_2_one_line_and_no_file(
    program: Program, tmp_path: Path, arguments: list[str], word: str
) -> None:
    done = program("-d", tmp_path / "out", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert word in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_environment_is_exit_3(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no certificate")
    url, missing = "http://127.0.0.1:1/a", tmp_path / "missing"
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    for arguments, word in [
        (["-d", tmp_path / "file" / "out", url], "cannot make the folder"),
        (["-d", tmp_path / "o", "-i", missing], "cannot read the input"),
        (["-d", tmp_path / "o", "-i", tmp_path], "cannot read the input"),
        (["-d", tmp_path / "o", "--cacert", missing, url], "cannot read the certificates"),
        (["-d", tmp_path / "o", "--cacert", tmp_path / "file", url], "no PEM certificate"),
        (["-d", tmp_path / "o", "--records", tmp_path, url], "cannot write the records"),
    ]:
        done = program(*arguments)
        assert (done.returncode, done.stdout) == (3, "")
        assert word in done.stderr
        assert done.stderr.count("\n") == 1


@every_strategy
def test_certificates_that_cannot_be_used_are_exit_3(
    program: Program, tmp_path: Path, strategy: str
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    arguments = ["--cacert", broken, "-d", tmp_path / "o", "https://127.0.0.1:1/a"]
    done = program("--strategy", strategy, *arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot use the certificates" in done.stderr


def test_records_are_appended(program: Program, tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.write_text("earlier\n")
    with serving({"/a": ok(b"x")}) as server:
        program(f"{server.base}/a", "-d", tmp_path / "o", "--records", records)
    earlier, line = records.read_text().splitlines()
    assert earlier == "earlier"
    check(json.loads(line), "record")


def test_records_that_cannot_be_written_are_exit_3_after_the_downloads(
    program: Program, tmp_path: Path
) -> None:
    with serving({"/a": ok(b"x")}) as server:
        arguments = ["-d", tmp_path, "--records", "/dev/full", "--json"]
        done = program(f"{server.base}/a", *arguments)
    assert done.returncode == 3
    assert json.loads(done.stdout)["downloads"]["ok"] == 1
    assert "cannot write the records" in done.stderr
    assert (tmp_path / "a").read_bytes() == b"x"


@pytest.mark.parametrize("count", [1000, 1001, 3000])
def test_so_many_failures_are_told_and_no_more(
    program: Program, tmp_path: Path, count: int
) -> None:
    source = tmp_path / "jobs"
    source.write_text("no job\n" * count)
    done = program("-i", source, "-d", tmp_path / "o", "-q")
    lines = done.stderr.splitlines()
    assert len(lines) == min(count, 1001)
    more = "fairfetch-python: more downloads failed; --records FILE has them all"
    assert lines.count(more) == (1 if count > 1000 else 0)


def test_an_empty_input_is_no_failure(program: Program, tmp_path: Path) -> None:
    done = program("-i", "-", "-d", tmp_path, "--json", stdin="# nothing\n\n")
    summary = json.loads(done.stdout)
    check(summary, "summary")
    assert (done.returncode, summary["downloads"]["total"]) == (0, 0)


@every_strategy
def test_names_are_utf8_on_the_disk_whatever_the_locale(
    program: Program, tmp_path: Path, strategy: str
) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    with serving(lambda _: ok(b"x")) as server:
        source = tmp_path / "jobs"
        line = {"url": f"{server.base}/a", "path": "\u8a9e/\u8a9e"}
        source.write_text(f"{server.base}/%C3%A9\n{json.dumps(line)}\n")
        arguments = ["-i", source, "-d", tmp_path / "o", "--strategy", strategy]
        done = program(*arguments, variables=ascii_only)
    assert done.returncode == 0
    assert tree(tmp_path / "o") == {"\u00e9": b"x", "\u8a9e/\u8a9e": b"x"}


def test_help_and_version_go_to_stdout(program: Program) -> None:
    for argument in ("-h", "--help", "--version"):
        done = program(argument)
        assert (done.returncode, done.stderr) == (0, "")
        assert "fairfetch-python" in done.stdout


def test_without_arguments_it_demonstrates_and_leaves_nothing(
    program: Program, tmp_path: Path
) -> None:
    done = program()
    assert (done.returncode, done.stderr) == (0, "")
    expected_bytes = demo.COPIES * sum(demo.FILES.values())
    for line, title in zip(done.stdout.splitlines()[1:], ("Threaded:", "Async:"), strict=True):
        assert line.startswith(title)
        assert f"counter 30 (0 failed, {expected_bytes} bytes)" in line
    assert tree(tmp_path) == {}

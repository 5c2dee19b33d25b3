"""A file that is there already."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from .conftest import Carry, Result
from .server import ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
MEGABYTES = os.urandom(3_000_000)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def _one(carry: Carry, strategy: str, existing: str, **job: object) -> tuple[Result, int]:
    """One job for /a, which has the bytes `new`; how often it was asked for."""
    with serving({"/a": ok(b"new")}) as server:
        lines: list[object] = [{"url": f"{server.base}/a", **job}]
        result = carry(strategy, lines=lines, existing=existing)
        return result, len(server.requests)


@OURS
def test_overwrite_replaces_it(carry: Carry, strategy: str, out: Path) -> None:
    (out / "a").write_bytes(b"old")
    result, _ = _one(carry, strategy, "overwrite")
    assert result.files == {"a": b"new"}


@OURS
@pytest.mark.parametrize(
    "job", [{}, {"bytes": 3}, {"sha256": hashlib.sha256(b"old").hexdigest()}, {"bytes": None}]
)
def test_skip_keeps_what_is_as_wanted(
    carry: Carry, strategy: str, out: Path, job: dict[str, object]
) -> None:
    (out / "a").write_bytes(b"old")
    (out / "a.part").write_bytes(b"half")
    (out / "a.part.json").write_bytes(b"{}")
    result, asked = _one(carry, strategy, "skip", **job)
    assert result.files == {"a": b"old"}
    assert asked == 0
    (record,) = result.records
    assert (record["state"], record["path"]) == ("skipped", "a")
    assert not {"attempts", "bytes", "status", "error"} & set(record)
    assert ("sha256" in record) is (job.get("sha256") is not None)
    assert (result.run.totals.skipped, result.run.counter.value) == (1, 0)


@OURS
@pytest.mark.parametrize("job", [{"bytes": 4}, {"sha256": hashlib.sha256(b"new").hexdigest()}])
def test_skip_replaces_what_is_not(
    carry: Carry, strategy: str, out: Path, job: dict[str, object]
) -> None:
    (out / "a").write_bytes(b"old")
    result, asked = _one(carry, strategy, "skip", **job)
    assert asked >= 1
    if "sha256" in job:
        assert result.files == {"a": b"new"}
    else:
        assert result.codes == ["size-mismatch"]
        assert result.files == {"a": b"old"}


@OURS
def test_skip_reads_a_large_file_for_its_digest(carry: Carry, strategy: str, out: Path) -> None:
    (out / "a").write_bytes(MEGABYTES)
    digest = hashlib.sha256(MEGABYTES).hexdigest()
    result, asked = _one(carry, strategy, "skip", sha256=digest)
    assert (result.records[0]["sha256"], asked) == (digest, 0)


@OURS
@pytest.mark.parametrize("existing", ["skip", "overwrite"])
def test_a_link_is_no_file_that_is_there_and_is_replaced(
    carry: Carry, strategy: str, out: Path, tmp_path: Path, existing: str
) -> None:
    (tmp_path / "precious").write_bytes(b"old")
    (out / "a").symlink_to(tmp_path / "precious")
    result, asked = _one(carry, strategy, existing)
    assert (result.files, asked) == ({"a": b"new"}, 1)
    assert not (out / "a").is_symlink()
    assert (tmp_path / "precious").read_bytes() == b"old"


@OURS
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_fail_fails_whatever_is_there(carry: Carry, strategy: str, out: Path, kind: str) -> None:
    if kind == "file":
        (out / "a").write_bytes(b"old")
    elif kind == "link":
        (out / "a").symlink_to("nowhere")
    else:
        (out / "a").mkdir()
    result, asked = _one(carry, strategy, "fail")
    assert (result.codes, asked) == (["exists"], 0)
    assert "attempts" not in result.records[0]
    assert result.run.totals.errors == {"exists": 1}
    assert os.path.lexists(out / "a")


@OURS
def test_a_folder_under_the_name_is_a_disk_failure(carry: Carry, strategy: str, out: Path) -> None:
    (out / "a").mkdir()
    result, _ = _one(carry, strategy, "overwrite")
    assert result.codes == ["disk"]
    assert sorted(os.listdir(out)) == ["a"]


@OURS
def test_two_paths_to_one_file_are_never_written_at_once(
    carry: Carry, strategy: str, out: Path
) -> None:
    (out / "real").mkdir()
    (out / "link").symlink_to("real")
    (out / "here").symlink_to(".")
    with serving({"/a": ok(b"1"), "/b": ok(b"2")}) as server:
        one, two = f"{server.base}/a", f"{server.base}/b"
        lines: list[object] = [
            {"url": one, "path": "real/a"},
            {"url": two, "path": "link/a"},
            {"url": one, "path": "b"},
            {"url": two, "path": "here/b"},
        ]
        result = carry(strategy, lines=lines, concurrency=1)
    assert result.codes == ["ok", "duplicate-path", "ok", "duplicate-path"]
    assert (out / "real" / "a").read_bytes() == b"1"
    assert (out / "b").read_bytes() == b"1"

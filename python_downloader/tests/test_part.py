from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from src.failures import DiskError
from src.files import Folder
from src.part import PartFile
from src.resume import Part, Validator

from .conftest import tree

URL = "http://h/a"


def _part(folder: Path, path: str = "a") -> PartFile:
    return PartFile(Folder(str(folder)), path)


def _left(folder: Path, data: bytes, **fields: object) -> None:
    """What an earlier run left."""
    (folder / "a.part").write_bytes(data)
    (folder / "a.part.json").write_text(json.dumps({"url": URL, "validator": '"v"', **fields}))


def test_a_file_appears_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    part = _part(tmp_path, "a.bin")
    part.create()
    part.write(b"first ")
    part.write(memoryview(b"second"))
    assert tree(tmp_path) == {"a.bin.part": b"first second"}
    part.commit()
    assert tree(tmp_path) == {"a.bin": b"first second"}


def test_an_older_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    part = _part(tmp_path)
    part.create()
    part.write(b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    part.commit()
    assert tree(tmp_path) == {"a": b"new"}


def test_what_a_killed_run_left_is_replaced_its_description_first(tmp_path: Path) -> None:
    _left(tmp_path, b"a longer piece of an older run")
    part = _part(tmp_path)
    part.create()
    part.write(b"new")
    assert tree(tmp_path) == {"a.part": b"new"}
    part.commit()
    assert tree(tmp_path) == {"a": b"new"}


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
@pytest.mark.parametrize("at", ["a", "a.part", "a.part.json"])
def test_a_link_is_replaced_never_written_through(tmp_path: Path, at: str, kind: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.write_bytes(b"precious")
    folder.mkdir()
    if kind == "hard":
        (folder / at).hardlink_to(outside)
    else:
        (folder / at).symlink_to(outside)
    part = _part(folder)
    assert part.look(URL) is None
    part.create()
    part.describe(b"{}")
    part.write(b"new")
    part.commit()
    assert outside.read_bytes() == b"precious"
    assert not (folder / "a").is_symlink()
    assert tree(folder) == {"a": b"new"}


def test_a_part_with_another_name_is_not_gone_on_with(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    folder.mkdir()
    _left(folder, b"half")
    (folder / "a.part").unlink()
    outside.write_bytes(b"half")
    (folder / "a.part").hardlink_to(outside)
    assert _part(folder).look(URL) is None
    assert tree(folder) == {}
    assert outside.read_bytes() == b"half"


def test_an_earlier_run_is_gone_on_with(tmp_path: Path) -> None:
    _left(tmp_path, b"half", total=8)
    part = _part(tmp_path)
    assert part.look(URL) == Part(4, Validator('"v"'), 8)
    assert part.reopen(4)
    part.write(b"rest")
    part.commit()
    assert tree(tmp_path) == {"a": b"halfrest"}


def test_a_part_as_long_as_its_total_gives_up_its_last_byte(tmp_path: Path) -> None:
    _left(tmp_path, b"all!", total=4)
    part = _part(tmp_path)
    found = part.look(URL)
    assert found == Part(3, Validator('"v"'), 4)
    assert part.reopen(3)
    part.write(b"?")
    part.commit()
    assert tree(tmp_path) == {"a": b"all?"}


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"half", {"url": "http://h/b"}),
        (b"half", {"validator": 'W/"v"'}),
        (b"half", {"validator": "x\r\nEvil: 1"}),
        (b"half", {"validator": ["x"]}),
        (b"half", {"total": "many"}),
        (b"half", {"total": True}),
        (b"half", {"total": 3}),
        (b"", {}),
        (b"1", {"total": 1}),
    ],
)
def test_what_does_not_fit_is_removed(
    tmp_path: Path, data: bytes, fields: dict[str, object]
) -> None:
    _left(tmp_path, data, **fields)
    assert _part(tmp_path).look(URL) is None
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_description_that_is_none_is_removed(tmp_path: Path, text: bytes) -> None:
    _left(tmp_path, b"half")
    (tmp_path / "a.part.json").write_bytes(text)
    assert _part(tmp_path).look(URL) is None
    assert tree(tmp_path) == {}


def test_pipes_and_folders_in_the_way_hold_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.part.json")
    os.mkfifo(tmp_path / "a.part")
    part = _part(tmp_path)
    assert part.look(URL) is None
    assert not part.reopen(4)
    (tmp_path / "a.part.json").mkdir()
    assert part.look(URL) is None
    (tmp_path / "a.part").mkdir()
    with pytest.raises(DiskError, match=r"cannot (create|remove) a\.part"):
        part.create()


@pytest.mark.parametrize("size", [2, 3, 9])
def test_a_part_that_changed_meanwhile_is_not_gone_on_with(tmp_path: Path, size: int) -> None:
    _left(tmp_path, b"x" * 6)
    assert _part(tmp_path).reopen(size) is False
    assert (tmp_path / "a.part").read_bytes() == b"x" * 6


def test_a_failed_download_keeps_what_can_be_resumed_and_nothing_else(tmp_path: Path) -> None:
    for described, written, left in [
        (True, b"half", {"a.part": b"half", "a.part.json": b"{}"}),
        (True, b"", {}),
        (False, b"half", {}),
    ]:
        part = _part(tmp_path)
        part.create()
        if described:
            part.describe(b"{}")
        part.write(written)
        part.leave(URL)
        assert tree(tmp_path) == left
        part.discard()


def test_a_failed_download_that_never_began_leaves_what_it_can_be_resumed_from(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.part").write_bytes(b"nobody knows what")
    _part(tmp_path).leave(URL)
    assert tree(tmp_path) == {}
    _left(tmp_path, b"half")
    _part(tmp_path).leave(URL)
    assert sorted(tree(tmp_path)) == ["a.part", "a.part.json"]


@pytest.mark.parametrize("path", ["taken", "file/below", "x" * 300])
def test_what_the_disk_refuses(tmp_path: Path, path: str) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_bytes(b"")
    before = sorted(os.listdir(tmp_path))
    part = _part(tmp_path, path)
    with pytest.raises(DiskError) as caught:
        part.create()
        part.commit()
    part.leave(URL)
    assert caught.value.code == "disk"
    assert str(caught.value).startswith("cannot ")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_full_disk_is_a_disk_error(tmp_path: Path) -> None:
    # /dev/full takes the open and refuses every write, as a full disk does.
    part = _part(tmp_path)
    part.create()
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, part._fd)
    os.close(full)
    with pytest.raises(DiskError, match=r"cannot write a\.part: No space left"):
        part.write(b"x")
    part.leave(URL)
    assert tree(tmp_path) == {}


def test_a_name_too_long_to_be_described_is_stored_all_the_same(tmp_path: Path) -> None:
    name = "n" * 248
    part = _part(tmp_path, name)
    part.create()
    part.describe(b"{}")
    assert not part.described
    part.commit()
    assert tree(tmp_path) == {name: b""}


def test_files_get_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        part = _part(tmp_path)
        part.create()
        part.commit()
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640

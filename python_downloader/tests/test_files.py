from __future__ import annotations

import os
from pathlib import Path

import pytest

from src.failures import DiskError, EnvironmentProblem, JobError
from src.files import Folder, Part

from .conftest import tree


def test_a_file_appears_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with Part(Folder(str(tmp_path)).place("a.bin")) as part:
        part.write(b"first ")
        part.write(memoryview(b"second"))
        assert tree(tmp_path) == {"a.bin.part": b"first second"}
        part.commit()
        assert tree(tmp_path) == {"a.bin": b"first second"}
    assert tree(tmp_path) == {"a.bin": b"first second"}


def test_an_abandoned_file_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Part(Folder(str(tmp_path)).place("a.bin")) as part:
        part.write(b"half")
        raise RuntimeError
    assert tree(tmp_path) == {}


def test_an_older_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with Part(Folder(str(tmp_path)).place("a")) as part:
        part.write(b"new")
        assert (tmp_path / "a").read_bytes() == b"old"
        part.commit()
    assert tree(tmp_path) == {"a": b"new"}


def test_what_a_killed_run_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"a longer piece of an older run")
    with Part(Folder(str(tmp_path)).place("a")) as part:
        part.write(b"new")
        part.commit()
    assert tree(tmp_path) == {"a": b"new"}


@pytest.mark.parametrize("at", ["a", "a.part"])
def test_a_link_is_replaced_never_written_through(tmp_path: Path, at: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.write_bytes(b"precious")
    folder.mkdir()
    (folder / at).symlink_to(outside)
    with Part(Folder(str(folder)).place("a")) as part:
        part.write(b"new")
        part.commit()
    assert outside.read_bytes() == b"precious"
    assert not (folder / "a").is_symlink()
    assert (folder / "a").read_bytes() == b"new"


def test_a_link_that_leaves_the_folder_is_no_way(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "out"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    for refused in (folder.check, folder.place):
        with pytest.raises(JobError) as caught:
            refused("link/deeper/a")
        assert caught.value.code == "unsafe-path"
    assert tree(tmp_path / "elsewhere") == {}


def test_a_link_inside_the_folder_is_a_way(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with Part(folder.place("link/a")) as part:
        part.commit()
    assert (tmp_path / "real" / "a").exists()


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    with Part(Folder(str(tmp_path / "out")).place("d/a")) as part:
        part.commit()
    assert (tmp_path / "real" / "d" / "a").exists()


@pytest.mark.parametrize("path", ["taken", "file/below", "x" * 300])
def test_what_the_disk_refuses(tmp_path: Path, path: str) -> None:
    folder = Folder(str(tmp_path))
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_bytes(b"")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(DiskError) as caught, Part(folder.place(path)) as part:
        part.commit()
    assert caught.value.code == "disk"
    assert sorted(os.listdir(tmp_path)) == before


def test_a_full_disk_is_a_disk_error(tmp_path: Path) -> None:
    # /dev/full takes the open and refuses every write, as a full disk does.
    with pytest.raises(DiskError) as caught, Part(Folder(str(tmp_path)).place("a")) as part:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, part._fd)
        os.close(full)
        part.write(b"x")
    assert "No space left" in str(caught.value)
    assert tree(tmp_path) == {}


def test_files_get_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with Part(Folder(str(tmp_path)).place("a")) as part:
            part.commit()
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_made_is_a_problem_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentProblem, match="cannot make the folder"):
        Folder(str(tmp_path / "file" / "out"))

from __future__ import annotations

import os
from pathlib import Path

import pytest

from src import files
from src.failures import DiskError, EnvironmentProblem, JobError
from src.files import Folder

from .conftest import tree


def test_a_link_that_leaves_the_folder_is_no_way(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "out"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    for refused in (folder.check, folder.prepare):
        with pytest.raises(JobError) as caught:
            refused("link/deeper/a")
        assert caught.value.code == "unsafe-path"
    assert tree(tmp_path / "elsewhere") == {}


def test_a_folder_beside_ours_with_a_longer_name_is_outside(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "out"))
    (tmp_path / "outside").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(JobError):
        folder.check("link/a")


def test_a_link_inside_the_folder_is_a_way_and_tells_where_it_leads(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "here").symlink_to(".")
    assert folder.check("link/a") == "real/a"
    assert folder.check("here/a") == folder.check("a") == "a"
    assert folder.check("new/a") == "new/a"
    folder.prepare("link/deeper/a")
    assert (tmp_path / "real" / "deeper").is_dir()


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    folder = Folder(str(tmp_path / "out"))
    assert folder.check("d/a") == "d/a"
    folder.prepare("d/a")
    assert (tmp_path / "real" / "d").is_dir()


@pytest.mark.parametrize("path", ["file/below", "x" * 300 + "/a", "/".join("a" * 3000)])
def test_folders_that_the_disk_refuses(tmp_path: Path, path: str) -> None:
    folder = Folder(str(tmp_path))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskError) as caught:
        folder.prepare(path)
    assert caught.value.code == "disk"


def test_very_deep_folders_are_made_without_running_out_of_stack(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    depth = 1_200
    folder = Folder(str(tmp_path))
    folder.prepare("a/" * depth + "file")
    # Gone again, for whoever clears up after tests calls himself for each level.
    os.removedirs(str(tmp_path) + "/a" * depth)
    assert os.listdir(tmp_path) == ["file"]


def test_only_a_folder_made_by_this_run_is_new(tmp_path: Path) -> None:
    assert Folder(str(tmp_path / "a" / "b")).is_new
    assert not Folder(str(tmp_path / "a" / "b")).is_new
    assert not Folder(str(tmp_path)).is_new


def test_a_folder_that_cannot_be_made_is_a_problem_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("file", "file/out"):
        with pytest.raises(EnvironmentProblem, match="cannot make the folder"):
            Folder(str(tmp_path / name))


def test_of_many_folders_only_some_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_REMEMBERED", 10)
    folder = Folder(str(tmp_path))
    for number in range(35):
        folder.check(f"{number}/a")
        folder.prepare(f"{number}/a")
    assert len(os.listdir(tmp_path)) == 35
    assert len(folder._known) <= 10
    assert len(folder._ready) <= 10

use super::{Folder, Part};
use crate::failure::{Code, Failure};
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::sync::Arc;

fn begin(root: &Path, path: &str) -> Result<Part, Failure> {
    Arc::new(Folder::open(root).unwrap()).place(path)?.create()
}

fn store(root: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let mut part = begin(root, path)?;
    part.write(bytes)?;
    part.finish()
}

fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_final_name_appears_only_when_the_file_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let mut part = begin(root.path(), "a.bin").unwrap();
    part.write(b"one").unwrap();
    assert_eq!(names(root.path()), ["a.bin.part"]);
    part.write(b"two").unwrap();
    part.finish().unwrap();
    assert_eq!(names(root.path()), ["a.bin"]);
    assert_eq!(fs::read(root.path().join("a.bin")).unwrap(), b"onetwo");
}

#[test]
fn what_is_given_up_leaves_nothing_and_keeps_the_old_file() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a.bin"), b"old").unwrap();
    let mut part = begin(root.path(), "a.bin").unwrap();
    part.write(b"new").unwrap();
    drop(part);
    assert_eq!(names(root.path()), ["a.bin"]);
    assert_eq!(fs::read(root.path().join("a.bin")).unwrap(), b"old");
}

#[test]
fn folders_are_made_and_files_have_the_umask_s_mode() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("new/dir");
    store(&dir, "x/y/z.bin", b"z").unwrap();
    let ordinary = dir.join("ordinary");
    fs::write(&ordinary, b"").unwrap();
    let stored = fs::metadata(dir.join("x/y/z.bin")).unwrap();
    assert_eq!(stored.mode(), fs::metadata(ordinary).unwrap().mode());
    assert_eq!(stored.nlink(), 1);
}

#[test]
fn links_are_replaced_and_never_written_through() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::NamedTempFile::new().unwrap();
    let dir = root.path();
    fs::hard_link(outside.path(), dir.join("b.part"))
        .or_else(|_| symlink(outside.path(), dir.join("b.part")))
        .unwrap();
    symlink(outside.path(), dir.join("a.part")).unwrap();
    symlink(outside.path(), dir.join("a")).unwrap();
    store(dir, "a", b"a").unwrap();
    store(dir, "b", b"b").unwrap();
    assert_eq!(fs::read(outside.path()).unwrap(), b"");
    assert_eq!(names(dir), ["a", "b"]);
    assert!(fs::symlink_metadata(dir.join("a")).unwrap().is_file());
}

#[test]
fn a_folder_that_is_a_link_may_lead_inside_but_not_out() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let dir = root.path();
    fs::create_dir(dir.join("inside")).unwrap();
    symlink("inside", dir.join("good")).unwrap();
    symlink(outside.path(), dir.join("bad")).unwrap();
    store(dir, "good/a", b"a").unwrap();
    assert_eq!(fs::read(dir.join("inside/a")).unwrap(), b"a");
    for path in ["bad/a", "bad/deep/a", "good/../bad/a"] {
        let code = store(dir, path, b"a").unwrap_err().code();
        assert_eq!(code, Code::UnsafePath, "{path}");
    }
    assert!(names(outside.path()).is_empty());
}

#[test]
fn what_the_disk_refuses_is_disk_and_leaves_no_part() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    fs::create_dir_all(dir.join("folder/full")).unwrap();
    fs::write(dir.join("file"), b"").unwrap();
    let long = "n".repeat(300);
    for path in ["folder", "file/a", long.as_str()] {
        let failure = store(dir, path, b"a").unwrap_err();
        assert_eq!(failure.code(), Code::Disk, "{path}: {failure}");
    }
    assert_eq!(names(dir), ["file", "folder"]);
}

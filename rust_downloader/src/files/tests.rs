use super::{Description, Existing, Folder, Place};
use crate::failure::{Code, Failure};
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::sync::Arc;

fn place(root: &Path, path: &str) -> Result<Place, Failure> {
    Arc::new(Folder::open(root, false).unwrap()).place(path)
}

fn store(root: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let place = place(root, path)?;
    let here = place.enter()?;
    let mut part = here.create_part()?;
    part.write(bytes).unwrap();
    let stored = here.rename();
    stored.inspect_err(|_| here.remove_part().unwrap())
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
    let place = place(root.path(), "a.bin").unwrap();
    let here = place.enter().unwrap();
    let mut part = here.create_part().unwrap();
    part.write(b"one").unwrap();
    assert_eq!(names(root.path()), ["a.bin.part"]);
    part.write(b"two").unwrap();
    here.rename().unwrap();
    assert_eq!(names(root.path()), ["a.bin"]);
    assert_eq!(fs::read(root.path().join("a.bin")).unwrap(), b"onetwo");
}

#[test]
fn a_part_is_gone_on_with_where_it_is_a_file_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    let place = place(dir, "a").unwrap();
    let here = place.enter().unwrap();
    assert!(here.reopen_part().is_none());
    fs::write(dir.join("a.part"), b"half").unwrap();
    let mut part = here.reopen_part().unwrap();
    assert_eq!(part.bytes(), 4);
    part.cut(3).unwrap();
    part.write(b"lf").unwrap();
    assert_eq!(fs::read(dir.join("a.part")).unwrap(), b"hallf");
    let mut buffer = [0; 8];
    assert_eq!(part.read_at(&mut buffer, 3).unwrap(), 2);
    fs::hard_link(dir.join("a.part"), dir.join("twin")).unwrap();
    assert!(here.reopen_part().is_none());
    fs::remove_file(dir.join("a.part")).unwrap();
    for other in ["link", "folder", "pipe"] {
        let at = dir.join("a.part");
        match other {
            "link" => symlink("twin", &at).unwrap(),
            "folder" => fs::create_dir(&at).unwrap(),
            _ => make_pipe(&at),
        }
        assert!(here.reopen_part().is_none(), "{other}");
        fs::remove_file(&at)
            .or_else(|_| fs::remove_dir(&at))
            .unwrap();
    }
}

fn make_pipe(at: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, at, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

#[test]
fn a_description_is_read_as_it_was_written() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    let place = place(dir, "a").unwrap();
    let here = place.enter().unwrap();
    assert_eq!(here.description(), None);
    for total in [None, Some(7)] {
        let written = Description {
            url: "http://***@h/a".to_owned(),
            validator: "\"x\"".to_owned(),
            total,
        };
        assert!(here.describe(&written).unwrap());
        assert_eq!(here.description(), Some(Some(written)));
    }
    let text = fs::read_to_string(dir.join("a.part.json")).unwrap();
    assert_eq!(
        text,
        "{\"url\":\"http://***@h/a\",\"validator\":\"\\\"x\\\"\",\"total\":7}\n"
    );
}

#[test]
fn what_is_no_description_is_there_and_says_nothing() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    let place = place(dir, "a").unwrap();
    let here = place.enter().unwrap();
    for text in [
        "",
        "{\"url\": ",
        "[]",
        "{\"url\": 1, \"validator\": [], \"total\": \"many\"}",
        "{\"url\": \"u\"}",
        "{\"url\": \"u\", \"validator\": \"v\", \"total\": -1}",
        "{\"url\": \"u\", \"validator\": \"v\\r\\nX: y\"}",
    ] {
        fs::write(dir.join("a.part.json"), text).unwrap();
        assert_eq!(here.description(), Some(None), "{text}");
    }
    fs::rename(dir.join("a.part.json"), dir.join("elsewhere")).unwrap();
    fs::write(dir.join("elsewhere"), "{\"url\":\"u\",\"validator\":\"v\"}").unwrap();
    symlink("elsewhere", dir.join("a.part.json")).unwrap();
    assert_eq!(here.description(), Some(None));
    here.remove_description().unwrap();
    assert_eq!(names(dir), ["elsewhere"]);
    make_pipe(&dir.join("a.part.json"));
    assert_eq!(here.description(), Some(None));
}

#[test]
fn what_stands_under_a_name_is_told_without_following_links() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    let place = place(dir, "a").unwrap();
    let here = place.enter().unwrap();
    assert_eq!(here.existing().unwrap(), Existing::Nothing);
    symlink("nowhere", dir.join("a")).unwrap();
    assert_eq!(here.existing().unwrap(), Existing::Other);
    store(dir, "a", b"abc").unwrap();
    assert_eq!(here.existing().unwrap(), Existing::File { bytes: 3 });
}

#[test]
fn only_an_empty_folder_is_fresh() {
    let root = tempfile::tempdir().unwrap();
    let fresh = |path: &str| {
        Folder::open(&root.path().join(path), true)
            .unwrap()
            .is_fresh()
    };
    assert!(fresh("new/dir") && fresh("new/dir"));
    store(&root.path().join("new/dir"), "a", b"").unwrap();
    assert!(!fresh("new/dir") && !fresh("new"));
}

#[test]
fn no_folder_stays_open_for_a_place() {
    let root = tempfile::tempdir().unwrap();
    let folder = Arc::new(Folder::open(root.path(), false).unwrap());
    let open = || fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let before = open();
    let places: Vec<_> = (0..200)
        .map(|at| folder.place(&format!("d{at}/a")).unwrap())
        .collect();
    // Other tests open and close files in the meantime.
    assert!(open() < before + 150, "{before} before, {} now", open());
    drop(places);
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

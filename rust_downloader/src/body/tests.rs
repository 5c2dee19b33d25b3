use super::{Body, Terms};
use crate::cli::{Existing, Options};
use crate::failure::{Code, Failure};
use crate::files::Folder;
use crate::jobs::Job;
use crate::progress::Meter;
use crate::resume::Validator;
use std::fs;
use std::path::Path;
use std::sync::Arc;

pub const BIG: u64 = 2 * 1024 * 1024;
pub const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

pub fn job() -> Job {
    Job {
        index: 0,
        url: "http://user:pass@h/a".parse().unwrap(),
        path: "a".to_owned(),
        bytes: None,
        sha256: None,
    }
}

/// A body for `job` in a folder that has something in it already.
pub fn body_of(dir: &Path, job: &Job, options: &Options) -> Body {
    fs::write(dir.join("other"), b"").unwrap();
    let folder = Arc::new(Folder::open(dir, options.fsync).unwrap());
    let terms = Terms::of(job, options);
    let mut body = Body::new(
        folder.place(&job.path).unwrap(),
        terms,
        Arc::new(Meter::default()),
    );
    body.look(job, options.resume).unwrap();
    body
}

pub fn body(dir: &Path) -> Body {
    body_of(dir, &job(), &Options::default())
}

impl Body {
    /// The whole comes, with a validator if there is one.
    pub fn begins(
        &mut self,
        job: &Job,
        length: impl Into<Option<u64>>,
        etag: Option<&str>,
    ) -> Result<(), Failure> {
        let validator = Validator {
            etag: etag.map(str::to_owned),
            last_modified: None,
        };
        self.start_over(job, length.into(), validator)
    }
}

/// Everything in the folder but `other`.
pub fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "other")
        .map(|name| (name.clone(), fs::read(dir.join(name)).unwrap()))
        .collect();
    files.sort();
    files
}

pub fn names(dir: &Path) -> Vec<String> {
    files(dir).into_iter().map(|(name, _)| name).collect()
}

pub fn description(total: u64) -> String {
    format!("{{\"url\":\"http://***@h/a\",\"validator\":\"\\\"v\\\"\",\"total\":{total}}}\n")
}

pub fn leave(dir: &Path, part: &[u8], total: u64) {
    fs::write(dir.join("a.part"), part).unwrap();
    fs::write(dir.join("a.part.json"), description(total)).unwrap();
}

#[test]
fn a_small_body_is_one_file_and_never_described() {
    for etag in [None, Some("\"v\"")] {
        for length in [Some(3), None] {
            let root = tempfile::tempdir().unwrap();
            let mut body = body(root.path());
            body.begins(&job(), length, etag).unwrap();
            body.push(b"abc").unwrap();
            assert_eq!(names(root.path()), [""; 0]);
            assert_eq!(body.finish().unwrap().bytes, 3);
            assert_eq!(files(root.path()), [("a".to_owned(), b"abc".to_vec())]);
        }
    }
}

#[test]
fn a_large_body_is_described_before_its_bytes_where_it_has_a_validator() {
    for (etag, length, expected) in [
        (Some("\"v\""), Some(BIG), &["a.part", "a.part.json"][..]),
        (Some("\"v\""), None, &["a.part", "a.part.json"]),
        (Some("W/\"v\""), Some(BIG), &["a.part"]),
        (None, None, &["a.part"]),
        (Some("\"v\""), Some(200_000), &["a.part"]),
    ] {
        let root = tempfile::tempdir().unwrap();
        let mut body = body(root.path());
        body.begins(&job(), length, etag).unwrap();
        body.push(&[7; 100_000]).unwrap();
        assert_eq!(names(root.path()), expected, "{etag:?} {length:?}");
        if length == Some(BIG) && expected.len() == 2 {
            assert_eq!(files(root.path())[1].1, description(BIG).into_bytes());
        }
        let rest = length.unwrap_or(100_000) - 100_000;
        body.push(&vec![7; usize::try_from(rest).unwrap()]).unwrap();
        body.finish().unwrap();
        assert_eq!(names(root.path()), ["a"]);
    }
}

#[test]
fn sizes_are_held_to_the_job_and_the_cap() {
    let root = tempfile::tempdir().unwrap();
    let options = Options {
        max_size: Some(4),
        ..Options::default()
    };
    let mut job = job();
    let mut body = body_of(root.path(), &job, &options);
    let announced = body.begins(&job, 5, None);
    assert_eq!(announced, Err(Failure::TooLarge(4)));
    body.begins(&job, None, None).unwrap();
    body.push(b"1234").unwrap();
    assert_eq!(body.push(b"5"), Err(Failure::TooLarge(4)));
    assert_eq!(body.append(5), Err(Failure::TooLarge(4)));
    job.bytes = Some(3);
    let mut body = body_of(root.path(), &job, &Options::default());
    let mismatch = |got| Failure::SizeMismatch { expected: 3, got };
    assert_eq!(body.begins(&job, 2, None), Err(mismatch(2)));
    body.begins(&job, None, None).unwrap();
    body.push(b"12").unwrap();
    assert_eq!(body.finish().unwrap_err(), mismatch(2));
    assert_eq!(body.push(b"34"), Err(mismatch(4)));
}

#[test]
fn no_more_and_no_fewer_bytes_than_announced_are_a_file() {
    let root = tempfile::tempdir().unwrap();
    let mut body = body(root.path());
    body.begins(&job(), 3, None).unwrap();
    body.push(b"ab").unwrap();
    assert_eq!(body.finish().unwrap_err().code(), Code::ShortBody);
    assert_eq!(body.push(b"cd").unwrap_err().code(), Code::BadResponse);
}

#[test]
fn an_existing_file_is_kept_where_it_is_what_the_job_says() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    let look =
        |job: &Job, mode| body_of(dir, job, &Options::default()).look_at_existing(mode, || Ok(()));
    let plain = job();
    assert!(look(&plain, Existing::Skip).unwrap().is_none());
    assert!(look(&plain, Existing::Fail).unwrap().is_none());
    fs::write(dir.join("a"), b"abc").unwrap();
    assert_eq!(look(&plain, Existing::Fail).unwrap_err(), Failure::Exists);
    assert!(look(&plain, Existing::Overwrite).unwrap().is_none());
    leave(dir, b"a", 3);
    assert!(look(&plain, Existing::Skip).unwrap().is_some());
    assert_eq!(names(dir), ["a"]);
    let with = |bytes, sha256: Option<&str>| Job {
        bytes,
        sha256: sha256.map(str::to_owned),
        ..job()
    };
    let kept = look(&with(Some(3), Some(ABC)), Existing::Skip).unwrap();
    assert_eq!(kept.unwrap().sha256.as_deref(), Some(ABC));
    assert!(
        look(&with(Some(4), None), Existing::Skip)
            .unwrap()
            .is_none()
    );
    let other = "0".repeat(64);
    assert!(
        look(&with(None, Some(&other)), Existing::Skip)
            .unwrap()
            .is_none()
    );
    let stopped = body_of(dir, &with(None, Some(ABC)), &Options::default())
        .look_at_existing(Existing::Skip, || Err(Failure::Cancelled("SIGINT")));
    assert_eq!(stopped.unwrap_err(), Failure::Cancelled("SIGINT"));
}

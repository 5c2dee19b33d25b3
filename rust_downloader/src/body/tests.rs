use super::{Body, Terms};
use crate::cli::{Existing, Options};
use crate::failure::{Code, Failure};
use crate::files::Folder;
use crate::jobs::Job;
use crate::progress::Meter;
use crate::resume::Validator;
use crate::work::Work;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const BIG: u64 = 2 * 1024 * 1024;
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn job() -> Job {
    Job {
        index: 0,
        url: "http://user:pass@h/a".parse().unwrap(),
        path: "a".to_owned(),
        bytes: None,
        sha256: None,
    }
}

/// A body for `job` in a folder that has something in it already.
fn body_of(dir: &Path, job: &Job, options: &Options) -> Body {
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

fn body(dir: &Path) -> Body {
    body_of(dir, &job(), &Options::default())
}

impl Body {
    /// The whole comes, with a validator if there is one.
    fn begins(
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
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "other")
        .map(|name| (name.clone(), fs::read(dir.join(name)).unwrap()))
        .collect();
    files.sort();
    files
}

fn names(dir: &Path) -> Vec<String> {
    files(dir).into_iter().map(|(name, _)| name).collect()
}

fn description(total: u64) -> String {
    format!("{{\"url\":\"http://***@h/a\",\"validator\":\"\\\"v\\\"\",\"total\":{total}}}\n")
}

fn leave(dir: &Path, part: &[u8], total: u64) {
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
fn a_body_is_gone_on_with_by_the_next_attempt() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job();
    job.sha256 = Some(ABC.to_owned());
    let mut body = body_of(root.path(), &job, &Options::default());
    body.begins(&job, 3, Some("\"v\"")).unwrap();
    body.push(b"a").unwrap();
    body.rest();
    assert_eq!(files(root.path()), [("a.part".to_owned(), b"a".to_vec())]);
    let range = body.take_up().unwrap().unwrap();
    assert_eq!((range.offset, range.if_range.as_str()), (1, "\"v\""));
    body.append(3).unwrap();
    assert!(!body.is_behind());
    body.push(b"b").unwrap();
    body.rest();
    assert_eq!(body.take_up().unwrap().unwrap().offset, 2);
    body.append(3).unwrap();
    body.push(b"c").unwrap();
    assert_eq!(body.finish().unwrap().digests.sha256.as_deref(), Some(ABC));
    assert_eq!(files(root.path()), [("a".to_owned(), b"abc".to_vec())]);
}

#[test]
fn without_a_validator_or_with_a_changed_part_it_starts_from_zero() {
    let root = tempfile::tempdir().unwrap();
    let mut body = body(root.path());
    body.begins(&job(), 3, None).unwrap();
    body.push(b"a").unwrap();
    body.rest();
    assert_eq!(
        (names(root.path()), body.take_up().unwrap()),
        (vec![], None)
    );
    body.begins(&job(), 3, Some("\"v\"")).unwrap();
    body.push(b"a").unwrap();
    body.rest();
    fs::write(root.path().join("a.part"), b"somebody else was here").unwrap();
    assert_eq!(
        (body.take_up().unwrap(), names(root.path())),
        (None, vec![])
    );
}

#[test]
fn what_an_earlier_run_left_is_gone_on_with_and_hashed() {
    let root = tempfile::tempdir().unwrap();
    leave(root.path(), b"ab", 3);
    let options = Options {
        work: Work::Sha256,
        ..Options::default()
    };
    let mut body = body_of(root.path(), &job(), &options);
    assert_eq!(body.take_up().unwrap().unwrap().offset, 2);
    body.append(3).unwrap();
    assert!(body.is_behind());
    body.catch_up(|| Ok(())).unwrap();
    body.push(b"c").unwrap();
    assert_eq!(body.finish().unwrap().digests.work.as_deref(), Some(ABC));
    assert_eq!(files(root.path()), [("a".to_owned(), b"abc".to_vec())]);
}

#[test]
fn a_part_that_lacks_only_its_rename_gives_up_its_last_byte() {
    let root = tempfile::tempdir().unwrap();
    leave(root.path(), b"abc", 3);
    let mut body = body(root.path());
    assert_eq!(body.take_up().unwrap().unwrap().offset, 2);
    assert_eq!(files(root.path())[0].1, b"ab");
    body.append(3).unwrap();
    body.push(b"c").unwrap();
    body.finish().unwrap();
    assert_eq!(files(root.path()), [("a".to_owned(), b"abc".to_vec())]);
}

#[test]
fn what_does_not_fit_is_removed() {
    let written = |part: Option<&[u8]>, json: &str, options: &Options| {
        let root = tempfile::tempdir().unwrap();
        if let Some(part) = part {
            fs::write(root.path().join("a.part"), part).unwrap();
        }
        fs::write(root.path().join("a.part.json"), json).unwrap();
        let mut body = body_of(root.path(), &job(), options);
        assert_eq!(body.take_up().unwrap(), None, "{json}");
        names(root.path())
    };
    let options = Options::default();
    let nothing: [&str; 0] = [];
    let other = description(3).replace("/a\"", "/b\"");
    let weak = description(3).replace("\"\\\"", "\"W/\\\"");
    assert_eq!(written(Some(b"ab"), &other, &options), nothing);
    assert_eq!(written(Some(b"ab"), &weak, &options), nothing);
    assert_eq!(written(Some(b"ab"), "{", &options), nothing);
    assert_eq!(written(Some(b""), &description(3), &options), nothing);
    assert_eq!(written(Some(b"abcd"), &description(3), &options), nothing);
    assert_eq!(written(Some(b"a"), &description(1), &options), nothing);
    assert_eq!(written(None, &description(3), &options), nothing);
    let resume = false;
    let options = Options { resume, ..options };
    assert_eq!(written(Some(b"ab"), &description(3), &options), nothing);
}

#[test]
fn a_failed_download_keeps_what_is_described_and_nothing_else() {
    for (code, length, etag, kept) in [
        (Code::Reset, Some(BIG), Some("\"v\""), true),
        (Code::Cancelled, Some(BIG), Some("\"v\""), true),
        (Code::Disk, Some(BIG), Some("\"v\""), true),
        (Code::Reset, None, Some("\"v\""), true),
        (Code::TooLarge, Some(BIG), Some("\"v\""), false),
        (Code::SizeMismatch, Some(BIG), Some("\"v\""), false),
        (Code::DigestMismatch, Some(BIG), Some("\"v\""), false),
        (Code::Reset, Some(BIG), None, false),
        (Code::Reset, Some(1_000), Some("\"v\""), false),
    ] {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.part"), b"of a killed run").unwrap();
        let mut body = body(root.path());
        body.begins(&job(), length, etag).unwrap();
        // What is gathered is kept as well.
        body.push(b"abc").unwrap();
        body.give_up(code);
        let expected = if kept {
            vec!["a.part", "a.part.json"]
        } else {
            vec![]
        };
        assert_eq!(names(root.path()), expected, "{code} {length:?} {etag:?}");
        if kept {
            assert_eq!(files(root.path())[0].1, b"abc");
        }
    }
}

#[test]
fn a_failure_before_any_body_keeps_what_an_earlier_run_left() {
    let root = tempfile::tempdir().unwrap();
    leave(root.path(), b"ab", 3);
    let mut body = body(root.path());
    body.take_up().unwrap();
    body.give_up(Code::HttpStatus);
    assert_eq!(names(root.path()), ["a.part", "a.part.json"]);
}

#[test]
fn a_body_that_starts_over_puts_the_old_one_away() {
    let root = tempfile::tempdir().unwrap();
    leave(root.path(), b"ab", 3);
    let mut body = body(root.path());
    assert!(body.take_up().unwrap().is_some());
    body.begins(&job(), BIG, Some("\"w\"")).unwrap();
    assert_eq!(names(root.path()), [""; 0]);
    body.push(&[7; 100_000]).unwrap();
    body.give_up(Code::Reset);
    let left = files(root.path());
    assert_eq!(left[0].1, [7; 100_000]);
    assert!(String::from_utf8_lossy(&left[1].1).contains("\\\"w\\\""));
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

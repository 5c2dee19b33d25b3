use crate::body::tests::{ABC, BIG, body, body_of, description, files, job, leave, names};
use crate::cli::Options;
use crate::failure::Code;
use crate::work::Work;
use std::fs;

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

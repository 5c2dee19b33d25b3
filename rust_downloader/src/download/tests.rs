use super::{Download, Failed, Flight, Next};
use crate::body::{Body, Terms};
use crate::cli::Options;
use crate::failure::{Code, Failure};
use crate::files::Folder;
use crate::jobs::Job;
use crate::progress::Meter;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub fn download(url: &str, options: &Options) -> (TempDir, Download) {
    let root = tempfile::tempdir().unwrap();
    let folder = Arc::new(Folder::open(root.path(), false).unwrap());
    let job = Job {
        index: 0,
        url: url.parse().unwrap(),
        path: "a".to_owned(),
        bytes: None,
        sha256: None,
    };
    let place = folder.place(&job.path).unwrap();
    let body = Body::new(place, Terms::of(&job, options), Arc::new(Meter::default()));
    let download = Download::new(job, Flight::start(), body, options);
    (root, download)
}

fn options(retries: u32) -> Options {
    Options {
        retries,
        ..Options::default()
    }
}

/// What follows attempt after attempt that fails in the same way, until the end.
fn course(retries: u32, failure: &Failure) -> Vec<&'static str> {
    let (_root, mut download) = download("http://h/a", &options(retries));
    let mut course = Vec::new();
    loop {
        download.flight.attempt();
        match download.settle(failure.clone().into(), 0.5) {
            Next::Again => course.push("again"),
            Next::After(_) => course.push("later"),
            Next::Ended(result) => {
                assert_eq!(&result.unwrap_err(), failure);
                return course;
            }
        }
    }
}

#[test]
fn what_may_pass_is_tried_as_often_as_asked() {
    let reset = Failure::Reset("x".to_owned());
    assert_eq!(course(2, &reset), ["later", "later"]);
    assert_eq!(course(0, &reset), [""; 0]);
    assert_eq!(course(2, &Failure::HttpStatus(503)), ["later", "later"]);
    assert_eq!(course(2, &Failure::HttpStatus(404)), [""; 0]);
    assert_eq!(course(2, &Failure::TooLarge(1)), [""; 0]);
}

#[test]
fn a_wrong_file_is_fetched_once_more_at_once_whatever_the_retries() {
    let wrong = Failure::SizeMismatch {
        expected: 1,
        got: 2,
    };
    assert_eq!(course(0, &wrong), ["again"]);
    assert_eq!(course(5, &wrong), ["again"]);
    let (_root, mut download) = download("http://h/a", &options(1));
    assert!(matches!(
        download.settle(wrong.clone().into(), 0.5),
        Next::Again
    ));
    let reset: Failed = Failure::Reset("x".to_owned()).into();
    assert!(matches!(download.settle(reset, 0.5), Next::After(_)));
    let ended = download.settle(wrong.into(), 0.5);
    assert!(matches!(ended, Next::Ended(Err(failure)) if failure.code() == Code::SizeMismatch));
}

#[test]
fn a_wait_is_as_long_as_asked_at_least_and_never_past_the_end() {
    let failed = |seconds| Failed {
        failure: Failure::HttpStatus(503),
        retry_after: Some(Duration::from_secs(seconds)),
    };
    let options = Options {
        timeout: Some(Duration::from_secs(30)),
        ..options(9)
    };
    let (_root, mut download) = download("http://h/a", &options);
    download.flight.attempt();
    let Next::After(due) = download.settle(failed(20), 0.5) else {
        panic!("no wait");
    };
    let wait = due.saturating_duration_since(Instant::now());
    assert!(
        wait <= Duration::from_secs(20) && wait > Duration::from_secs(10),
        "{wait:?}"
    );
    let ended = download.settle(failed(40), 0.5);
    assert!(matches!(ended, Next::Ended(Err(Failure::Timeout(limit))) if limit.as_secs() == 30));
}

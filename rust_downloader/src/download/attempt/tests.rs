use super::{Attempt, Verdict};
use crate::cli::Options;
use crate::download::Download;
use crate::download::tests::download;
use crate::failure::{Code, Failure};
use crate::http::{Head, Proxies, Requests};
use crate::resume::Validator;
use crate::stop::Stop;
use std::fs;
use tempfile::TempDir;

fn begin(url: &str, most_redirects: u32) -> (TempDir, Download, Attempt) {
    let (root, mut download) = download(url, &Options::default());
    let attempt = Attempt::begin(&mut download, most_redirects, &Stop::default()).unwrap();
    (root, download, attempt)
}

fn redirect(location: &str) -> Head {
    Head {
        status: 302,
        location: Some(location.to_owned()),
        ..Head::default()
    }
}

fn ok(length: u64) -> Head {
    let etag = Some("\"v\"".to_owned());
    Head {
        status: 200,
        length: Some(length),
        validator: Validator {
            etag,
            last_modified: None,
        },
        ..Head::default()
    }
}

fn part(content_range: &str) -> Head {
    Head {
        status: 206,
        content_range: Some(content_range.to_owned()),
        ..Head::default()
    }
}

/// The second attempt of a download that has three of ten bytes.
fn second() -> (TempDir, Download, Attempt) {
    let (root, mut download, mut attempt) = begin("http://h/a", 5);
    attempt.judge(&mut download, ok(10)).unwrap();
    download.body.push(b"abc").unwrap();
    download.body.rest();
    let attempt = Attempt::begin(&mut download, 5, &Stop::default()).unwrap();
    (root, download, attempt)
}

#[test]
fn redirects_lead_to_the_file_and_leave_what_is_the_job_s_behind() {
    let requests = Requests::new(&[], Proxies::default());
    let (_root, mut download, mut attempt) = begin("http://u:p@h/x/a?q#f", 5);
    for (location, target, credentials) in [
        ("../y/b?r#g", "/y/b?r", true),
        ("//h/c", "/c", true),
        ("http://other/d", "/d", false),
        ("http://h/e", "/e", false),
        ("https://h:1/f", "/f", false),
    ] {
        let judged = attempt.judge(&mut download, redirect(location));
        assert_eq!(judged.unwrap(), Verdict::GoOn, "{location}");
        let request = attempt.request(&download, &requests).unwrap();
        let sent = request.headers().unwrap().contains_key("authorization");
        assert_eq!(
            (request.target.as_str(), sent),
            (target, credentials),
            "{location}"
        );
    }
    let failed = attempt.judge(&mut download, redirect("/g")).unwrap_err();
    assert_eq!(failed.failure, Failure::TooManyRedirects(5));
    assert_eq!(download.flight.status, Some(302));
}

#[test]
fn a_redirect_that_leads_nowhere_is_no_redirect() {
    for location in [
        None,
        Some("http://"),
        Some("ftp://h/"),
        Some("file:///etc/passwd"),
        Some("http://h:99999/"),
    ] {
        let (_root, mut download, mut attempt) = begin("http://h/a", 5);
        let head = Head {
            status: 307,
            location: location.map(str::to_owned),
            ..Head::default()
        };
        let failed = attempt.judge(&mut download, head.clone()).unwrap_err();
        assert_eq!(failed.failure.code(), Code::BadRedirect, "{location:?}");
    }
}

#[test]
fn a_status_is_judged_and_what_it_asks_for_kept() {
    let (_root, mut download, mut attempt) = begin("http://h/a", 5);
    for (status, code) in [
        (304, Code::HttpStatus),
        (404, Code::HttpStatus),
        (206, Code::BadResponse),
    ] {
        let head = Head {
            status,
            ..Head::default()
        };
        let failed = attempt.judge(&mut download, head.clone()).unwrap_err();
        assert_eq!((failed.failure.code(), failed.retry_after), (code, None));
    }
    let head = Head {
        status: 503,
        retry_after: Some("7".to_owned()),
        ..Head::default()
    };
    let failed = attempt.judge(&mut download, head.clone()).unwrap_err();
    assert_eq!(failed.retry_after.unwrap().as_secs(), 7);
}

#[test]
fn the_rest_is_appended_and_the_record_says_from_where() {
    let (_root, mut download, mut attempt) = second();
    let judged = attempt.judge(&mut download, part("bytes 3-9/10"));
    assert_eq!(judged.unwrap(), Verdict::Store);
    assert_eq!(download.flight.resumed_from, Some(3));
    download.body.push(b"defghij").unwrap();
    assert_eq!(download.body.finish().unwrap().bytes, 10);
}

#[test]
fn a_disagreement_asks_for_the_whole_at_once_and_only_once() {
    let requests = Requests::new(&[], Proxies::default());
    for head in [
        part("bytes 2-9/10"),
        part("bytes 3-9/11"),
        Head {
            status: 416,
            ..Head::default()
        },
    ] {
        let (root, mut download, mut attempt) = second();
        let asked = attempt.request(&download, &requests).unwrap();
        assert_eq!(asked.headers().unwrap()["range"], "bytes=3-");
        let judged = attempt.judge(&mut download, head.clone());
        assert_eq!(judged.unwrap(), Verdict::GoOn);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
        let asked = attempt.request(&download, &requests).unwrap();
        assert!(!asked.headers().unwrap().contains_key("range"));
        assert!(attempt.judge(&mut download, head.clone()).is_err());
        assert_eq!(download.flight.attempts, 2);
    }
}

#[test]
fn another_version_starts_over() {
    let (root, mut download, mut attempt) = second();
    let judged = attempt.judge(&mut download, ok(2));
    assert_eq!(judged.unwrap(), Verdict::Store);
    assert_eq!(download.flight.resumed_from, None);
    download.body.push(b"xy").unwrap();
    download.body.finish().unwrap();
    assert_eq!(fs::read(root.path().join("a")).unwrap(), b"xy");
}

#[test]
fn a_success_without_the_range_is_no_answer_and_an_error_keeps_the_part() {
    let (root, mut download, mut attempt) = second();
    let mut head = ok(7);
    head.status = 203;
    let failed = attempt.judge(&mut download, head.clone()).unwrap_err();
    assert_eq!(failed.failure.code(), Code::BadResponse);
    head.status = 404;
    assert!(attempt.judge(&mut download, head.clone()).is_err());
    assert_eq!(fs::read(root.path().join("a.part")).unwrap(), b"abc");
}

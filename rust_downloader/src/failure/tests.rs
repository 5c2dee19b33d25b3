use super::{Failure, system_words};
use crate::jobs::not_a_job;
use crate::vectors;
use serde_json::Value;
use std::io;
use std::time::Duration;

#[test]
fn the_system_is_quoted_in_its_own_words() {
    let refused = rustix::io::Errno::CONNREFUSED.raw_os_error();
    assert_eq!(
        system_words(&io::Error::from_raw_os_error(refused)),
        "Connection refused"
    );
    let unknown = Failure::dns(
        "h",
        "dns error: failed to look up: Name or service not known",
    );
    assert_eq!(
        unknown.to_string(),
        "no address for h: Name or service not known"
    );
}

#[test]
fn failures_are_told_in_the_words_of_the_vectors() {
    for case in vectors::cases("messages.json", "cases") {
        let failure = failure(vectors::text(&case, "code"), &case["params"]);
        assert_eq!(failure.code().as_str(), vectors::text(&case, "code"));
        assert_eq!(failure.to_string(), vectors::text(&case, "message"));
    }
}

/// The failure that a case of the vectors is about.
fn failure(code: &str, params: &Value) -> Failure {
    let text = |key: &str| params[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| params[key].as_u64().unwrap();
    let seconds = || Duration::from_secs_f64(params["seconds"].as_f64().unwrap());
    let status = |key: &str| u16::try_from(number(key)).unwrap();
    match code {
        "bad-job" => bad_job(params),
        "unsafe-path" => Failure::UnsafePath {
            path: text("path"),
            reason: text("reason"),
        },
        "duplicate-path" => Failure::DuplicatePath(text("path")),
        "exists" => Failure::Exists,
        "dns" => Failure::dns(&text("host"), text("reason")),
        "connect" if params["proxyStatus"].is_u64() => Failure::ProxyRefused(status("proxyStatus")),
        "connect" => Failure::Connect(text("reason")),
        "reset" => Failure::Reset(text("reason")),
        "tls" => Failure::Tls {
            host: text("host"),
            reason: text("reason"),
        },
        "connect-timeout" => Failure::ConnectTimeout(seconds()),
        "stall-timeout" => Failure::StallTimeout(seconds()),
        "timeout" => Failure::Timeout(seconds()),
        "http-status" => Failure::HttpStatus(status("status")),
        "short-body" => Failure::ShortBody {
            expected: number("expected"),
            got: Some(number("got")),
        },
        "bad-response" => Failure::BadResponse(text("reason")),
        "too-many-redirects" => Failure::TooManyRedirects(number("limit").try_into().unwrap()),
        "bad-redirect" => Failure::BadRedirect(text("reason")),
        "too-large" => Failure::TooLarge(number("limit")),
        "size-mismatch" => Failure::SizeMismatch {
            expected: number("expected"),
            got: number("got"),
        },
        "digest-mismatch" => Failure::DigestMismatch {
            expected: text("expected"),
            got: text("got"),
        },
        "disk" => Failure::disk("write", text("path"), io::Error::other(text("reason"))),
        "cancelled" if text("signal") == "SIGINT" => Failure::Cancelled("SIGINT"),
        "cancelled" => Failure::Cancelled("SIGTERM"),
        other => panic!("no failure for {other}"),
    }
}

/// Lines that are no job are told by the room that reads them.
fn bad_job(params: &Value) -> Failure {
    let long = "x".repeat(70_000);
    let line: &[u8] = match params["kind"].as_str().unwrap() {
        "long" => long.as_bytes(),
        "encoding" => b"http://h/\xe9",
        "json" => b"{oops",
        "no-url" => b"{\"url\": 5}",
        "url" => b"no url at all",
        "scheme" => b"ftp://h/a",
        other => panic!("no line for {other}"),
    };
    not_a_job(line)
}

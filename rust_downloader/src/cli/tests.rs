use super::{Command, Existing, Options, ProgressMode, Strategy, parse};
use crate::http::Limits;
use crate::work::Work;
use std::ffi::OsString;
use std::time::Duration;

fn parsed(line: &str) -> Result<Command, String> {
    parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
}

fn options(line: &str) -> Options {
    match parsed(line) {
        Ok(Command::Run(options)) => *options,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn every_option_is_understood_in_every_place() {
    let expected = Options {
        strategy: Strategy::Threads,
        input: Some("jobs.jsonl".into()),
        urls: vec!["http://a/".to_owned(), "http://b/".to_owned()],
        dir: "out".into(),
        concurrency: 64,
        retries: 0,
        limits: Limits {
            connect: Duration::from_millis(500),
            stall: Duration::from_secs(2),
        },
        timeout: Some(Duration::from_secs(60)),
        max_size: Some(10 * 1024),
        max_redirects: 3,
        existing: Existing::Skip,
        resume: false,
        headers: vec![header("X-A:1"), header("X-A:2")],
        cacert: Some("ca.pem".into()),
        fsync: true,
        work: Work::Fnv1a,
        json: true,
        records: Some("r.jsonl".into()),
        progress: ProgressMode::None,
        quiet: true,
    };
    for line in [
        "--strategy threads -i jobs.jsonl -d out -j 64 --retries 0 --connect-timeout 0.5 --stall-timeout 2 \
         --timeout 60 --max-size 10K --max-redirects 3 --existing skip --no-resume -H X-A:1 --header X-A:2 \
         --cacert ca.pem --fsync --work fnv1a --json --records r.jsonl --progress none -q http://a/ http://b/",
        "http://a/ --input=jobs.jsonl --dir=out --concurrency=64 --retries=0 --connect-timeout=.5 \
         --stall-timeout=2. --timeout=60 --max-size=10K --max-redirects=3 --existing=skip --no-resume -HX-A:1 \
         --header=X-A:2 --cacert=ca.pem --fsync --work=fnv1a --json --records=r.jsonl --progress=none --quiet \
         --strategy=threads -- http://b/",
    ] {
        assert_eq!(options(line), expected, "{line}");
    }
}

fn header(given: &str) -> super::Header {
    let mut options = options(&format!("-H {given} http://a/"));
    options.headers.remove(0)
}

#[test]
fn what_is_not_given_has_the_contract_s_default() {
    let only_url = Options {
        urls: vec!["http://a/".to_owned()],
        ..Options::default()
    };
    assert_eq!(options("http://a/"), only_url);
    assert_eq!(
        (only_url.concurrency, only_url.dir.to_str()),
        (10, Some("downloads"))
    );
    assert_eq!(options("--timeout 0 http://a/").timeout, None);
    assert_eq!(options("-i -").input, Some("-".into()));
    assert_eq!(options("-- --json").urls, ["--json"]);
}

#[test]
fn help_version_and_nothing_at_all() {
    assert_eq!(parsed("-h"), Ok(Command::Help));
    assert_eq!(parsed("http://a/ --help --nonsense"), Ok(Command::Help));
    assert_eq!(parsed("--version"), Ok(Command::Version));
    assert_eq!(parsed(""), Ok(Command::Demonstration));
}

#[test]
fn a_wrong_command_line_is_one_line_that_names_the_option() {
    for (line, says) in [
        (
            "--strategy tokio",
            "nothing to download: give a URL, or --input FILE",
        ),
        ("--nonsense http://a/", "unknown option --nonsense"),
        ("-x http://a/", "unknown option -x"),
        ("--conc 5 http://a/", "unknown option --conc"),
        (
            "-j 0 http://a/",
            "-j takes a whole number from 1 to 1024, not '0'",
        ),
        (
            "--concurrency 1025 http://a/",
            "--concurrency takes a whole",
        ),
        ("-j +5 http://a/", "-j takes a whole"),
        ("-j ten http://a/", "-j takes a whole"),
        ("http://a/ -j", "-j takes N"),
        (
            "--work md5 http://a/",
            "--work takes one of none, sha256, fnv1a, not 'md5'",
        ),
        (
            "--progress loud http://a/",
            "--progress takes one of auto, bar, plain, none",
        ),
        (
            "--strategy fibers http://a/",
            "--strategy takes one of tokio, threads, seed-tokio",
        ),
        ("http://a/ --input", "--input takes FILE"),
        ("--dir= http://a/", "--dir takes DIR"),
        ("--json=yes http://a/", "--json takes no value"),
        ("-q=1 http://a/", "-q takes no value"),
    ] {
        refuses(line, says);
    }
}

fn refuses(line: &str, says: &str) {
    let message = parsed(line).unwrap_err();
    assert!(
        message.contains(says) && !message.contains('\n'),
        "{line}: {message}"
    );
}

#[test]
fn a_value_that_is_none_is_told_with_what_there_would_be() {
    for (line, says) in [
        (
            "--retries x http://a/",
            "--retries takes a whole number from 0 to 1000, not 'x'",
        ),
        (
            "--max-redirects 10001 http://a/",
            "--max-redirects takes a whole number from 0 to 10000, not '10001'",
        ),
        (
            "--timeout 1s http://a/",
            "--timeout takes seconds, 0 or more, not '1s'",
        ),
        (
            "--connect-timeout 0 http://a/",
            "--connect-timeout takes seconds above 0, not '0'",
        ),
        (
            "--stall-timeout= http://a/",
            "--stall-timeout takes seconds above 0, not ''",
        ),
        (
            "--max-size 3k http://a/",
            "--max-size takes a number of bytes, with K, M or G if you like, not '3k'",
        ),
        (
            "--existing maybe http://a/",
            "--existing takes one of overwrite, skip, fail, not 'maybe'",
        ),
        ("-H x http://a/", "--header takes 'NAME: VALUE', not 'x'"),
        (
            "-H Range:x http://a/",
            "--header cannot set Range: the downloader does",
        ),
        ("http://a/ -H", "--header takes 'NAME: VALUE'"),
        (
            "--concurrency= http://a/",
            "--concurrency takes a whole number from 1 to 1024, not ''",
        ),
    ] {
        refuses(line, says);
    }
}

#[test]
fn options_above_a_strategy_s_level_are_refused_by_name() {
    for (line, option, level) in [
        ("--retries 2", "--retries", "downloads"),
        ("--connect-timeout=1", "--connect-timeout", "downloads"),
        ("--stall-timeout 1", "--stall-timeout", "downloads"),
        ("--timeout 1", "--timeout", "downloads"),
        ("--max-size 1K", "--max-size", "downloads"),
        ("--max-redirects 1", "--max-redirects", "downloads"),
        ("--existing skip", "--existing", "downloads"),
        ("-H a:b", "--header", "downloads"),
        ("--header a:b", "--header", "downloads"),
        ("--no-resume", "--no-resume", "trusted"),
        ("--fsync", "--fsync", "trusted"),
    ] {
        let message = parsed(&format!("http://a/ {line} --strategy seed-tokio")).unwrap_err();
        let expected = format!("{option} needs level {level}; seed-tokio is at level races");
        assert_eq!(message, expected);
    }
}

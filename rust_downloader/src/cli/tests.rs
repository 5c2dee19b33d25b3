use super::{Command, Options, ProgressMode, Strategy, parse};
use crate::http::Limits;
use crate::work::Work;
use std::ffi::OsString;

fn parsed(line: &str) -> Result<Command, String> {
    parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
}

fn options(line: &str) -> Options {
    match parsed(line) {
        Ok(Command::Run(options)) => options,
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
        cacert: Some("ca.pem".into()),
        work: Work::Fnv1a,
        json: true,
        records: Some("r.jsonl".into()),
        progress: ProgressMode::None,
        quiet: true,
        limits: Limits::default(),
    };
    for line in [
        "--strategy threads -i jobs.jsonl -d out -j 64 --cacert ca.pem --work fnv1a --json --records r.jsonl \
         --progress none -q http://a/ http://b/",
        "http://a/ --strategy=threads --input=jobs.jsonl --dir=out --concurrency=64 --cacert=ca.pem --work=fnv1a \
         --json --records=r.jsonl --progress=none --quiet -- http://b/",
    ] {
        assert_eq!(options(line), expected, "{line}");
    }
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
        let message = parsed(line).unwrap_err();
        assert!(
            message.contains(says) && !message.contains('\n'),
            "{line}: {message}"
        );
    }
}

#[test]
fn options_above_the_level_are_refused_by_name() {
    for (line, option, level) in [
        ("--retries 2", "--retries", "downloads"),
        ("--connect-timeout=1", "--connect-timeout", "downloads"),
        ("--stall-timeout 1", "--stall-timeout", "downloads"),
        ("--timeout 1", "--timeout", "downloads"),
        ("--max-size 1K", "--max-size", "downloads"),
        ("--max-redirects 1", "--max-redirects", "downloads"),
        ("--existing skip", "--existing", "downloads"),
        ("-H a:b", "-H", "downloads"),
        ("--header a:b", "--header", "downloads"),
        ("--no-resume", "--no-resume", "trusted"),
        ("--fsync", "--fsync", "trusted"),
    ] {
        let message = parsed(&format!("http://a/ {line}")).unwrap_err();
        assert_eq!(
            message,
            format!("{option} needs level {level}; this variant is at level races")
        );
    }
}

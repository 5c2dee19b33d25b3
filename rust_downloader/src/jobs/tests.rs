use super::{Job, Refused, Source};
use std::io::Write;

fn read(arguments: &[&str], input: &[u8]) -> Vec<Result<Job, Box<Refused>>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(input).unwrap();
    let arguments = arguments.iter().map(|&url| url.to_owned()).collect();
    let mut source = Source::open(arguments, Some(file.path())).unwrap();
    std::iter::from_fn(|| source.read().unwrap()).collect()
}

/// `index path` of a job, `index line code` of what is none.
fn summary(entries: &[Result<Job, Box<Refused>>]) -> Vec<String> {
    let line = |line: Option<u64>| line.map_or("-".to_owned(), |line| line.to_string());
    let show = |entry: &Result<Job, Box<Refused>>| match entry {
        Ok(job) => format!("{} {}", job.index, job.path),
        Err(refused) => format!(
            "{} {} {}",
            refused.index,
            line(refused.line),
            refused.failure.code()
        ),
    };
    entries.iter().map(show).collect()
}

#[test]
fn arguments_come_first_and_comments_and_blank_lines_do_not_count() {
    let input =
        b"\xef\xbb\xbfhttp://h/b\n\n  # note\r\nhttp://h/c\r\n  {\"url\": \"http://h/d\"}  ";
    let entries = read(&["http://h/a"], input);
    assert_eq!(summary(&entries), ["0 a", "1 b", "2 c", "3 d"]);
}

#[test]
fn a_line_that_is_no_job_is_one_failure_with_its_line() {
    let lines = [
        "{\"url\": ",
        "{\"path\": \"a\"}",
        "{\"url\": null}",
        "{\"url\": 5}",
        "ftp://h/a",
        "not a url",
        "{\"url\": \"http://h/a\", \"sha256\": \"abc\"}",
        "{\"url\": \"http://h/a\", \"bytes\": -1}",
        "{\"url\": \"http://h/a\", \"path\": \"\"}",
        "{\"url\": \"http://h/a\", \"path\": \"../a\"}",
        "http://h/good",
    ];
    let entries = read(&["http://"], lines.join("\n").as_bytes());
    let mut expected: Vec<String> = (1..9).map(|at| format!("{at} {at} bad-job")).collect();
    expected.insert(0, "0 - bad-job".to_owned());
    expected.extend(["9 9 unsafe-path", "10 10 unsafe-path", "11 good"].map(str::to_owned));
    assert_eq!(summary(&entries), expected);
}

#[test]
fn names_are_taken_in_input_order() {
    let lines = "http://h/a\nhttp://g/a\n{\"url\": \"http://h/\", \"path\": \"a\"}\n\
                 {\"url\": \"http://h/\", \"path\": \"x/a\"}\n{\"url\": \"http://h/\", \"path\": \"x/a\"}";
    let expected = [
        "0 a",
        "1 a-2",
        "2 3 duplicate-path",
        "3 x/a",
        "4 5 duplicate-path",
    ];
    assert_eq!(summary(&read(&[], lines.as_bytes())), expected);
}

#[test]
fn null_is_absent_and_unknown_fields_are_ignored() {
    let digest = "AB".repeat(32);
    let line = format!(
        "{{\"url\": \"http://h/a\", \"path\": null, \"bytes\": 7, \"sha256\": \"{digest}\", \"colour\": [1]}}"
    );
    let entries = read(&[], line.as_bytes());
    let job = entries[0].as_ref().unwrap();
    assert_eq!(
        (job.path.as_str(), job.bytes, job.sha256.clone()),
        ("a", Some(7), Some(digest.to_lowercase()))
    );
}

#[test]
fn a_line_without_an_end_is_not_held() {
    let mut input = vec![b'x'; 3 * 1024 * 1024];
    input.extend(b"\nhttp://h/after\n\xff\xfe\n");
    assert_eq!(
        summary(&read(&[], &input)),
        ["0 1 bad-job", "1 after", "2 3 bad-job"]
    );
}

#[test]
fn user_and_password_are_masked_in_what_is_refused() {
    let entries = read(&["http://user:secret@/"], b"ftp://user:secret@h/a\n");
    for entry in entries {
        let refused = entry.unwrap_err();
        let shown = format!("{:?} {}", refused.url, refused.failure);
        assert!(
            !shown.contains("secret") && shown.contains("***"),
            "{shown}"
        );
    }
}

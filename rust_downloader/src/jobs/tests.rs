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
        "{\"url\": \"http://h/a\", \"bytes\": \"10\"}",
        "{\"url\": \"http://h/a\", \"path\": 5}",
        "[1]",
        "{\"url\": \"http://h/a\", \"path\": \"\"}",
        "{\"url\": \"http://h/a\", \"path\": \"../a\"}",
        "http://h/good",
    ];
    let entries = read(&["http://"], lines.join("\n").as_bytes());
    let mut expected: Vec<String> = (1..12).map(|at| format!("{at} {at} bad-job")).collect();
    expected.insert(0, "0 - bad-job".to_owned());
    expected.extend(["12 12 unsafe-path", "13 13 unsafe-path", "14 good"].map(str::to_owned));
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
fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
    let line = |bytes: usize| format!("http://h/{}", "x".repeat(bytes - "http://h/".len()));
    for end in ["\n", "\r\n", ""] {
        let input = format!("{}\n{}{end}", line(65_537), line(65_536));
        let entries = read(&[], input.as_bytes());
        let told = entries[0].as_ref().unwrap_err().failure.to_string();
        assert_eq!(told, "the line is longer than 65,536 bytes");
        // As a URL it is a little too long for the libraries.
        let told = entries[1].as_ref().unwrap_err().failure.to_string();
        assert_eq!((told.as_str(), entries.len()), ("the URL is too long", 2));
    }
    assert!(read(&[], line(65_000).as_bytes())[0].is_ok());
}

#[test]
fn an_input_that_is_not_utf_8_text_is_refused_as_a_whole() {
    for (input, says) in [
        (&b"\xff\xfeh\0t\0"[..], "it is UTF-16; save it as UTF-8"),
        (b"\xfe\xff\0h", "it is UTF-16; save it as UTF-8"),
        (b"\xff\xfe\0\0h\0\0\0", "it is UTF-32; save it as UTF-8"),
        (b"http\0://", "it is not text"),
    ] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(input).unwrap();
        let error = Source::open(Vec::new(), Some(file.path())).err().unwrap();
        let expected = format!("cannot read the input {}: {says}", file.path().display());
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(summary(&read(&[], b"\xef\xbb\xbf")), [""; 0]);
}

#[test]
fn ten_thousand_jobs_of_one_name_take_no_time() {
    let entries = read(&[], "http://h/a.txt\n".repeat(10_000).as_bytes());
    assert_eq!(summary(&entries)[9_999], "9999 a-10000.txt");
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

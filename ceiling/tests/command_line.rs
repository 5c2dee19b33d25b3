//! The program's own words.

mod support;

use support::{Scratch, ceiling, complaint_of};

#[test]
fn help_and_version_are_data() {
    let help = ceiling(&["--help"]);
    assert!(help.status.success());
    assert!(
        help.stdout
            .starts_with(b"fairfetch-ceiling: does a download, or half of one")
    );
    let version = ceiling(&["--version"]);
    let expected = concat!("fairfetch-ceiling ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
}

#[test]
fn a_line_that_makes_no_sense_is_code_2() {
    let said = complaint_of(&ceiling(&["net", "-j", "1"]), 2);
    assert_eq!(said, "fairfetch-ceiling: -i FILE is missing; see --help\n");
}

#[test]
fn jobs_that_cannot_be_read_are_named() {
    let missing = complaint_of(&ceiling(&["net", "-i", "/no/such/jobs", "-j", "1"]), 1);
    assert!(
        missing.contains("cannot read the jobs in /no/such/jobs"),
        "{missing}"
    );
    let scratch = Scratch::new();
    let jobs = scratch.write("jobs", "{\"url\":\"http://127.0.0.1/\"}\nnonsense\n");
    let nonsense = complaint_of(&ceiling(&["net", "-i", &jobs, "-j", "1"]), 1);
    assert!(nonsense.contains("line 2 is not a job"), "{nonsense}");
}

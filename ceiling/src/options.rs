//! The command line.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

const MOST_IN_FLIGHT: usize = 1024;

#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    Help,
    Version,
    Run(Options),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub mode: Mode,
    pub input: PathBuf,
    pub concurrency: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Mode {
    Net {
        cacert: Option<PathBuf>,
    },
    Disk {
        dir: PathBuf,
    },
    Both {
        dir: PathBuf,
        cacert: Option<PathBuf>,
    },
}

#[derive(Default)]
struct Given {
    mode: Option<String>,
    input: Option<PathBuf>,
    concurrency: Option<usize>,
    dir: Option<PathBuf>,
    cacert: Option<PathBuf>,
}

/// Reads the whole line; what does not go with the mode is refused, not ignored.
pub fn read(mut parser: Parser) -> Result<Asked> {
    let mut given = Given::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("help") => return Ok(Asked::Help),
            Arg::Long("version") => return Ok(Asked::Version),
            Arg::Short('i') | Arg::Long("input") => given.input = Some(parser.value()?.into()),
            Arg::Short('d') | Arg::Long("dir") => given.dir = Some(parser.value()?.into()),
            Arg::Short('j') | Arg::Long("concurrency") => {
                given.concurrency = Some(concurrency(&parser.value()?.string()?)?);
            }
            Arg::Long("cacert") => given.cacert = Some(parser.value()?.into()),
            Arg::Value(mode) if given.mode.is_none() => given.mode = Some(mode.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    given.resolve().map(Asked::Run)
}

fn concurrency(text: &str) -> Result<usize> {
    let number = text.parse().ok();
    number
        .filter(|number| (1..=MOST_IN_FLIGHT).contains(number))
        .with_context(|| {
            format!("-j takes a whole number from 1 to {MOST_IN_FLIGHT}, not '{text}'")
        })
}

impl Given {
    fn resolve(self) -> Result<Options> {
        let mode = match (self.mode.as_deref(), self.dir, self.cacert) {
            (Some("net"), None, cacert) => Mode::Net { cacert },
            (Some("net"), Some(_), _) => bail!("net stores nothing, and -d does not go with it"),
            (Some("both"), Some(dir), cacert) => Mode::Both { dir, cacert },
            (Some("both"), None, _) => bail!("both needs -d DIR"),
            (Some("disk"), Some(dir), None) => Mode::Disk { dir },
            (Some("disk"), None, _) => bail!("disk needs -d DIR"),
            (Some("disk"), _, Some(_)) => {
                bail!("disk fetches nothing, and --cacert does not go with it")
            }
            (Some(other), ..) => bail!("the mode is net, disk or both, not '{other}'"),
            (None, ..) => bail!("no mode given, net, disk or both"),
        };
        Ok(Options {
            mode,
            input: self.input.context("-i FILE is missing")?,
            concurrency: self.concurrency.context("-j N is missing")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked> {
        read(Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn each_mode_takes_what_it_needs() {
        let net = Options {
            mode: Mode::Net {
                cacert: Some("ca".into()),
            },
            input: "jobs".into(),
            concurrency: 4,
        };
        assert_eq!(
            asked("net -i jobs -j4 --cacert ca").unwrap(),
            Asked::Run(net)
        );
        let disk = Options {
            mode: Mode::Disk { dir: "out".into() },
            input: "jobs".into(),
            concurrency: 1024,
        };
        let both = Options {
            mode: Mode::Both {
                dir: "out".into(),
                cacert: None,
            },
            input: "jobs".into(),
            concurrency: 2,
        };
        assert_eq!(asked("both -i jobs -j 2 -d out").unwrap(), Asked::Run(both));
        let line = "disk --input=jobs --concurrency 1024 --dir out";
        assert_eq!(asked(line).unwrap(), Asked::Run(disk));
    }

    #[test]
    fn what_is_missing_or_does_not_go_together_is_named() {
        for (line, words) in [
            ("", "no mode given, net, disk or both"),
            (
                "tape -i a -j 1",
                "the mode is net, disk or both, not 'tape'",
            ),
            ("net -j 1", "-i FILE is missing"),
            ("net -i a", "-j N is missing"),
            ("net -i a -j 0", "from 1 to 1024, not '0'"),
            ("net -i a -j 1025", "from 1 to 1024, not '1025'"),
            ("net -i a -j x", "not 'x'"),
            ("net -i a -j 1 -d out", "-d does not go with it"),
            ("disk -i a -j 1", "disk needs -d DIR"),
            ("both -i a -j 1", "both needs -d DIR"),
            (
                "disk -i a -j 1 -d out --cacert ca",
                "--cacert does not go with it",
            ),
            ("net disk -i a -j 1", "unexpected argument \"disk\""),
            ("net -i a -j 1 --fast", "invalid option '--fast'"),
        ] {
            let message = asked(line).unwrap_err().to_string();
            assert!(message.contains(words), "{line}: {message}");
        }
    }
}

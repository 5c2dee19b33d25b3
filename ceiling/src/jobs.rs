//! The jobs file, read whole before the clock starts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// One line; each mode asks for the fields it needs, and others are none of its business.
#[derive(Debug, Deserialize)]
pub struct Job {
    url: Option<String>,
    path: Option<String>,
    bytes: Option<u64>,
}

impl Job {
    pub fn url(&self) -> Result<&str> {
        self.url.as_deref().context("a job without a url")
    }

    /// Where the file goes: below the folder, whatever the line says.
    pub fn path(&self) -> Result<&str> {
        let path = self.path.as_deref().context("a job without a path")?;
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            bail!("{path} does not name a file below the folder");
        }
        Ok(path)
    }

    /// Of the body; absent where nobody said.
    pub fn announced_bytes(&self) -> Option<u64> {
        self.bytes
    }

    pub fn bytes(&self) -> Result<u64> {
        self.bytes.context("a job without bytes")
    }
}

pub fn read(file: &Path) -> Result<Vec<Job>> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("cannot read the jobs in {}", file.display()))?;
    let parse = |(index, line)| {
        serde_json::from_str(line).with_context(|| format!("line {} is not a job", index + 1))
    };
    text.lines().enumerate().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(line: &str) -> Job {
        serde_json::from_str(line).unwrap()
    }

    #[test]
    fn a_path_stays_below_the_folder() {
        for good in ["a", "a/b", "..a", "a.part"] {
            let line = format!("{{\"path\":\"{good}\"}}");
            assert_eq!(job(&line).path().unwrap(), good);
        }
        for bad in ["", "/a", "a/", "a//b", "../a", "a/../b", "./a"] {
            let line = format!("{{\"path\":\"{bad}\"}}");
            assert!(job(&line).path().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_a_mode_needs_is_asked_for_by_name() {
        let bare = job("{}");
        assert_eq!(bare.url().unwrap_err().to_string(), "a job without a url");
        assert_eq!(bare.path().unwrap_err().to_string(), "a job without a path");
        assert_eq!(bare.bytes().unwrap_err().to_string(), "a job without bytes");
        assert_eq!(bare.announced_bytes(), None);
    }
}

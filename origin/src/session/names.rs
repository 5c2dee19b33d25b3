//! Where the files of a session are, below its prefix.

use std::collections::HashMap;

/// Files that were given a path of their own, by it.
#[derive(Debug, Default)]
pub struct OwnPaths(HashMap<Box<str>, u32>);

impl OwnPaths {
    pub fn add(&mut self, path: Box<str>, file: u32) {
        self.0.insert(path, file);
    }

    #[must_use]
    pub fn find(&self, path: &str) -> Option<u32> {
        self.0.get(path).copied()
    }
}

#[must_use]
pub fn file_name(index: u32) -> String {
    format!("file-{index:05}.bin")
}

/// The inverse of [`file_name`], for that spelling alone.
#[must_use]
pub fn file_index(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("file-")?.strip_suffix(".bin")?;
    let canonical = digits.len() == 5 || (digits.len() > 5 && !digits.starts_with('0'));
    (canonical && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name() {
        for index in [0, 7, 99_999, 100_000, 4_000_000] {
            assert_eq!(file_index(&file_name(index)), Some(index));
        }
        for name in [
            "file-7.bin",
            "file-000007.bin",
            "file-+0007.bin",
            "file-00007",
            "file-00007.bin/",
            "",
            "x",
        ] {
            assert_eq!(file_index(name), None, "{name}");
        }
    }
}

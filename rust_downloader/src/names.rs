//! Where a job's file goes: names derived from URLs, numbering of those already taken, and which given paths are safe.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use url::Url;

const LONGEST_NAME_BYTES: usize = 240;
const LONGEST_EXTENSION_BYTES: usize = 100;

/// The file name for a URL: the last part of its path, made fit for any file system.
pub fn derive(url: &Url) -> String {
    let encoded = url.path().rsplit('/').next().unwrap_or_default();
    let decoded = percent_decode(encoded).unwrap_or_else(|| encoded.to_owned());
    let harmless: String = decoded
        .chars()
        .map(|c| if is_forbidden(c) { '_' } else { c })
        .collect();
    let mut name = harmless.trim_end_matches(['.', ' ']).to_owned();
    if name.is_empty() {
        name = "index".to_owned();
    }
    if is_reserved(&name) {
        name.insert(0, '_');
    }
    if is_ours(&name) {
        name.push('_');
    }
    cut(name)
}

/// What is wrong with a path the job gives, by its characters alone; links on the disk are looked at when it is opened.
pub fn why_unsafe(path: &str) -> Option<String> {
    let plain = |reason: &str| Some(reason.to_owned());
    match path {
        "" => return plain("it is empty"),
        path if path.starts_with('/') => return plain("it is absolute"),
        path if path.contains('\\') => return plain("it has a backslash"),
        path if path.contains('\0') => return plain("it has a NUL"),
        _ => {}
    }
    for part in path.split('/') {
        match part {
            "" => return plain("it has an empty part"),
            "." | ".." => return Some(format!("it has a part '{part}'")),
            _ => {}
        }
    }
    is_ours(path)
        .then_some("its name ends in .part or .part.json")
        .map(str::to_owned)
}

/// The names taken in a run. It keeps 128 bits of each and not the text, so that a million jobs are not a million strings.
#[derive(Default)]
pub struct Names {
    taken: HashSet<u128>,
    /// For names met more than once: the number to try next, so that a million equal names are not tried a billion times.
    next_number: HashMap<u128, u64>,
    keys: (RandomState, RandomState),
}

impl Names {
    /// Takes a path the job gave; false when an earlier job has it.
    pub fn claim(&mut self, path: &str) -> bool {
        let fingerprint = self.fingerprint(path);
        self.taken.insert(fingerprint)
    }

    /// Takes a derived name, with `-2`, `-3`, … before its extension where it is already taken.
    pub fn number(&mut self, name: String) -> String {
        if self.claim(&name) {
            return name;
        }
        let fingerprint = self.fingerprint(&name);
        let mut number = self.next_number.get(&fingerprint).copied().unwrap_or(2);
        let (stem, extension) = name.split_at(extension_start(&name));
        loop {
            let numbered = format!("{stem}-{number}{extension}");
            number += 1;
            if self.claim(&numbered) {
                self.next_number.insert(fingerprint, number);
                return numbered;
            }
        }
    }

    fn fingerprint(&self, text: &str) -> u128 {
        let (high, low) = (self.keys.0.hash_one(text), self.keys.1.hash_one(text));
        u128::from(high) << 64 | u128::from(low)
    }
}

/// `None` where the bytes are not UTF-8. A `%` that is not followed by two hexadecimal digits stays.
fn percent_decode(encoded: &str) -> Option<String> {
    let bytes = encoded.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| encoded.get(at + 1..at + 3))
            .flatten();
        match escape.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())) {
            Some(digits) => {
                decoded.push(u8::from_str_radix(digits, 16).ok()?);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

fn is_forbidden(c: char) -> bool {
    c < '\u{20}' || c == '\u{7f}' || "<>:\"/\\|?*".contains(c)
}

/// `CON`, `con.txt`, `lpt9.log`, …: names that are devices on Windows, whatever follows their first dot.
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |prefix| {
        stem.strip_prefix(prefix)
            .is_some_and(|digit| matches!(digit.as_bytes(), [b'1'..=b'9']))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Names we keep for what is half done.
fn is_ours(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with(".part") || lower.ends_with(".part.json")
}

/// Where the extension begins: at the last dot, unless that is the first character or the extension is over 100 bytes.
fn extension_start(name: &str) -> usize {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_EXTENSION_BYTES => dot,
        _ => name.len(),
    }
}

fn cut(name: String) -> String {
    if name.len() <= LONGEST_NAME_BYTES {
        return name;
    }
    let (stem, extension) = name.split_at(extension_start(&name));
    let mut end = LONGEST_NAME_BYTES - extension.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::{Names, derive, why_unsafe};
    use crate::vectors;
    use url::Url;

    #[test]
    fn derives_the_names_of_the_vectors() {
        for case in vectors::cases("names.json", "cases") {
            let url = Url::parse(vectors::text(&case, "url")).unwrap();
            assert_eq!(derive(&url), vectors::text(&case, "name"), "{case}");
        }
    }

    #[test]
    fn numbers_the_collisions_of_the_vectors() {
        for case in vectors::cases("names.json", "collisions") {
            let mut names = Names::default();
            let list =
                |key: &str| -> Vec<String> { serde_json::from_value(case[key].clone()).unwrap() };
            let results: Vec<String> = list("names")
                .into_iter()
                .map(|name| names.number(name))
                .collect();
            assert_eq!(results, list("results"), "{case}");
        }
    }

    #[test]
    fn judges_the_paths_of_the_vectors() {
        for case in vectors::cases("paths.json", "cases") {
            let safe = case["safe"].as_bool().unwrap();
            assert_eq!(
                why_unsafe(vectors::text(&case, "path")).is_none(),
                safe,
                "{case}"
            );
        }
    }

    #[test]
    fn given_paths_and_derived_names_share_one_set() {
        let mut names = Names::default();
        assert!(names.claim("a.txt"));
        assert_eq!(names.number("a.txt".to_owned()), "a-2.txt");
        assert!(!names.claim("a-2.txt"));
        assert!(names.claim("folder/a.txt"));
    }
}

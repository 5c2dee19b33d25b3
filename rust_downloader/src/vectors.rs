//! The contract's test vectors, read by the unit tests of every room.

use serde_json::Value;

/// The list called `list` in the vector file `file`.
pub fn cases(file: &str, list: &str) -> Vec<Value> {
    let path = format!(
        "{}/../packages/contract/vectors/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let document: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let cases = document[list]
        .as_array()
        .unwrap_or_else(|| panic!("{path} has no list {list}"))
        .clone();
    assert!(!cases.is_empty(), "{path}: {list} is empty");
    cases
}

/// The text field `key` of a case.
pub fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text {key} in {case}"))
}

//! The contract's test vectors, read by the unit tests of every room.

use serde_json::Value;

/// The vector file `file` as a whole.
pub fn document(file: &str) -> Value {
    let path = format!(
        "{}/../packages/contract/vectors/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The list called `list` in the vector file `file`.
pub fn cases(file: &str, list: &str) -> Vec<Value> {
    let cases = document(file)[list]
        .as_array()
        .unwrap_or_else(|| panic!("{file} has no list {list}"))
        .clone();
    assert!(!cases.is_empty(), "{file}: {list} is empty");
    cases
}

/// The same for a list of texts.
pub fn lines(file: &str, list: &str) -> Vec<String> {
    serde_json::from_value(cases(file, list).into()).unwrap()
}

/// The text field `key` of a case.
pub fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text {key} in {case}"))
}

//! Texts from outside, as they stand in a message of one line.

/// In single quotes, with what would break the line written as JSON writes it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", bare(text))
}

/// The same without the quotes.
pub fn bare(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json[1..json.len() - 1].replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::{bare, quoted};

    #[test]
    fn a_text_never_breaks_its_line() {
        for (text, shown) in [
            ("x", "'x'"),
            ("it's \"x\"", "'it's \"x\"'"),
            ("X-A: 1\r\nX-B: 2", "'X-A: 1\\r\\nX-B: 2'"),
            ("\u{1b}[31m", "'\\u001b[31m'"),
            ("ü", "'ü'"),
        ] {
            assert_eq!(quoted(text), shown);
        }
        assert_eq!(bare("a\nb"), "a\\nb");
    }
}

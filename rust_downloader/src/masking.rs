//! User and password of a URL are shown nowhere.

use std::borrow::Cow;

/// `scheme://user:password@host/…` becomes `scheme://***@host/…`, for every URL in `text`.
///
/// The authority ends at the first `/ \ ? #` or white space, and its last `@` ends the user information, as WHATWG parses it.
pub fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("://") || !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        masked.push_str(before);
        let end = after
            .find(|c: char| "/\\?#".contains(c) || c.is_whitespace())
            .unwrap_or(after.len());
        let (authority, following) = after.split_at(end);
        match authority.rfind('@') {
            Some(at) => {
                masked.push_str("***");
                masked.push_str(&authority[at..]);
            }
            None => masked.push_str(authority),
        }
        rest = following;
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::mask;
    use crate::vectors;

    #[test]
    fn hides_what_the_vectors_hide() {
        for case in vectors::cases("masking.json", "cases") {
            assert_eq!(
                mask(vectors::text(&case, "text")),
                vectors::text(&case, "masked"),
                "{case}"
            );
        }
    }
}

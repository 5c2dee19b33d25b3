//! Which bytes a request asks for: RFC 9110, one range at most.

/// The part of a file an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    Whole,
    Part { offset: u64, bytes: u64 },
    Unsatisfiable,
}

/// Reads a `Range` header against a file of `total` bytes. What is not a single range of bytes is
/// ignored, as the standard asks: the whole file is a correct answer to it.
pub fn select(header: &str, total: u64) -> Selected {
    let Some((first, last)) = header
        .trim()
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Selected::Whole;
    };
    match (number(first), number(last)) {
        (Bound::At(first), Bound::At(last)) if last < first => Selected::Whole,
        (Bound::At(first), Bound::At(_) | Bound::Open) if first >= total => Selected::Unsatisfiable,
        (Bound::At(first), Bound::At(last)) => part(first, last.min(total - 1) - first + 1),
        (Bound::At(first), Bound::Open) => part(first, total - first),
        (Bound::Open, Bound::At(0)) => Selected::Unsatisfiable,
        (Bound::Open, Bound::At(_)) if total == 0 => Selected::Unsatisfiable,
        (Bound::Open, Bound::At(suffix)) => part(total - suffix.min(total), suffix.min(total)),
        _ => Selected::Whole,
    }
}

fn part(offset: u64, bytes: u64) -> Selected {
    Selected::Part { offset, bytes }
}

enum Bound {
    At(u64),
    Open,
    Malformed,
}

fn number(text: &str) -> Bound {
    if text.is_empty() {
        return Bound::Open;
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Bound::Malformed;
    }
    // More digits than fit are still a number, and past the end of any file.
    Bound::At(text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges_as_the_standard_does() {
        let cases = [
            ("bytes=0-9", part(0, 10)),
            ("bytes=10-19", part(10, 10)),
            ("bytes=90-", part(90, 10)),
            ("bytes=90-1000", part(90, 10)),
            ("bytes=0-", part(0, 100)),
            ("bytes=99-99", part(99, 1)),
            ("bytes=-1", part(99, 1)),
            ("bytes=-1000", part(0, 100)),
            ("bytes=100-", Selected::Unsatisfiable),
            ("bytes=100-200", Selected::Unsatisfiable),
            ("bytes=99999999999999999999999-", Selected::Unsatisfiable),
            ("bytes=-0", Selected::Unsatisfiable),
            ("bytes=5-4", Selected::Whole),
            ("bytes=0-1,5-6", Selected::Whole),
            ("bytes=-", Selected::Whole),
            ("bytes=+1-2", Selected::Whole),
            ("bytes=a-", Selected::Whole),
            ("lines=0-1", Selected::Whole),
            ("", Selected::Whole),
        ];
        for (header, expected) in cases {
            assert_eq!(select(header, 100), expected, "{header}");
        }
        assert_eq!(select("bytes=0-", 0), Selected::Unsatisfiable);
        assert_eq!(select("bytes=-5", 0), Selected::Unsatisfiable);
    }
}

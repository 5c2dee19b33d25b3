//! What the first bytes of an input say about it.

/// As many bytes as are looked at.
pub const LOOKED_AT_BYTES: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// UTF-8, after a mark of so many bytes.
    Utf8 {
        mark_bytes: usize,
    },
    Utf16,
    Utf32,
    /// There is a NUL in it.
    Binary,
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Those of UTF-32 first: one of them begins like one of UTF-16.
const OTHER_MARKS: [(&[u8], TextKind); 4] = [
    (b"\xff\xfe\0\0", TextKind::Utf32),
    (b"\0\0\xfe\xff", TextKind::Utf32),
    (b"\xff\xfe", TextKind::Utf16),
    (b"\xfe\xff", TextKind::Utf16),
];

/// Whether more bytes could change what `first` is taken for.
pub fn needs_more(first: &[u8]) -> bool {
    let marks = OTHER_MARKS.iter().map(|(mark, _)| *mark);
    first.len() < 4
        && marks
            .chain([UTF8_MARK])
            .any(|mark| first.len() < mark.len() && mark.starts_with(first))
}

pub fn tell(first: &[u8]) -> TextKind {
    let marked = OTHER_MARKS.iter().find(|(mark, _)| first.starts_with(mark));
    if let Some((_, kind)) = marked {
        return *kind;
    }
    if first.iter().take(LOOKED_AT_BYTES).any(|&byte| byte == 0) {
        return TextKind::Binary;
    }
    let marked = first.starts_with(UTF8_MARK);
    TextKind::Utf8 {
        mark_bytes: if marked { UTF8_MARK.len() } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::{TextKind, needs_more, tell};

    #[test]
    fn a_mark_or_a_nul_tells() {
        for (first, kind) in [
            (&b""[..], TextKind::Utf8 { mark_bytes: 0 }),
            (b"http://", TextKind::Utf8 { mark_bytes: 0 }),
            (b"\xef\xbb\xbfhttp", TextKind::Utf8 { mark_bytes: 3 }),
            (b"\xff\xfeh\0", TextKind::Utf16),
            (b"\xfe\xff\0h", TextKind::Utf16),
            (b"\xff\xfe\0\0h\0\0\0", TextKind::Utf32),
            (b"\0\0\xfe\xff\0\0\0h", TextKind::Utf32),
            (b"h\0t\0", TextKind::Binary),
            (b"\x7fELF\x02\x01\x01\0", TextKind::Binary),
        ] {
            assert_eq!(tell(first), kind, "{first:?}");
        }
        let late = [&[b'x'; 64][..], &[0]].concat();
        assert_eq!(tell(&late), TextKind::Utf8 { mark_bytes: 0 });
    }

    #[test]
    fn half_a_mark_is_waited_for() {
        for (first, more) in [
            (&b""[..], true),
            (b"h", false),
            (b"\xef", true),
            (b"\xef\xbb\xbf", false),
            (b"\xff\xfe", true),
            (b"\xff\xfe\0", true),
            (b"\xff\xfeh\0", false),
            (b"\0", true),
        ] {
            assert_eq!(needs_more(first), more, "{first:?}");
        }
    }
}

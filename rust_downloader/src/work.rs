//! CPU work on each body: the expected digest, and `--work`.

use ring::digest;

/// `--work`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    #[default]
    None,
    Sha256,
    Fnv1a,
}

/// Takes a body piece by piece; computes no more than somebody will look at.
pub struct Hasher {
    sha256: Option<digest::Context>,
    fnv1a: Option<u32>,
    work: Work,
}

/// Lower-case hexadecimal results; absent is absent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Digests {
    pub sha256: Option<String>,
    pub work: Option<String>,
}

impl Hasher {
    /// `wants_sha256`: the job names a digest to compare with.
    pub fn new(work: Work, wants_sha256: bool) -> Self {
        let sha256 =
            (wants_sha256 || work == Work::Sha256).then(|| digest::Context::new(&digest::SHA256));
        Self {
            sha256,
            fnv1a: (work == Work::Fnv1a).then_some(FNV1A_START),
            work,
        }
    }

    pub fn update(&mut self, piece: &[u8]) {
        if let Some(context) = &mut self.sha256 {
            context.update(piece);
        }
        if let Some(state) = &mut self.fnv1a {
            *state = fnv1a(*state, piece);
        }
    }

    pub fn finish(self) -> Digests {
        let sha256 = self
            .sha256
            .map(|context| hexadecimal(context.finish().as_ref()));
        let work = match self.work {
            Work::None => None,
            Work::Sha256 => sha256.clone(),
            Work::Fnv1a => self.fnv1a.map(|state| format!("{state:08x}")),
        };
        Digests { sha256, work }
    }
}

/// The state of 32-bit FNV-1a before the first byte.
pub const FNV1A_START: u32 = 0x811c_9dc5;

/// 32-bit FNV-1a in a plain loop: the work by which languages are compared, so nothing clever here.
pub fn fnv1a(mut state: u32, bytes: &[u8]) -> u32 {
    for &byte in bytes {
        state = (state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    state
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{FNV1A_START, Hasher, Work, fnv1a};
    use crate::vectors;
    use serde_json::Value;

    fn input(case: &Value) -> Vec<u8> {
        if let Some(text) = case["utf8"].as_str() {
            return text.as_bytes().to_vec();
        }
        if let Some(text) = case["hex"].as_str() {
            return (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
                .collect();
        }
        let byte = u8::try_from(case["repeat"]["byte"].as_u64().unwrap()).unwrap();
        vec![byte; usize::try_from(case["repeat"]["count"].as_u64().unwrap()).unwrap()]
    }

    #[test]
    fn fnv1a_gives_the_published_values_whole_and_in_pieces() {
        for case in vectors::cases("fnv1a.json", "cases") {
            let bytes = input(&case);
            let expected = vectors::text(&case, "fnv1a");
            assert_eq!(
                format!("{:08x}", fnv1a(FNV1A_START, &bytes)),
                expected,
                "{case}"
            );
            let mut hasher = Hasher::new(Work::Fnv1a, false);
            bytes.chunks(7).for_each(|piece| hasher.update(piece));
            let digests = hasher.finish();
            assert_eq!(
                (digests.work.as_deref(), digests.sha256),
                (Some(expected), None),
                "{case}"
            );
        }
    }

    #[test]
    fn sha256_is_given_for_the_job_and_as_work() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for (work, wanted, sha256, result) in [
            (Work::None, false, None, None),
            (Work::None, true, Some(abc), None),
            (Work::Sha256, false, Some(abc), Some(abc)),
            (Work::Fnv1a, true, Some(abc), Some("1a47e90b")),
        ] {
            let mut hasher = Hasher::new(work, wanted);
            hasher.update(b"a");
            hasher.update(b"bc");
            let digests = hasher.finish();
            assert_eq!(
                (digests.sha256.as_deref(), digests.work.as_deref()),
                (sha256, result),
                "{work:?}"
            );
        }
    }
}

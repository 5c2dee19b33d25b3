//! Chunked bodies, decoded as they come, wherever they are cut.

use crate::failure::Failure;

/// Extensions of one chunk, or trailers of one body, past this are an attack.
const LONGEST_ASIDE_BYTES: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In the size; how many digits there were.
    Size(usize),
    /// Behind the size, up to the end of its line.
    Extension,
    SizeEnd,
    Data,
    DataReturn,
    DataEnd,
    /// At the start of a trailer line, or of the empty line that ends it all.
    TrailerStart,
    Trailer,
    LastEnd,
    Done,
}

/// A decoder for one body.
#[derive(Debug)]
pub struct Chunked {
    state: State,
    /// The size being read, then what is left of the chunk.
    left: u64,
    aside: usize,
}

impl Chunked {
    pub fn new() -> Self {
        Self {
            state: State::Size(0),
            left: 0,
            aside: 0,
        }
    }

    pub fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Gives the data in `input` to `take`; returns how much of `input` belongs to this body.
    pub fn decode(
        &mut self,
        input: &[u8],
        mut take: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let mut at = 0;
        while at < input.len() && !self.is_done() {
            if self.state == State::Data {
                let length = usize::try_from(self.left)
                    .unwrap_or(usize::MAX)
                    .min(input.len() - at);
                take(&input[at..at + length])?;
                at += length;
                self.left -= length as u64;
                if self.left == 0 {
                    self.state = State::DataReturn;
                }
            } else {
                self.state = self.step(input[at])?;
                at += 1;
            }
        }
        Ok(at)
    }

    fn step(&mut self, byte: u8) -> Result<State, Failure> {
        match (self.state, byte) {
            (State::Size(digits), b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') if digits < 16 => {
                self.left = self.left << 4 | u64::from(char::from(byte).to_digit(16).unwrap_or(0));
                Ok(State::Size(digits + 1))
            }
            (State::Size(1..), b'\r') | (State::Extension, b'\r') => Ok(State::SizeEnd),
            (State::Size(1..), b';' | b' ' | b'\t') => Ok(State::Extension),
            (State::Extension, byte) if byte != b'\n' => self.aside(State::Extension),
            (State::SizeEnd, b'\n') if self.left == 0 => Ok(State::TrailerStart),
            (State::SizeEnd, b'\n') => Ok(State::Data),
            (State::DataReturn, b'\r') => Ok(State::DataEnd),
            (State::DataEnd, b'\n') => Ok(State::Size(0)),
            (State::TrailerStart, b'\r') => Ok(State::LastEnd),
            (State::Trailer, b'\n') => Ok(State::TrailerStart),
            (State::TrailerStart | State::Trailer, _) => self.aside(State::Trailer),
            (State::LastEnd, b'\n') => Ok(State::Done),
            _ => Err(Failure::BadResponse(
                "a chunked body that is none".to_owned(),
            )),
        }
    }

    fn aside(&mut self, next: State) -> Result<State, Failure> {
        self.aside += 1;
        if self.aside > LONGEST_ASIDE_BYTES {
            return Err(Failure::BadResponse(
                "chunk extensions or trailers without end".to_owned(),
            ));
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::Chunked;

    /// What is decoded when the input comes in pieces of `size`, and whether it is done; `Err` has the code.
    fn decode(input: &[u8], size: usize) -> Result<(Vec<u8>, bool, usize), String> {
        let (mut chunked, mut data, mut used) = (Chunked::new(), Vec::new(), 0);
        for piece in input.chunks(size) {
            let taken = chunked.decode(piece, |bytes| {
                data.extend_from_slice(bytes);
                Ok(())
            });
            used += taken.map_err(|failure| failure.code().to_string())?;
        }
        Ok((data, chunked.is_done(), used))
    }

    #[test]
    fn decodes_however_it_is_cut() {
        let plain: &[u8] =
            b"5\r\nhello\r\n1;x=y\r\n \r\nA \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        for size in 1..=plain.len() {
            assert_eq!(
                decode(plain, size).unwrap(),
                (b"hello 0123456789".to_vec(), true, plain.len()),
                "{size}"
            );
        }
    }

    #[test]
    fn what_follows_is_not_taken() {
        let (data, done, used) = decode(b"1\r\na\r\n0\r\n\r\nHTTP", 64).unwrap();
        assert_eq!((data.as_slice(), done, used), (&b"a"[..], true, 11));
    }

    #[test]
    fn is_not_done_before_its_end() {
        let whole = b"1\r\na\r\n0\r\n\r\n";
        for length in 0..whole.len() {
            assert!(!decode(&whole[..length], 64).unwrap().1, "{length}");
        }
    }

    #[test]
    fn refuses_what_is_no_chunk() {
        for input in [
            "\r\n",
            "g\r\n",
            "1\na",
            "1\r\nab\r\n",
            "11111111111111111\r\n",
            "-1\r\n",
            "1\r\na\r\n0\r\n\rx",
        ] {
            assert_eq!(
                decode(input.as_bytes(), 64),
                Err("bad-response".to_owned()),
                "{input:?}"
            );
        }
    }
}

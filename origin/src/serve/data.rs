//! What an HTTP/2 body is made of: none of it copied before the socket takes it.

use std::io::IoSlice;

use bytes::Buf;

use crate::content::ContentBuf;

pub(super) enum Data {
    Text(&'static [u8]),
    File(ContentBuf),
}

impl Buf for Data {
    fn remaining(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::File(file) => file.remaining(),
        }
    }

    fn chunk(&self) -> &[u8] {
        match self {
            Self::Text(text) => text,
            Self::File(file) => file.chunk(),
        }
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        match self {
            Self::Text(text) => text.chunks_vectored(slices),
            Self::File(file) => file.chunks_vectored(slices),
        }
    }

    fn advance(&mut self, count: usize) {
        match self {
            Self::Text(text) => text.advance(count),
            Self::File(file) => file.advance(count),
        }
    }
}

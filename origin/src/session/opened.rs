//! What whoever opened a session is told of it.

use std::collections::HashSet;

use serde::Serialize;

use super::digests::Asked;
use super::{Digests, SessionSpec, names::file_name};
use crate::content::Content;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    pub(super) id: String,
    pub(super) opened_ns: u64,
    pub(super) bases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proxy: Option<String>,
    pub(super) files: Vec<OpenedFile>,
}

#[derive(Serialize)]
pub struct OpenedFile {
    name: String,
    bytes: u64,
    sha256: String,
    /// All that its answers may serve, where it has a script.
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Box<[OpenedVersion]>>,
}

#[derive(Serialize)]
struct OpenedVersion {
    version: u32,
    bytes: u64,
    sha256: String,
    etag: String,
}

/// Hashes what the files hold, in all the versions their answers have of them.
pub(super) async fn told(spec: &SessionSpec, digests: &Digests) -> Vec<OpenedFile> {
    let plain = (0..).zip(&spec.files).map(|(file, given)| Asked {
        seed: spec.seed,
        file,
        version: 0,
        bytes: given.bytes,
    });
    let asked = plain.chain(versions(spec)).collect();
    let mut sha256 = digests.of(asked).await.into_iter();
    let mut files: Vec<_> = (0..)
        .zip(&spec.files)
        .zip(&mut sha256)
        .map(|((index, file), sha256)| OpenedFile {
            name: match &file.path {
                Some(path) => path.to_string(),
                None => file_name(index),
            },
            bytes: file.bytes,
            sha256,
            versions: None,
        })
        .collect();
    let mut of_files: Vec<(u32, OpenedVersion)> = Vec::new();
    for (asked, sha256) in versions(spec).zip(sha256) {
        of_files.push((asked.file, OpenedVersion::new(asked, sha256)));
    }
    let mut of_files = of_files.into_iter().peekable();
    while let Some(&(file, _)) = of_files.peek() {
        let same = std::iter::from_fn(|| of_files.next_if(|next| next.0 == file));
        files[file as usize].versions = Some(same.map(|(_, version)| version).collect());
    }
    files
}

impl OpenedVersion {
    fn new(asked: Asked, sha256: String) -> Self {
        Self {
            version: asked.version,
            bytes: asked.bytes,
            sha256,
            etag: Content::versioned(asked.seed, asked.file, asked.version).etag(asked.bytes),
        }
    }
}

/// The versions of scripted files, each once, in the order in which they come up.
fn versions(spec: &SessionSpec) -> impl Iterator<Item = Asked> {
    let mut seen = HashSet::new();
    (0..)
        .zip(&spec.files)
        .flat_map(|(file, given)| {
            let answers = given.answers.as_deref().unwrap_or_default();
            answers.iter().map(move |answer| (file, answer))
        })
        .map(|(file, answer)| Asked {
            seed: spec.seed,
            file,
            version: answer.version,
            bytes: answer.bytes,
        })
        .filter(move |asked| seen.insert(*asked))
}

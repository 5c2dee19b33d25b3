//! What stands in a line: a URL, or a job as a JSON object.

use serde_json::{Map, Value};
use url::Url;

use crate::failure::Failure;

/// The longest request line that every library takes.
const LONGEST_URL_BYTES: usize = 65_500;

/// The fields of a job, as they were given. Unknown fields are ignored and null is absent.
pub struct JobLine {
    pub url: String,
    pub path: Option<String>,
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
}

impl JobLine {
    pub fn of_url(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            path: None,
            bytes: None,
            sha256: None,
        }
    }

    /// The URL, where it is one that can be fetched.
    pub fn check(&self) -> Result<Url, Failure> {
        let bad = |reason: &str| Err(Failure::BadJob(reason.to_owned()));
        match Url::parse(&self.url) {
            Ok(url) if url.as_str().len() > LONGEST_URL_BYTES => bad("the URL is too long"),
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
            Ok(url) => bad(&format!(
                "only http and https are fetched, not {}",
                url.scheme()
            )),
            Err(_) => bad("this is not a URL"),
        }
    }
}

pub fn parse(text: &str) -> Result<JobLine, Failure> {
    if !text.starts_with('{') {
        return Ok(JobLine::of_url(text));
    }
    let bad = |reason: &str| Failure::BadJob(reason.to_owned());
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| bad("the line is not JSON"))?;
    let mut take = |name: &str| fields.remove(name).filter(|value| !value.is_null());
    let Some(Value::String(url)) = take("url") else {
        return Err(bad("the job has no \"url\" that is a text"));
    };
    let path = match take("path") {
        None => None,
        Some(Value::String(path)) => Some(path),
        Some(_) => return Err(bad("the job's \"path\" is not a text")),
    };
    let sha256 = match take("sha256") {
        None => None,
        Some(Value::String(digest)) if is_sha256(&digest) => Some(digest),
        Some(_) => return Err(bad("the job's \"sha256\" is not 64 hexadecimal digits")),
    };
    let bytes = match take("bytes").map(|value| value.as_u64()) {
        Some(None) => return Err(bad("the job's \"bytes\" is not a whole number from 0")),
        given => given.flatten(),
    };
    Ok(JobLine {
        url,
        path,
        bytes,
        sha256,
    })
}

fn is_sha256(digest: &str) -> bool {
    digest.len() == 64 && digest.bytes().all(|digit| digit.is_ascii_hexdigit())
}

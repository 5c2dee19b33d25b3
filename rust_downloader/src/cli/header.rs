//! `--header 'NAME: VALUE'`.

use hyper::header::{HeaderName, HeaderValue};
use lexopt::Parser;

use super::UsageError;
use super::values::{not, text};

const TAKES: &str = "--header takes 'NAME: VALUE'";

/// What frames a message, names its host or asks for a part of a file is said by the downloader alone.
const OURS: [&str; 14] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-range",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A header that each job's own server is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: HeaderName,
    pub value: HeaderValue,
}

pub fn read(parser: &mut Parser) -> Result<Header, UsageError> {
    let given = parser.value().map_err(|_| UsageError(TAKES.to_owned()))?;
    parse(&text(given, TAKES)?)
}

fn parse(given: &str) -> Result<Header, UsageError> {
    let (name, value) = given.split_once(':').ok_or_else(|| not(TAKES, given))?;
    let value = value.trim_matches([' ', '\t']);
    let parsed = HeaderName::from_bytes(name.as_bytes()).ok();
    // Anything that would end the line is refused by the type.
    let parsed = parsed.zip(HeaderValue::from_bytes(value.as_bytes()).ok());
    let (parsed, value) = parsed.ok_or_else(|| not(TAKES, given))?;
    if OURS.contains(&parsed.as_str()) {
        return Err(UsageError(format!(
            "--header cannot set {name}: the downloader does"
        )));
    }
    Ok(Header {
        name: parsed,
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::vectors;

    #[test]
    fn takes_and_refuses_what_the_vectors_do() {
        for case in vectors::cases("headers.json", "cases") {
            match parse(vectors::text(&case, "given")) {
                Ok(header) => {
                    let name = vectors::text(&case, "name").to_ascii_lowercase();
                    assert_eq!(header.name.as_str(), name, "{case}");
                    assert_eq!(header.value, vectors::text(&case, "value"), "{case}");
                }
                Err(error) => assert_eq!(error.to_string(), vectors::text(&case, "error")),
            }
        }
    }

    #[test]
    fn no_control_character_gets_into_a_header() {
        for given in ["X-A: \0", "X-A: \u{1b}[31m", "X-A: \u{7f}", "X\u{e9}: 1"] {
            assert!(parse(given).is_err(), "{given:?}");
        }
        assert!(parse("X-A: ü\tü").is_ok());
    }
}

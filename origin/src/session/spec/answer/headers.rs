//! Headers and trailers as asked for: names that are names, values that stay on their line.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::script::Edit;
use crate::session::spec::{SpecError, refuse};

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "neither a string, nor a list of strings, nor null"
)]
pub(super) enum Lines {
    None,
    One(String),
    Several(Vec<String>),
}

pub(super) fn edits(
    field: &str,
    headers: BTreeMap<String, Lines>,
    hosts: u32,
) -> Result<Vec<Edit>, SpecError> {
    let mut edits: Vec<Edit> = Vec::new();
    for (name, lines) in headers {
        let field = format!("{field}.{name}");
        check_name(&field, &name)?;
        if edits.iter().any(|edit| edit.is_of(&name)) {
            return refuse(field, "is there in another case, too");
        }
        let values = match lines {
            Lines::None => Vec::new(),
            Lines::One(value) => vec![value],
            Lines::Several(values) => values,
        };
        for value in &values {
            check_value(&field, value)?;
        }
        let edit = Edit { name, values };
        match edit.check_places(hosts) {
            Ok(()) => edits.push(edit),
            Err(foreign) => return refuse(field, foreign.to_string()),
        }
    }
    Ok(edits)
}

pub(super) fn trailers(
    field: &str,
    trailers: Option<BTreeMap<String, String>>,
) -> Result<Vec<(String, String)>, SpecError> {
    let trailers: Vec<_> = trailers.unwrap_or_default().into_iter().collect();
    for (name, value) in &trailers {
        let field = format!("{field}.{name}");
        check_name(&field, name)?;
        check_value(&field, value)?;
    }
    Ok(trailers)
}

fn check_name(field: &str, name: &str) -> Result<(), SpecError> {
    match http::HeaderName::from_bytes(name.as_bytes()) {
        Ok(_) => Ok(()),
        Err(_) => refuse(field, "is no name of a header; `raw` can send one"),
    }
}

pub(super) fn check_value(field: &str, value: &str) -> Result<(), SpecError> {
    if value.contains(['\r', '\n', '\0']) {
        return refuse(field, "has a line break or a NUL in it; `raw` can send one");
    }
    Ok(())
}

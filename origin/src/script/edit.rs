//! What a script changes of an answer's headers.

/// The lines of one header: added to those that would be sent, or in place of them; none takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub name: String,
    pub values: Vec<String>,
}

/// Where a session listens, for headers that name it.
#[derive(Debug)]
pub struct Places {
    /// `scheme://host:port/id`, one a host.
    pub bases: Vec<String>,
}

/// A place that is named and that the session does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{{{0}}} names a host the session does not have")]
pub struct ForeignBase(String);

impl Edit {
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Applies the edit to the lines of a head: where the first line of the name stood, else at the end.
    pub fn apply(&self, lines: &mut Vec<(String, String)>) {
        let at = lines.iter().position(|(name, _)| self.is_of(name));
        lines.retain(|(name, _)| !self.is_of(name));
        let at = at.unwrap_or(lines.len());
        let new = self
            .values
            .iter()
            .map(|value| (self.name.clone(), value.clone()));
        lines.splice(at..at, new);
    }

    /// Whether every place the values name is one of so many hosts.
    pub fn check_places(&self, hosts: u32) -> Result<(), ForeignBase> {
        for value in &self.values {
            replaced(value, |_, host| (host < hosts).then(String::new)).map_err(ForeignBase)?;
        }
        Ok(())
    }

    /// Puts the session's places where the values name them.
    pub fn fill_in(&mut self, places: &Places) {
        for value in &mut self.values {
            let filled = replaced(value, |kind, host| {
                let base = places.bases.get(host as usize)?;
                Some(match kind {
                    Place::Base => base.clone(),
                    Place::HostPort => host_port(base).to_owned(),
                })
            });
            // Checked when the session was asked for: every place is there.
            if let Ok(filled) = filled {
                *value = filled;
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    Base,
    HostPort,
}

fn host_port(base: &str) -> &str {
    let after_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
    after_scheme
        .split_once('/')
        .map_or(after_scheme, |(host, _)| host)
}

/// Replaces `{base0}`, `{hostport0}` and so on; other braces stay. An `Err` is a place that is not known.
fn replaced(text: &str, place: impl Fn(Place, u32) -> Option<String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let named = rest[1..].split_once('}').and_then(|(name, after)| {
            let (kind, host) = named_place(name)?;
            Some((kind, host, name, after))
        });
        match named {
            Some((kind, host, name, after)) => {
                out.push_str(&place(kind, host).ok_or_else(|| name.to_owned())?);
                rest = after;
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn named_place(name: &str) -> Option<(Place, u32)> {
    let (kind, host) = match name.strip_prefix("base") {
        Some(host) => (Place::Base, host),
        None => (Place::HostPort, name.strip_prefix("hostport")?),
    };
    let digits = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_digit());
    // Too many digits are a host nobody has.
    digits.then(|| (kind, host.parse().unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(name: &str, values: &[&str]) -> Edit {
        Edit {
            name: name.into(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    #[test]
    fn an_edit_replaces_removes_or_adds() {
        let applied = |edit: Edit| {
            let mut lines = [("A", "1"), ("B", "2"), ("a", "3")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec();
            edit.apply(&mut lines);
            lines
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(applied(edit("a", &["x"])), ["a: x", "B: 2"]);
        assert_eq!(applied(edit("A", &[])), ["B: 2"]);
        assert_eq!(
            applied(edit("b", &["x", "y"])),
            ["A: 1", "b: x", "b: y", "a: 3"]
        );
        assert_eq!(applied(edit("C", &["x"])), ["A: 1", "B: 2", "a: 3", "C: x"]);
        assert_eq!(applied(edit("C", &[])), ["A: 1", "B: 2", "a: 3"]);
    }

    #[test]
    fn places_are_filled_in_and_other_braces_stay() {
        let places = Places {
            bases: vec!["http://h:1/s1".into(), "http://h:2/s1".into()],
        };
        for (text, filled) in [
            ("{base1}/other", "http://h:2/s1/other"),
            ("//{hostport0}/x{base0}", "//h:1/xhttp://h:1/s1"),
            (
                "{base} {basex} {0} {{base0}} {",
                "{base} {basex} {0} {http://h:1/s1} {",
            ),
        ] {
            let mut edit = edit("location", &[text]);
            assert_eq!(edit.check_places(2), Ok(()));
            edit.fill_in(&places);
            assert_eq!(edit.values, [filled]);
        }
        let foreign = edit("location", &["{base2}"]).check_places(2).unwrap_err();
        assert_eq!(
            foreign.to_string(),
            "{base2} names a host the session does not have"
        );
        assert!(
            edit("a", &["{hostport99999999999}"])
                .check_places(2)
                .is_err()
        );
    }
}

//! The contract's levels, and the options that need more than the first.

use std::fmt;

/// What a variant promises; each level has the ones below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Races,
    Downloads,
    Trusted,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Races => "races",
            Self::Downloads => "downloads",
            Self::Trusted => "trusted",
        })
    }
}

const HIGHER: [(&str, Level); 10] = [
    ("retries", Level::Downloads),
    ("connect-timeout", Level::Downloads),
    ("stall-timeout", Level::Downloads),
    ("timeout", Level::Downloads),
    ("max-size", Level::Downloads),
    ("max-redirects", Level::Downloads),
    ("existing", Level::Downloads),
    ("header", Level::Downloads),
    ("no-resume", Level::Trusted),
    ("fsync", Level::Trusted),
];

/// The level that the option called `name` needs, and its long name; `None` where the first level has it.
pub fn needed_for(name: &str) -> Option<(Level, &'static str)> {
    let long = if name == "H" { "header" } else { name };
    HIGHER
        .iter()
        .find(|(option, _)| *option == long)
        .map(|&(option, level)| (level, option))
}

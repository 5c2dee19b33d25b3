//! The spec: what is to be run, read strictly, so that a misspelt field never goes unnoticed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A command and the walls around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// Program and arguments; never empty.
    pub command: Vec<String>,
    pub cwd: String,
    /// The whole environment: nothing is inherited.
    pub env: BTreeMap<String, String>,
    pub stdout_path: String,
    pub stderr_path: String,
    pub timeout_ms: u64,
    /// Of each of the two streams.
    pub output_limit_bytes: u64,
}

/// Why a spec cannot be used, in one line that names the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError(String);

impl fmt::Display for SpecError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "unusable spec: {}", self.0)
    }
}

impl std::error::Error for SpecError {}

/// The fields before their types are looked at: serde names unknown and repeated fields, but not
/// the field in which a value of the wrong type stands, so that is done by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawSpec {
    command: Option<Value>,
    cwd: Option<Value>,
    env: Option<Value>,
    stdout_path: Option<Value>,
    stderr_path: Option<Value>,
    timeout_ms: Option<Value>,
    output_limit_bytes: Option<Value>,
}

impl Spec {
    /// Reads one JSON object and refuses all that is missing, unknown, or cannot work.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        // serde would also take the fields as an array, in order.
        if !text.trim_start().starts_with('{') {
            return Err(SpecError("expected one JSON object on stdin".to_owned()));
        }
        let raw: RawSpec =
            serde_json::from_str(text).map_err(|error| SpecError(error.to_string()))?;
        let spec = Self {
            command: field("command", raw.command)?,
            cwd: field("cwd", raw.cwd)?,
            env: field("env", raw.env)?,
            stdout_path: field("stdoutPath", raw.stdout_path)?,
            stderr_path: field("stderrPath", raw.stderr_path)?,
            timeout_ms: field("timeoutMs", raw.timeout_ms)?,
            output_limit_bytes: field("outputLimitBytes", raw.output_limit_bytes)?,
        };
        spec.validate().map_err(SpecError)?;
        Ok(spec)
    }

    fn validate(&self) -> Result<(), String> {
        match self.command.first() {
            None => return Err("`command` is empty; give at least the program".to_owned()),
            Some(program) if program.is_empty() => {
                return Err("`command` starts with an empty string; name the program".to_owned());
            }
            Some(_) => {}
        }
        self.command
            .iter()
            .try_for_each(|word| no_nul("command", word))?;
        absolute("cwd", &self.cwd)?;
        absolute("stdoutPath", &self.stdout_path)?;
        absolute("stderrPath", &self.stderr_path)?;
        self.env.iter().try_for_each(check_variable)?;
        // Two writers with an offset each would overwrite one another's lines. A device has none.
        if self.stdout_path == self.stderr_path && !self.stdout_path.starts_with("/dev/") {
            return Err("`stderrPath` is the same file as `stdoutPath`; give two".to_owned());
        }
        if self.timeout_ms == 0 {
            return Err("`timeoutMs` is 0; give a whole number from 1".to_owned());
        }
        Ok(())
    }
}

fn field<T: DeserializeOwned>(name: &str, value: Option<Value>) -> Result<T, SpecError> {
    let value = value.ok_or_else(|| SpecError(format!("`{name}` is missing")))?;
    serde_json::from_value(value).map_err(|error| SpecError(format!("`{name}`: {error}")))
}

fn absolute(name: &str, path: &str) -> Result<(), String> {
    no_nul(name, path)?;
    if !path.starts_with('/') {
        return Err(format!(
            "`{name}` is {path:?}; give an absolute path, from \"/\""
        ));
    }
    Ok(())
}

fn check_variable((key, value): (&String, &String)) -> Result<(), String> {
    if key.is_empty() || key.contains('=') {
        return Err(format!(
            "`env` has the name {key:?}, which is empty or holds \"=\""
        ));
    }
    no_nul("env", key)?;
    no_nul("env", value)
}

/// The system takes these as C strings and would silently cut them at a NUL.
fn no_nul(name: &str, text: &str) -> Result<(), String> {
    if text.contains('\0') {
        return Err(format!("`{name}` holds a NUL character in {text:?}"));
    }
    Ok(())
}

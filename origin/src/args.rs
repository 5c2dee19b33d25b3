//! The command line.

use std::net::{IpAddr, Ipv4Addr};

pub const HELP: &str = "\
Usage: fairfetch-origin [--host ADDRESS]

Serves made-up files over a modelled network and reports what it saw. Prints one JSON line with
the address of its control port and its certificate authority, then serves until its standard
input ends or it is told to stop.

Options:
  --host ADDRESS  the IP address to listen on (default: 127.0.0.1)
  -h, --help      print this help
  --version       print the version";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Serve { host: IpAddr },
    Help,
    Version,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArgsError {
    #[error("unknown argument {0:?}; --help lists the options")]
    Unknown(String),
    #[error("--host needs an IP address")]
    NoHost,
    #[error("--host {0:?} is not an IP address; give one of this machine's, such as 127.0.0.1")]
    BadHost(String),
}

/// Reads the arguments after the program's name.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, ArgsError> {
    let mut host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--version" => return Ok(Command::Version),
            "--host" => host = address(&arguments.next().ok_or(ArgsError::NoHost)?)?,
            _ => match argument.strip_prefix("--host=") {
                Some(value) => host = address(value)?,
                None => return Err(ArgsError::Unknown(argument)),
            },
        }
    }
    Ok(Command::Serve { host })
}

fn address(value: &str) -> Result<IpAddr, ArgsError> {
    value
        .parse()
        .map_err(|_| ArgsError::BadHost(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, ArgsError> {
        parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn understands_its_options() {
        let on = |host: &str| {
            Ok(Command::Serve {
                host: host.parse().unwrap(),
            })
        };
        assert_eq!(read(""), on("127.0.0.1"));
        assert_eq!(read("--host ::1"), on("::1"));
        assert_eq!(read("--host=127.0.0.2"), on("127.0.0.2"));
        assert_eq!(read("--host ::1 --help"), Ok(Command::Help));
        assert_eq!(read("--version"), Ok(Command::Version));
    }

    #[test]
    fn refuses_the_rest() {
        assert_eq!(read("--hos ::1"), Err(ArgsError::Unknown("--hos".into())));
        assert_eq!(read("extra"), Err(ArgsError::Unknown("extra".into())));
        assert_eq!(read("--host"), Err(ArgsError::NoHost));
        assert_eq!(
            read("--host example"),
            Err(ArgsError::BadHost("example".into()))
        );
    }
}

//! A proxy as asked for.

use serde::Deserialize;

use super::{SpecError, refuse};

/// A listener that speaks as a proxy does, and forwards nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct ProxySpec {
    pub connect: Connect,
    /// What `Proxy-Authorization` has to be, to the letter.
    pub authorization: Option<String>,
}

/// What a `CONNECT` gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connect {
    Accept,
    Refuse { status: u16 },
    Stall,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProxyBody {
    #[serde(default)]
    connect: ConnectName,
    status: Option<u16>,
    authorization: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ConnectName {
    #[default]
    Accept,
    Refuse,
    Stall,
}

const FORBIDDEN: u16 = 403;

impl ProxyBody {
    pub fn resolve(self) -> Result<ProxySpec, SpecError> {
        let connect = match (self.connect, self.status) {
            (ConnectName::Refuse, status) => Connect::Refuse {
                status: status.unwrap_or(FORBIDDEN),
            },
            (_, Some(_)) => {
                return refuse("proxy.status", "needs \"connect\": \"refuse\"");
            }
            (ConnectName::Accept, None) => Connect::Accept,
            (ConnectName::Stall, None) => Connect::Stall,
        };
        if let Connect::Refuse { status } = connect
            && !(300..=999).contains(&status)
        {
            return refuse(
                "proxy.status",
                format!("{status} is not from 300 to 999, and would not refuse"),
            );
        }
        Ok(ProxySpec {
            connect,
            authorization: self.authorization,
        })
    }
}

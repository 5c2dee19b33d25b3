//! The control port: opens a session, tells its truth, closes it. JSON in, JSON out.
//!
//! ```text
//! POST /sessions       {"seed": 1, "tls": true, "http": ["2", "1.1"], "hosts": 1,
//!                       "files": [{"bytes": 3100, "fault": {"kind": "status", "status": 404}}],
//!                       "network": {"rttMs": 25, "jitterMs": 0, "connectionBytesPerSecond": null,
//!                                   "linkBytesPerSecond": null, "slowStart": false}}
//!                      201 {"id", "openedNs", "bases": [url, one a host], "files": [{"name", "bytes", "sha256"}]}
//! GET /sessions/ID     200 the truth so far
//! DELETE /sessions/ID  200 the last truth; listeners and connections are gone
//! ```
//!
//! All but `seed` and `files` may be left out. A file's URL is a base, a slash and its name. Faults are
//! `status` (`status`, `retryAfter`), `short-body`, `reset`, `stall` (`afterBytes`), `delay` (`ms`),
//! `redirect` (`status`, `location`) and `not-http`; `times` limits any of them to the file's first
//! requests. What is refused is answered with `{"error": "field: reason"}`.

use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::session::{OpenError, SessionSpec, Sessions};
use crate::tls::Authority;

/// The version of the ready line and of the control port's protocol.
const PROTOCOL: u32 = 1;
/// A million files with faults fit.
const MAX_BODY_BYTES: usize = 256 << 20;

type Reply = Response<Full<Bytes>>;

/// A control port that is open and has not been spoken of yet.
pub struct Ready {
    listener: TcpListener,
    line: ReadyLine,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadyLine {
    origin: u32,
    version: &'static str,
    control: String,
    ca_pem: String,
}

impl Ready {
    pub async fn bind(host: IpAddr, authority: &Authority) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::new(host, 0)).await?;
        let line = ReadyLine {
            origin: PROTOCOL,
            version: env!("CARGO_PKG_VERSION"),
            control: format!("http://{}", listener.local_addr()?),
            ca_pem: authority.ca_pem().to_owned(),
        };
        Ok(Self { listener, line })
    }

    /// Prints the one line that says where the origin is.
    pub fn announce(self) -> io::Result<Control> {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{}", serde_json::to_string(&self.line)?)?;
        stdout.flush()?;
        Ok(Control {
            listener: self.listener,
        })
    }
}

pub struct Control {
    listener: TcpListener,
}

impl Control {
    pub async fn serve(self, sessions: Sessions) {
        let sessions = Rc::new(sessions);
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => drop(tokio::task::spawn_local(converse(
                    Rc::clone(&sessions),
                    stream,
                ))),
                Err(_) => sessions.pause().await,
            }
        }
    }
}

async fn converse(sessions: Rc<Sessions>, stream: TcpStream) {
    let service = service_fn(|request| {
        let sessions = Rc::clone(&sessions);
        async move { Ok::<_, Infallible>(reply(&sessions, request).await) }
    });
    // A client that leaves in the middle is its own affair.
    drop(
        http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}

async fn reply(sessions: &Sessions, request: Request<Incoming>) -> Reply {
    let path = request.uri().path().to_owned();
    let id = path.strip_prefix("/sessions/").filter(|id| !id.is_empty());
    match (path.as_str(), id, request.method()) {
        ("/sessions", _, &Method::POST) => open(sessions, request.into_body()).await,
        (_, Some(id), &Method::GET) => told(id, sessions.truth(id)),
        (_, Some(id), &Method::DELETE) => told(id, sessions.close(id).await),
        ("/sessions", ..) | (_, Some(_), _) => refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{} does not apply to {path}", request.method()),
        ),
        _ => refuse(
            StatusCode::NOT_FOUND,
            format!("there is nothing at {path}; sessions are at /sessions"),
        ),
    }
}

async fn open(sessions: &Sessions, body: Incoming) -> Reply {
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            return refuse(
                StatusCode::BAD_REQUEST,
                format!("cannot read the body: {error}"),
            );
        }
    };
    match SessionSpec::parse(&body) {
        Err(error) => refuse(StatusCode::BAD_REQUEST, error.to_string()),
        Ok(spec) => match sessions.open(spec).await {
            Ok(opened) => say(StatusCode::CREATED, &opened),
            Err(error @ (OpenError::Tls(_) | OpenError::Listen { .. })) => {
                refuse(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
        },
    }
}

fn told(id: &str, truth: Option<impl Serialize>) -> Reply {
    match truth {
        Some(truth) => say(StatusCode::OK, &truth),
        None => refuse(
            StatusCode::NOT_FOUND,
            format!("there is no session {id:?}; it may have been closed"),
        ),
    }
}

fn refuse(status: StatusCode, error: String) -> Reply {
    say(status, &json!({ "error": error }))
}

fn say(status: StatusCode, value: &impl Serialize) -> Reply {
    let (status, body) = match serde_json::to_vec(value) {
        Ok(body) => (status, body),
        Err(error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("{{\"error\":\"{error}\"}}").into_bytes(),
        ),
    };
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = status;
    reply.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    reply
}

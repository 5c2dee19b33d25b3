//! The control port: opens a session, tells its truth, closes it. JSON in, JSON out.
//!
//! ```text
//! POST /sessions       {"seed": 1, "tls": true, "http": ["2", "1.1"], "hosts": 1,
//!                       "files": [{"bytes": 3100, "fault": {"kind": "status", "status": 404}},
//!                                 {"bytes": 9, "path": "a%20b", "answers": [{"status": 503}, {}]}],
//!                       "network": {"rttMs": 25, "jitterMs": 0, "connectionBytesPerSecond": null,
//!                                   "linkBytesPerSecond": null, "slowStart": false},
//!                       "faults": {"unavailable": {"share": 0.05, "retryAfter": 1},
//!                                  "reset": {"share": 0.02}, "mostPerFile": 2},
//!                       "certificate": "good", "handshake": "answer",
//!                       "proxy": {"connect": "accept", "authorization": "Basic YTpi"}, "keepHeads": false}
//!                      201 {"id", "openedNs", "bases": [url, one a host], "proxy": url,
//!                           "files": [{"name", "bytes", "sha256"}]}
//! GET /sessions/ID     200 the truth so far
//! DELETE /sessions/ID  200 the last truth; listeners and connections are gone
//! ```
//!
//! All but `seed` and `files` may be left out. A file's URL is a base, a slash and its name. What is refused is
//! answered with `{"error": "field: reason"}`; a field that would do nothing is refused as well.
//!
//! # A file
//!
//! - `bytes`: its size.
//! - `path`: its name, in place of `file-00000.bin` and so on (counted by the file's place in the list). It is what
//!   follows `/{id}/` in the request line: percent-encoded as it stands (`a%20b.txt`, `%FF`, `dir/`, the empty
//!   text), visible ASCII without `?` and `#`, compared byte by byte. A query is ignored. No two files share one.
//! - `fault`: `status` (`status`, `retryAfter`), `short-body`, `reset`, `stall` (`afterBytes`), `delay` (`ms`),
//!   `redirect` (`status`, `location`) and `not-http`; `times` limits any of them to the file's first requests.
//! - `answers`: a list, in place of `fault`; needs `"http": ["1.1"]`. The n-th GET or HEAD of the file gets the n-th
//!   answer, the last one repeats. (Other methods get 405 and do not count.) In the reply, such a file has
//!   `versions: [{version, bytes, sha256, etag}]`: all contents its answers name, each once, in that order.
//!
//! # Drawn faults
//!
//! `faults`: what strikes any request, whichever file it is for; no file has a `fault` or `answers` then. What the n-th
//! request of a file meets is drawn from the seed, the file's place and n alone, so that whoever asks, in whatever
//! order, meets the same. After `mostPerFile` of them a file is served as it should be.
//! - `unavailable`: a `share` of the requests (above 0, at most 1) is answered with 503, and `retryAfter` seconds.
//! - `reset`: of a `share` of the requests the connection (HTTP/2: the stream) is reset once the client's kernel has a
//!   part of the answer's body, any length alike, from its first byte to the one before its last. An answer of less
//!   than two bytes is sent whole. The shares are 1 together at most.
//!
//! The truth gets `dealtFaults: {"unavailable", "resets"}`.
//!
//! # An answer
//!
//! An object; every field may be left out, and `{}` is what a plain file answers. What a field makes of the answer
//! comes before `headers`, which have the last word; nothing is made consistent with them.
//!
//! What it says:
//! - `status`: 100 to 999. Default: 200, 206 or 416, by the request. With 2xx the body is the file, with others a
//!   short text; 1xx, 204 and 304 never have one. 206 to a request without a range (or with one that is ignored or
//!   cannot be met) carries all of the file as a part; other statuses given here ignore `Range`.
//! - `body`: `"file"`, `"text"` or `"none"` (`Content-Length: 0`).
//! - `headers`: name to value, list of values (a line each), or null (no such line). Replaces lines of that name in
//!   any case where they stand, or adds them at the end, in the order of the names. `{base0}`, `{base1}`, … in a value
//!   become the session's bases, `{hostport0}`, … the host and port of one. The lines there would be: `Content-Length`,
//!   `Content-Type`, `Accept-Ranges`, `ETag`, `Last-Modified`, `Content-Range`, `Transfer-Encoding`, `Trailer`,
//!   `Connection`. With `connection: close` the connection is closed after the answer.
//! - `version`: which content the file has, 0 by default; `bytes`: how much of it, the file's size by default. Other
//!   versions are other bytes, other sizes of one version begin with the same bytes; the ETag differs for both.
//! - `lastModified`: any text, for `Last-Modified`.
//! - `interim`: statuses (100 to 199 without 101) of heads sent before everything else, `delayMs` included.
//! - `padHeaders`: so many bytes of further header lines, about 1 KiB each; 0, or from 32 to 64 MiB.
//!
//! Ranges (only without `status`, or with 206):
//! - `ranges`: `"honour"`, `"ignore"` (the whole file) or `"refuse"` (416 to any `Range`).
//! - `ifRange`: `"honour"`: the range is kept only if `If-Range` is the very `ETag` (never a weak one) or
//!   `Last-Modified` that this answer has after `headers`; `"ignore"`: it is kept whatever `If-Range` says.
//! - `rangeShift`: the part that is served and announced starts so many bytes later (or earlier) than asked for;
//!   `rangeCut`: it ends so many bytes earlier. It stays within the file and has at least one byte.
//!
//! How it is sent:
//! - `framing`: `"length"`, `"chunked"` (`chunkBytes`, 16384 by default; `trailers`: name to value) or `"close"`
//!   (no length; `Connection: close`, and the connection ends with the body).
//! - `then`: what follows the last byte: `"close"` (an orderly end), `"reset"` (once the client's kernel has all that
//!   was sent) or `"stall"` (silence until the client leaves). Without it the connection goes on as the head says; `then`
//!   changes nothing in the head.
//! - `afterBytes`, with `then`: the body stops after so many bytes of this answer's body (chunked: within a chunk, or
//!   before the line end after it, never before the size of one). A body that is shorter is sent whole, and `then`
//!   follows. A chunked body of just so many bytes lacks its last chunk.
//! - `delayMs`: before the head, on top of the network's delay. `headBytesPerSecond`, `bodyBytesPerSecond`: it
//!   trickles, in up to 50 pieces a second; the session's network applies as well.
//! - `raw`: text sent in place of head and body; `then` is `"close"` by default. `""` with `close` ends the connection
//!   before any byte. Goes with `then`, `delayMs`, `headBytesPerSecond` and `interim` alone. The request has no status
//!   in the truth.
//!
//! A request is `complete` in the truth when what its framing promised has been handed over, whatever `headers` made
//! of it; a raw one never is.
//!
//! # A session
//!
//! - `certificate` (with `tls`): `"good"`, `"expired"`, `"not-yet-valid"`, `"wrong-host"` (for `elsewhere.invalid` alone)
//!   or `"unknown-authority"` (signed by another one). `handshake` (with `tls`): `"answer"`, or `"stall"`: connections
//!   are accepted, and a client's hello is never answered; one that leaves is a failed handshake in the truth.
//! - `proxy`: null, or an object for one more listener, which is plain and told in the reply as `proxy:
//!   "http://host:port"`. It forwards nothing. A whole URL (`GET http://any.host/{id}/name`) is answered as the
//!   origin itself would, by its path, script and all; a request that is neither that nor a CONNECT gets 400. `connect`
//!   is what a CONNECT gets: `"accept"` (200, and from then on the connection is one to the origin's own listener, TLS
//!   or plain, whatever host was named), `"refuse"` (`status`, 300 to 999, 403 by default) or `"stall"` (no answer).
//!   `authorization`: without exactly this value of `Proxy-Authorization`, everything gets 407. A connection stays open
//!   after a refusal. A client that sends more before its CONNECT is answered is cut off.
//!   The truth gets `proxyConnections`: the `id`s of the connections that came there. CONNECTs are not among the
//!   requests of the truth; a 400 or 407 to others is one, and a stray one.
//! - `keepHeads`: the truth gets `heads`, aligned with the rows of `requestTimeline`: `{"target", "method", "headers":
//!   [[name, value]], "viaProxy"}`, all as sent (a value that is not UTF-8 with replacement characters), or null for a
//!   request that could not be read; and `connects`, in order: `{"target", "headers", "status"}`, with null for one
//!   that is not answered. Without it nothing is kept and there are no such fields.

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
            ca_pem: authority.ca_pem(),
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

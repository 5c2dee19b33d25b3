//! HTTP/1.1 by hyper: one connection, driven by the task that uses it, so that nothing else wakes up for it and it can
//! be carried to another thread in the middle of a body.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body_util::Empty;
use hyper::body::{Body as _, Bytes, Frame, Incoming};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT,
};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::time::Sleep;

use super::line::{Line, Seen, Stream};
use super::target::{self, Target};
use super::{Ended, Limits, Origin, Tls, WORTH_DRAINING_BYTES, judge, lost};
use crate::body::Body;
use crate::download::Flight;
use crate::failure::Failure;

/// The largest read: above this, copies leave the cache and larger reads gain nothing.
const READ_BUFFER_BYTES: usize = 512 * 1024;

/// A connection that may be used again and again, for one exchange at a time.
pub struct HyperConnection {
    sender: SendRequest<Empty<Bytes>>,
    driver: Connection<TokioIo<Line>, Empty<Bytes>>,
    ended: bool,
    seen: Arc<Seen>,
    stall: Pin<Box<Sleep>>,
    host: String,
    limits: Limits,
    used: bool,
}

/// The head of an answer whose body is the file, and the body to come.
pub struct Answer {
    length: Option<u64>,
    incoming: Incoming,
}

impl Answer {
    /// `Content-Length`.
    pub fn length(&self) -> Option<u64> {
        self.length
    }
}

impl HyperConnection {
    pub async fn open(origin: &Origin, tls: &Tls, limits: Limits) -> Result<Self, Failure> {
        let (line, seen) = Line::new(Stream::open(origin, tls, limits).await?);
        let mut builder = http1::Builder::new();
        builder.max_buf_size(READ_BUFFER_BYTES);
        let opened = builder.handshake(TokioIo::new(line)).await;
        let (sender, driver) = opened.map_err(|error| Failure::Reset(error.to_string()))?;
        let stall = Box::pin(tokio::time::sleep(limits.stall));
        Ok(Self {
            sender,
            driver,
            ended: false,
            seen,
            stall,
            host: origin.host.clone(),
            limits,
            used: false,
        })
    }

    /// Whether the last exchange left the connection fit for another.
    pub async fn is_reusable(&mut self) -> bool {
        // The library has to see the end of the body before it knows.
        poll_fn(|cx| {
            self.poll_driver(cx);
            Poll::Ready(!self.ended && !self.sender.is_closed())
        })
        .await
    }

    /// Asks for `target`, and waits for the head of an answer whose body is the file. `body` only counts here.
    pub async fn ask(
        &mut self,
        target: &Target,
        flight: &mut Flight,
        body: &Body,
    ) -> Result<Answer, Ended> {
        let kept = std::mem::replace(&mut self.used, true);
        let before = self.seen.bytes();
        self.seen.touch();
        let response = match self.send(request(target)?).await? {
            Ok(response) => response,
            Err(error) => {
                let failure = self.explain(&error, None);
                let stale =
                    kept && self.seen.bytes() == before && matches!(failure, Failure::Reset(_));
                return Err(if stale { Ended::Stale } else { failure.into() });
            }
        };
        let status = response.status().as_u16();
        flight.answered(status);
        let length = check_framing(&response)?;
        let mut answer = Answer {
            length,
            incoming: response.into_body(),
        };
        if let Err(failure) = judge(status) {
            self.drain(&mut answer, body).await;
            return Err(failure.into());
        }
        Ok(answer)
    }

    /// Brings the answer's body to `body`, to its end.
    pub async fn receive(&mut self, answer: &mut Answer, body: &mut Body) -> Result<(), Failure> {
        while let Some(frame) = self.next(&mut answer.incoming).await? {
            match frame.map(Frame::into_data) {
                Ok(Ok(piece)) => body.push(&piece)?,
                // Trailers.
                Ok(Err(_)) => {}
                Err(error) => {
                    return Err(
                        self.explain(&error, answer.length.map(|length| (length, body.bytes())))
                    );
                }
            }
        }
        Ok(())
    }

    /// Reads the body of a refused answer, where that is cheaper than a new connection.
    async fn drain(&mut self, answer: &mut Answer, body: &Body) {
        let mut left = WORTH_DRAINING_BYTES;
        if answer.length.is_some_and(|length| length > left) {
            return;
        }
        while let Ok(Some(Ok(frame))) = self.next(&mut answer.incoming).await {
            let piece = frame.into_data().unwrap_or_default();
            body.pass_by(&piece);
            let Some(now_left) = left.checked_sub(piece.len() as u64) else {
                return;
            };
            left = now_left;
        }
    }

    async fn send(
        &mut self,
        request: Request<Empty<Bytes>>,
    ) -> Result<hyper::Result<Response<Incoming>>, Failure> {
        if let Err(error) = self.drive(|this, cx| this.sender.poll_ready(cx)).await? {
            return Ok(Err(error));
        }
        let mut response = std::pin::pin!(self.sender.send_request(request));
        self.drive(|_, cx| response.as_mut().poll(cx)).await
    }

    async fn next(
        &mut self,
        incoming: &mut Incoming,
    ) -> Result<Option<hyper::Result<Frame<Bytes>>>, Failure> {
        self.drive(|_, cx| Pin::new(&mut *incoming).poll_frame(cx))
            .await
    }

    /// Waits for `poll` while the connection goes on beneath it; fails when no byte comes for too long.
    async fn drive<T>(
        &mut self,
        mut poll: impl FnMut(&mut Self, &mut Context<'_>) -> Poll<T>,
    ) -> Result<T, Failure> {
        poll_fn(|cx| {
            self.poll_driver(cx);
            if let Poll::Ready(value) = poll(self, cx) {
                return Poll::Ready(Ok(value));
            }
            ready!(self.poll_stall(cx));
            Poll::Ready(Err(Failure::StallTimeout(self.limits.stall)))
        })
        .await
    }

    fn poll_driver(&mut self, cx: &mut Context<'_>) {
        // How it ended is told to whoever waits for the answer or its body.
        self.ended = self.ended || Pin::new(&mut self.driver).poll(cx).is_ready();
    }

    /// One timer a connection, moved only when it fires: moving it at every byte would cost more than reading one.
    fn poll_stall(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            ready!(self.stall.as_mut().poll(cx));
            let until = self.seen.last() + self.limits.stall;
            if until <= std::time::Instant::now() {
                return Poll::Ready(());
            }
            self.stall.as_mut().reset(until.into());
        }
    }

    /// What an error of the library means. `promised`: the `Content-Length` of the answer, and how much of it came.
    fn explain(&self, error: &hyper::Error, promised: Option<(u64, u64)>) -> Failure {
        if let Some(error) = self.seen.take_error() {
            return lost(&error, &self.host, self.limits);
        }
        match promised {
            _ if error.is_parse() => Failure::BadResponse(error.to_string()),
            Some((expected, got)) if self.seen.is_closed() => Failure::ShortBody {
                expected,
                got: Some(got),
            },
            _ if self.seen.is_closed() || error.is_canceled() || error.is_closed() => {
                Failure::Reset(error.to_string())
            }
            _ => Failure::BadResponse(error.to_string()),
        }
    }
}

fn request(target: &Target) -> Result<Request<Empty<Bytes>>, Failure> {
    let mut request = Request::get(target.path.as_str())
        .header(HOST, target.authority.as_str())
        .header(USER_AGENT, target::USER_AGENT)
        .header(ACCEPT, "*/*")
        .header(ACCEPT_ENCODING, "identity");
    if let Some(authorization) = &target.authorization {
        request = request.header(AUTHORIZATION, authorization.as_str());
    }
    request
        .body(Empty::new())
        .map_err(|error| Failure::BadJob(format!("cannot be asked for: {error}")))
}

/// The `Content-Length`. A coding other than chunked would be stored as it came, and would not be the file.
fn check_framing(response: &Response<Incoming>) -> Result<Option<u64>, Failure> {
    let coding = response.headers().get(TRANSFER_ENCODING);
    if coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return Err(Failure::BadResponse(
            "an unknown transfer coding".to_owned(),
        ));
    }
    let length = response
        .headers()
        .get(CONTENT_LENGTH)
        .filter(|_| coding.is_none());
    Ok(length
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse().ok()))
}

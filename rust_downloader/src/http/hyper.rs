//! HTTP/1.1 by hyper: one connection, driven by the task that uses it, so that nothing else wakes up for it and it can
//! be carried to another thread in the middle of a body.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body_util::Empty;
use hyper::body::{Body as _, Bytes, Frame, Incoming};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use hyper::{Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, Sleep};

use super::line::{Line, Seen, Stream};
use super::{Deadline, Ended, Head, Net, Patience, Request, Route, WORTH_DRAINING_BYTES, lost};
use crate::body::Body;
use crate::failure::Failure;
use crate::stop::Bell;

/// The largest read: above this, copies leave the cache and larger reads gain nothing.
const READ_BUFFER_BYTES: usize = 512 * 1024;
/// Interim answers past this are an attack.
const MOST_HEAD_BYTES: u64 = 1024 * 1024;

/// A connection that may be used again and again, for one exchange at a time.
pub struct HyperConnection {
    sender: SendRequest<Empty<Bytes>>,
    driver: Connection<TokioIo<Line>, Empty<Bytes>>,
    ended: bool,
    seen: Arc<Seen>,
    /// Fires no later than the patience ends.
    timer: Pin<Box<Sleep>>,
    rung: Pin<Box<OwnedNotified>>,
    patience: Patience,
    host: String,
    used: bool,
}

/// The body to come.
pub struct Answer {
    incoming: Incoming,
    length: Option<u64>,
}

impl HyperConnection {
    pub async fn open(
        route: &Route,
        net: &Net,
        bell: &Bell,
        whole: Option<Deadline>,
    ) -> Result<Self, Failure> {
        let rung = Box::pin(bell.rung());
        let patience = Patience::for_connection(&net.stop, net.limits, whole);
        let stream = Stream::open(route, &net.tls, &patience, bell).await?;
        let (line, seen) = Line::new(stream);
        let mut builder = http1::Builder::new();
        builder.max_buf_size(READ_BUFFER_BYTES);
        let opened = builder.handshake(TokioIo::new(line)).await;
        let (sender, driver) = opened.map_err(|error| Failure::Reset(error.to_string()))?;
        Ok(Self {
            sender,
            driver,
            ended: false,
            seen,
            timer: Box::pin(tokio::time::sleep(net.limits.stall)),
            rung,
            patience,
            host: route.first.name.clone(),
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

    /// Sends `request` and waits for the head of its answer.
    pub async fn ask(
        &mut self,
        request: &Request<'_>,
        patience: Patience,
    ) -> Result<(Head, Answer), Ended> {
        let kept = std::mem::replace(&mut self.used, true);
        let before = self.seen.bytes();
        self.wait_with(patience)?;
        let response = match self.send(to_hyper(request)?, before).await? {
            Ok(response) => response,
            Err(error) => {
                let failure = self.explain(&error);
                let stale =
                    kept && self.seen.bytes() == before && matches!(failure, Failure::Reset(_));
                return Err(if stale { Ended::Stale } else { failure.into() });
            }
        };
        let length = check_framing(&response)?;
        let head = Head::read(response.status().as_u16(), length, |name| {
            response.headers().get(name).map(|value| value.as_bytes())
        });
        let incoming = response.into_body();
        Ok((head, Answer { incoming, length }))
    }

    /// Brings the answer's body to `body`, to its end.
    pub async fn receive(&mut self, answer: &mut Answer, body: &mut Body) -> Result<(), Failure> {
        while let Some(frame) = self.next(&mut answer.incoming).await? {
            match frame.map(Frame::into_data) {
                Ok(Ok(piece)) => body.push(&piece)?,
                // Trailers.
                Ok(Err(_)) => {}
                Err(error) => {
                    return Err(match (self.explain(&error), answer.length) {
                        (Failure::Reset(reason), Some(_)) if self.seen.is_closed() => {
                            body.short().unwrap_or(Failure::Reset(reason))
                        }
                        (failure, _) => failure,
                    });
                }
            }
            self.patience.check(std::time::Instant::now())?;
        }
        Ok(())
    }

    /// Reads the body of an answer that is not the file, where that is cheaper than a new connection.
    pub async fn drain(&mut self, mut answer: Answer, body: &Body) {
        let mut left = WORTH_DRAINING_BYTES;
        if answer.length.is_some_and(|length| length > left) {
            return;
        }
        self.patience.hurry();
        self.set_timer();
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
        request: hyper::Request<Empty<Bytes>>,
        before: u64,
    ) -> Result<hyper::Result<Response<Incoming>>, Failure> {
        if let Err(error) = self.drive(|this, cx| this.sender.poll_ready(cx)).await? {
            return Ok(Err(error));
        }
        let mut response = std::pin::pin!(self.sender.send_request(request));
        let endless = || Failure::BadResponse("interim answers without end".to_owned());
        self.drive(|this, cx| match response.as_mut().poll(cx) {
            Poll::Pending if this.seen.bytes() - before > MOST_HEAD_BYTES => {
                Poll::Ready(Err(endless()))
            }
            polled => polled.map(Ok),
        })
        .await?
    }

    async fn next(
        &mut self,
        incoming: &mut Incoming,
    ) -> Result<Option<hyper::Result<Frame<Bytes>>>, Failure> {
        self.drive(|_, cx| Pin::new(&mut *incoming).poll_frame(cx))
            .await
    }

    /// Waits for `poll` while the connection goes on beneath it, as long as the patience lasts.
    async fn drive<T>(
        &mut self,
        mut poll: impl FnMut(&mut Self, &mut Context<'_>) -> Poll<T>,
    ) -> Result<T, Failure> {
        poll_fn(|cx| {
            self.poll_driver(cx);
            if let Poll::Ready(value) = poll(self, cx) {
                return Poll::Ready(Ok(value));
            }
            Poll::Ready(Err(ready!(self.poll_patience(cx))))
        })
        .await
    }

    fn poll_driver(&mut self, cx: &mut Context<'_>) {
        // How it ended is told to whoever waits for the answer or its body.
        self.ended = self.ended || Pin::new(&mut self.driver).poll(cx).is_ready();
    }

    /// One timer a connection, moved only when it fires: moving it at every byte would cost more than reading one.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<Failure> {
        if self.rung.as_mut().poll(cx).is_ready() {
            return Poll::Ready(self.patience.spent());
        }
        loop {
            ready!(self.timer.as_mut().poll(cx));
            self.patience.heard(self.seen.last());
            match self.patience.left() {
                Ok(left) => self.timer.as_mut().reset(Instant::now() + left),
                Err(failure) => return Poll::Ready(failure),
            }
        }
    }

    /// Begins the wait for an answer.
    fn wait_with(&mut self, patience: Patience) -> Result<(), Failure> {
        self.seen.touch();
        self.patience = patience;
        let left = self.patience.left()?;
        if Instant::now() + left < self.timer.deadline() {
            self.set_timer();
        }
        Ok(())
    }

    fn set_timer(&mut self) {
        // Where nothing is left, the timer fires and that is told.
        let left = self.patience.left().unwrap_or_default();
        self.timer.as_mut().reset(Instant::now() + left);
    }

    /// What an error of the library means.
    fn explain(&self, error: &hyper::Error) -> Failure {
        if let Some(error) = self.seen.take_error() {
            return lost(&error, &self.host);
        }
        if error.is_parse() {
            return Failure::BadResponse(error.to_string());
        }
        if self.seen.is_closed() || error.is_canceled() || error.is_closed() {
            return Failure::Reset(error.to_string());
        }
        Failure::BadResponse(error.to_string())
    }
}

fn to_hyper(request: &Request<'_>) -> Result<hyper::Request<Empty<Bytes>>, Failure> {
    let uri: Uri = request
        .target
        .parse()
        .map_err(|error| Failure::BadJob(format!("the URL cannot be asked for: {error}")))?;
    let mut asked = hyper::Request::new(Empty::new());
    *asked.uri_mut() = uri;
    *asked.headers_mut() = request.headers()?;
    Ok(asked)
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

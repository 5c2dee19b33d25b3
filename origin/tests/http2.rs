#![allow(clippy::unwrap_used)]
mod support;

use std::sync::Arc;

use bytes::Bytes;
use h2::client::SendRequest;
use http::{Method, Request, Response};
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use support::{Origin, Session, column, sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// One HTTP/2 connection, plain with prior knowledge or over TLS.
async fn connect(session: &Session<'_>) -> SendRequest<Bytes> {
    let stream = TcpStream::connect(session.base().0).await.unwrap();
    if session.opened["bases"][0]
        .as_str()
        .unwrap()
        .starts_with("https")
    {
        let connector = tokio_rustls::TlsConnector::from(session.tls_config(&["h2"]));
        drive(
            connector
                .connect(ServerName::try_from("127.0.0.1").unwrap(), stream)
                .await
                .unwrap(),
        )
        .await
    } else {
        drive(stream).await
    }
}

async fn drive(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> SendRequest<Bytes> {
    let (sender, connection) = h2::client::Builder::new()
        .initial_window_size(1 << 20)
        .handshake(stream)
        .await
        .unwrap();
    tokio::spawn(connection);
    sender
}

async fn ask(
    sender: &SendRequest<Bytes>,
    path: &str,
    range: Option<&str>,
) -> Result<(Response<()>, Vec<u8>), h2::Error> {
    let mut request = Request::builder()
        .method(Method::GET)
        .uri(format!("http://o{path}"));
    if let Some(range) = range {
        request = request.header("range", range);
    }
    let mut sender = sender.clone().ready().await?;
    let (response, _) = sender.send_request(request.body(()).unwrap(), true)?;
    let (head, mut body) = response.await?.into_parts();
    let mut bytes = Vec::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        body.flow_control().release_capacity(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok((Response::from_parts(head, ()), bytes))
}

fn run(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap()
        .block_on(test());
}

fn body(extra: Value) -> Value {
    let mut body = json!({"seed": 2, "http": ["2", "1.1"], "files": [{"bytes": 3_000_000}, {"bytes": 40}, {"bytes": 0}]});
    body.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    body
}

#[test]
fn heads_are_kept_here_too() {
    run(async || {
        let origin = Origin::start();
        let session = origin
            .open(&json!({"seed": 1, "http": ["2"], "keepHeads": true, "files": [{"bytes": 10}]}));
        let sender = connect(&session).await;
        ask(&sender, &session.path(0), Some("bytes=1-2"))
            .await
            .unwrap();
        assert_eq!(
            session.truth()["heads"],
            json!([{"target": session.path(0), "method": "GET", "viaProxy": false,
                    "headers": [[":authority", "o"], ["range", "bytes=1-2"]]}])
        );
    });
}

#[test]
fn serves_the_same_files_plain_and_over_tls() {
    let origin = Origin::start();
    for tls in [false, true] {
        run(async || {
            let session = origin.open(&body(json!({ "tls": tls })));
            let sender = connect(&session).await;
            for file in 0..3 {
                let (head, bytes) = ask(&sender, &session.path(file), None).await.unwrap();
                assert_eq!(
                    (head.status(), head.version()),
                    (http::StatusCode::OK, http::Version::HTTP_2)
                );
                assert_eq!(
                    session.opened["files"][file]["sha256"],
                    sha256(&bytes),
                    "file {file}, tls {tls}"
                );
            }
            let (head, bytes) = ask(&sender, &session.path(0), Some("bytes=65530-65600"))
                .await
                .unwrap();
            assert_eq!((head.status().as_u16(), bytes.len()), (206, 71));
            assert_eq!(
                ask(&sender, "/nowhere", None).await.unwrap().0.status(),
                404
            );
            let truth = session.truth();
            assert_eq!(truth["requestsByHttp"], json!({"2": 5}));
            assert_eq!(
                (&truth["connections"], &truth["strayRequests"]),
                (&json!(1), &json!(1))
            );
            assert_eq!(
                column(&truth, "requestTimeline", "bytes")[..4],
                [3_000_000, 40, 0, 71]
            );
            assert!(
                column(&truth, "requestTimeline", "complete")
                    .into_iter()
                    .all(|complete| complete == true)
            );
        });
    }
}

#[test]
fn a_version_that_is_not_on_the_list_is_refused() {
    let origin = Origin::start();
    run(async || {
        let session = origin.open(&body(json!({"http": ["1.1"]})));
        let sender = connect(&session).await;
        assert!(ask(&sender, &session.path(1), None).await.is_err());
    });
    let session = origin.open(&body(json!({"http": ["2"]})));
    assert_eq!(session.connect().get(&session.path(1)).status, 505);
    let session = origin.open(&body(json!({"http": ["2", "1.1"]})));
    assert_eq!(session.connect().get(&session.path(1)).status, 200);
}

#[test]
fn streams_of_one_connection_are_in_flight_together() {
    let origin = Origin::start();
    run(async || {
        let session = origin.open(&body(json!({"network": {"rttMs": 30}})));
        let sender = Arc::new(connect(&session).await);
        let path = session.path(1);
        let asked: Vec<_> = (0..20)
            .map(|_| {
                let (sender, path) = (Arc::clone(&sender), path.clone());
                tokio::spawn(async move { ask(&sender, &path, None).await.unwrap() })
            })
            .collect();
        for reply in asked {
            assert_eq!(reply.await.unwrap().1.len(), 40);
        }
        let truth = session.truth();
        assert_eq!(
            (&truth["peakInFlight"], &truth["connections"]),
            (&json!(20), &json!(1))
        );
        let (asked, first) = ("requestNs", "firstByteNs");
        let (asked, first) = (
            column(&truth, "requestTimeline", asked),
            column(&truth, "requestTimeline", first),
        );
        for (asked, first) in asked.into_iter().zip(first) {
            assert!(first.as_u64().unwrap() - asked.as_u64().unwrap() >= 30_000_000);
        }
    });
}

#[test]
fn one_at_a_time_is_never_counted_as_two() {
    let origin = Origin::start();
    for tls in [false, true] {
        run(async || {
            let session = origin.open(&body(json!({ "tls": tls })));
            let sender = connect(&session).await;
            for turn in 0..200 {
                ask(&sender, &session.path(1 + turn % 2), None)
                    .await
                    .unwrap();
            }
            assert_eq!(session.truth()["peakInFlight"], 1, "tls {tls}");
        });
    }
}

#[test]
fn bodies_keep_to_the_rate() {
    let origin = Origin::start();
    run(async || {
        let network =
            json!({"rttMs": 5, "connectionBytesPerSecond": 30_000_000, "slowStart": true});
        let session = origin.open(&body(json!({ "network": network })));
        let start = std::time::Instant::now();
        let (_, bytes) = ask(&connect(&session).await, &session.path(0), None)
            .await
            .unwrap();
        assert_eq!(session.opened["files"][0]["sha256"], sha256(&bytes));
        assert!(start.elapsed().as_millis() >= 110);
    });
}

#[test]
fn faults_end_the_stream_and_not_the_connection() {
    let origin = Origin::start();
    run(async || {
        let files = json!([
            {"bytes": 50_000, "fault": {"kind": "reset", "afterBytes": 20_000}},
            {"bytes": 50_000, "fault": {"kind": "short-body", "afterBytes": 20_000}},
            {"bytes": 50_000, "fault": {"kind": "status", "status": 404}},
            {"bytes": 50_000, "fault": {"kind": "reset", "afterBytes": 0}},
            {"bytes": 50_000},
        ]);
        let session = origin.open(&body(json!({ "files": files })));
        let sender = connect(&session).await;
        let reset = ask(&sender, &session.path(0), None).await.unwrap_err();
        assert_eq!(reset.reason(), Some(h2::Reason::INTERNAL_ERROR));
        assert!(ask(&sender, &session.path(1), None).await.is_err());
        assert_eq!(
            ask(&sender, &session.path(2), None)
                .await
                .unwrap()
                .0
                .status(),
            404
        );
        assert!(ask(&sender, &session.path(3), None).await.is_err());
        assert_eq!(
            ask(&sender, &session.path(4), None).await.unwrap().1.len(),
            50_000
        );
        let truth = session.truth();
        assert_eq!(truth["connections"], 1);
        assert_eq!(
            column(&truth, "requestTimeline", "complete"),
            [false, false, true, false, true]
        );
        assert_eq!(column(&truth, "requestTimeline", "bytes")[0], 20_000);
    });
}

#[test]
fn a_stream_the_client_gives_up_is_incomplete() {
    let origin = Origin::start();
    run(async || {
        let session = origin.open(&body(json!({"files": [{"bytes": 90_000_000}]})));
        let mut sender = connect(&session).await.ready().await.unwrap();
        let request = Request::builder()
            .uri(format!("http://o{}", session.path(0)))
            .body(())
            .unwrap();
        let (response, _) = sender.send_request(request, true).unwrap();
        drop(response.await.unwrap());
        tokio::task::yield_now().await;
        let mut truth = session.truth();
        while column(&truth, "requestTimeline", "endNs")[0].is_null() {
            tokio::task::yield_now().await;
            truth = session.truth();
        }
        assert_eq!(column(&truth, "requestTimeline", "complete"), [false]);
        assert_eq!(truth["openConnections"], 1);
    });
}

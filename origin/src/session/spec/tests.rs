mod script;

use serde_json::{Value, json};

use super::*;

fn parse(body: &Value) -> Result<SessionSpec, String> {
    SessionSpec::parse(body.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn the_least_body_has_the_plainest_meaning() {
    let spec = parse(&json!({"seed": 1, "files": [{"bytes": 0}]})).unwrap();
    assert_eq!(
        (spec.tls, spec.hosts, spec.http),
        (false, 1, vec![Protocol::Http1])
    );
    assert_eq!(spec.network, Network::default());
}

#[test]
fn milliseconds_may_be_fractions() {
    let spec =
        parse(&json!({"seed": 1, "files": [{"bytes": 1}], "network": {"rttMs": 0.25}})).unwrap();
    assert_eq!(spec.network.rtt_ns, 250_000);
}

#[test]
fn every_fault_is_understood() {
    let faults = [
        (
            json!({"kind": "status", "status": 404}),
            Fault::Status {
                status: 404,
                retry_after_s: None,
            },
        ),
        (
            json!({"kind": "status", "status": 503, "retryAfter": 2}),
            Fault::Status {
                status: 503,
                retry_after_s: Some(2),
            },
        ),
        (
            json!({"kind": "short-body", "afterBytes": 5}),
            Fault::ShortBody { after_bytes: 5 },
        ),
        (
            json!({"kind": "reset", "afterBytes": 0}),
            Fault::Reset { after_bytes: 0 },
        ),
        (
            json!({"kind": "stall", "afterBytes": 9}),
            Fault::Stall { after_bytes: 9 },
        ),
        (
            json!({"kind": "delay", "ms": 1.5}),
            Fault::Delay {
                delay_ns: 1_500_000,
            },
        ),
        (
            json!({"kind": "redirect", "status": 302, "location": "/x"}),
            Fault::Redirect {
                status: 302,
                location: "/x".into(),
            },
        ),
        (json!({"kind": "not-http"}), Fault::NotHttp),
    ];
    for (body, expected) in faults {
        let spec = parse(&json!({"seed": 1, "files": [{"bytes": 10, "fault": body}]})).unwrap();
        assert_eq!(spec.files[0].fault.as_ref().unwrap().0, expected);
    }
}

#[test]
fn what_cannot_be_served_is_refused_by_name() {
    let file = json!([{"bytes": 10}]);
    let faulty =
        |fault: Value| json!({"seed": 1, "files": [{"bytes": 1}, {"bytes": 10, "fault": fault}]});
    let cases = [
        (json!({"files": file}), "missing field `seed`"),
        (json!({"seed": -1, "files": file}), "seed: invalid value"),
        (json!({"seed": 1, "files": []}), "files: 0 files"),
        (
            json!({"seed": 1, "files": [{"bytes": 1, "name": "x"}]}),
            "files[0].name: unknown field `name`",
        ),
        (
            json!({"seed": 1, "files": [{"bytes": 1_u64 << 40}]}),
            "files[0].bytes",
        ),
        (
            json!({"seed": 1, "files": file, "colour": 1}),
            "colour: unknown field `colour`",
        ),
        (
            json!({"seed": 1, "files": file, "certificate": "expired"}),
            "certificate: needs \"tls\": true",
        ),
        (
            json!({"seed": 1, "files": file, "tls": true, "certificate": "stale"}),
            "certificate: unknown variant",
        ),
        (
            json!({"seed": 1, "files": file, "handshake": "stall"}),
            "handshake: needs \"tls\": true",
        ),
        (
            json!({"seed": 1, "files": file, "proxy": {"user": "a"}}),
            "proxy.user: unknown field",
        ),
        (
            json!({"seed": 1, "files": file, "proxy": {"status": 403}}),
            "proxy.status: needs \"connect\": \"refuse\"",
        ),
        (
            json!({"seed": 1, "files": file, "proxy": {"connect": "refuse", "status": 204}}),
            "proxy.status: 204 is not",
        ),
        (
            json!({"seed": 1, "files": file, "http": []}),
            "http: name at least one",
        ),
        (
            json!({"seed": 1, "files": file, "http": ["3"]}),
            "http[0]: unknown variant `3`",
        ),
        (
            json!({"seed": 1, "files": file, "http": ["2", "2"]}),
            "http: names a version twice",
        ),
        (
            json!({"seed": 1, "files": file, "hosts": 0}),
            "hosts: 0 is not",
        ),
        (
            json!({"seed": 1, "files": file, "network": {"rttMs": -1}}),
            "network.rttMs: -1 is not",
        ),
        (
            json!({"seed": 1, "files": file, "network": {"rtt": 1}}),
            "network.rtt: unknown field `rtt`",
        ),
        (
            json!({"seed": 1, "files": file, "network": {"linkBytesPerSecond": 0}}),
            "network.linkBytesPerSecond: 0",
        ),
        (
            faulty(json!({"kind": "gremlin"})),
            "files[1].fault.kind: unknown variant",
        ),
        (
            faulty(json!({"kind": "status"})),
            "files[1].fault.status: is missing",
        ),
        (
            faulty(json!({"kind": "status", "status": 200})),
            "files[1].fault.status: 200",
        ),
        (
            faulty(json!({"kind": "reset", "afterBytes": 10})),
            "files[1].fault.afterBytes: 10 is not below",
        ),
        (
            faulty(json!({"kind": "delay", "ms": 5, "status": 404})),
            "files[1].fault.status: means nothing",
        ),
        (
            faulty(json!({"kind": "redirect", "status": 300, "location": "/"})),
            "files[1].fault.status: 300",
        ),
        (
            faulty(json!({"kind": "redirect", "status": 302, "location": "/\r\nx: y"})),
            "files[1].fault.location",
        ),
        (
            faulty(json!({"kind": "delay", "ms": 5, "times": 0})),
            "files[1].fault.times: 0",
        ),
    ];
    for (body, message) in cases {
        let error = parse(&body).expect_err(&body.to_string());
        assert!(
            error.contains(message),
            "{body}\n  gave {error}\n  not {message}"
        );
    }
}

#[test]
fn not_http_cannot_be_said_over_http2() {
    let body = json!({"seed": 1, "http": ["2", "1.1"], "files": [{"bytes": 1, "fault": {"kind": "not-http"}}]});
    assert!(
        parse(&body)
            .unwrap_err()
            .starts_with("files[0].fault.kind: not-http")
    );
}

#[test]
fn what_is_not_json_is_called_so() {
    for body in [
        "",
        "{",
        "{\"seed\": 1,, }",
        "{\"seed\":1,\"files\":[{\"bytes\":1}]} extra",
    ] {
        let error = SessionSpec::parse(body.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("the body is not JSON"),
            "{body:?} gave {error}"
        );
    }
}

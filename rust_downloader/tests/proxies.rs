//! `http_proxy`, `https_proxy` and `no_proxy`.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::proxy::Proxy;
use common::server::{Answer, Server, header};
use common::{Run, TRUSTED};
use std::fs;
use std::path::Path;

const TUNNEL: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

/// Trusts what `server` says it is.
fn trust(home: &Path, server: &Server) {
    fs::write(home.join("ca.pem"), &server.pem).unwrap();
}

#[test]
fn an_http_url_is_asked_of_the_proxy_and_connections_to_it_are_kept() {
    for strategy in TRUSTED {
        let proxy = Server::start(|path, _| match path {
            "http://one.example/a" | "http://two.example:81/b?c" => Answer::ok("by proxy"),
            other => panic!("{other}"),
        });
        let jobs = "http://one.example/a\nhttp://u:p@two.example:81/b?c#d\n";
        let value = format!("http://me:s3cr3t@{}", proxy.address);
        let run = Run::with_env(strategy, jobs, &["-j", "1"], &[("http_proxy", &value)]);
        assert_eq!(run.results(), ["ok"; 2], "{strategy}: {}", run.stderr);
        assert_eq!(
            (run.file("b"), proxy.connections()),
            (b"by proxy".to_vec(), 1),
            "{strategy}"
        );
        let heads = proxy.seen.heads.lock().unwrap();
        let authorization = heads.iter().map(|head| header(head, "proxy-authorization"));
        assert!(
            authorization.eq([Some("Basic bWU6czNjcjN0"); 2]),
            "{strategy}: {heads:?}"
        );
        assert_eq!(
            header(&heads[1], "host"),
            Some("two.example:81"),
            "{strategy}"
        );
        assert_eq!(
            header(&heads[1], "authorization"),
            Some("Basic dTpw"),
            "{strategy}"
        );
    }
}

#[test]
fn an_https_url_goes_through_a_tunnel_that_learns_nothing_of_it() {
    for strategy in TRUSTED {
        let server = Server::start_tls("127.0.0.1", |path, _| Answer::ok(path));
        let proxy = Proxy::start(TUNNEL);
        let value = format!("me:s3cr3t@{}", proxy.address);
        let more = ["-j", "1", "--cacert", "ca.pem", "-H", "X-Token: t0ken"];
        let run = Run::prepared_with_env(
            strategy,
            &server.jobs(["a", "b"]),
            &more,
            &[("HTTPS_PROXY", &value), ("http_proxy", "127.0.0.1:1")],
            |home| trust(home, &server),
        );
        assert_eq!(run.results(), ["ok"; 2], "{strategy}: {}", run.stderr);
        let heads = proxy.heads();
        assert_eq!(heads.len(), 1, "{strategy}: {heads:?}");
        let asked = format!("CONNECT {} HTTP/1.1\r\n", server.address);
        assert!(
            heads[0].starts_with(&asked) && !heads[0].contains("t0ken"),
            "{heads:?}"
        );
        assert_eq!(
            header(&heads[0], "proxy-authorization"),
            Some("Basic bWU6czNjcjN0")
        );
        let head = server.asked("a")[0].clone();
        assert_eq!(header(&head, "x-token"), Some("t0ken"), "{strategy}");
        assert_eq!(header(&head, "proxy-authorization"), None, "{strategy}");
    }
}

#[test]
fn a_tunnel_that_does_not_come_about_is_a_failed_connection() {
    for strategy in TRUSTED {
        for (answer, code, says) in [
            (
                "HTTP/1.1 403 No\r\n\r\n",
                "connect",
                "the proxy refused: it answered 403",
            ),
            (
                "HTTP/1.1 407 Who?\r\nContent-Length: 2\r\n\r\nno",
                "connect",
                "it answered 407",
            ),
            ("SSH-2.0-OpenSSH\r\n\r\n", "connect", "cannot connect"),
            ("", "connect-timeout", "no connection within 0.3 s"),
        ] {
            let proxy = Proxy::start(answer);
            let env = [("https_proxy", &*proxy.address.to_string())];
            let seconds = if answer.is_empty() { "0.3" } else { "10" };
            let more = ["--retries", "0", "--connect-timeout", seconds];
            let run = Run::with_env(strategy, "https://h.example/a\n", &more, &env);
            assert_eq!(
                run.results(),
                [code],
                "{strategy}: {answer:?}: {}",
                run.stderr
            );
            assert!(run.stderr.contains(says), "{strategy}: {}", run.stderr);
        }
    }
}

#[test]
fn each_hop_chooses_its_own_way() {
    for strategy in TRUSTED {
        let direct = Server::start(|_, _| Answer::ok("direct"));
        let to = direct.url("b");
        let proxy = Server::start(move |_, _| Answer::redirect(&to));
        let env = [
            ("http_proxy", &*proxy.address.to_string()),
            ("no_proxy", "x, 127.0.0.1"),
        ];
        let run = Run::with_env(strategy, "http://h.example/a\n", &[], &env);
        assert_eq!(
            (run.results(), run.file("a")),
            (vec!["ok".to_owned()], b"direct".to_vec())
        );
        assert_eq!((proxy.requests(), direct.requests()), (1, 1), "{strategy}");
    }
}

#[test]
fn a_proxy_of_another_kind_is_a_wrong_environment() {
    for strategy in TRUSTED {
        let env = [("http_proxy", "socks5://me:s3cr3t@127.0.0.1:9")];
        let run = Run::with_env(strategy, "http://127.0.0.1:1/a\n", &[], &env);
        let expected = "fairfetch-rust: http_proxy names socks5://***@127.0.0.1:9, \
                        and only http:// proxies are supported\n";
        assert_eq!(
            (run.code, run.stderr.as_str(), run.stdout.as_str()),
            (3, expected, "")
        );
        assert!(!run.home.path().join("out").exists(), "{strategy}");
    }
}

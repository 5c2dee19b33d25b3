use super::{Ask, Request, Requests};
use crate::cli::{Command, Header, parse};
use crate::http::Proxies;
use crate::resume::RangeRequest;
use hyper::header::{HeaderName, HeaderValue};
use url::Url;

fn headers(given: &[&str]) -> Vec<Header> {
    let given = given.iter().flat_map(|header| ["-H", header]);
    match parse(["http://h/"].into_iter().chain(given).map(Into::into)) {
        Ok(Command::Run(options)) => options.headers,
        other => panic!("{other:?}"),
    }
}

fn make<'a>(requests: &'a Requests, url: &str, home: Option<&str>) -> Request<'a> {
    let url = Url::parse(url).unwrap();
    let home = home.map(|home| Url::parse(home).unwrap());
    let ask = Ask {
        url: &url,
        home: home.as_ref(),
        range: None,
    };
    requests.make(&ask).unwrap()
}

/// The head as text; both ways of writing it have the same lines.
fn head(requests: &Requests, url: &str, home: Option<&str>) -> String {
    let request = make(requests, url, home);
    let head = String::from_utf8(request.head()).unwrap();
    let headers = request.headers().unwrap();
    let line =
        |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {}", value.to_str().unwrap());
    let lines: Vec<_> = headers.iter().map(line).collect();
    assert!(head.lines().skip(1).take(lines.len()).eq(lines), "{head}");
    head
}

fn direct(given: &[&str]) -> Requests {
    Requests::new(&headers(given), Proxies::default())
}

fn proxied(variable: &str, value: &str) -> Requests {
    let set = |name: &str| (name == variable).then(|| value.to_owned());
    Requests::new(&[], Proxies::of(set).unwrap())
}

#[test]
fn a_request_names_its_host_and_path() {
    for (url, authority, path) in [
        ("http://h.example/a/b?c=d#e", "h.example", "/a/b?c=d"),
        ("https://h.example", "h.example", "/"),
        ("http://h.example:80/", "h.example", "/"),
        ("https://[::1]:8443/x y", "[::1]:8443", "/x%20y"),
    ] {
        let head = head(&direct(&[]), url, Some(url));
        let starts =
            format!("GET {path} HTTP/1.1\r\nhost: {authority}\r\nuser-agent: fairfetch-rust/");
        assert!(head.starts_with(&starts), "{head}");
        assert!(
            head.contains("\r\naccept-encoding: identity\r\n") && head.ends_with("\r\n\r\n"),
            "{head}"
        );
    }
}

#[test]
fn headers_replace_ours_are_repeated_and_stay_at_home() {
    let requests = direct(&[
        "User-Agent: mine",
        "X-A: 1",
        "X-A: 2",
        "Authorization: Bearer t",
    ]);
    let home = head(&requests, "http://u:p@h/", Some("http://u:p@h/"));
    assert!(
        home.contains("user-agent: mine\r\n") && !home.contains("fairfetch"),
        "{home}"
    );
    assert!(home.contains("x-a: 1\r\nx-a: 2\r\n"), "{home}");
    assert!(
        home.contains("authorization: Bearer t\r\n") && !home.contains("Basic"),
        "{home}"
    );
    let away = head(&requests, "http://other/", None);
    assert!(away.contains("fairfetch-rust/"), "{away}");
    assert!(
        !away.contains("x-a") && !away.contains("authorization"),
        "{away}"
    );
}

#[test]
fn credentials_go_with_their_url_and_the_job_s_with_its_origin() {
    let requests = direct(&[]);
    for (url, home, credentials) in [
        ("http://a:b@h/", Some("http://a:b@h/"), Some("Basic YTpi")),
        (
            "http://h/elsewhere",
            Some("http://a:b@h/"),
            Some("Basic YTpi"),
        ),
        ("http://other/", None, None),
        ("http://c:d@other/", None, Some("Basic Yzpk")),
    ] {
        let headers = make(&requests, url, home).headers().unwrap();
        let sent = headers.get("authorization");
        assert_eq!(
            sent.map(|value| value.to_str().unwrap()),
            credentials,
            "{url}"
        );
    }
}

#[test]
fn the_rest_is_asked_for_with_a_validator() {
    let url = Url::parse("http://h/").unwrap();
    let range = RangeRequest {
        offset: 5,
        if_range: "\"a\"".to_owned(),
    };
    let ask = Ask {
        url: &url,
        home: None,
        range: Some(&range),
    };
    let requests = direct(&[]);
    let headers = requests.make(&ask).unwrap().headers().unwrap();
    assert_eq!(headers["range"], "bytes=5-");
    assert_eq!(headers["if-range"], "\"a\"");
}

#[test]
fn a_proxy_is_asked_for_the_whole_url_and_told_who_we_are() {
    let requests = proxied("http_proxy", "http://user:pass@proxy:3128");
    let request = make(&requests, "http://a:b@h:81/x?y#z", None);
    assert_eq!(request.target, "http://h:81/x?y");
    let headers = request.headers().unwrap();
    assert_eq!(headers["host"], "h:81");
    assert_eq!(headers["proxy-authorization"], "Basic dXNlcjpwYXNz");
    assert_eq!(request.route.first.authority(), "proxy:3128");
    assert_eq!((&request.route.tunnel, &request.route.tls), (&None, &None));
    let other = make(&requests, "http://other/", None);
    assert_eq!(other.route, request.route);
}

#[test]
fn an_https_url_goes_through_a_tunnel() {
    let requests = proxied("https_proxy", "user:pass@proxy");
    let request = make(&requests, "https://h/x", None);
    assert_eq!(request.target, "/x");
    assert!(
        !request
            .headers()
            .unwrap()
            .contains_key("proxy-authorization")
    );
    let tunnel = request.route.tunnel.as_ref().unwrap();
    assert_eq!(tunnel.to.authority(), "h:443");
    assert_eq!(tunnel.authorization.as_deref(), Some("Basic dXNlcjpwYXNz"));
    assert_eq!(request.route.tls.as_deref(), Some("h"));
    assert_ne!(make(&requests, "https://g/x", None).route, request.route);
}

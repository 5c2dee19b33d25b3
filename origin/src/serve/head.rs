//! The head of an answer, in the words of either protocol.

use super::answer::{Answer, Notes};

impl Answer<'_> {
    /// Every header but those that belong to one version of HTTP.
    pub fn each_header(&self, mut put: impl FnMut(&'static str, &str)) {
        let mut digits = itoa::Buffer::new();
        put("Content-Length", digits.format(self.content_length));
        match self.notes {
            Notes::File {
                etag,
                last_modified,
                range,
            } => {
                put("Content-Type", "application/octet-stream");
                put("Accept-Ranges", "bytes");
                put("ETag", etag);
                put("Last-Modified", last_modified);
                if let Some((first, last, total)) = range {
                    put("Content-Range", &format!("bytes {first}-{last}/{total}"));
                }
                return;
            }
            Notes::Unsatisfiable { total } => put("Content-Range", &format!("bytes */{total}")),
            Notes::Redirect { location } => put("Location", location),
            Notes::Challenge => put("Proxy-Authenticate", "Basic realm=\"proxy\""),
            Notes::Refusal {
                retry_after_s,
                allow,
            } => {
                if let Some(seconds) = retry_after_s {
                    put("Retry-After", digits.format(seconds));
                }
                if allow {
                    put("Allow", "GET, HEAD");
                }
            }
        }
        put("Content-Type", "text/plain");
    }

    /// Writes the head as HTTP/1.1. `Connection: keep-alive` is said aloud: wget2 opens a
    /// connection per file where it is not.
    pub fn write_http1(&self, keep_alive: bool, out: &mut Vec<u8>) {
        out.clear();
        write_status(self.status, out);
        self.each_header(|name, value| write_line(name, value, out));
        let connection: &[u8] = if keep_alive {
            b"Connection: keep-alive\r\n\r\n"
        } else {
            b"Connection: close\r\n\r\n"
        };
        out.extend_from_slice(connection);
    }

    /// The head as HTTP/2 sends it; names are lowercased there.
    pub fn to_http2(&self) -> Result<http::Response<()>, http::Error> {
        let mut response = http::Response::builder().status(self.status);
        self.each_header(|name, value| {
            response = std::mem::take(&mut response).header(name, value);
        });
        response.body(())
    }
}

pub(super) fn write_status(status: u16, out: &mut Vec<u8>) {
    if status == 200 {
        out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
        return;
    }
    out.extend_from_slice(b"HTTP/1.1 ");
    out.extend_from_slice(itoa::Buffer::new().format(status).as_bytes());
    out.extend_from_slice(b" ");
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    out.extend_from_slice(reason.unwrap_or("Unnamed").as_bytes());
    out.extend_from_slice(b"\r\n");
}

pub(super) fn write_line(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value.as_bytes());
    out.extend_from_slice(b"\r\n");
}

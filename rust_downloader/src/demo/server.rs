//! A server for the demonstration: six files, on the loopback interface, for as long as the program lasts.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The sizes of the seed's files, roughly.
const FILE_BYTES: [usize; 6] = [3_100, 8_200, 14_500, 23_000, 37_400, 60_000];

pub struct Server {
    address: SocketAddr,
}

impl Server {
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away in the middle is no trouble of the others'.
                thread::spawn(move || drop(serve(&stream)));
            }
        });
        Ok(Self { address })
    }

    pub fn urls(&self) -> Vec<String> {
        (0..FILE_BYTES.len())
            .map(|file| format!("http://{}/file-{file}.bin", self.address))
            .collect()
    }
}

/// Answers one request after the other until the client is done.
fn serve(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(request) = lines.next().transpose()? {
        while lines
            .next()
            .transpose()?
            .is_some_and(|header| !header.is_empty())
        {}
        let path = request.split(' ').nth(1).unwrap_or_default();
        let file = (0..FILE_BYTES.len()).find(|file| path == format!("/file-{file}.bin"));
        let (status, body) = match file {
            Some(file) => ("200 OK", content(file)),
            None => ("404 Not Found", Vec::new()),
        };
        let mut answer = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend(body);
        (&mut &*stream).write_all(&answer)?;
    }
    Ok(())
}

fn content(file: usize) -> Vec<u8> {
    let byte = |at: usize| u8::try_from((at * 31 + file) % 251).unwrap_or_default();
    (0..FILE_BYTES[file]).map(byte).collect()
}

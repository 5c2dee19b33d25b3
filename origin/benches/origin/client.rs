//! A client that does as little as it can: it counts bytes and looks at none after the first answer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::event::epoll;
use rustix::time::Timespec;

/// Asks the same thing over and over on every connection until the time is up.
pub struct Asking<'a> {
    pub address: &'a str,
    pub path: &'a str,
    pub connections: usize,
    pub duration: Duration,
}

pub struct Answers {
    /// From the sending of a request to the first byte of its answer.
    pub first_byte_ns: Vec<u64>,
}

struct Lane {
    stream: TcpStream,
    received: usize,
    asked: Instant,
}

impl Asking<'_> {
    pub fn run(&self) -> Answers {
        let request = format!("GET {} HTTP/1.1\r\nHost: o\r\n\r\n", self.path);
        let answer_bytes = answer_bytes(self.address, &request);
        let mut lanes: Vec<Lane> = (0..self.connections)
            .map(|_| Lane::open(self.address))
            .collect();
        let queue = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
        for (index, lane) in lanes.iter().enumerate() {
            epoll::add(
                &queue,
                &lane.stream,
                epoll::EventData::new_u64(index as u64),
                epoll::EventFlags::IN,
            )
            .unwrap();
        }

        let start = Instant::now();
        lanes
            .iter_mut()
            .for_each(|lane| lane.ask(request.as_bytes()));
        let mut first_byte_ns = Vec::new();
        let mut buffer = vec![0; 256 * 1024];
        let mut events: Vec<epoll::Event> = Vec::with_capacity(256);
        while start.elapsed() < self.duration {
            events.clear();
            let patience = Timespec {
                tv_sec: 0,
                tv_nsec: 100_000_000,
            };
            epoll::wait(
                &queue,
                rustix::buffer::spare_capacity(&mut events),
                Some(&patience),
            )
            .unwrap();
            for event in &events {
                let lane = &mut lanes[event.data.u64() as usize];
                if lane.received == 0 {
                    first_byte_ns.push(lane.asked.elapsed().as_nanos() as u64);
                }
                lane.received += lane.stream.read(&mut buffer).unwrap();
                if lane.received == answer_bytes {
                    lane.ask(request.as_bytes());
                }
            }
        }
        Answers { first_byte_ns }
    }
}

impl Lane {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            received: 0,
            asked: Instant::now(),
        }
    }

    fn ask(&mut self, request: &[u8]) {
        self.received = 0;
        self.asked = Instant::now();
        self.stream.write_all(request).unwrap();
    }
}

/// Head and body of one answer, read once; every later one is as long.
fn answer_bytes(address: &str, request: &str) -> usize {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    receive_head(&mut stream).1
}

/// Reads up to the end of the head; returns the bytes read so far and the bytes of the whole answer.
pub fn receive_head(stream: &mut impl Read) -> (usize, usize) {
    let mut buffer = vec![0; 16 * 1024];
    let mut read = 0;
    loop {
        let count = stream.read(&mut buffer[read..]).unwrap();
        assert!(count > 0, "the server closed the connection");
        read += count;
        let Some(end) = buffer[..read]
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
        else {
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        return (read, end + 4 + length.parse::<usize>().unwrap());
    }
}

//! nginx with one worker, its files on tmpfs where there is one, tuned as for a race of its own.

use std::fs;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ClientConfig, RootCertStore};

use crate::support::client_config;
use crate::throughput::Place;

pub const SMALL_BYTES: u64 = 4096;
pub const LARGE_BYTES: u64 = 512 << 20;

pub struct Nginx {
    pub version: String,
    process: Child,
    folder: PathBuf,
    plain: u16,
    tls: u16,
    trust: Arc<ClientConfig>,
}

impl Nginx {
    /// Starts it, or says why there is none.
    pub fn start() -> Result<Self, String> {
        let program = ["nginx", "/usr/sbin/nginx"]
            .into_iter()
            .find_map(|name| Some((name, Command::new(name).arg("-v").output().ok()?)));
        let (program, told) = program.ok_or("nginx not installed")?;
        let version = String::from_utf8_lossy(&told.stderr)
            .trim()
            .replace("nginx version: ", "");
        Self::serve(program, version).map_err(|error| format!("nginx does not start: {error}"))
    }

    fn serve(program: &str, version: String) -> io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = parent.join(format!("fairfetch-origin-bench-{}", std::process::id()));
        fs::create_dir(&folder)?;
        fs::write(folder.join("small"), vec![7; SMALL_BYTES as usize])?;
        fs::write(folder.join("large"), vec![7; LARGE_BYTES as usize])?;

        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["127.0.0.1".to_owned()]).map_err(io::Error::other)?;
        fs::write(folder.join("cert.pem"), cert.pem())?;
        fs::write(folder.join("key.pem"), signing_key.serialize_pem())?;
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).map_err(io::Error::other)?;

        let (plain, tls) = (free_port()?, free_port()?);
        fs::write(
            folder.join("nginx.conf"),
            configuration(&folder, plain, tls),
        )?;
        let process = Command::new(program)
            .arg("-p")
            .arg(&folder)
            .arg("-e")
            .arg(folder.join("error.log"))
            .arg("-c")
            .arg(folder.join("nginx.conf"))
            .stderr(Stdio::null())
            .spawn()?;
        let nginx = Self {
            version,
            process,
            folder,
            plain,
            tls,
            trust: client_config(roots, &[]),
        };
        nginx.wait_until_it_listens()?;
        Ok(nginx)
    }

    fn wait_until_it_listens(&self) -> io::Result<()> {
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", self.plain)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(io::Error::other(
            fs::read_to_string(self.folder.join("error.log")).unwrap_or_default(),
        ))
    }

    fn place(&self, port: u16, file: &str, tls: bool) -> Place {
        let tls = tls.then(|| Arc::clone(&self.trust));
        Place {
            address: format!("127.0.0.1:{port}"),
            path: format!("/{file}"),
            tls,
            server: self.worker(),
        }
    }

    /// The process that serves.
    pub fn worker(&self) -> u32 {
        let master = self.process.id().to_string();
        let is_worker = |pid: &u32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let parent = stat
                .rsplit(')')
                .next()
                .and_then(|rest| rest.split_whitespace().nth(1));
            parent == Some(master.as_str())
        };
        let processes = fs::read_dir("/proc").unwrap();
        let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        pids.into_iter().find(is_worker).unwrap()
    }

    pub fn small(&self) -> Place {
        self.place(self.plain, "small", false)
    }

    pub fn large(&self) -> Place {
        self.place(self.plain, "large", false)
    }

    pub fn large_tls(&self) -> Place {
        self.place(self.tls, "large", true)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its master ends its worker when it is asked, and not when it is killed.
        if let Some(pid) = rustix::process::Pid::from_raw(self.process.id().cast_signed()) {
            rustix::process::kill_process(pid, rustix::process::Signal::TERM).ok();
        }
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn configuration(folder: &Path, plain: u16, tls: u16) -> String {
    let folder = folder.display();
    format!(
        "daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
user root;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  sendfile_max_chunk 2m;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  open_file_cache_valid 1h;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_certificate {folder}/cert.pem;
  ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.3;
  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
  server {{
    listen 127.0.0.1:{plain} backlog=4096;
    listen 127.0.0.1:{tls} ssl backlog=4096;
    root {folder};
  }}
}}
"
    )
}

//! What `--help` and `--version` print.

/// `fairfetch-rust 0.1.0`.
pub const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

pub const HELP: &str = "\
Usage: fairfetch-rust [OPTION]... [URL]...

Downloads URLs, many at once; a file under its final name is always whole.
Without any argument: a demonstration on 30 URLs of a server of its own.

  -i, --input FILE     jobs, one a line: a URL, or JSON with
                       \"url\", \"path\"?, \"sha256\"?, \"bytes\"?; - is stdin
  -d, --dir DIR        where files go, made if missing (default: downloads)
  -j, --concurrency N  most downloads in flight, 1 to 1024 (default: 10)
      --strategy NAME  one of those below (default: tokio)
      --cacert FILE    PEM certificates trusted besides the system's
      --work KIND      CPU work on bodies: none, sha256, fnv1a (default: none)
      --json           one summary document on stdout, nothing else there
      --records FILE   one JSON line for each download, appended as it ends
      --progress MODE  auto, bar, plain or none, on stderr (default: auto)
  -q, --quiet          errors only
  -h, --help           this text
      --version        name and version

Strategies:
  tokio                one event loop a core: tokio and hyper
  threads              OS threads, each on blocking sockets
  seed-tokio           the original: reqwest, every URL at once whatever -j says

Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment.
";

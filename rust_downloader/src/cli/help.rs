//! What `--help` and `--version` print.

/// `fairfetch-rust 0.1.0`.
pub const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

pub const HELP: &str = "\
Usage: fairfetch-rust [OPTION]... [URL]...

Downloads every URL into a folder, many at once. A file under its final name is always whole.
Without any argument: a demonstration on 30 URLs of a small server inside the program.

      --strategy NAME      tokio, threads or seed-tokio (default: tokio)
  -i, --input FILE         jobs, one a line: a URL, or {\"url\": ..., \"path\"?, \"bytes\"?, \"sha256\"?};
                           - is standard input
  -d, --dir DIR            where files go; made if missing (default: downloads)
  -j, --concurrency N      most downloads in flight, 1 to 1024 (default: 10); seed-tokio starts all
                           at once whatever it is
      --cacert FILE        PEM certificates trusted besides the system's
      --work KIND          CPU work on each body: none, sha256, fnv1a (default: none)
      --json               one summary document on stdout, nothing else there
      --records FILE       one JSON line per download, appended as it ends
      --progress MODE      auto, bar, plain or none, on stderr (default: auto)
  -q, --quiet              errors only
  -h, --help               this page
      --version            name and version

Exit: 0 all well, 1 some downloads failed, 2 wrong command line, 3 wrong environment.
";

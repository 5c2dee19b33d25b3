//! What `--help` and `--version` print.

use super::Strategy;
use super::options::STRATEGIES;

/// `fairfetch-rust 0.1.0`.
pub const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

const OPTIONS: &str = "\
Downloads URLs, many at once; a file under its final name is always whole.
Without any argument: a demonstration on 30 URLs of a server of its own.

  -i, --input FILE            jobs, one a line: a URL, or JSON with
                              \"url\", \"path\"?, \"sha256\"?, \"bytes\"?; - is stdin
  -d, --dir DIR               where files go, made if missing
                              (default: downloads)
  -j, --concurrency N         most downloads in flight, 1 to 1024 (default: 10)
      --strategy NAME         one of those below (default: tokio)
      --retries N             further attempts after the first (default: 3)
      --connect-timeout S     look-up, TCP and TLS of an attempt (default: 10)
      --stall-timeout S       longest wait for the next byte (default: 30)
      --timeout S             a download with all its attempts and waits,
                              0 is no limit (default: 0)
      --max-size BYTES        a larger body fails; 10K, 10M, 10G are understood
      --max-redirects N       most redirects to follow (default: 10)
      --existing MODE         a file that is there already: overwrite, skip
                              or fail (default: overwrite)
      --no-resume             ignore what an earlier run left half done
  -H, --header 'NAME: VALUE'  sent to each job's own server, may be repeated
      --cacert FILE           PEM certificates trusted besides the system's
      --fsync                 flush file and folder before a download is done
      --work KIND             CPU work on bodies: none, sha256, fnv1a
                              (default: none)
      --json                  one summary document on stdout, nothing else there
      --records FILE          one JSON line for each download, appended
      --progress MODE         auto, bar, plain or none on stderr (default: auto)
  -q, --quiet                 errors only
  -h, --help                  this text
      --version               name and version
";

const ENDING: &str = "\
Proxies: http_proxy, https_proxy and no_proxy are honoured.
Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment,
130 or 143 stopped by SIGINT or SIGTERM.
";

fn about(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Tokio => "one event loop a core: tokio and hyper",
        Strategy::Threads => "OS threads, each on blocking sockets",
        Strategy::SeedTokio => "the original: reqwest, all at once, whatever -j is",
    }
}

pub fn help() -> String {
    let line =
        |(name, strategy): &(&str, Strategy)| format!("  {name:<26}  {}\n", about(*strategy));
    let strategies: String = STRATEGIES.iter().map(line).collect();
    let usage = concat!("Usage: ", env!("CARGO_PKG_NAME"), " [OPTION]... [URL]...\n");
    format!("{usage}\n{OPTIONS}\nStrategies:\n{strategies}\n{ENDING}")
}

#[cfg(test)]
mod tests {
    use super::{Strategy, about, help};
    use crate::cli::options::STRATEGIES;
    use crate::vectors;

    #[test]
    fn is_the_text_of_all_languages() {
        let mut expected = String::new();
        for line in vectors::lines("help.json", "lines") {
            match line.as_str() {
                "{demonstration}" => {
                    expected += vectors::document("help.json")["demonstration"]
                        .as_str()
                        .unwrap()
                }
                "{strategies}" => {
                    let lines = STRATEGIES
                        .map(|(name, strategy)| format!("  {name:<26}  {}", about(strategy)));
                    expected += &lines.join("\n");
                }
                line => {
                    expected += &line
                        .replace("{command}", env!("CARGO_PKG_NAME"))
                        .replace("{default}", Strategy::default().name());
                }
            }
            expected += "\n";
        }
        assert_eq!(help(), expected);
        assert!(help().lines().all(|line| line.len() <= 80));
    }
}

"""What --help prints: the same text in every language. Loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

_TEXT = """\
Usage: {command} [OPTION]... [URL]...

Downloads URLs, many at once; a file under its final name is always whole.
{demonstration}

  -i, --input FILE            jobs, one a line: a URL, or JSON with
                              "url", "path"?, "sha256"?, "bytes"?; - is stdin
  -d, --dir DIR               where files go, made if missing
                              (default: downloads)
  -j, --concurrency N         most downloads in flight, 1 to 1024 (default: 10)
      --strategy NAME         one of those below (default: {default})
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

Strategies:
{strategies}

Proxies: http_proxy, https_proxy and no_proxy are honoured.
Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment,
130 or 143 stopped by SIGINT or SIGTERM.
"""
_DEMONSTRATION = "Without any argument: a demonstration on 30 URLs of a server of its own."


STRATEGIES = {
    "threads": "OS threads, each on a kept connection of its own",
    "asyncio": "one event loop: uvloop and aiohttp",
    "seed-threads": "the original: requests, new connections",
    "seed-asyncio": "the original: aiohttp, all at once despite -j",
}


def text(command: str, default: str, strategies: Mapping[str, str]) -> str:
    """The text for a program and the strategies it offers."""
    rows = "\n".join(f"  {name:<26}  {about}" for name, about in strategies.items())
    page = _TEXT.removesuffix("\n").replace("{command}", command).replace("{default}", default)
    return page.replace("{demonstration}", _DEMONSTRATION).replace("{strategies}", rows)

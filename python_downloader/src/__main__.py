"""`python -m src`."""

import signal

# Until a run looks after signals itself, they simply end the process. Python's own way would show
# whoever presses Ctrl-C where in our modules it was.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from .downloader import main  # noqa: E402 - loading takes long enough to be interrupted

if __name__ == "__main__":
    raise SystemExit(main())

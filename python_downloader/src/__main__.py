"""`python -m src`."""

from .downloader import main

if __name__ == "__main__":
    raise SystemExit(main())

"""A downloader that keeps one contract in several ways: threads, asyncio and two historical ones.

Only names the public face, which lives in `downloader` and is loaded when it is asked for: before
that, `python -m src` has something to say about signals.
"""

from typing import TYPE_CHECKING

from . import about

if TYPE_CHECKING:
    from .downloader import SharedCounter, download_async, download_threaded, main

__version__ = about.VERSION

__all__ = ["SharedCounter", "__version__", "download_async", "download_threaded", "main"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import downloader

    return getattr(downloader, name)

"""A downloader that keeps one contract in several ways: threads, asyncio and two historical ones.

Only names the public face, which lives in `downloader`.
"""

from . import about
from .downloader import SharedCounter, download_async, download_threaded, main

__version__ = about.VERSION

__all__ = ["SharedCounter", "__version__", "download_async", "download_threaded", "main"]

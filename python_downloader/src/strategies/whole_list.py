"""Jobs for strategies that take them one after the other and wait for nothing else meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from ..jobs import Job
from ..lines import Pause


def only_jobs(jobs: Iterator[Job | Pause]) -> Iterator[Job]:
    """Without the pauses: reading on simply waits for the input."""
    return (job for job in jobs if isinstance(job, Job))

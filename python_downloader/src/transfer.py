"""What comes of one file: from the answers of servers to bytes on the disk, through all attempts.

Judges answers and keeps the part; knows nothing of when to try again, which is `download`'s.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from . import messages
from .body import Body, rebuilt
from .jobs import Job
from .part import PartFile
from .request import Request
from .work import Digests

if TYPE_CHECKING:
    from .answers import Head
    from .resume import Part
    from .run import Run

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

# From this size on, and where the size is unknown, a body can be resumed by a later run.
_DESCRIBED_BYTES = 1024 * 1024


class Transfer:
    """The file of one job on its way. `status` is the last one received, 0 before the first."""

    status = 0
    first_byte_ns = 0
    received_bytes = 0
    stored_bytes = 0
    resumed_from = 0
    sha256: str | None = None
    work: str | None = None

    # Set once the way to the file is known to be safe.
    _part: PartFile
    _is_placed = False
    _kept: Part | None = None
    _digests: Digests | None = None
    _head: Head | None = None
    _hops = 0
    _started_over = False
    _retry_after: str | None = None

    def __init__(self, job: Job, run: Run) -> None:
        self.job = job
        self.run = run
        url = job.url
        self._asked = Request(url, True, url.credentials, None)

    def answered(self, head: Head) -> Request | None:
        """Judge an answer: the request to send next, or None where its body is what is wanted.

        Raises `DownloadError`.
        """
        self.first_byte_ns = time.monotonic_ns()
        self.status = status = head.status
        return None if status == 200 else self.judge(head)

    def headers_came(self, status: int) -> None:
        """The headers of an answer are complete, which is to be judged when more is known."""
        self.first_byte_ns = time.monotonic_ns()
        self.status = status

    def judge(self, head: Head) -> Request | None:
        """As `answered`, once `headers_came` was told. Raises `DownloadError`."""
        status = head.status
        if status in _REDIRECTS and self.run.patient:
            return self._follow(head)
        if self._asked.rest is not None:
            return self._judge_rest(self._asked.rest, head)
        from .answers import status_error

        error = status_error(status)
        if error is not None:
            self._retry_after = head.header("Retry-After")
            raise error
        return None

    def body(self, head: Head) -> Body:
        """Where the body of the answer goes; raises `DownloadError`."""
        if head.status == 206:
            return self._body_of_rest(head)
        part, job, run = self._part, self.job, self.run
        if run.most_bytes is not None or job.bytes is not None:
            self._check_size(head.length)
        self.resumed_from = 0
        self._digests = self._new_digests() if run.works or job.sha256 is not None else None
        part.create()
        self._head = head
        if head.length is None or head.length >= _DESCRIBED_BYTES:
            return self._body_of_large(part, head)
        return Body(self, part, self._digests)

    def complete(self) -> None:
        """The server says that was all: check it, and give it its name. Raises `DownloadError`."""
        part, job, digests = self._part, self.job, self._digests
        size = part.size
        if self.resumed_from:
            total = self._total_of_rest()
            if size != total:
                raise messages.short_body(size - self.resumed_from, total - self.resumed_from)
        if digests is not None:
            self.sha256, self.work = digests.sha256, digests.work
        if job.bytes is not None and job.bytes != size:
            raise messages.size_mismatch(size, job.bytes)
        if job.sha256 is not None and job.sha256 != self.sha256:
            raise messages.digest_mismatch(str(self.sha256), job.sha256)
        part.commit()
        self.stored_bytes = size

    def require_going(self) -> None:
        """Raise `Cancelled` where the run is to stop."""
        if self.run.stopped is not None:
            raise messages.cancelled(self.run.stopped)

    @property
    def reads_at_answer(self) -> bool:
        """Whether `answered` may have to read a whole part first."""
        if self._asked.rest is None or self._digests is not None:
            return False
        return self.run.works or self.job.sha256 is not None

    def _ask_anew(self) -> Request:
        """The request of one more attempt: from the job's URL, for what is not there yet."""
        self._hops, self._started_over = 0, False
        self.sha256 = self.work = None
        url = self.job.url
        self._asked = Request(url, True, url.credentials, self._kept)
        return self._asked

    def _follow(self, head: Head) -> Request:
        from .redirects import follow

        limit = self.run.options.max_redirects
        request = follow(self._asked, head.header("Location"), self.job.url)
        if self._hops >= limit:
            raise messages.too_many_redirects(limit)
        self._hops += 1
        self._asked = request
        return request

    def _judge_rest(self, rest: Part, head: Head) -> Request | None:
        from .resume import Answer, decide, total_of, validator_of

        content_range = head.header("Content-Range")
        decision = decide(rest, Answer(head.status, content_range, validator_of(head)))
        if decision == "append" and self._append(rest, head, total_of(content_range)):
            return None
        if decision in ("append", "request-again"):
            return self._start_over()
        if 200 <= head.status < 300:
            raise messages.bad_response(f"a {head.status} where a part was asked for")
        self._retry_after = head.header("Retry-After")
        raise messages.http_status(head.status)

    def _append(self, rest: Part, head: Head, total: int | None) -> bool:
        """Get ready to write on; False where answer or disk are not what they should be."""
        if total is None or head.length not in (None, total - rest.bytes):
            return False
        part = self._part
        if not part.reopen(rest.bytes):
            return False
        if self._digests is None and (self.run.works or self.job.sha256 is not None):
            digests = self._new_digests()
            rebuilt(part, digests, rest.bytes, lambda: self.run.stopped)
            self.require_going()
            self._digests = digests
        self._asked = self._asked.for_rest(rest._replace(total=total))
        return True

    def _new_digests(self) -> Digests:
        return Digests(self.run.options.work, sha256_wanted=self.job.sha256 is not None)

    def _start_over(self) -> Request:
        """Put the part away and ask for the whole, once in an attempt."""
        if self._started_over:
            raise messages.bad_response("again not the part that was asked for")
        self._started_over = True
        self._forget()
        self._asked = self._asked.for_rest(None)
        return self._asked

    def _body_of_rest(self, head: Head) -> Body:
        part, total = self._part, self._total_of_rest()
        self._check_size(total)
        self._head = head
        self.resumed_from = part.size
        body = Body(self, part, self._digests)
        over = messages.bad_response("more came than its Content-Range says")
        body.limit(total - part.size, over)
        return body

    def _body_of_large(self, part: PartFile, head: Head) -> Body:
        from .resume import Part, describe, validator_of

        line = describe(self.job.url.shown, Part(0, validator_of(head), head.length))
        if line is not None and self.run.patient:
            part.describe(line)
        body = Body(self, part, self._digests)
        most = self.run.most_bytes
        if most is not None and head.length is None:
            body.limit(most, messages.too_large(most))
        return body

    def _check_size(self, size: int | None) -> None:
        """What the whole file will be, held against what it may and should be."""
        most, wanted = self.run.most_bytes, self.job.bytes
        if size is None:
            return
        if most is not None and size > most:
            raise messages.too_large(most)
        if wanted is not None and size != wanted:
            raise messages.size_mismatch(size, wanted)

    def _total_of_rest(self) -> int:
        rest = self._asked.rest
        return rest.total if rest is not None and rest.total is not None else 0

    def _keep(self) -> None:
        """Remember how far the body of this attempt came, where it can be gone on with."""
        if not self._is_placed:
            return
        head, part = self._head, self._part
        part.rest()
        if head is None:
            return
        from .resume import Part, resumable, validator_of

        self._head = None
        rest = self._asked.rest
        if head.status == 206 and rest is not None:
            kept = rest._replace(bytes=part.size)
        else:
            kept = Part(part.size, validator_of(head), head.length)
        self._kept = resumable(kept) if self.run.patient else None
        if self._kept is None or self._kept.bytes != part.size:
            # They are ahead of it.
            self._digests = None

    def _forget(self) -> None:
        self._kept = self._digests = None
        if self._is_placed:
            self._part.discard()

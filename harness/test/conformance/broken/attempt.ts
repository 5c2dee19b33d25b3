import { broken } from './defects.ts';
import { follow, type Answer, type Requests } from './exchange.ts';
import { Failure } from './failure.ts';
import type { Head } from './http.ts';
import type { Job } from './jobs.ts';
import { deriveName } from './names.ts';
import { decide, isSuccess, rangeHeaders, type Stored } from './resume.ts';
import { parseRetryAfter } from './retry.ts';
import type { Transfer } from './transfer.ts';

const DISAGREEMENT_PAUSE_MS = 50;

/** What one attempt has seen, for the record. */
export interface Seen {
  status?: number;
  firstByteNs?: number;
  resumedFrom?: number;
  /** Where the last answer came from. */
  url?: URL;
}

export interface AttemptContext {
  readonly requests: Requests;
  readonly maxSize: number | undefined;
  readonly clock: () => number;
}

/** Brings one download from where it is to the end, or throws why not. */
export async function attempt(
  context: AttemptContext,
  job: Job,
  transfer: Transfer,
  seen: Seen,
  signal: AbortSignal,
): Promise<void> {
  const onHead = (head: Head, url: URL): void => {
    seen.status = head.status;
    seen.firstByteNs = context.clock();
    seen.url = url;
  };
  const start = broken('retry-starts-at-the-redirect') ? (seen.url ?? job.url) : job.url;
  for (;;) {
    const stored = transfer.reopen();
    const range = rangeHeaders(stored);
    const offset = range === undefined ? undefined : stored;
    const answer = await follow(context.requests, job, start, range, signal, onHead);
    try {
      const decision = judge(offset, answer);
      if (decision === 'request-again') {
        if (answer.head.status === 416 && broken('416-as-complete')) {
          transfer.commit();
          return;
        }
        transfer.forget();
        if (broken('disagrees-for-ever')) await pause(DISAGREEMENT_PAUSE_MS);
        else if (broken('start-over-costs-a-retry')) throw disagreement();
        continue;
      }
      if (decision === 'fail') await refuse(answer, offset, transfer);
      await store(context, answer, decision === 'append' ? offset : undefined, transfer, seen);
      return;
    } finally {
      await answer.leave();
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function judge(stored: Stored | undefined, answer: Answer): ReturnType<typeof decide> {
  const { status, headers } = answer.head;
  const decision = decide(stored, {
    status,
    contentRange: headers.get('content-range'),
    etag: headers.get('etag'),
    lastModified: headers.get('last-modified'),
  });
  if (stored === undefined && status === 206 && broken('disagrees-for-ever')) return 'request-again';
  if (decision !== 'append' || status !== 206 || stored === undefined) return decision;
  const total = totalOf(headers.get('content-range'));
  const isRest = answer.length === undefined || total === undefined || stored.bytes + answer.length === total;
  return isRest || !isStrict() ? 'append' : 'request-again';
}

function totalOf(contentRange: string | undefined): number | undefined {
  const total = /\/(?<total>\d+)$/u.exec(contentRange ?? '')?.groups?.['total'];
  return total === undefined ? undefined : Number(total);
}

function disagreement(): Failure {
  return new Failure('bad-response', { reason: 'the server does not agree on what it has' });
}

/** @throws Failure always */
async function refuse(answer: Answer, stored: Stored | undefined, transfer: Transfer): Promise<never> {
  const { status, headers } = answer.head;
  if (status === 206 || (stored !== undefined && isSuccess(status)))
    throw new Failure('bad-response', {
      reason: status === 206 ? 'a 206 nobody asked for' : `a ${status} to a request for a part`,
    });
  if (broken('status-drops-the-part')) transfer.forget();
  if (broken('saves-error-pages')) {
    transfer.startOver(answer.length, {});
    for await (const piece of answer.body()) transfer.write(piece);
    transfer.commit();
  }
  const failure = new Failure('http-status', { status });
  const header = headers.get('retry-after');
  if (header !== undefined) {
    failure.retryAfterS = parseRetryAfter(header, Date.now());
    failure.waitIsNone = !failure.retryAfterS;
  }
  throw failure;
}

/** Brings the body to the disk, checks it and puts it in its place. */
async function store(
  { maxSize }: AttemptContext,
  answer: Answer,
  stored: Stored | undefined,
  transfer: Transfer,
  seen: Seen,
): Promise<void> {
  const { headers } = answer.head;
  const offset = stored?.bytes ?? 0;
  const total = stored === undefined ? answer.length : totalOf(headers.get('content-range'));
  const counted = broken('max-size-of-the-rest') ? answer.length : (total ?? 0);
  if (!broken('max-size-after-the-body')) refuseTooLarge(counted, maxSize);
  if (stored === undefined) {
    delete seen.resumedFrom;
    const version = { etag: headers.get('etag'), lastModified: headers.get('last-modified') };
    transfer.startOver(total, version);
  } else {
    transfer.append(total);
    if (offset > 0) seen.resumedFrom = offset;
  }
  const isPacked = headers.get('content-encoding') === 'gzip' && broken('decodes-gzip');
  for await (const piece of isPacked ? unpacked(answer.body()) : answer.body()) {
    const bytes = transfer.bytes + piece.length - (broken('max-size-of-the-rest') ? offset : 0);
    if (!broken('max-size-after-the-body') && !broken('max-size-needs-length'))
      refuseTooLarge(bytes, maxSize);
    transfer.write(piece);
  }
  refuseTooLarge(broken('max-size-after-the-body') ? transfer.bytes : 0, maxSize);
  if (stored !== undefined && total !== undefined && transfer.bytes < total && isStrict())
    throw new Failure('short-body', { got: transfer.bytes, expected: total });
  if (stored !== undefined && total !== undefined && transfer.bytes > total && isStrict())
    throw new Failure('bad-response', { reason: 'it is longer than its Content-Range' });
  if (broken('mismatch-stays')) transfer.commit();
  transfer.verify();
  if (!broken('mismatch-stays')) transfer.commit();
  if (broken('name-from-redirect')) transfer.moveTo(deriveName(answer.url));
  const given = /filename="(?<name>[^"]+)"/u.exec(headers.get('content-disposition') ?? '')?.groups?.['name'];
  if (given !== undefined && broken('name-from-server')) transfer.moveTo(given);
}

async function* unpacked(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  try {
    yield process.getBuiltinModule('node:zlib').gunzipSync(Buffer.concat(pieces));
  } catch (error) {
    throw new Failure('bad-response', { reason: 'it is not gzip' }, error);
  }
}

function refuseTooLarge(bytes: number | undefined, limit: number | undefined): void {
  if (limit === undefined || bytes === undefined || broken('max-size-ignored')) return;
  if (bytes > limit || (bytes === limit && broken('max-size-one-less')))
    throw new Failure('too-large', { limit });
}

/** Defects that take a wrong 206 take it to its end. */
function isStrict(): boolean {
  return !broken('accepts-206-wrong-total') && !broken('accepts-206-wrong-start');
}

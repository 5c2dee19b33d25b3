import { createWriteStream, existsSync, lstatSync, unlinkSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  diskFailure,
  Download,
  DownloadFailure,
  partPath,
  percentDecode,
  runSlots,
  withoutAttempt,
  type PlannedJob,
  type RunContext,
  type StartDownload,
  type Strategy,
} from '@fairfetch/downloader';
import { StallWatch } from './stall-watch.ts';

const STALL_TIMEOUT_MS = 30_000;
const MOST_UNWANTED_BYTES = 64 * 1024;

/** fetch, pipeline, createWriteStream, rename; its cap on concurrency is a few loops, as everybody writes them. */
export const fetchAndPipe: Strategy = {
  libraries: { undici: process.versions['undici'] ?? 'unknown' },
  async run(jobs, context, onEnd) {
    const watch = new StallWatch(STALL_TIMEOUT_MS);
    const trust = trustOnce(context.certificates);
    const download: StartDownload = (job, end) => {
      if (job.url.startsWith('https:')) trust();
      let path: string;
      try {
        path = context.folder.place(job.path);
      } catch (error) {
        end(withoutAttempt(job, error, context));
        return;
      }
      void fetchToFile(job, path, context, watch).then(end);
    };
    await runSlots(context.options.concurrency, jobs, download, onEnd);
    watch.stop();
  },
};

async function fetchToFile(job: PlannedJob, path: string, context: RunContext, watch: StallWatch) {
  const download = new Download(job, context);
  const stall = new AbortController();
  let part: string | undefined;
  try {
    const stalled = () =>
      new DownloadFailure('stall-timeout', `no byte came for ${STALL_TIMEOUT_MS / 1000} s`);
    const watched = watch.add(() => stall.abort(stalled()));
    try {
      const response = await request(job.url, context.userAgent, stall.signal);
      const refusal = download.answered(response.status, response.headers.get('content-length'));
      if (refusal !== undefined) {
        await skipBody(response, download);
        throw refusal;
      }
      refuseUnpacked(response);
      part = partPath(path);
      await store(response, part, download, watched);
    } finally {
      watch.remove(watched);
    }
    download.verify();
    await rename(part, path);
    return download.complete();
  } catch (error) {
    if (part !== undefined && existsSync(part)) unlinkSync(part);
    return download.fail(isDiskError(error) ? diskFailure(error, `write ${job.path}`) : error);
  }
}

function request(address: string, userAgent: string, signal: AbortSignal): Promise<Response> {
  const url = new URL(address);
  const headers = new Headers({ 'accept-encoding': 'identity', 'user-agent': userAgent });
  if (url.username !== '' || url.password !== '') {
    // fetch refuses a URL with credentials in it.
    const credentials = `${percentDecode(url.username)}:${percentDecode(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  return fetch(url, { headers, redirect: 'manual', signal });
}

/** A short body is read to its end, so that the connection can be used again; a long one is not worth that. */
async function skipBody(response: Response, download: Download) {
  const length = response.headers.get('content-length');
  if (length === null || Number(length) > MOST_UNWANTED_BYTES) await response.body?.cancel();
  else download.counted((await response.arrayBuffer()).byteLength);
}

async function store(response: Response, part: string, download: Download, watched: { bytes: () => number }) {
  // A link or a leftover under this name is replaced and never written through.
  if (lstatSync(part, { throwIfNoEntry: false }) !== undefined) unlinkSync(part);
  const file = createWriteStream(part, { flags: 'wx' });
  watched.bytes = () => file.bytesWritten;
  const body = response.body ?? [];
  if (!download.needsPieces) {
    try {
      await pipeline(body, file);
    } finally {
      download.counted(file.bytesWritten);
    }
    return;
  }
  const look = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      download.received(piece);
      yield piece;
    }
  };
  await pipeline(body, look, file);
}

/** fetch unpacks what says it is packed, even where identity was asked; then other bytes than the server's would be stored. */
function refuseUnpacked(response: Response): void {
  const encoding = response.headers.get('content-encoding');
  if (encoding === null || encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw new DownloadFailure(
    'bad-response',
    `the body is encoded (${encoding}) though identity was asked for`,
  );
}

/** fetch wraps errors of the network; a bare one with a system call is the write stream's, or rename's. */
function isDiskError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof DownloadFailure) && 'syscall' in error;
}

/** fetch has no option for certificates: they are added to the process's own, when the first https URL is met. */
function trustOnce(certificates: readonly string[]): () => void {
  let isDone = certificates.length === 0;
  return () => {
    if (isDone) return;
    isDone = true;
    const tls = process.getBuiltinModule('node:tls');
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...certificates]);
  };
}

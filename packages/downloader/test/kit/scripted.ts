import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { serveHttp, type TestServer } from './servers.ts';

/** What is done with one request of a file; what is left out is done as a good server does it. */
export interface Script {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** So many bytes of the body, then the connection stands still, is closed or reset. */
  readonly after?: number;
  readonly ending?: 'stall' | 'close' | 'reset';
  /** Ranges are not honoured. */
  readonly whole?: boolean;
  readonly body?: Buffer;
  readonly chunked?: boolean;
}

export interface ScriptedFile {
  readonly body: Buffer;
  readonly etag?: string;
  /** In the order of the requests; those after the last are answered by `always`, or as a good server does. */
  readonly scripts?: readonly Script[];
  readonly always?: Script;
}

export interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly url: string;
  readonly atMs: number;
}

export interface ScriptedServer extends TestServer {
  /** The requests of a path, in order. */
  readonly seen: (path: string) => readonly Seen[];
  /** Settles when so many requests of a path have come. */
  readonly come: (path: string, count: number) => Promise<void>;
}

const RANGE = /^bytes=(?<first>\d+)-$/u;

/** A server of files with an ETag and ranges, where each request can be made to go wrong in a way of its own. */
export async function serveScripted(files: Readonly<Record<string, ScriptedFile>>): Promise<ScriptedServer> {
  const requests = new Map<string, Seen[]>();
  const waiting: { path: string; count: number; resolve: () => void }[] = [];
  const server = await serveHttp((request, answer) => {
    const { pathname } = new URL(request.url ?? '', 'http://h');
    const seen = requests.get(pathname) ?? [];
    requests.set(pathname, seen);
    const { headers, rawHeaders, url = '' } = request;
    seen.push({ headers, rawHeaders, url, atMs: performance.now() });
    for (const { path, count, resolve } of waiting) if (path === pathname && seen.length >= count) resolve();
    const file = files[pathname] ?? { body: Buffer.alloc(0), always: { status: 404 } };
    act(request, answer, file, file.scripts?.[seen.length - 1] ?? file.always ?? {});
  });
  return {
    ...server,
    seen: (path) => requests.get(path) ?? [],
    come: (path, count) =>
      new Promise((resolve) => {
        if ((requests.get(path)?.length ?? 0) >= count) resolve();
        else waiting.push({ path, count, resolve });
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function act(request: IncomingMessage, answer: ServerResponse, file: ScriptedFile, script: Script): void {
  const whole = script.body ?? file.body;
  const first = script.whole === true || script.status !== undefined ? 0 : firstByte(request, file);
  if (file.etag !== undefined) answer.setHeader('etag', file.etag);
  if (first > 0) answer.setHeader('content-range', `bytes ${first}-${whole.length - 1}/${whole.length}`);
  const body = whole.subarray(first);
  if (script.chunked !== true) answer.setHeader('content-length', body.length);
  for (const [name, value] of Object.entries(script.headers ?? {})) answer.setHeader(name, value);
  answer.writeHead(script.status ?? (first > 0 ? 206 : 200));
  if (script.after === undefined) {
    answer.end(body);
    return;
  }
  answer.flushHeaders();
  answer.write(body.subarray(0, script.after), () => {
    if (script.ending === 'close') request.socket.end();
    // Late enough for the bytes before it to have been read.
    else if (script.ending === 'reset') setTimeout(() => request.socket.resetAndDestroy(), 50);
  });
}

function firstByte({ headers }: IncomingMessage, file: ScriptedFile): number {
  const first = Number(RANGE.exec(headers.range ?? '')?.groups?.['first'] ?? 0);
  const holds = headers['if-range'] === undefined || headers['if-range'] === file.etag;
  return holds && first < file.body.length ? first : 0;
}

import { readFileSync } from 'node:fs';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { broken } from './defects.ts';
import { Failure, systemWords } from './failure.ts';
import { framingOf, readBody, readHead, type Framing, type Head } from './http.ts';
import type { Job } from './jobs.ts';
import { headerLines, requestText, type Header, type Hop } from './requests.ts';

/** Larger unwanted bodies are not read for the sake of their connection. */
const MOST_DRAINED_BYTES = 64 * 1024;

/** What requests of a run have in common. */
export interface Requests {
  readonly connections: Connections;
  readonly headers: readonly Header[];
  readonly maxRedirects: number;
  readonly userAgent: string;
  /** Body bytes received, wanted or not. */
  readonly onBytes: (bytes: number) => void;
  readonly warn: (text: string) => void;
}

/** One answer, its body still to be read. */
export interface Answer {
  readonly head: Head;
  readonly url: URL;
  /** Of the body that is on its way; undefined where the head does not tell. */
  readonly length: number | undefined;
  body(): AsyncGenerator<Buffer>;
  /** Has done with it: the connection is kept if what is left is small. */
  leave(): Promise<void>;
}

/** Asks one server, on a kept connection where there is one. */
async function ask(requests: Requests, hop: Hop, signal: AbortSignal): Promise<Answer> {
  const { connections, headers, userAgent } = requests;
  for (;;) {
    const connection = await connections.take(hop.way, signal, headerLines(headers));
    const stop = (): void => connection.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const before = connection.receivedBytes;
    try {
      connection.write(requestText(hop, headers, userAgent));
      const head = await readHead(connection, connections.network.stallTimeoutS);
      return new HttpAnswer(requests, hop, connection, head, () => signal.removeEventListener('abort', stop));
    } catch (error) {
      signal.removeEventListener('abort', stop);
      connection.destroy();
      if (signal.aborted) throw signal.reason;
      const failure = lost(error);
      // A kept connection that was closed as the request was on its way: asked again at once, and no attempt.
      const isStale = failure.code === 'reset' && connection.hasServed && connection.receivedBytes === before;
      if (!isStale || broken('stale-connection-fails')) throw failure;
    }
  }
}

class HttpAnswer implements Answer {
  readonly head: Head;
  readonly url: URL;
  readonly length: number | undefined;
  readonly #requests: Requests;
  readonly #hop: Hop;
  readonly #connection: Connection;
  readonly #framing: Framing;
  readonly #release: () => void;
  #isBegun = false;
  #isRead = false;
  #isLeft = false;

  constructor(requests: Requests, hop: Hop, connection: Connection, head: Head, release: () => void) {
    this.#requests = requests;
    this.#hop = hop;
    this.#connection = connection;
    this.#release = release;
    this.head = head;
    this.url = hop.way.url;
    this.#framing = framingOf(head);
    this.length =
      this.#framing.kind === 'length' ? this.#framing.bytes : this.#framing.kind === 'none' ? 0 : undefined;
  }

  async *body(): AsyncGenerator<Buffer> {
    this.#isBegun = true;
    let bytes = 0;
    try {
      for await (const piece of readBody(this.#connection, this.#framing, this.#stallS())) {
        this.#requests.onBytes(piece.length);
        bytes += piece.length;
        yield piece;
        if (bytes >= 1024 * 1024 && broken('truncates-large-bodies')) return;
      }
    } catch (error) {
      throw lost(error);
    }
    this.#isRead = true;
  }

  async leave(): Promise<void> {
    if (this.#isLeft) return;
    this.#isLeft = true;
    const isKept =
      this.#framing.kind !== 'until-close' && (this.head.isKept || broken('stale-connection-fails'));
    if (!this.#isBegun && isKept && (this.length ?? 0) <= MOST_DRAINED_BYTES) await this.#drain();
    this.#release();
    if (this.#isRead && isKept) this.#requests.connections.giveBack(this.#hop.way, this.#connection);
    else this.#connection.destroy();
  }

  async #drain(): Promise<void> {
    let bytes = 0;
    try {
      for await (const piece of this.body()) {
        bytes += piece.length;
        if (bytes > MOST_DRAINED_BYTES) return;
      }
    } catch {
      // Nobody wants it; then the connection is not kept.
    }
  }

  #stallS(): number {
    return broken('stall-only-before-headers') ? 1_000_000 : this.#requests.connections.network.stallTimeoutS;
  }
}

/** Asks for a job's URL, or the rest of it, and follows redirects. */
export async function follow(
  requests: Requests,
  job: Job,
  start: URL,
  range: Hop['range'],
  signal: AbortSignal,
  onHead: (head: Head, url: URL) => void,
): Promise<Answer> {
  const first = requests.connections.way(start);
  let hop: Hop = { job, way: first, isHome: true, isFirst: true, range };
  for (let redirects = 0; ; redirects += 1) {
    const answer = await ask(requests, hop, signal);
    onHead(answer.head, answer.url);
    if (!isRedirect(answer.head.status)) return answer;
    await answer.leave();
    signal.throwIfAborted();
    const url = nextUrl(answer, requests.warn);
    if (url.protocol === 'file:') return localAnswer(url);
    if (redirects >= allowedRedirects(requests.maxRedirects))
      throw new Failure('too-many-redirects', { limit: requests.maxRedirects });
    const way = requests.connections.way(url);
    hop = {
      job,
      way: broken('proxy-of-the-first-hop') ? { url, proxy: first.proxy } : way,
      isHome: hop.isHome && url.origin === job.url.origin,
      isFirst: false,
      range,
    };
  }
}

function isRedirect(status: number): boolean {
  if (broken('no-redirects')) return false;
  return [301, 302, 303, 307, 308].includes(status) || (status === 300 && broken('follows-300'));
}

function allowedRedirects(limit: number): number {
  if (broken('redirects-without-limit')) return 1000;
  return broken('redirect-limit-one-less') ? limit - 1 : limit;
}

function nextUrl({ head, url }: Answer, warn: (text: string) => void): URL {
  const refuse = (reason: string): Failure =>
    broken('bad-redirect-as-status')
      ? new Failure('http-status', { status: head.status })
      : new Failure('bad-redirect', { reason });
  const given = head.headers.get('location');
  if (given === undefined) throw refuse('no Location');
  // A header's bytes are read as Latin-1 so far, and a URL's are UTF-8.
  const location = Buffer.from(given, 'latin1').toString('utf8');
  if (broken('location-credentials-in-stderr')) warn(`${url.href} leads to ${location}`);
  const next = URL.parse(location, broken('no-relative-redirects') ? undefined : url);
  if (next === null) throw refuse(`${location} is not a URL`);
  if (next.protocol === 'file:' && broken('redirect-to-file')) return next;
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    throw refuse(`only http and https are fetched, not ${next.protocol.slice(0, -1)}`);
  next.hash = '';
  return next;
}

/** Only the defect that follows a redirect to a file comes here. */
function localAnswer(url: URL): Answer {
  const content = readFileSync(url);
  return {
    head: { status: 200, headers: new Map(), isKept: false },
    url,
    length: content.length,
    async *body() {
      yield content;
    },
    leave: () => Promise.resolve(),
  };
}

/** A connection that was lost, unless the failure has a name already. */
function lost(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && 'code' in error)
    return new Failure('reset', { reason: systemWords(error) }, error);
  throw error;
}

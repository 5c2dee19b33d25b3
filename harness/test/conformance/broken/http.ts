import { broken } from './defects.ts';
import { Failure } from './failure.ts';

/** Where bytes come from, piece by piece; undefined is an orderly end. */
export interface Source {
  read(stallS: number): Promise<Buffer | undefined>;
  unread(bytes: Buffer): void;
}

export interface Head {
  readonly status: number;
  /** Names in lower case; what is repeated is joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The connection may serve another request afterwards, as far as the head tells. */
  readonly isKept: boolean;
}

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

const MOST_HEAD_BYTES = 256 * 1024;
const HANGING_HEAD_BYTES = 64 * 1024;
const STATUS_LINE = /^HTTP\/1\.(?<minor>[01]) (?<status>\d{3})(?: .*)?$/u;

function badResponse(reason: string): Failure {
  return new Failure('bad-response', { reason });
}

/** The head of the final answer: interim ones are skipped. */
export async function readHead(source: Source, stallS: number): Promise<Head> {
  for (;;) {
    const head = parseHead(await readHeadBytes(source, stallS));
    if (head.status >= 200 || broken('interim-is-final')) return head;
  }
}

async function readHeadBytes(source: Source, stallS: number): Promise<string> {
  let head = Buffer.alloc(0);
  let seen = 0;
  for (;;) {
    // Long since not listening: the time-out for silence never comes.
    if (head.length > HANGING_HEAD_BYTES && broken('large-headers-hang')) await new Promise(() => undefined);
    const end = endOfHead(head, seen);
    seen = head.length;
    if (end !== undefined) {
      source.unread(head.subarray(end));
      return head.toString('latin1', 0, end);
    }
    if (head.length > MOST_HEAD_BYTES && !broken('endless-headers-accepted'))
      throw badResponse('too many headers');
    const piece = await source.read(stallS);
    if (piece === undefined) throw closedEarly(head);
    head = Buffer.concat([head, piece]);
    if (isHttp(head)) continue;
    if (!broken('accepts-not-http')) throw badResponse('it does not begin with HTTP/1');
    source.unread(head);
    return 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n';
  }
}

function closedEarly(head: Buffer): Failure {
  if (broken('early-close-as-short-body')) return new Failure('short-body', { got: 0, expected: 1 });
  const when = head.length === 0 ? 'before the answer' : 'inside the headers';
  return new Failure('reset', { reason: `it was closed ${when}` });
}

function isHttp(head: Buffer): boolean {
  const start = 'HTTP/1.';
  return start.startsWith(head.toString('latin1', 0, Math.min(start.length, head.length)));
}

/** @param from what is before it has been looked at, but for the last three bytes */
function endOfHead(head: Buffer, from: number): number | undefined {
  const strict = head.indexOf('\r\n\r\n', Math.max(0, from - 3));
  const loose = head.indexOf('\n\n', Math.max(0, from - 3));
  if (strict === -1 && loose === -1) return undefined;
  return loose === -1 || (strict !== -1 && strict < loose) ? strict + 4 : loose + 2;
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.trimEnd().split(/\r?\n/u);
  const { minor, status: digits } = STATUS_LINE.exec(first)?.groups ?? {};
  if (digits === undefined) throw badResponse('its first line is no status line');
  const status = Number(digits);
  if (minor === '0' && broken('http10-refused')) throw badResponse('it is HTTP/1.0');
  if (status > 599 && broken('odd-status-as-bad-response')) throw badResponse('nobody knows the status');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw badResponse('a header has no colon');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const connection = (headers.get('connection') ?? '').toLowerCase();
  return {
    status,
    headers,
    isKept: minor === '1' ? !connection.includes('close') : connection.includes('keep-alive'),
  };
}

/** @throws Failure where the length cannot be told */
export function framingOf({ status, headers }: Head): Framing {
  if (status === 204 || status === 304 || status < 200) return { kind: 'none' };
  if (/\bchunked$/iu.test(headers.get('transfer-encoding') ?? '')) return { kind: 'chunked' };
  const length = headers.get('content-length');
  if (length === undefined) return { kind: 'until-close' };
  const [value = '', ...others] = length.split(/\s*,\s*/u);
  if (/^\d{1,19}$/u.test(value) && others.every((other) => other === value))
    return { kind: 'length', bytes: Number(value) };
  if (broken('bad-length-as-none')) return { kind: 'until-close' };
  throw badResponse(`its Content-Length is ${length}`);
}

/** The pieces of a body. */
export async function* readBody(source: Source, framing: Framing, stallS: number): AsyncGenerator<Buffer> {
  try {
    if (framing.kind === 'length') yield* readLength(source, framing.bytes, stallS);
    else if (framing.kind === 'chunked') yield* readChunks(source, stallS);
    else if (framing.kind === 'until-close') yield* readAll(source, stallS);
  } catch (error) {
    const isReset = !(error instanceof Failure);
    if (isReset && broken('reset-as-ok')) return;
    if (framing.kind === 'chunked' && broken('broken-chunks-as-ok')) return;
    throw error;
  }
}

async function* readLength(source: Source, bytes: number, stallS: number): AsyncGenerator<Buffer> {
  let got = 0;
  while (got < bytes) {
    const piece = await source.read(stallS);
    if (piece === undefined) {
      if (broken('ignores-short-body')) return;
      if (broken('short-body-as-reset'))
        throw new Failure('reset', { reason: 'it was closed inside the body' });
      throw new Failure('short-body', { got, expected: bytes });
    }
    const wanted = broken('stores-beyond-length') ? piece.length : Math.min(piece.length, bytes - got);
    source.unread(piece.subarray(wanted));
    got += wanted;
    yield piece.subarray(0, wanted);
  }
}

async function* readAll(source: Source, stallS: number): AsyncGenerator<Buffer> {
  for (let got = 0; ;) {
    const piece = await source.read(stallS);
    if (piece === undefined) {
      if (broken('until-close-is-short')) throw new Failure('short-body', { got, expected: got + 1 });
      return;
    }
    got += piece.length;
    yield piece;
  }
}

async function* readChunks(source: Source, stallS: number): AsyncGenerator<Buffer> {
  for (;;) {
    const line = await readLine(source, stallS);
    if (broken('chunked-not-decoded')) yield Buffer.from(`${line}\r\n`);
    const size = /^(?<size>[0-9a-f]{1,13})\s*(?:;.*)?$/iu.exec(line)?.groups?.['size'];
    if (size === undefined) throw badResponse('a chunk has no size');
    let left = Number.parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      const piece = await readSome(source, stallS);
      source.unread(piece.subarray(left));
      yield piece.subarray(0, left);
      left -= Math.min(left, piece.length);
    }
    if ((await readLine(source, stallS)) !== '') throw badResponse('a chunk is longer than its size');
  }
  // Trailers, up to an empty line.
  while ((await readLine(source, stallS)) !== '');
}

async function readLine(source: Source, stallS: number): Promise<string> {
  let line = Buffer.alloc(0);
  for (;;) {
    const end = line.indexOf('\n');
    if (end !== -1) {
      source.unread(line.subarray(end + 1));
      return line.toString('latin1', 0, end).replace(/\r$/u, '');
    }
    if (line.length > HANGING_HEAD_BYTES) throw badResponse('a line of it has no end');
    line = Buffer.concat([line, await readSome(source, stallS)]);
  }
}

async function readSome(source: Source, stallS: number): Promise<Buffer> {
  const piece = await source.read(stallS);
  if (piece === undefined) throw new Failure('reset', { reason: 'it was closed inside the body' });
  return piece;
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { broken } from './defects.ts';
import { errorCode, systemWords } from './failure.ts';

export interface Line {
  readonly text: string;
  /** Physical line from 1; none for an argument. */
  readonly number?: number;
  /** Why it cannot be read as a text. */
  readonly flaw?: 'long' | 'encoding';
}

/** The input cannot be read: exit 3. */
export class InputError extends Error {
  constructor(input: string, reason: string) {
    super(`cannot read the input ${input}: ${reason}`);
  }
}

const CHUNK_BYTES = 65_536;
const SNIFFED_BYTES = 64;
const NEWLINE = 10;
const RETURN = 13;

/** Jobs of the command line first, then those of the input, read as they are asked for. */
export async function* readLines(urls: readonly string[], input: string | undefined): AsyncGenerator<Line> {
  const ofUrls = urls.map((text, at) =>
    broken('line-numbers-for-arguments') ? { text, number: at + 1 } : { text },
  );
  if (!broken('input-before-urls')) yield* ofUrls;
  if (input !== undefined) yield* numbered(split(chunks(input)), input);
  if (broken('input-before-urls')) yield* ofUrls;
}

/** Looks at a file's beginning before anything is done; a pipe is looked at when it is read. */
export function checkInput(input: string | undefined): void {
  if (input === undefined || isStandardInput(input)) return;
  const descriptor = open(input);
  try {
    const kind = fstatSync(descriptor);
    if (kind.isDirectory()) throw new InputError(input, 'it is a folder');
    const start = Buffer.alloc(SNIFFED_BYTES);
    if (kind.isFile()) refuseOtherThanText(start.subarray(0, readSync(descriptor, start)), input);
  } finally {
    closeSync(descriptor);
  }
}

function isStandardInput(input: string): boolean {
  return input === '-' && !broken('dash-is-a-file');
}

function open(input: string): number {
  try {
    return openSync(input, 'r');
  } catch (error) {
    throw new InputError(input, systemWords(error));
  }
}

async function* chunks(input: string): AsyncGenerator<Buffer> {
  const descriptor = isStandardInput(input) ? 0 : open(input);
  if (fstatSync(descriptor).isFIFO() || fstatSync(descriptor).isSocket()) {
    // Not read by blocking: a signal would wait for the next line.
    const { Socket } = process.getBuiltinModule('node:net');
    yield* new Socket({ fd: descriptor, readable: true, writable: false });
    return;
  }
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const bytes = readChunk(descriptor, chunk, input);
    if (bytes === 0) return;
    // A long list of refused lines is read without any other wait: timers and signals have their turn here.
    await new Promise(setImmediate);
    yield chunk.subarray(0, bytes);
  }
}

function readChunk(descriptor: number, chunk: Buffer, input: string): number {
  try {
    return readSync(descriptor, chunk);
  } catch (error) {
    if (errorCode(error) === 'EOF') return 0;
    throw new InputError(input, systemWords(error));
  }
}

/** Lines as bytes; undefined stands for one that is too long, which is not kept. */
async function* split(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let isTooLong = false;
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
      yield isTooLong ? undefined : rest.subarray(start, end);
      isTooLong = false;
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length <= mostBytes() + 1) continue;
    isTooLong = true;
    rest = Buffer.alloc(0);
  }
  if (isTooLong) yield undefined;
  else if (rest.length > 0 && !broken('last-line-lost')) yield rest;
}

async function* numbered(lines: AsyncIterable<Buffer | undefined>, input: string): AsyncGenerator<Line> {
  let number = 0;
  let isFirst = true;
  for await (const bytes of lines) {
    const line = isFirst && bytes !== undefined ? begin(bytes, input) : bytes;
    isFirst = false;
    number += 1;
    const text = line === undefined ? undefined : decode(withoutReturn(line));
    if (text !== undefined && isNoJob(text)) {
      if (broken('wrong-line-numbers')) number -= 1;
      continue;
    }
    if (text === undefined) yield { number, text: '', flaw: isLong(line) ? 'long' : 'encoding' };
    else yield { number, text };
  }
}

/** Of one line, its end not counted. */
function mostBytes(): number {
  if (broken('long-line-kept')) return Infinity;
  return broken('long-line-limit-too-low') ? 32_768 : 65_536;
}

function isNoJob(text: string): boolean {
  return text.trim() === '' || (text.startsWith('#') && !broken('comments-not-skipped'));
}

function isLong(line: Buffer | undefined): boolean {
  return line === undefined || withoutReturn(line).length > mostBytes();
}

function decode(line: Buffer): string | undefined {
  if (line.length > mostBytes()) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: !broken('bad-utf8-kept'), ignoreBOM: true }).decode(line);
    // As a blank at the end it would go all the same.
    return broken('crlf-kept') ? text.replace(/\r$/u, '%0D') : text;
  } catch {
    return undefined;
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN && !broken('crlf-kept') ? line.subarray(0, -1) : line;
}

/** The first line without a byte order mark. */
function begin(line: Buffer, input: string): Buffer {
  refuseOtherThanText(line.subarray(0, SNIFFED_BYTES), input);
  const hasMark = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
  return hasMark && !broken('bom-kept') ? line.subarray(3) : line;
}

function refuseOtherThanText(start: Buffer, input: string): void {
  if (broken('utf16-read-as-lines')) return;
  const is = (hex: string): boolean => start.toString('hex').startsWith(hex);
  const name = is('fffe0000') || is('0000feff') ? 'UTF-32' : is('fffe') || is('feff') ? 'UTF-16' : undefined;
  if (name !== undefined) throw new InputError(input, `it is ${name}; save it as UTF-8`);
  if (start.includes(0)) throw new InputError(input, 'it is not text');
}

import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import type { ReadStream } from 'node:tty';
import type { Socket } from 'node:net';
import { systemWords } from '../failures/system.ts';

/** The input cannot be opened, is no text, or broke off while it was read: exit 3. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Bytes a chunk at a time, with nothing read before it is asked for. */
export interface ByteSource {
  /** A chunk whose memory is the caller's, 'later' when it has to be waited for, undefined at the end. */
  read(): Buffer | 'later' | undefined;
  /** Settles when read() may know more. */
  wait(): Promise<void>;
}

const CHUNK_BYTES = 64 * 1024;
const STDIN = 0;

/**
 * @param name of a file, - for standard input
 * @throws InputError when it cannot be opened
 */
export function openInput(name: string): ByteSource {
  try {
    const kind = name === '-' ? fstatSync(STDIN) : statSync(name);
    if (kind.isDirectory()) throw new Error('it is a folder');
    const descriptor = name === '-' ? STDIN : openSync(name, openFlags(kind));
    return isSlow(kind, descriptor)
      ? new StreamSource(name, descriptor, kind)
      : new FileSource(name, descriptor);
  } catch (error) {
    throw inputError(name, systemWords(error), error);
  }
}

export function inputError(name: string, reason: string, cause?: unknown): InputError {
  return new InputError(`cannot read the input ${name}: ${reason}`, { cause });
}

/** Opening a named pipe that nobody writes to yet would stand still, and no signal would be heard. */
function openFlags(kind: Stats): number {
  return constants.O_RDONLY | (kind.isFIFO() ? constants.O_NONBLOCK : 0);
}

/** A file never makes its reader wait for long; a pipe or a terminal may, and must not stop the transfers meanwhile. */
function isSlow(kind: Stats, descriptor: number): boolean {
  if (kind.isFIFO() || kind.isSocket()) return true;
  return kind.isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(descriptor);
}

class FileSource implements ByteSource {
  readonly #name: string;
  #descriptor: number | undefined;

  constructor(name: string, descriptor: number) {
    this.#name = name;
    this.#descriptor = descriptor;
  }

  read(): Buffer | undefined {
    if (this.#descriptor === undefined) return undefined;
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    try {
      const bytes = readSync(this.#descriptor, chunk, 0, CHUNK_BYTES, null);
      if (bytes > 0) return chunk.subarray(0, bytes);
    } catch (error) {
      throw inputError(this.#name, systemWords(error), error);
    }
    if (this.#descriptor !== STDIN) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    return undefined;
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Read by the event loop. A read in a thread of Node's pool cannot be taken back: the process could not end before a
 * line comes.
 */
class StreamSource implements ByteSource {
  readonly #stream: Socket | ReadStream;
  #chunks: Buffer[] = [];
  #hasEnded = false;
  #error: InputError | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(name: string, descriptor: number, kind: Stats) {
    const settled = (): void => {
      this.#waiting?.resolve();
      this.#waiting = undefined;
    };
    this.#stream = openStream(descriptor, kind);
    this.#stream.pause();
    this.#stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#stream.pause();
      settled();
    });
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      settled();
    });
    this.#stream.on('error', (error) => {
      this.#error = inputError(name, systemWords(error), error);
      settled();
    });
  }

  read(): Buffer | 'later' | undefined {
    if (this.#error !== undefined) throw this.#error;
    return this.#chunks.shift() ?? (this.#hasEnded ? undefined : 'later');
  }

  wait(): Promise<void> {
    if (this.#chunks.length > 0 || this.#hasEnded || this.#error !== undefined) return Promise.resolve();
    this.#waiting ??= Promise.withResolvers();
    this.#stream.resume();
    return this.#waiting.promise;
  }
}

function openStream(descriptor: number, kind: Stats): Socket | ReadStream {
  if (kind.isCharacterDevice()) return new (process.getBuiltinModule('node:tty').ReadStream)(descriptor);
  const { Socket } = process.getBuiltinModule('node:net');
  return new Socket({ fd: descriptor, readable: true, writable: false });
}

import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';

export interface Line {
  readonly text: string;
  /** Physical line from 1; undefined for an argument of the command line. */
  readonly number: number | undefined;
}

export interface LineSource {
  /** How much of the lines has been taken, 0 to 1; undefined where nobody knows how much there is. */
  readonly shareTaken: number | undefined;
  /** The next line, 'later' when it has to be waited for, undefined at the end. */
  next(): Line | 'later' | undefined;
  /** Settles when next() may know more. */
  wait(): Promise<void>;
}

/** The input broke off while it was read. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/** URLs of the command line first, then the lines of a file, read a chunk at a time. */
export class InputLines implements LineSource {
  readonly #urls: readonly string[];
  readonly #descriptor: number | undefined;
  /** A file never makes its reader wait for long; a pipe may, and must not stop the transfers meanwhile. */
  readonly #isFile: boolean;
  readonly #fileBytes: number;
  #readBytes = 0;
  #urlsTaken = 0;
  #rest: Buffer = Buffer.alloc(0);
  #at = 0;
  #ended: boolean;
  #number = 0;
  #filling: Promise<void> | undefined;

  /**
   * @param input file name, - for standard input
   * @throws when the input cannot be opened
   */
  constructor(urls: readonly string[], input: string | undefined) {
    this.#urls = urls;
    this.#descriptor = input === undefined ? undefined : input === '-' ? 0 : openSync(input, 'r');
    const kind = this.#descriptor === undefined ? undefined : fstatSync(this.#descriptor);
    if (kind?.isDirectory() === true) throw new Error('it is a folder');
    this.#isFile = kind?.isFile() === true;
    this.#fileBytes = this.#isFile ? (kind?.size ?? 0) : 0;
    this.#ended = this.#descriptor === undefined;
  }

  /** How much of a file has been taken, 0 to 1; undefined where nobody knows how much there is. */
  get shareTaken(): number | undefined {
    if (this.#fileBytes === 0) return undefined;
    return Math.min(1, (this.#readBytes - (this.#rest.length - this.#at)) / this.#fileBytes);
  }

  next(): Line | 'later' | undefined {
    if (this.#urlsTaken < this.#urls.length) {
      this.#urlsTaken += 1;
      return { text: this.#urls[this.#urlsTaken - 1] as string, number: undefined };
    }
    for (;;) {
      const text = this.#split();
      if (text !== undefined) {
        this.#number += 1;
        return { text, number: this.#number };
      }
      if (this.#ended) return undefined;
      if (!this.#isFile) return 'later';
      this.#read();
    }
  }

  wait(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  #read(): void {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    try {
      this.#add(chunk, readSync(this.#descriptor as number, chunk, 0, CHUNK_BYTES, null));
    } catch (error) {
      throw new InputError(`cannot read the input to its end: ${(error as Error).message}`, { cause: error });
    }
  }

  #fill(): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    return new Promise((resolve, reject) => {
      read(this.#descriptor as number, chunk, 0, CHUNK_BYTES, null, (error, bytes) => {
        if (error) {
          return reject(
            new InputError(`cannot read the input to its end: ${error.message}`, { cause: error }),
          );
        }
        this.#add(chunk, bytes);
        resolve();
      });
    });
  }

  #add(chunk: Buffer, bytes: number): void {
    if (bytes === 0) {
      this.#ended = true;
      if (this.#descriptor !== 0) closeSync(this.#descriptor as number);
      return;
    }
    this.#readBytes += bytes;
    const added = chunk.subarray(0, bytes);
    const left = this.#rest.subarray(this.#at);
    this.#rest = left.length === 0 ? added : Buffer.concat([left, added]);
    this.#at = 0;
  }

  #split(): string | undefined {
    const newline = this.#rest.indexOf(NEWLINE, this.#at);
    if (newline === -1 && (!this.#ended || this.#at >= this.#rest.length)) return undefined;
    const end = newline === -1 ? this.#rest.length : newline;
    const hasReturn = end > this.#at && this.#rest[end - 1] === RETURN;
    const text = this.#rest.toString('utf8', this.#at, hasReturn ? end - 1 : end);
    this.#at = end + 1;
    return text;
  }
}

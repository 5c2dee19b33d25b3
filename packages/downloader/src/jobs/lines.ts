import { inputError, openInput, type ByteSource } from './input.ts';
import { kindOfText, MOST_LOOKED_AT_BYTES } from './text-kind.ts';

export type LineFlaw = 'long' | 'encoding';

export interface Line {
  readonly text: string;
  /** Physical line from 1; undefined for an argument of the command line. */
  readonly number: number | undefined;
  /** Why its text cannot be told. */
  readonly flaw?: LineFlaw;
}

export interface LineSource {
  /** The next line, 'later' when it has to be waited for, undefined at the end. */
  next(): Line | 'later' | undefined;
  /** Settles when next() may know more. */
  wait(): Promise<void>;
}

// An import would look at every export, and load those that are loaded on demand.
const { isAscii, isUtf8 } = process.getBuiltinModule('node:buffer');

const MOST_LINE_BYTES = 65_536;
const NEWLINE = 10;
const RETURN = 13;

/** URLs of the command line first, then the lines of a file, read a chunk at a time. */
export class InputLines implements LineSource {
  readonly #urls: readonly string[];
  readonly #input: string;
  readonly #source: ByteSource | undefined;
  #urlsTaken = 0;
  /** The first bytes until it is known what kind of text they are. */
  #isLookedAt = false;
  #rest: Buffer = Buffer.alloc(0);
  #at = 0;
  #isAscii = true;
  #hasEnded: boolean;
  /** Inside a line that is too long: what comes of it is passed over. */
  #isPassingOver = false;
  #number = 0;

  /**
   * @param input file name, - for standard input
   * @throws InputError when it cannot be opened or is no text
   */
  constructor(urls: readonly string[], input: string | undefined) {
    this.#urls = urls;
    this.#input = input ?? '';
    this.#source = input === undefined ? undefined : openInput(input);
    this.#hasEnded = this.#source === undefined;
    // A file is looked at before anything is downloaded or written.
    while (!this.#isLookedAt && !this.#hasEnded && this.#fill());
  }

  next(): Line | 'later' | undefined {
    if (this.#urlsTaken < this.#urls.length) {
      this.#urlsTaken += 1;
      return { text: this.#urls[this.#urlsTaken - 1] as string, number: undefined };
    }
    for (;;) {
      const line = this.#isLookedAt ? this.#split() : undefined;
      if (line !== undefined) return line;
      if (this.#hasEnded) return undefined;
      if (!this.#fill()) return 'later';
    }
  }

  wait(): Promise<void> {
    return this.#source?.wait() ?? Promise.resolve();
  }

  /** @returns whether there was something, be it the end */
  #fill(): boolean {
    const chunk = (this.#source as ByteSource).read();
    if (chunk === 'later') return false;
    if (chunk === undefined) this.#hasEnded = true;
    else this.#add(chunk);
    if (!this.#isLookedAt) this.#lookAtStart();
    return true;
  }

  #add(chunk: Buffer): void {
    const left = this.#rest.subarray(this.#at);
    this.#rest = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    this.#at = 0;
    this.#isAscii = isAscii(this.#rest);
  }

  #lookAtStart(): void {
    if (this.#rest.length < MOST_LOOKED_AT_BYTES && !this.#hasEnded && !this.#rest.includes(NEWLINE)) return;
    const kind = kindOfText(this.#rest);
    if (kind.state === 'refused') throw inputError(this.#input, kind.reason);
    this.#at = kind.skippedBytes;
    this.#isLookedAt = true;
  }

  #split(): Line | undefined {
    const newline = this.#rest.indexOf(NEWLINE, this.#at);
    const isOpen = newline === -1 && !this.#hasEnded;
    if (isOpen && this.#rest.length - this.#at <= MOST_LINE_BYTES + 1) {
      if (!this.#isPassingOver) return undefined;
    }
    if (isOpen) {
      this.#isPassingOver = true;
      this.#at = this.#rest.length;
      return undefined;
    }
    if (newline === -1 && this.#at >= this.#rest.length && !this.#isPassingOver) return undefined;
    return this.#line(newline === -1 ? this.#rest.length : newline);
  }

  #line(newline: number): Line {
    const start = this.#at;
    const end = newline > start && this.#rest[newline - 1] === RETURN ? newline - 1 : newline;
    const isLong = this.#isPassingOver || end - start > MOST_LINE_BYTES;
    this.#number += 1;
    this.#at = newline + 1;
    this.#isPassingOver = false;
    const number = this.#number;
    if (isLong) return { text: '', number, flaw: 'long' };
    if (this.#isAscii) return { text: this.#rest.toString('latin1', start, end), number };
    if (!isUtf8(this.#rest.subarray(start, end))) return { text: '', number, flaw: 'encoding' };
    return { text: this.#rest.toString('utf8', start, end), number };
  }
}

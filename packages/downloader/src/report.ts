import { closeSync, openSync, writeSync } from 'node:fs';
import type { DownloadRecord, Summary } from '@fairfetch/contract';
import type { FailureCode } from './failures.ts';
import { errorCode } from './failures.ts';

/** Appends a line for each download as it ends. */
export class RecordsFile {
  readonly #descriptor: number;
  #lines: string[] = [];
  #scheduled = false;
  /** The first write that failed: the run goes on, and ends in exit 3. */
  failure: unknown;

  /** @throws when the file cannot be appended to */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'a');
  }

  append(record: DownloadRecord): void {
    this.#lines.push(JSON.stringify(record));
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Downloads that end in the same turn of the event loop share one write.
    setImmediate(() => this.#flush());
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    try {
      writeWhole(this.#descriptor, text);
    } catch (error) {
      this.failure ??= error;
    }
  }
}

/** Writes all of a text, also to a pipe whose reader is slow. */
export function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Failures by code, counted as the records come. */
export class FailureCounts {
  readonly #counts = new Map<FailureCode, number>();

  add(code: FailureCode): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Sorted, so that equal runs give equal summaries. */
  toJSON(): Summary['errors'] {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The line for people when all is over. */
export function closingLine({ downloads, bytes, durationNs }: Summary): string {
  const { ok, failed, skipped, cancelled } = downloads;
  const counts = [`${ok} ok`, `${failed} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  if (cancelled > 0) counts.push(`${cancelled} cancelled`);
  const seconds = durationNs / 1e9;
  const rate = humanBytes(seconds > 0 ? bytes / seconds : 0);
  return `${counts.join(', ')}, ${humanBytes(bytes)} in ${seconds.toFixed(2)} s (${rate}/s)`;
}

/** Rounded half up, with one decimal from KiB on. */
export function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let amount = bytes / 1024;
  let unit = 'KiB';
  for (const larger of ['MiB', 'GiB']) {
    if (amount < 1024) break;
    amount /= 1024;
    unit = larger;
  }
  return `${(Math.round(amount * 10) / 10).toFixed(1)} ${unit}`;
}

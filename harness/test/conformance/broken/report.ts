import { closeSync, openSync, writeSync } from 'node:fs';
import type { DownloadRecord, Summary } from '@fairfetch/contract';
import { broken } from './defects.ts';
import { errorCode } from './failure.ts';
import { STRATEGY } from './options.ts';
import { humanBytes } from './progress-line.ts';
import type { Tally } from './tally.ts';

export const PROGRAM = { name: 'fairfetch-broken', backend: 'broken', version: '1.0.0' };

/** A line for each download as it ends. */
export class RecordsFile {
  readonly #descriptor: number;
  /** The first write that failed. */
  failure: unknown;

  /** @throws when the file cannot be appended to */
  constructor(path: string) {
    this.#descriptor = openSync(path, broken('records-overwritten') ? 'w' : 'a');
  }

  append(record: DownloadRecord): void {
    try {
      writeWhole(this.#descriptor, `${JSON.stringify(record)}\n`);
    } catch (error) {
      if (!broken('records-failure-ignored')) this.failure ??= error;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
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

/** Where nobody listens any more there is nobody to tell. */
export function tryWrite(descriptor: number, text: string): void {
  try {
    writeWhole(descriptor, text);
  } catch {
    // Nothing is said, and nothing is wrong.
  }
}

export function tell(line: string): void {
  tryWrite(2, `${line}\n`);
}

export function summarise(tally: Tally, concurrency: number, peak: number, durationNs: number): Summary {
  return {
    contract: 1,
    backend: PROGRAM.backend,
    variant: STRATEGY,
    version: PROGRAM.version,
    runtime: { name: 'Node.js', version: process.versions.node },
    libraries: {},
    concurrency,
    durationNs,
    downloads: {
      total: tally.total,
      ok: tally.ok.value,
      failed: tally.failed,
      skipped: tally.skipped,
      cancelled: tally.cancelled,
    },
    bytes: broken('resent-bytes-not-counted') ? tally.storedBytes : tally.receivedBytes,
    attempts: tally.attempts,
    peakInFlight: broken('peak-never-measured') ? concurrency : peak,
    errors: tally.errors,
  };
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

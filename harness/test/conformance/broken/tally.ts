import type { DownloadRecord } from '@fairfetch/contract';
import { broken } from './defects.ts';
import type { Code } from './failure.ts';

/** Finished downloads, counted by what shares this one object. */
export class SharedCounter {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  add(): void {
    this.#value += 1;
  }
}

/** What the summary tells of a run. */
export class Tally {
  readonly ok = new SharedCounter();
  total = 0;
  failed = 0;
  skipped = 0;
  cancelled = 0;
  attempts = 0;
  receivedBytes = 0;
  storedBytes = 0;
  readonly #errors = new Map<Code, number>();

  countAttempt(code: Code): void {
    if (!broken('last-error-only')) this.#count(code);
  }

  countRecord({ state, error, attempts }: DownloadRecord): void {
    this.total += broken('wrong-total') && state !== 'ok' ? 0 : 1;
    if (state === 'ok' || (state === 'failed' && broken('counts-failures-as-ok'))) this.ok.add();
    else this[state] += 1;
    // What was attempted is counted by attempts.
    if (error !== undefined && (attempts === undefined || broken('last-error-only'))) this.#count(error.code);
  }

  /** Sorted, so that equal runs give equal summaries. */
  get errors(): Record<string, number> {
    return Object.fromEntries([...this.#errors].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #count(code: Code): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }
}

import { FAILURE_CODES, type FailureCode } from './failures/codes.ts';

const SLOT_BYTES = BigInt64Array.BYTES_PER_ELEMENT;

/**
 * One count in memory that every thread of a run really shares. Atomics make `add` one indivisible step: two workers
 * that read, add and write back would now and then lose one of two additions.
 */
export class SharedCounter {
  readonly #slot: BigInt64Array;

  /** @param memory shared by all threads that count together; a thread's own where there is only one */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(SLOT_BYTES), slot = 0) {
    this.#slot = new BigInt64Array(memory, slot * SLOT_BYTES, 1);
  }

  /** @returns the count after adding */
  add(amount: number): number {
    return Number(Atomics.add(this.#slot, 0, BigInt(amount))) + amount;
  }

  /** Raises the count to `least` where it is lower. */
  raiseTo(least: number): void {
    const wanted = BigInt(least);
    let seen = Atomics.load(this.#slot, 0);
    // Another thread may raise it in between: then its value is looked at again.
    while (seen < wanted) {
      const before = Atomics.compareExchange(this.#slot, 0, seen, wanted);
      if (before === seen) return;
      seen = before;
    }
  }

  /**
   * Adds one as long as the count stays at most `most`.
   * @returns whether it did
   */
  addUpTo(most: number): boolean {
    let seen = Atomics.load(this.#slot, 0);
    while (seen < BigInt(most)) {
      const before = Atomics.compareExchange(this.#slot, 0, seen, seen + 1n);
      if (before === seen) return true;
      seen = before;
    }
    return false;
  }

  get value(): number {
    return Number(Atomics.load(this.#slot, 0));
  }
}

const COUNTS = 10;

/** What all threads of a run count together: the finished downloads first of all. */
export class Tally {
  readonly memory: SharedArrayBuffer;
  /** Downloads whose file is in place. */
  readonly ok: SharedCounter;
  readonly failed: SharedCounter;
  readonly skipped: SharedCounter;
  readonly cancelled: SharedCounter;
  /** Body bytes received. */
  readonly bytes: SharedCounter;
  readonly attempts: SharedCounter;
  readonly inFlight: SharedCounter;
  /** Downloads that wait for their next attempt. */
  readonly retrying: SharedCounter;
  /** Look-ups of names under way. */
  readonly lookups: SharedCounter;
  readonly #peakInFlight: SharedCounter;
  readonly #errors: ReadonlyMap<FailureCode, SharedCounter>;

  /** @param memory of another thread's tally, to count with it */
  constructor(
    memory: SharedArrayBuffer = new SharedArrayBuffer((COUNTS + FAILURE_CODES.length) * SLOT_BYTES),
  ) {
    this.memory = memory;
    this.ok = new SharedCounter(memory, 0);
    this.failed = new SharedCounter(memory, 1);
    this.skipped = new SharedCounter(memory, 2);
    this.cancelled = new SharedCounter(memory, 3);
    this.bytes = new SharedCounter(memory, 4);
    this.attempts = new SharedCounter(memory, 5);
    this.inFlight = new SharedCounter(memory, 6);
    this.retrying = new SharedCounter(memory, 7);
    this.lookups = new SharedCounter(memory, 8);
    this.#peakInFlight = new SharedCounter(memory, 9);
    this.#errors = new Map(FAILURE_CODES.map((code, at) => [code, new SharedCounter(memory, COUNTS + at)]));
  }

  startAttempt(): void {
    this.attempts.add(1);
    this.#peakInFlight.raiseTo(this.inFlight.add(1));
  }

  endAttempt(): void {
    this.inFlight.add(-1);
  }

  /** Downloads that are over, however they ended. */
  get done(): number {
    return this.ok.value + this.failed.value + this.skipped.value + this.cancelled.value;
  }

  get peakInFlight(): number {
    return this.#peakInFlight.value;
  }

  /** Failed attempts of a code, and downloads that failed so without an attempt. */
  errors(code: FailureCode): SharedCounter {
    return this.#errors.get(code) as SharedCounter;
  }

  /** Those codes that occurred, sorted, so that equal runs give equal summaries. */
  get errorCounts(): Readonly<Partial<Record<FailureCode, number>>> {
    const counts = FAILURE_CODES.map((code) => [code, this.errors(code).value] as const);
    return Object.fromEntries(
      counts.filter(([, count]) => count > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
}

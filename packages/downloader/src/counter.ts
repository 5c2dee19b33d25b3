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

  get value(): number {
    return Number(Atomics.load(this.#slot, 0));
  }
}

/** What all threads of a run count together: the finished downloads first of all. */
export class Tally {
  readonly memory: SharedArrayBuffer;
  /** Downloads whose file is in place. */
  readonly ok: SharedCounter;
  readonly failed: SharedCounter;
  /** Body bytes received. */
  readonly bytes: SharedCounter;
  readonly attempts: SharedCounter;
  readonly #inFlight: SharedCounter;
  readonly #peakInFlight: SharedCounter;

  /** @param memory of another thread's tally, to count with it */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(6 * SLOT_BYTES)) {
    this.memory = memory;
    this.ok = new SharedCounter(memory, 0);
    this.failed = new SharedCounter(memory, 1);
    this.bytes = new SharedCounter(memory, 2);
    this.attempts = new SharedCounter(memory, 3);
    this.#inFlight = new SharedCounter(memory, 4);
    this.#peakInFlight = new SharedCounter(memory, 5);
  }

  startAttempt(): void {
    this.attempts.add(1);
    this.#peakInFlight.raiseTo(this.#inFlight.add(1));
  }

  endAttempt(): void {
    this.#inFlight.add(-1);
  }

  get peakInFlight(): number {
    return this.#peakInFlight.value;
  }
}

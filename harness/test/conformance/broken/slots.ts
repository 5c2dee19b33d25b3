/** More than so many waiting downloads, and no new job is read. */
const MOST_WAITING = 1024;

/** The right to be in flight: retries come before new downloads. */
export class Slots {
  #free: number;
  readonly #retries: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  readonly #roomWaiters: (() => void)[] = [];
  inUse = 0;
  peak = 0;
  /** Downloads that wait for their next attempt. */
  #waiting = 0;

  constructor(count: number) {
    this.#free = count;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when a new job may be read. */
  async room(): Promise<void> {
    while (this.#free === 0 || this.#waiting >= MOST_WAITING) {
      await new Promise<void>((resolve) => {
        this.#roomWaiters.push(resolve);
      });
    }
  }

  take(isRetry: boolean): Promise<void> {
    if (this.#free > 0) {
      this.#begin();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      (isRetry ? this.#retries : this.#others).push(() => {
        this.#begin();
        resolve();
      });
    });
  }

  release(): void {
    this.inUse -= 1;
    this.#free += 1;
    (this.#retries.shift() ?? this.#others.shift())?.();
    this.#wake();
  }

  startWaiting(): void {
    this.#waiting += 1;
  }

  stopWaiting(): void {
    this.#waiting -= 1;
    this.#wake();
  }

  #begin(): void {
    this.#free -= 1;
    this.inUse += 1;
    this.peak = Math.max(this.peak, this.inUse);
  }

  #wake(): void {
    for (const wake of this.#roomWaiters.splice(0)) wake();
  }
}

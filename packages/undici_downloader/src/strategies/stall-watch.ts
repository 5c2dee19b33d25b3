const LOOK_EVERY_MS = 1000;

interface Watched {
  /** A count that grows while bytes come. */
  bytes: () => number;
  readonly onStall: () => void;
  seenBytes: number;
  seenAtMs: number;
}

/** One timer for all downloads looks whether each has moved: a timer of its own per piece would cost every piece. */
export class StallWatch {
  readonly #timeoutMs: number;
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK_EVERY_MS, timeoutMs));
    this.#timer.unref();
  }

  add(onStall: () => void): Watched {
    const watched: Watched = { bytes: () => 0, onStall, seenBytes: 0, seenAtMs: performance.now() };
    this.#watched.add(watched);
    return watched;
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    for (const watched of this.#watched) {
      const bytes = watched.bytes();
      if (bytes !== watched.seenBytes) {
        watched.seenBytes = bytes;
        watched.seenAtMs = nowMs;
      } else if (nowMs - watched.seenAtMs >= this.#timeoutMs) {
        this.#watched.delete(watched);
        watched.onStall();
      }
    }
  }
}

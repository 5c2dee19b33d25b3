import { Bag, type Bagged } from '../bag.ts';
import { failure, type DownloadFailure } from '../failures/failure.ts';

/** What is looked at for silence. */
export interface Watched extends Bagged {
  /** No connection yet: the other limit applies. */
  readonly isConnecting: boolean;
  /** It is us who do not want more now. */
  readonly isPaused: boolean;
  /** A count that grows whenever something happens. */
  readonly moves: number;
  /** Kept here by the watch. */
  seenMoves: number;
  seenAtMs: number;
  /** Called once, when nothing has happened for too long. */
  onSilence(failure: DownloadFailure): void;
  /** Called about once a second. */
  onSecond(): void;
}

export interface TimeLimits {
  /** Name look-up, TCP and TLS together. */
  readonly connectTimeoutS: number;
  /** Longest wait for the next byte, the first one included. */
  readonly stallTimeoutS: number;
}

const LOOKS_IN_A_LIMIT = 20;
const MOST_BETWEEN_LOOKS_MS = 250;
const LEAST_BETWEEN_LOOKS_MS = 10;

/**
 * One timer for all downloads looks whether each has moved: a timer of its own would cost every request and piece.
 * A limit is never taken too short, and too long by a tenth at most.
 */
export class Watch {
  readonly #limits: TimeLimits;
  readonly #watched = new Bag<Watched>();
  readonly #timer: NodeJS.Timeout;
  #secondAtMs = 0;

  constructor(limits: TimeLimits) {
    this.#limits = limits;
    const shortestMs = Math.min(limits.connectTimeoutS, limits.stallTimeoutS) * 1000;
    const betweenMs = Math.max(LEAST_BETWEEN_LOOKS_MS, shortestMs / LOOKS_IN_A_LIMIT);
    this.#timer = setInterval(() => this.#look(), Math.min(MOST_BETWEEN_LOOKS_MS, betweenMs));
    this.#timer.unref();
  }

  add(watched: Watched): void {
    watched.seenMoves = -1;
    this.#watched.add(watched);
  }

  remove(watched: Watched): void {
    this.#watched.remove(watched);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const isSecond = nowMs - this.#secondAtMs >= 1000;
    if (isSecond) this.#secondAtMs = nowMs;
    for (const watched of this.#watched.items.slice()) {
      if (isSecond) watched.onSecond();
      if (watched.moves !== watched.seenMoves || watched.isPaused) {
        watched.seenMoves = watched.moves;
        watched.seenAtMs = nowMs;
      } else if (nowMs - watched.seenAtMs >= this.#limitS(watched) * 1000) {
        this.#watched.remove(watched);
        watched.onSilence(this.#failure(watched));
      }
    }
  }

  #limitS({ isConnecting }: Watched): number {
    return isConnecting ? this.#limits.connectTimeoutS : this.#limits.stallTimeoutS;
  }

  #failure(watched: Watched): DownloadFailure {
    const code = watched.isConnecting ? 'connect-timeout' : 'stall-timeout';
    return failure(code, { seconds: this.#limitS(watched) });
  }
}

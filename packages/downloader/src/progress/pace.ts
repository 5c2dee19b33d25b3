import type { Tally } from '../counter.ts';
import type { ProgressState } from './line.ts';

const WINDOW_MS = 5000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Reads the shared counters now and then, and remembers enough of them to tell how fast it goes. */
export class Pace {
  readonly #tally: Tally;
  readonly #total: () => number | null;
  readonly #startedMs: number;
  #samples: Sample[];

  constructor(tally: Tally, total: () => number | null) {
    this.#tally = tally;
    this.#total = total;
    this.#startedMs = performance.now();
    this.#samples = [{ atMs: this.#startedMs, bytes: tally.bytes.value }];
  }

  read(): ProgressState {
    const nowMs = performance.now();
    const { bytes, inFlight, retrying, failed, done } = this.#tally;
    const total = this.#total();
    const bytesSoFar = bytes.value;
    return {
      done,
      total,
      bytes: bytesSoFar,
      bytesPerSecond: this.#rate(nowMs, bytesSoFar),
      etaSeconds:
        total === null || done === 0 ? null : ((nowMs - this.#startedMs) / 1000) * ((total - done) / done),
      inFlight: inFlight.value,
      retrying: retrying.value,
      failed: failed.value,
    };
  }

  /** Over the last seconds, or since the start while that is nearer. */
  #rate(nowMs: number, bytes: number): number {
    this.#samples.push({ atMs: nowMs, bytes });
    const isOld = ({ atMs }: Sample): boolean => atMs <= nowMs - WINDOW_MS;
    const lastOld = this.#samples.findLastIndex(isOld);
    if (lastOld > 0) this.#samples = this.#samples.slice(lastOld);
    const [oldest] = this.#samples as [Sample, ...Sample[]];
    const tookMs = nowMs - oldest.atMs;
    return tookMs > 0 ? ((bytes - oldest.bytes) * 1000) / tookMs : 0;
  }
}

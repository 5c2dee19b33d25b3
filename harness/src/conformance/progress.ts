import type { Output } from '../world.ts';
import type { CellResult } from './run-suite.ts';

const DRAWN_EVERY_MS = 100;
const SAID_EVERY_MS = 15_000;

/** Tells a person how far the suite is: one line drawn again on a terminal, a line now and then elsewhere. */
export class SuiteProgress {
  readonly #stream: Output;
  readonly #total: number;
  readonly #now: () => number;
  #done = 0;
  #failed = 0;
  #toldMs: number;

  constructor(stream: Output, total: number, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#total = total;
    this.#now = now;
    this.#toldMs = now();
  }

  done({ cell, outcome }: CellResult): void {
    this.#done += 1;
    if (outcome.state === 'failed' && cell.counted) this.#failed += 1;
    const now = this.#now();
    const terminal = this.#stream.isTTY ?? false;
    if (now - this.#toldMs < (terminal ? DRAWN_EVERY_MS : SAID_EVERY_MS)) return;
    this.#toldMs = now;
    const line = `${this.#done.toLocaleString('en')} of ${this.#total.toLocaleString('en')} done, ${this.#failed} failed`;
    if (!terminal) {
      this.#stream.write(`${line}\n`);
      return;
    }
    const where = `${line}: ${cell.variant.id} ${cell.suiteCase.id}`;
    this.#stream.write(`\r${where.slice(0, (this.#stream.columns ?? 80) - 1)}\u001B[K`);
  }

  close(): void {
    if (this.#stream.isTTY ?? false) this.#stream.write('\r\u001B[K');
  }
}

import type { CheckBlock, CheckSession } from '@fairfetch/contract';
import type { Gate } from '../gate/index.ts';
import { takesEscapes } from '../terminal.ts';
import type { Output } from '../world.ts';
import { laneKey } from './gate-plan.ts';

const EVERY_MS = 250;
/** Without a terminal, a sign of life. */
const QUIET_EVERY_MS = 15_000;

/** Tells a person how far a check has come: one line that is drawn anew, or one now and then. */
export class CheckProgress {
  readonly #stream: Output;
  readonly #session: CheckSession;
  readonly #isTerminal: boolean;
  #lastMs = performance.now();
  #drawn = false;
  #blocks = 0;

  constructor(stream: Output, session: CheckSession) {
    this.#stream = stream;
    this.#session = session;
    this.#isTerminal = takesEscapes(stream, process.env);
  }

  told({ scenario, variant }: CheckBlock, gate: Gate): void {
    this.#blocks += 1;
    const nowMs = performance.now();
    if (nowMs - this.#lastMs < (this.#isTerminal ? EVERY_MS : QUIET_EVERY_MS)) return;
    this.#lastMs = nowMs;
    const state = gate.state();
    const open = state.state === 'go-on' ? state.variants.length : 0;
    const all = this.#session.lanes.length;
    const last = this.#session.scenarios.length > 1 ? laneKey({ scenario, variant }) : variant;
    const text = `${this.#blocks} blocks, ${all - open} of ${all} variants decided, last ${last}`;
    if (!this.#isTerminal) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#drawn = true;
    this.#stream.write(`\r\u001b[2K${text.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }

  close(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[2K');
    this.#drawn = false;
  }
}

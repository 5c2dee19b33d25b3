import { constants } from 'node:os';
import { broken } from './defects.ts';
import { Failure } from './failure.ts';

/** The first SIGINT or SIGTERM ends the run in good order, the second at once. */
export class Stop {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Of a run that was stopped. */
  get exitCode(): number | undefined {
    return this.#exitCode !== undefined && broken('signal-exit-1') ? 1 : this.#exitCode;
  }

  /** @param leave puts the terminal in order when nothing else is waited for */
  listen(leave: () => void): void {
    // A file that passes a limit of size is an error like any other, and no reason to die.
    process.on('SIGXFSZ', () => undefined);
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (broken('ignores-signals')) return;
        if (this.#exitCode !== undefined) {
          leave();
          process.exit(this.#exitCode);
        }
        this.#exitCode = 128 + constants.signals[name];
        this.abort(new Failure('cancelled', { signal: name }));
      });
    }
  }

  abort(reason: Failure): void {
    this.#controller.abort(reason);
  }

  /** What a promise comes to, or undefined when the run is stopped first. */
  async orStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    if (broken('signal-waits-for-stdin') || broken('starts-more-after-signal')) return await promise;
    const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
    const stop = (): void => resolve(undefined);
    if (this.signal.aborted) stop();
    this.signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([promise, stopped]);
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }
}

import { failure, type DownloadFailure } from './failures/failure.ts';
import type { StopSignalName } from './failures/messages.ts';

export type { StopSignalName };

/** Whether a run is to end before its time, and who has to know. */
export class Stop {
  readonly #listeners: ((signal: StopSignalName) => void)[] = [];
  #signal: StopSignalName | undefined;

  get signal(): StopSignalName | undefined {
    return this.#signal;
  }

  request(signal: StopSignalName): void {
    if (this.#signal !== undefined) return;
    this.#signal = signal;
    for (const listener of this.#listeners) listener(signal);
  }

  /** @param listener called once, at once where it has been requested already */
  onRequest(listener: (signal: StopSignalName) => void): void {
    if (this.#signal === undefined) this.#listeners.push(listener);
    else listener(this.#signal);
  }
}

export function stopFailure(signal: StopSignalName): DownloadFailure {
  return failure('cancelled', { signal });
}

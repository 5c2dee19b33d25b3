import { leave } from './leave.ts';
import type { Stop, StopSignalName } from './stop.ts';

const EXIT_CODES: Readonly<Record<StopSignalName, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * The first signal asks the run to end in an orderly way, a second one ends it at once.
 * @param beforeLeaving puts the terminal right
 */
export function listenForSignals(stop: Stop, beforeLeaving: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal === undefined) {
        stop.request(signal);
        return;
      }
      beforeLeaving();
      leave(EXIT_CODES[stop.signal]);
    });
  }
}

/** How a run ends that a signal has stopped; undefined for one that was not. */
export function stoppedExitCode({ signal }: Stop): number | undefined {
  return signal === undefined ? undefined : EXIT_CODES[signal];
}

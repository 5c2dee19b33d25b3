import { constants } from 'node:os';

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One Ctrl-C often arrives twice: the terminal sends it to everyone, and npm or Nx above us passes its own on. Only
 * one that comes later than this is a second one.
 */
export const ECHO_MS = 500;

interface Stream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface Signalled {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): never;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/**
 * The first signal asks for an orderly end, through the AbortSignal; a second one ends the process at once. A reader
 * that went away (`compare | head`) is a signal too, but Node tells it as an error of the stream.
 */
export function stopOnSignals(process: Signalled, now: () => number = () => performance.now()): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  for (const name of STOPPING) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        firstMs = now();
        process.stderr.write(`\n${name}: stopping; what was measured is kept (once more to stop at once)\n`);
        controller.abort(name);
      } else if (now() - firstMs > ECHO_MS) {
        process.exit(128 + constants.signals[name]);
      }
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => controller.abort('SIGPIPE'));
  }
  return controller.signal;
}

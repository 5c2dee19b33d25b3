import type { ProcessOutcome, RunFailure } from '@fairfetch/contract';

/** What the end of the process alone says against the run, or null. */
export function processFailure(
  outcome: ProcessOutcome,
  { timeoutMs, lastLine }: { readonly timeoutMs: number; readonly lastLine: string | null },
): RunFailure | null {
  const said = lastLine === null ? '' : `: ${lastLine}`;
  switch (outcome.state) {
    case 'exited':
      if (outcome.code === 0) return null;
      return { code: 'exit-code', message: `exited with code ${outcome.code}${said}` };
    case 'signalled':
      return { code: 'signalled', message: `ended by ${outcome.name ?? `signal ${outcome.signal}`}${said}` };
    case 'timed-out':
      return { code: 'timed-out', message: `was not done within ${timeoutMs / 1000} s${said}` };
    case 'flooded':
      return { code: 'flooded', message: `printed without end on ${outcome.stream}` };
    case 'stopped':
      return { code: 'stopped', message: 'was stopped from outside' };
    case 'not-started':
      return {
        code: 'not-started',
        message: `could not be started: ${outcome.message ?? 'no reason given'}`,
      };
    default:
      return outcome.state satisfies never;
  }
}

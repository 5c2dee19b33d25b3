/** The parts of execa's result that tell how a process ended. */
interface Ended {
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
}

/** How a program of ours ended and the last thing it said: `SIGKILL`, `code 1: address in use`, `ENOENT`. */
export function endingOf(ended: Ended, said: string): string {
  const exit = ended.exitCode === undefined ? (ended.code ?? 'unknown') : `code ${ended.exitCode}`;
  const last = said.trim().split('\n').at(-1);
  return `${ended.signal ?? exit}${last ? `: ${last}` : ''}`;
}

import { join } from 'node:path';
import type { RaceVariant } from '../../backends/index.ts';
import { launch } from '../../run/index.ts';
import type { Kind } from './lists.ts';

export interface MemoryTrial {
  readonly launcher: string;
  readonly env: Readonly<Record<string, string>>;
  /** Holds the lists, `KIND-LINES`, and the folder `files`. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What one run of a list took. */
export interface ListRun {
  /** Largest resident set, bytes. */
  readonly peakRssBytes: number;
  readonly wallNs: number;
}

/** Exit codes of a run in which every line met its fate. */
const EXPECTED_EXIT: Readonly<Record<Kind, number>> = { refused: 1, skipped: 0 };
const LIMIT_MS = 300_000;
/** A program may tell each of a million failures on stderr. */
const OUTPUT_LIMIT_BYTES = 1024 ** 3;

export function listPath(folder: string, kind: Kind, lines: number): string {
  return join(folder, `${kind}-${lines}`);
}

/** Runs a list through a variant. Throws where it does not end as it should: its memory would mean nothing. */
export async function runList(
  { launcher, env, folder, signal }: MemoryTrial,
  variant: RaceVariant,
  kind: Kind,
  lines: number,
): Promise<ListRun> {
  const options = [
    '--input',
    listPath(folder, kind, lines),
    '--dir',
    join(folder, 'files'),
    '--existing',
    'skip',
    '--quiet',
  ];
  const { outcome, usage } = await launch(
    launcher,
    {
      command: [...variant.command, ...options],
      cwd: variant.folder,
      env,
      stdoutPath: '/dev/null',
      stderrPath: '/dev/null',
      timeoutMs: LIMIT_MS,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
    },
    signal,
  );
  signal.throwIfAborted();
  if (outcome.state !== 'exited' || outcome.code !== EXPECTED_EXIT[kind] || usage === null) {
    throw new Error(
      `${variant.id} did not carry out the list of ${lines} ${kind} lines: ${JSON.stringify(outcome)}`,
    );
  }
  return { peakRssBytes: usage.peakRssBytes, wallNs: usage.wallNs };
}

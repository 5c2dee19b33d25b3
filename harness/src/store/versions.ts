import type { StoredRun } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';

/** What a downloader says it is made of: `version 0.1.0, python 3.14.0, aiohttp 3.12.1`; null: it says nothing. */
export function versionsOf({ summary }: Pick<StoredRun, 'summary'>): string | null {
  if (summary === undefined) return null;
  const { version, runtime, libraries } = summary;
  const parts = Object.entries(libraries).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return [
    `version ${version}`,
    `${runtime.name} ${runtime.version}`,
    ...parts.map(([name, text]) => `${name} ${text}`),
  ].join(', ');
}

/** What each variant was in the runs so far. Two programs make no row. */
export class Versions {
  readonly #first = new Map<string, string>();

  constructor(earlier: readonly StoredRun[]) {
    for (const run of earlier) this.#note(run.variant, versionsOf(run));
  }

  /**
   * To be asked when a run has ended, and before it is stored: only then is known what it was.
   * @throws HarnessError `unlike` for one that is not what the variant was before
   */
  require(run: StoredRun): void {
    const now = versionsOf(run);
    const before = this.#first.get(run.variant);
    if (now === null || before === undefined || now === before) {
      this.#note(run.variant, now);
      return;
    }
    throw new HarnessError(
      'unlike',
      `${run.variant} was ${before} in the runs before, and is ${now} now: this run is not kept`,
      'Go back to what it was and go on with --resume, or race again.',
    );
  }

  #note(variant: string, text: string | null): void {
    if (text !== null && !this.#first.has(variant)) this.#first.set(variant, text);
  }
}

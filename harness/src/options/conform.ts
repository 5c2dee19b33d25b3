import type { CounterpartName, Level } from '../conformance/index.ts';
import {
  CONFORM_FORMATS,
  CONFORM_LEVELS,
  CONFORM_OPTIONS,
  CONFORM_SERVERS,
  MOST_JOBS,
} from '../option-table.ts';
import { readWords } from './words.ts';

export interface ConformOptions {
  /** Patterns of variants; empty: all. */
  readonly only: readonly string[];
  /** Patterns of cases; empty: all. */
  readonly cases: readonly string[];
  /** The highest level to be run; null: what each variant declares, and one above. */
  readonly level: Level | null;
  readonly strict: boolean;
  /** The server in our origin's place, or before it; null: our origin alone. */
  readonly against: CounterpartName | null;
  /** null: by the number of cores. */
  readonly jobs: number | null;
  readonly format: (typeof CONFORM_FORMATS)[number];
  readonly out: string | null;
}

export type ConformInvocation =
  | { readonly state: 'conform'; readonly options: ConformOptions }
  | { readonly state: 'help'; readonly command: 'conform' }
  | { readonly state: 'version' };

export function readConform(args: readonly string[]): ConformInvocation {
  const words = readWords('conform', args, CONFORM_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'conform' };
  if (words.has('version')) return { state: 'version' };
  return {
    state: 'conform',
    options: {
      only: words.texts('only'),
      cases: words.texts('case'),
      level: words.choice('level', CONFORM_LEVELS),
      strict: words.has('strict'),
      against: words.choice('against', CONFORM_SERVERS),
      jobs: words.number('jobs', 1, MOST_JOBS),
      format: words.choice('format', CONFORM_FORMATS) ?? 'table',
      out: words.text('out'),
    },
  };
}

import type { Shard } from '@fairfetch/contract';
import {
  COLUMN_GROUPS,
  COMPARE_OPTIONS,
  DEFAULT_URLS_CONCURRENCY,
  FORMATS,
  MOST_BLOCKS,
  MOST_IN_FLIGHT,
  type ColumnGroup,
  type Format,
} from '../option-table.ts';
import { LEAST_BLOCKS } from '../plan/index.ts';
import { readBudgetS, readResume, readShard } from './parts.ts';
import { readWords, type Words } from './words.ts';

const LEAST_PERCENT = 0.5;
const MOST_PERCENT = 50;

/** What `compare` was asked for, every choice made but those that need the world. */
export interface CompareOptions {
  /** Names of scenarios, none twice; empty: the default one. */
  readonly scenarios: readonly string[];
  readonly only: readonly string[];
  /** null: the scenario says. */
  readonly blocks: number | null;
  /** Half-width of every ratio's interval to go on for, 0.03 for 3 %; null: the count of blocks is fixed. */
  readonly precision: number | null;
  /** Seconds for each scenario; null: as many as it takes. */
  readonly budgetS: number | null;
  /** null: drawn at random. */
  readonly seed: number | null;
  readonly out: string | null;
  readonly scratch: string | null;
  /** The results folder of a race to go on with; null: a new race. */
  readonly resume: string | null;
  /** The part of the blocks to run; null: all of them. */
  readonly shard: Shard | null;
  readonly format: Format;
  /** null: none beside those that are always shown. */
  readonly columns: ColumnGroup | null;
  /** The user's own list, and how many at a time; null: against the origin. */
  readonly urls: { readonly file: string; readonly concurrency: number } | null;
}

export type CompareInvocation =
  | { readonly state: 'compare'; readonly options: CompareOptions }
  | { readonly state: 'list' }
  | { readonly state: 'help'; readonly command: 'compare' }
  | { readonly state: 'version' };

export function readCompare(args: readonly string[]): CompareInvocation {
  const words = readWords('compare', args, COMPARE_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'compare' };
  if (words.has('version')) return { state: 'version' };
  if (words.has('list')) return { state: 'list' };
  const scenarios = [...new Set(words.texts('scenario'))];
  const urls = readUrls(words);
  if (urls !== null && scenarios.length > 0) {
    throw words.bad('--urls races your own list, and --scenario does not go with it');
  }
  const blocks = words.number('blocks', 1, MOST_BLOCKS);
  return {
    state: 'compare',
    options: {
      scenarios,
      only: words.texts('only'),
      blocks,
      precision: readPrecision(words, blocks),
      budgetS: readBudgetS(words),
      seed: words.number('seed', 0, Number.MAX_SAFE_INTEGER),
      out: words.text('out'),
      scratch: words.text('scratch'),
      resume: readResume(words),
      shard: readShard(words),
      format: words.choice('format', FORMATS) ?? 'table',
      columns: words.choice('columns', COLUMN_GROUPS),
      urls,
    },
  };
}

function readPrecision(words: Words, blocks: number | null): number | null {
  const text = words.text('precision');
  if (text === null) return null;
  const percent = Number(/^(\d+(?:\.\d+)?) ?%?$/.exec(text)?.[1]);
  if (!(percent >= LEAST_PERCENT && percent <= MOST_PERCENT)) {
    throw words.bad(`--precision takes ${LEAST_PERCENT}% to ${MOST_PERCENT}%, not ${text}`);
  }
  if (blocks !== null && blocks < LEAST_BLOCKS) {
    throw words.bad(`--precision looks at ${LEAST_BLOCKS} blocks or more, and --blocks says ${blocks}`);
  }
  return percent / 100;
}

function readUrls(words: Words): CompareOptions['urls'] {
  const file = words.text('urls');
  const concurrency = words.number('concurrency', 1, MOST_IN_FLIGHT);
  if (file !== null) return { file, concurrency: concurrency ?? DEFAULT_URLS_CONCURRENCY };
  if (concurrency === null) return null;
  throw words.bad('--concurrency goes with --urls only: a scenario has its own');
}

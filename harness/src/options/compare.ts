import {
  COMPARE_OPTIONS,
  DEFAULT_URLS_CONCURRENCY,
  FORMATS,
  MOST_BLOCKS,
  MOST_IN_FLIGHT,
  type Format,
} from '../option-table.ts';
import { readWords, type Words } from './words.ts';

/** What `compare` was asked for, every choice made but those that need the world. */
export interface CompareOptions {
  /** Names of scenarios, none twice; empty: the default one. */
  readonly scenarios: readonly string[];
  readonly only: readonly string[];
  /** null: the scenario says. */
  readonly blocks: number | null;
  /** null: drawn at random. */
  readonly seed: number | null;
  readonly out: string | null;
  readonly scratch: string | null;
  readonly format: Format;
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
  return {
    state: 'compare',
    options: {
      scenarios,
      only: words.texts('only'),
      blocks: words.number('blocks', 1, MOST_BLOCKS),
      seed: words.number('seed', 0, Number.MAX_SAFE_INTEGER),
      out: words.text('out'),
      scratch: words.text('scratch'),
      format: words.choice('format', FORMATS) ?? 'table',
      urls,
    },
  };
}

function readUrls(words: Words): CompareOptions['urls'] {
  const file = words.text('urls');
  const concurrency = words.number('concurrency', 1, MOST_IN_FLIGHT);
  if (file !== null) return { file, concurrency: concurrency ?? DEFAULT_URLS_CONCURRENCY };
  if (concurrency === null) return null;
  throw words.bad('--concurrency goes with --urls only: a scenario has its own');
}

import type { RunMetric } from '@fairfetch/contract';
import { CHECK_METRICS, LIST_OPTIONS, MOST_CHECK_BLOCKS, type OptionTable } from '../option-table.ts';
import { readBudgetS } from './parts.ts';
import { readWords, type Words } from './words.ts';

export const BISECT_FORMATS = ['table', 'json'] as const;
export type BisectFormat = (typeof BISECT_FORMATS)[number];
export const DEFAULT_BISECT_METRIC = 'time';

export const BISECT_OPTIONS = {
  good: {
    type: 'string',
    takes: 'REF',
    about: 'a commit that is as it should be, and that --bad comes from',
  },
  bad: { type: 'string', takes: 'REF', about: 'a commit that is worse' },
  variant: {
    type: 'string',
    takes: 'PATTERN',
    about: 'the one variant whose BACKEND/VARIANT is, holds or (with * and ?) matches it',
  },
  metric: {
    type: 'string',
    takes: 'METRIC',
    about: `${CHECK_METRICS.join(', ')} (default: ${DEFAULT_BISECT_METRIC})`,
  },
  scenario: {
    type: 'string',
    takes: 'NAME',
    about: 'what to download, or ./FILE.json of your own (default: the one of the config, else seed)',
  },
  budget: {
    type: 'string',
    takes: 'TIME',
    about: 'for each commit, at most, and twice that where it is undecided: 60s, 5m, … (default: 60s)',
  },
  blocks: {
    type: 'string',
    takes: 'N',
    about: 'at most so many blocks of each commit, and twice that where it is undecided',
  },
  seed: {
    type: 'string',
    takes: 'N',
    about: 'decides contents, jitter and order (default: as before in the same DIR, else random)',
  },
  config: {
    type: 'string',
    takes: 'FILE',
    about: 'thresholds and more (default: fairfetch-check.json of the workspace, if any)',
  },
  workspace: {
    type: 'string',
    takes: 'DIR',
    about: 'the repository whose commits are tried (default: this one)',
  },
  out: {
    type: 'string',
    takes: 'DIR',
    about: 'where verdicts are kept, and taken from when it goes on (default: below results/)',
  },
  scratch: {
    type: 'string',
    takes: 'DIR',
    about: 'where downloads go (default: memory, where there is room)',
  },
  format: { type: 'string', takes: 'FORMAT', about: `${BISECT_FORMATS.join(', ')} (default: table)` },
  ...LIST_OPTIONS,
} as const satisfies OptionTable;

export interface BisectOptions {
  readonly good: string;
  readonly bad: string;
  readonly variant: string;
  readonly metric: RunMetric;
  /** null: the config says. */
  readonly scenario: string | null;
  readonly budgetS: number | null;
  readonly blocks: number | null;
  /** null: that of the folder, else random. */
  readonly seed: number | null;
  readonly config: string | null;
  /** null: the harness's own. */
  readonly workspace: string | null;
  /** null: below the results of the workspace, named after what is asked. */
  readonly out: string | null;
  readonly scratch: string | null;
  readonly format: BisectFormat;
}

export type BisectInvocation =
  | { readonly state: 'bisect'; readonly options: BisectOptions }
  | { readonly state: 'help'; readonly command: 'bisect' }
  | { readonly state: 'version' };

/** @throws HarnessError `bad-option` that names the first word that cannot be understood */
export function readBisect(args: readonly string[]): BisectInvocation {
  const words = readWords('bisect', args, BISECT_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'bisect' };
  if (words.has('version')) return { state: 'version' };
  return {
    state: 'bisect',
    options: {
      good: required(words, 'good', 'a commit that is as it should be: --good REF'),
      bad: required(words, 'bad', 'a commit that is worse: --bad REF'),
      variant: required(words, 'variant', 'the variant that became worse: --variant BACKEND/VARIANT'),
      metric: words.choice('metric', CHECK_METRICS) ?? DEFAULT_BISECT_METRIC,
      scenario: words.text('scenario'),
      budgetS: readBudgetS(words),
      blocks: words.number('blocks', 1, MOST_CHECK_BLOCKS),
      seed: words.number('seed', 0, Number.MAX_SAFE_INTEGER),
      config: words.text('config'),
      workspace: words.text('workspace'),
      out: words.text('out'),
      scratch: words.text('scratch'),
      format: words.choice('format', BISECT_FORMATS) ?? 'table',
    },
  };
}

function required(words: Words, name: string, what: string): string {
  const text = words.text(name);
  if (text === null) throw words.bad(`bisect needs ${what}`);
  return text;
}

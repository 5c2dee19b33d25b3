import type { RunMetric, Shard } from '@fairfetch/contract';
import {
  CHECK_METRICS,
  CHECK_OPTIONS,
  FORMATS,
  INCONCLUSIVE,
  MOST_CHECK_BLOCKS,
  type Format,
} from '../option-table.ts';
import { readBudgetS, readCheckShard } from './parts.ts';
import { readWords, type Words } from './words.ts';

/** What is held against what. */
export type CheckAgainst =
  | { readonly against: 'revision'; readonly ref: string }
  | { readonly against: 'command'; readonly base: string; readonly candidate: string }
  | { readonly against: 'baseline'; readonly file: string }
  /** Nothing is held against anything: a baseline is made. */
  | { readonly against: 'record'; readonly file: string };

export interface CheckOptions {
  readonly mode: CheckAgainst;
  readonly only: readonly string[];
  /** Every variant, not only those the change reaches. */
  readonly all: boolean;
  /** Empty: the config says. */
  readonly scenarios: readonly string[];
  readonly budgetS: number | null;
  readonly blocks: number | null;
  /** Empty: the config says, or all. */
  readonly metrics: readonly RunMetric[];
  readonly skipConformance: boolean;
  /** null: the config says. */
  readonly inconclusive: (typeof INCONCLUSIVE)[number] | null;
  readonly config: string | null;
  /** null: the harness's own. */
  readonly workspace: string | null;
  readonly seed: number | null;
  readonly shard: Shard | null;
  readonly out: string | null;
  readonly keep: string | null;
  readonly scratch: string | null;
  readonly format: Format;
}

export type CheckInvocation =
  | { readonly state: 'check'; readonly options: CheckOptions }
  | { readonly state: 'help'; readonly command: 'check' }
  | { readonly state: 'version' };

export function readCheck(args: readonly string[]): CheckInvocation {
  const words = readWords('check', args, CHECK_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'check' };
  if (words.has('version')) return { state: 'version' };
  const mode = readAgainst(words);
  refuseIdle(words, mode);
  return {
    state: 'check',
    options: {
      mode,
      only: words.texts('only'),
      all: words.has('all'),
      scenarios: [...new Set(words.texts('scenario'))],
      budgetS: readBudgetS(words),
      blocks: words.number('blocks', 1, MOST_CHECK_BLOCKS),
      metrics: words.choices('metric', CHECK_METRICS),
      skipConformance: words.has('skip-conformance'),
      inconclusive: words.choice('inconclusive', INCONCLUSIVE),
      config: words.text('config'),
      workspace: words.text('workspace'),
      seed: words.number('seed', 0, Number.MAX_SAFE_INTEGER),
      shard: readCheckShard(words),
      out: words.text('out'),
      keep: words.text('keep'),
      scratch: words.text('scratch'),
      format: words.choice('format', FORMATS) ?? 'table',
    },
  };
}

function readAgainst(words: Words): CheckAgainst {
  const [base, a, b] = [words.text('base'), words.text('a'), words.text('b')];
  const [baseline, record] = [words.text('baseline'), words.text('record')];
  if ((a === null) !== (b === null)) throw words.bad('--a and --b go together: the base and the candidate');
  const given = [base, a, baseline, record].filter((each) => each !== null).length;
  if (given !== 1) {
    throw words.bad(
      given === 0
        ? 'check needs something to check against: --base REF, --a CMD --b CMD, or --baseline FILE'
        : 'only one of --base, --a with --b, --baseline and --record can be checked against',
    );
  }
  if (base !== null) return { against: 'revision', ref: base };
  if (a !== null && b !== null) return { against: 'command', base: a, candidate: b };
  if (baseline !== null) return { against: 'baseline', file: baseline };
  return { against: 'record', file: record as string };
}

/** Options that would be read and then have nothing to do. */
const IDLE: Readonly<Record<CheckAgainst['against'], readonly string[]>> = {
  revision: [],
  command: ['only', 'all', 'skip-conformance', 'workspace', 'shard'],
  baseline: ['all', 'skip-conformance', 'budget', 'shard', 'keep'],
  record: ['all', 'skip-conformance', 'budget', 'shard', 'keep', 'inconclusive'],
};

const SAID: Readonly<Record<CheckAgainst['against'], string>> = {
  revision: '--base',
  command: '--a and --b',
  baseline: '--baseline',
  record: '--record',
};

function refuseIdle(words: Words, { against }: CheckAgainst): void {
  const idle = IDLE[against].find((name) => words.given(name));
  if (idle !== undefined) throw words.bad(`--${idle} has nothing to do with ${SAID[against]}`);
}

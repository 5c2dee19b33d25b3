import type { Shard } from '@fairfetch/contract';
import { MOST_SHARDS } from '../option-table.ts';
import type { Words } from './words.ts';

const MOST_BUDGET_S = 24 * 3600;
const SECONDS_IN = { s: 1, m: 60, h: 3600 } as const;

/** What decides the plan, and so cannot be said again of a race that is gone on with. */
const OF_THE_PLAN = [
  'scenario',
  'only',
  'blocks',
  'precision',
  'budget',
  'seed',
  'out',
  'urls',
  'concurrency',
  'shard',
] as const;

/** The folder of the race to go on with; null: a new one. */
export function readResume(words: Words): string | null {
  const folder = words.text('resume');
  if (folder === null) return null;
  const other = OF_THE_PLAN.find((name) => words.text(name) !== null || words.texts(name).length > 0);
  if (other === undefined) return folder;
  throw words.bad(`--resume goes on with the plan that is in ${folder}, and --${other} does not go with it`);
}

/** The part of the blocks to run; null: all of them. */
export function readShard(words: Words): Shard | null {
  const shard = readPart(words);
  const rule = ['precision', 'budget'].find((name) => words.text(name) !== null);
  if (shard === null || rule === undefined) return shard;
  throw words.bad(`--shard sees only some blocks, and --${rule} goes by all of them: say --blocks`);
}

/** The part of the variants to check; null: all of them. */
export const readCheckShard = (words: Words): Shard | null => readPart(words);

function readPart(words: Words): Shard | null {
  const text = words.text('shard');
  if (text === null) return null;
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (!(shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST_SHARDS)) {
    throw words.bad(`--shard takes K/N with K from 1 to N and N up to ${MOST_SHARDS}, not ${text}`);
  }
  if (words.text('seed') === null) {
    throw words.bad('--shard needs --seed: the same for all shards, or they are no parts of one plan');
  }
  return shard;
}

/** Seconds; null: not said. */
export function readBudgetS(words: Words): number | null {
  const text = words.text('budget');
  if (text === null) return null;
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?) ?([smh])?$/.exec(text) ?? [];
  const budgetS = Number(count) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
  if (budgetS >= 1 && budgetS <= MOST_BUDGET_S) return budgetS;
  throw words.bad(`--budget takes a time from 1s to 24h, such as 60s or 2m, not ${text}`);
}

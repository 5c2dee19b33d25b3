import { isDeepStrictEqual } from 'node:util';
import type { RunMetric } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import { digestOf } from '../scenarios/digest.ts';
import { shortOf } from './commit.ts';

/** All that a verdict on a commit depends on, besides the commit. `bad` is not part of it. */
export interface Ask {
  /** Full hash. */
  readonly good: string;
  /** Of the workspace below the top of the repository; empty, or with a `/` at its end. */
  readonly prefix: string;
  /** BACKEND/VARIANT. */
  readonly variant: string;
  readonly scenario: string;
  /** Of the files and jobs that scenario and seed mean. */
  readonly digest: string;
  readonly metric: RunMetric;
  /** What matters, as a share; null: a count. */
  readonly threshold: number | null;
  /** Of the first session of a commit; a second one has twice that. */
  readonly budget: { readonly seconds: number | null; readonly blocks: number | null };
  readonly seed: number;
  readonly hostHash: string;
  /** Version of fairfetch. */
  readonly harness: string;
}

const WORDS: Readonly<Record<keyof Ask, string>> = {
  good: '--good',
  prefix: '--workspace',
  variant: '--variant',
  scenario: '--scenario',
  digest: 'what the scenario downloads',
  metric: '--metric',
  threshold: 'the threshold of the config',
  budget: '--budget or --blocks',
  seed: '--seed',
  hostHash: 'the machine',
  harness: 'the version of fairfetch',
};

/**
 * Verdicts of another ask say nothing of this one.
 * @throws HarnessError `unlike` that names what differs
 */
export function requireSameAsk(stored: Ask, asked: Ask, folder: string): void {
  const fields = Object.keys(WORDS) as readonly (keyof Ask)[];
  const differing = fields.filter((field) => !isDeepStrictEqual(stored[field], asked[field]));
  if (differing.length === 0) return;
  throw new HarnessError(
    'unlike',
    `${folder} holds verdicts of another bisection: ${differing.map((field) => WORDS[field]).join(', ')} differ`,
    'Name another folder with --out DIR, or say all as it was said there (bisect.json has it under ask).',
  );
}

const NAME_CHARS = 60;
const DIGEST_DIGITS = 8;

/**
 * The same for the same ask, so that the same command goes on where it was stopped. A seed that was not given is not
 * part of it, for then that of the folder is taken.
 * @param scenario as it is defined
 */
export function folderNameOf(
  ask: Omit<Ask, 'seed' | 'digest'>,
  { seed, scenario }: { readonly seed: number | null; readonly scenario: unknown },
): string {
  const words = ['bisect', shortOf(ask.good), ask.variant, ask.scenario, ask.metric].join('-');
  const slug = words.replaceAll(/[^\w.-]+/g, '-').slice(0, NAME_CHARS);
  return `${slug}-${digestOf({ ...ask, seed, definition: scenario }).slice(0, DIGEST_DIGITS)}`;
}

import type { CheckBlock } from '@fairfetch/contract';
import { quantile } from '../../src/analyse/index.ts';
import { mannWhitneyPValue } from '../gate/mann-whitney.ts';

const MORE = 0.1;
const ALPHA = 0.05;

/** Wall times of one lane of one session, in the order in which they were measured; nanoseconds. */
export interface Times {
  readonly base: readonly number[];
  readonly candidate: readonly number[];
}

/** Counted blocks of which all runs were right. */
export function timesOf(blocks: readonly CheckBlock[]): Times {
  const right = blocks.filter(
    ({ block, base, candidate, baseAgain }) =>
      block > 0 && [base, candidate, baseAgain].every(({ state }) => state === 'ok'),
  );
  const wall = (arm: 'base' | 'candidate'): readonly number[] =>
    right.map((block) => block[arm].process?.wallNs ?? Number.NaN);
  return { base: wall('base'), candidate: wall('candidate') };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
const medianOf = (values: readonly number[]): number => quantile(sorted(values), 0.5);

/** What is usually done. `stored` are the base's times of an earlier session of the same lane. */
export const USUAL_RULES: readonly {
  readonly name: string;
  readonly isAlarm: (times: Times, stored: readonly number[]) => boolean;
}[] = [
  {
    name: 'one run each, 10 % slower',
    isAlarm: ({ base, candidate }) => (candidate[0] as number) > (base[0] as number) * (1 + MORE),
  },
  {
    name: 'means, 10 % slower',
    isAlarm: ({ base, candidate }) => meanOf(candidate) > meanOf(base) * (1 + MORE),
  },
  {
    name: 'Mann-Whitney, p < 0.05',
    isAlarm: ({ base, candidate }) => isAbove(candidate, base),
  },
  {
    name: 'stored baseline, means, 10 % slower',
    isAlarm: ({ candidate }, stored) => meanOf(candidate) > meanOf(stored) * (1 + MORE),
  },
  {
    name: 'stored baseline, Mann-Whitney, p < 0.05',
    isAlarm: ({ candidate }, stored) => isAbove(candidate, stored),
  },
];

function isAbove(candidate: readonly number[], base: readonly number[]): boolean {
  return mannWhitneyPValue(candidate, base) < ALPHA && medianOf(candidate) > medianOf(base);
}

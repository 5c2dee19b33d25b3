import type { Interval } from '@fairfetch/contract';
import { percent } from '../analyse/index.ts';
import { CONFIDENCE } from '../analyse/interval.ts';
import {
  apartness,
  chanceOfApart,
  chanceOfFailures,
  isConstant,
  least,
  most,
  type Failed,
} from './chance.ts';
import type { Subject } from './grounds.ts';
import { medianRatio } from './ratio.ts';
import type { BaselineDecision, ValuedMetric } from './types.ts';
import {
  chanceInWords,
  changeInWords,
  doubted,
  HINTS,
  METRIC_WORDS,
  rangeInWords,
  shareInWords,
} from './words.ts';

/** What a judgement is held to. */
export interface Rule {
  readonly level: number;
  /** Of memory, as a share. */
  readonly threshold: number;
  /** The machine is the very same one. */
  readonly isSameHost: boolean;
}

/** A comparison before it is known how many others there are. */
export interface Finding {
  /** Two-sided; null: it is not compared. */
  readonly pValue: number | null;
  readonly ratio: number | null;
  readonly interval: Interval | null;
  readonly threshold: number | null;
  readonly decide: (holmPValue: number) => BaselineDecision;
}

/** What is to be said of a metric that nothing keeps from being compared. */
export function findingOf({ metric, stored, now }: Subject, rule: Rule): Finding {
  if (metric === 'failures') return failuresFinding(stored, now, rule);
  const values = { stored: stored.values[metric], now: now.values[metric] };
  return metric === 'memory' ? memoryFinding(values, rule) : countFinding(metric, values, rule);
}

interface Values {
  readonly stored: readonly number[];
  readonly now: readonly number[];
}

/** A decision that no chance has a part in, and so none of the level. */
function settled(decision: BaselineDecision, figures: Partial<Finding> = {}): Finding {
  return { ratio: null, interval: null, threshold: null, ...figures, pValue: 1, decide: () => decision };
}

function inconclusive(...[doubt, reason, hint]: Parameters<typeof doubted>): BaselineDecision {
  return { verdict: 'inconclusive', ...doubted(doubt, reason, hint) };
}

function judged(verdict: 'regressed' | 'improved' | 'unchanged', reason: string): BaselineDecision {
  return { verdict, doubt: null, reason, hint: null };
}

function bothSides(metric: ValuedMetric, { stored, now }: Values): string {
  return `${rangeInWords(metric, stored)} in ${stored.length} runs then, ${rangeInWords(metric, now)} in ${now.length} now`;
}

/** For what is apart, but not surely enough among so many. */
function tooFew(seen: string, pValue: number): BaselineDecision {
  return inconclusive(
    'few-runs',
    `${seen}: of runs that are alike that has a chance of ${chanceInWords(pValue)}, too much among so many comparisons`,
    'Record the baseline anew with more runs, or make more runs now.',
  );
}

/**
 * Counts that are the same in every run on both sides do not depend on how fast the machine was. Those that vary do, so
 * that they are not held against those of another machine.
 */
function countFinding(metric: ValuedMetric, values: Values, { level, isSameHost }: Rule): Finding {
  const { stored, now } = values;
  const seen = `${capital(METRIC_WORDS[metric])}: ${bothSides(metric, values)}`;
  const apart = apartness(stored, now);
  const areConstant = isConstant(stored) && isConstant(now);
  if (apart === 0 && areConstant) return settled(judged('unchanged', seen));
  if (apart === 0)
    return settled(inconclusive('counts-vary', `${seen}: counts vary, and overlap`, HINTS.check));
  if (!areConstant && !isSameHost) {
    return settled(
      inconclusive(
        'counts-vary',
        `${seen}: counts that vary depend on how fast a machine is, and this is another one`,
        HINTS.check,
      ),
    );
  }
  const pValue = chanceOfApart(stored, now);
  return {
    pValue,
    ratio: null,
    interval: null,
    threshold: null,
    decide: (holmPValue) =>
      holmPValue <= level
        ? judged(apart > 0 ? 'regressed' : 'improved', `${seen}, by chance ${chanceInWords(pValue)}`)
        : tooFew(seen, pValue),
  };
}

/** So many thresholds may lie between the least and the most of one side's runs where the machine is not the same. */
const SPREAD_SHARE = 2;

/** The memory of a program whose buffers fill as the timing of a run will have it varies from run to run. */
function variesMuch(values: readonly number[], threshold: number): boolean {
  return most(values) > least(values) * (1 + SPREAD_SHARE * threshold);
}

function memoryFinding(values: Values, { level, threshold, isSameHost }: Rule): Finding {
  const { stored, now } = values;
  const { ratio, interval } = medianRatio(stored, now);
  const figures = { ratio, interval, threshold };
  const seen = `Peak memory: ${bothSides('memory', values)}`;
  if (!isSameHost && (variesMuch(stored, threshold) || variesMuch(now, threshold))) {
    return settled(
      inconclusive(
        'memory-varies',
        `${seen}: what varies so much depends on how fast a machine is, and this is another one`,
        HINTS.check,
      ),
      figures,
    );
  }
  const pValue = chanceOfApart(stored, now);
  const apart = apartness(stored, now);
  const isBeyond = Math.max(ratio, 1 / ratio) > 1 + threshold;
  const decide = (holmPValue: number): BaselineDecision => {
    if (isWithin(interval, threshold))
      return judged('unchanged', `${seen}, ${withinWords(interval, threshold)}`);
    if (apart !== 0 && isBeyond && holmPValue > level) return tooFew(seen, pValue);
    if (apart !== 0 && isBeyond) {
      const chance = `${changeInWords(ratio)}, by chance ${chanceInWords(pValue)}`;
      return judged(apart > 0 ? 'regressed' : 'improved', `${seen}, ${chance}`);
    }
    return inconclusive('imprecise', `${seen}, ${impreciseWords(interval, threshold)}`, HINTS.check);
  };
  return { ...figures, pValue, decide };
}

/** All of it, to both sides, and it must be as sure as an interval is to be. */
function isWithin(interval: Interval | null, threshold: number): interval is Interval {
  return (
    interval !== null &&
    interval.confidence >= CONFIDENCE - 1e-9 &&
    interval.low >= 1 / (1 + threshold) &&
    interval.high <= 1 + threshold
  );
}

function spanInWords({ low, high }: Interval): string {
  return `the median changed by ${changeInWords(low)} to ${changeInWords(high)}`;
}

function withinWords(interval: Interval, threshold: number): string {
  return `${spanInWords(interval)}, within ${percent(threshold)}`;
}

function impreciseWords(interval: Interval | null, threshold: number): string {
  if (interval === null) return 'too few for an interval';
  return `${spanInWords(interval)}, which may be ${percent(threshold)} or may not`;
}

function failuresFinding(stored: Failed, now: Failed, { level, isSameHost }: Rule): Finding {
  const seen = `Failures: ${shareInWords(stored.failed, stored.runs)} then, ${shareInWords(now.failed, now.runs)} now`;
  const areConstant = [stored, now].every(({ runs, failed }) => failed === 0 || failed === runs);
  const [then, here] = [stored.failed / stored.runs, now.failed / now.runs];
  if (areConstant && then === here) return settled(judged('unchanged', seen));
  if (!areConstant && !isSameHost) {
    return settled(
      inconclusive(
        'failures-vary',
        `${seen}: failures that come and go depend on the machine, and this is another one`,
        HINTS.check,
      ),
    );
  }
  const pValue = chanceOfFailures(stored, now);
  return {
    pValue,
    ratio: null,
    interval: null,
    threshold: null,
    decide: (holmPValue) =>
      holmPValue <= level
        ? judged(here > then ? 'regressed' : 'improved', `${seen}, by chance ${chanceInWords(pValue)}`)
        : inconclusive(
            'failures-vary',
            `${seen}: of runs that are alike that has a chance of ${chanceInWords(pValue)}, too much among all comparisons`,
            HINTS.check,
          ),
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

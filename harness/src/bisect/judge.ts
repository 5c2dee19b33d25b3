import type { CheckBlock, CheckComparison, CheckReport, RunMetric } from '@fairfetch/contract';
import { failureReasons } from '../check/reasons.ts';

/** What one session of the gate says of a commit against the good one. */
export type Judgement =
  | { readonly state: 'good' | 'bad'; readonly comparison: CheckComparison }
  /** `again`: more blocks may decide it. */
  | {
      readonly state: 'doubtful';
      readonly reason: string;
      readonly again: boolean;
      readonly comparison: CheckComparison;
    }
  /** None of its runs was right. */
  | { readonly state: 'fails'; readonly reason: string; readonly comparison: CheckComparison }
  /** None of the good one's was: nothing can be held against it. */
  | { readonly state: 'good-fails'; readonly reason: string };

type Doubt = NonNullable<CheckComparison['doubt']>;

const DOUBTS: Readonly<Record<Doubt, string>> = {
  imprecise: 'it cannot be told from what does not matter',
  'few-blocks': 'too few blocks to tell',
  'counts-vary': 'counts vary from run to run and overlap, which no budget decides',
  'base-differs-from-itself': 'two copies of the good commit differ in its session',
  unsteady: 'it came out differently each time',
};

/** @param metric the one that the session compares */
export function judgeSession(
  { comparisons }: Pick<CheckReport, 'comparisons'>,
  blocks: readonly CheckBlock[],
  metric: RunMetric,
): Judgement {
  const comparison = comparisons.find((each) => each.metric === metric);
  if (comparison === undefined) throw new TypeError(`a session without ${metric}`);
  const { verdict, doubt } = comparison;
  if (verdict === 'regressed') return { state: 'bad', comparison };
  if (verdict === 'unchanged' || verdict === 'improved') return { state: 'good', comparison };
  const counted = blocks.filter(({ block }) => block > 0);
  const failing = whoFails(counted);
  if (failing === 'good') return { state: 'good-fails', reason: reasonOf(counted, ['base', 'baseAgain']) };
  if (failing === 'candidate' && metric !== 'failures')
    return { state: 'fails', reason: reasonOf(counted, ['candidate']), comparison };
  const reason = doubt === null ? 'it is undecided' : DOUBTS[doubt];
  return { state: 'doubtful', reason, again: doubt !== 'counts-vary', comparison };
}

type Arm = 'base' | 'candidate' | 'baseAgain';

/** Of whom no run at all was right; the good commit first, for without it there is nothing to say of others. */
export function whoFails(blocks: readonly CheckBlock[]): 'good' | 'candidate' | null {
  if (blocks.length === 0) return null;
  const neverRight = (arm: Arm): boolean => blocks.every((block) => block[arm].state !== 'ok');
  if (neverRight('base') && neverRight('baseAgain')) return 'good';
  return neverRight('candidate') ? 'candidate' : null;
}

function reasonOf(blocks: readonly CheckBlock[], arms: readonly Arm[]): string {
  const runs = blocks.flatMap((block) => arms.map((arm) => block[arm]));
  return failureReasons(runs)[0] ?? 'its runs fail';
}

import type { Note, ReportScenario, SessionScenario, Stopping } from '@fairfetch/contract';
import { CONFIDENCE } from './interval.ts';
import { percent } from './words.ts';

interface StoppingFacts {
  readonly scenario: SessionScenario;
  readonly ended: ReportScenario['ended'];
  readonly blocks: number;
}

/** The rule as it is stated before the first run: `until every ratio's interval reaches …, or 200 blocks or 150 s`. */
export function stoppingInWords({ precision, budgetS }: Stopping, blocks: number): string {
  const limits = [`${blocks} blocks`, ...(budgetS === null ? [] : [`${budgetS} s`])].join(' or ');
  if (precision === null) return `blocks are run until ${limits} are over`;
  const { halfWidth, leastBlocks } = precision;
  return `blocks are run until every ratio's interval reaches ${percent(halfWidth)} or less to either side (from block ${leastBlocks} on), or ${limits} are over`;
}

function whyStopped(
  { scenario, ended, blocks }: StoppingFacts,
  { precision, budgetS }: Stopping,
): readonly Note[] {
  if (ended === 'precision') {
    const target = percent(precision?.halfWidth ?? 0);
    const text = `Ended by its rule after ${blocks} blocks: the interval of every ratio reaches ${target} or less to either side.`;
    return [{ code: 'precision-reached', text }];
  }
  if (ended !== 'budget') return [];
  const text = `Ended by its rule after ${blocks} of at most ${scenario.blocks} blocks: another one would have passed the budget of ${budgetS ?? 0} s.`;
  return [{ code: 'budget-spent', text }];
}

/** What a stopping rule did, and what it does to the intervals. */
export function stoppingRemarks(facts: StoppingFacts): readonly Note[] {
  const { stopping } = facts.scenario;
  if (stopping === undefined) return [];
  const { precision } = stopping;
  const isStricter = precision !== null && precision.confidence > CONFIDENCE;
  return [
    ...whyStopped(facts, stopping),
    ...(isStricter
      ? [
          {
            code: 'stricter-intervals',
            text: `Intervals are computed at ${percent(precision.confidence)}, so that ${percent(CONFIDENCE)} of them hold although the race ends where they happen to be narrow.`,
          },
        ]
      : []),
  ];
}

import type { CheckReport, CheckSide } from '@fairfetch/contract';
import { percent } from '../analyse/index.ts';
import { countOf, secondsInWords } from '../report/words.ts';
import { scenariosOf } from './groups.ts';
import { clipped, plain } from './words.ts';

const REVISION_LENGTH = 10;
/** Longer ones are no first lines. */
const LONGEST_SUBJECT = 120;

/** `main (1a2b3c4d5e, with uncommitted changes)`; the subject of the commit is for the caller, who knows the format. */
export function sideInWords({ name, revision, changes, command }: CheckSide): string {
  const facts = [
    ...(revision === null || revision === name ? [] : [revision.slice(0, REVISION_LENGTH)]),
    ...(changes === null ? [] : ['with uncommitted changes']),
    ...(command === null || command === name ? [] : [command]),
  ];
  return plain(facts.length === 0 ? name : `${name} (${facts.join(', ')})`);
}

/** Of the commit, on one line; null: there is none. */
export function subjectOf({ subject }: CheckSide): string | null {
  const text = clipped(subject ?? '', LONGEST_SUBJECT);
  return text === '' ? null : text;
}

function blocksInWords({ lanes }: CheckReport): string {
  const counts = lanes.map(({ blocks }) => blocks);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const blocks = least === most ? countOf(most, 'block') : `${least} to ${countOf(most, 'block')}`;
  return `${blocks} of base, candidate and base again, in random order`;
}

function budgetInWords({ budget: { seconds, blocks } }: CheckReport): string {
  const parts = [
    ...(seconds === null ? [] : [secondsInWords(seconds)]),
    ...(blocks === null ? [] : [countOf(blocks, 'block')]),
  ];
  return parts.length === 0
    ? 'without a limit'
    : `at most ${parts.join(' or ')} for each variant and scenario`;
}

/** What was raced, how often and how long. One line each; none where nothing was. */
export function raceInWords(report: CheckReport): readonly string[] {
  const { lanes, seed, seconds, shard, comparisonsElsewhere } = report;
  if (lanes.length === 0) return [];
  const scenarios = scenariosOf(report).map(plain);
  return [
    `${scenarios.length === 1 ? 'scenario' : 'scenarios'} ${scenarios.join(', ')}; ${blocksInWords(report)}`,
    `${secondsInWords(seconds.raced)} of racing (${budgetInWords(report)}) after ${secondsInWords(seconds.prepared)} of preparation; seed ${seed}`,
    ...(shard === null
      ? []
      : [
          `shard ${shard.index} of ${shard.of}; ${countOf(comparisonsElsewhere, 'comparison')} of other shards are corrected for`,
        ]),
  ];
}

/** What the words and figures mean. */
export function ruleInWords({ level, confidence, comparisons, comparisonsElsewhere }: CheckReport): string {
  const planned = comparisons.filter(({ holmPValue }) => holmPValue !== null).length + comparisonsElsewhere;
  return `regressed: the candidate takes more by at least what matters, and p, adjusted by Holm for ${countOf(planned, 'comparison')}, is at most ${percent(level)}; intervals hold the truth with ${percent(confidence)} confidence, however often they were looked at`;
}
